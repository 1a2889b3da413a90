using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using Firebreak.Server.Hosting;
using Microsoft.Net.Http.Headers;

namespace Firebreak.Server.Pages;

/// <summary>
/// What pages say, in one language: a line <c>code = sentence</c> of a file in the assembly. A sentence about one thing may have a form of its own
/// under <c>code.one</c>. Errors of the API stay English, as at Okta; what pages say of them is in <see cref="Causes"/>.
/// </summary>
public sealed class Sentences
{
    private readonly FrozenDictionary<string, string> _byCode;
    private readonly NumberFormatInfo _numbers;

    private Sentences(string language)
    {
        (Language, _byCode) = (language, Read(language));
        _numbers = new NumberFormatInfo { NumberGroupSeparator = Say("number.group"), NumberDecimalDigits = 0 };
    }

    /// <summary>English.</summary>
    public static Sentences English { get; } = new("en");

    /// <summary>German.</summary>
    public static Sentences German { get; } = new("de");

    /// <summary>Every language there is, the one first that is spoken to those who ask for none of them.</summary>
    public static IReadOnlyList<Sentences> All { get; } = [English, German];

    /// <summary>The language's tag, as HTML names it.</summary>
    public string Language { get; }

    /// <summary>All codes and their sentences.</summary>
    internal IReadOnlyDictionary<string, string> ByCode => _byCode;

    /// <summary>The language that a browser asks for (RFC 9110, 12.5.4): the first of those it likes best that is there, by its primary tag.</summary>
    public static Sentences For(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        return StringWithQualityHeaderValue.TryParseList(http.Request.Headers.AcceptLanguage, out var asked)
            ? asked.Where(one => one.Quality is null or > 0).OrderByDescending(one => one.Quality ?? 1).Select(one => Of(one.Value.Value ?? "")).FirstOrDefault(found => found is not null) ?? English
            : English;
    }

    /// <summary>A sentence, its holes filled. A code that is missing shows itself: a page is worth more than its label.</summary>
    public string Say(string code, params ReadOnlySpan<object?> with)
    {
        if (with is [1 or 1L, ..] && _byCode.TryGetValue(code + ".one", out var one)) return string.Format(_numbers, one, with);
        var sentence = _byCode.GetValueOrDefault(code, code);
        return with.IsEmpty ? sentence : string.Format(_numbers, sentence, with);
    }

    /// <summary>A number as this language writes it: 14,640 or 14.640.</summary>
    public string Number(long number) => number.ToString("N0", _numbers);

    /// <summary>Whether there is a sentence of this code.</summary>
    public bool Has(string code) => _byCode.ContainsKey(code);

    /// <summary>The lines <c>code = sentence</c> of a file.</summary>
    internal static FrozenDictionary<string, string> Read(string file)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream($"Sentences/{file}.txt")!);
        return reader.ReadToEnd().Split('\n')
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split(" = ", 2))
            .ToFrozenDictionary(parts => parts[0].Trim(), parts => parts[1].Trim(), StringComparer.Ordinal);
    }

    private static Sentences? Of(string tag) =>
        All.FirstOrDefault(one => tag.StartsWith(one.Language, StringComparison.OrdinalIgnoreCase) && (tag.Length == one.Language.Length || tag[one.Language.Length] == '-'));
}

/// <summary>The sentences of a call.</summary>
internal static class CallSentences
{
    /// <summary>A sentence in the language of who asks.</summary>
    public static string Say(this Call call, string code, params ReadOnlySpan<object?> with) => Sentences.For(call.Http).Say(code, with);
}
