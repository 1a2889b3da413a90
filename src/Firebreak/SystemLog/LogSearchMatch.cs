using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Firebreak.Expressions;

namespace Firebreak.SystemLog;

/// <summary>Whether an event answers a search. What it surely does not contain, it is not parsed for. Serves one thread.</summary>
internal sealed class LogSearchMatch
{
    private readonly Filter? _filter;
    private readonly ImmutableArray<string> _words;
    private readonly ImmutableArray<SearchValues<string>> _needed; // of each one text stands in the event, in whatever case
    private char[] _text = new char[4096];

    public LogSearchMatch(Filter? filter, ImmutableArray<string> words)
    {
        (_filter, _words) = (filter, words);
        IEnumerable<IReadOnlyCollection<string>> needed =
        [
            .. words.Select(word => new[] { word }),
            .. filter is null ? [] : Needed(filter),
        ];
        _needed = [.. needed.Where(texts => texts.All(StandsAsItIs)).Select(texts => SearchValues.Create([.. texts], StringComparison.OrdinalIgnoreCase))];
    }

    /// <summary>Whether the event with these bytes answers.</summary>
    public bool Answers(byte[] body)
    {
        if (_filter is null && _words.IsEmpty) return true;
        if (!MayAnswer(body)) return false;
        using var document = JsonDocument.Parse(body);
        return (_filter is null || _filter.Matches(document.RootElement)) && (_words.IsEmpty || HasWords(document.RootElement));
    }

    private bool MayAnswer(byte[] body)
    {
        if (_needed.IsEmpty || body.AsSpan().Contains((byte)'\\')) return true;
        if (_text.Length < body.Length) _text = new char[body.Length * 2];
        var text = _text.AsSpan(0, Encoding.UTF8.GetChars(body, _text));
        foreach (var texts in _needed)
            if (!text.ContainsAny(texts)) return false;
        return true;
    }

    private static IEnumerable<IReadOnlyCollection<string>> Needed(Filter filter) => filter switch
    {
        Filter.And and => and.Parts.SelectMany(Needed),
        Filter.Comparison { Operator: FilterOperator.Contains or FilterOperator.StartsWith or FilterOperator.EndsWith, Value: FilterValue.Text part } => [[part.Value]],
        _ => filter.RequiredEqualities().Select(equality => equality.AnyOf),
    };

    // JSON writes some characters only by escapes, and half of a surrogate pair not at all.
    private static bool StandsAsItIs(string text) => text.Length > 0 && !text.Any(c => c is '"' or '\\' || char.IsControl(c) || char.IsSurrogate(c));

    private bool HasWords(JsonElement element)
    {
        foreach (var word in _words)
            if (!LogSearchWords.Has(element, word)) return false;
        return true;
    }
}

/// <summary>
/// The parameter <c>q</c>: a keyword is found where it stands in a value, in whatever case, with no letter or digit of the value directly before or
/// behind it: <c>XOxBw</c>, <c>2JIR</c> and <c>XOxBw-2JIR</c> all find <c>XOxBw-2JIR</c>, and <c>XOx</c> does not.
/// </summary>
internal static class LogSearchWords
{
    /// <summary>Whether a value anywhere in the event holds the keyword.</summary>
    public static bool Has(JsonElement element, string word) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().Any(property => Has(property.Value, word)),
        JsonValueKind.Array => element.EnumerateArray().Any(item => Has(item, word)),
        JsonValueKind.String => Has(TextOf(element), word),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => Has(element.GetRawText(), word),
        _ => false,
    };

    /// <summary>Whether the keyword stands in a text as a whole.</summary>
    public static bool Has(string text, string word)
    {
        for (var at = 0; (at = text.IndexOf(word, at, StringComparison.OrdinalIgnoreCase)) >= 0; at++)
            if (IsEdge(text, at) && IsEdge(text, at + word.Length)) return true;
        return false;
    }

    private static bool IsEdge(string text, int at) =>
        at == 0 || at == text.Length || !char.IsLetterOrDigit(text[at - 1]) || !char.IsLetterOrDigit(text[at]);

    // Half of a surrogate pair is no text.
    private static string TextOf(JsonElement element)
    {
        try
        {
            return element.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return "";
        }
    }
}
