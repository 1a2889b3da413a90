using System.Collections.Immutable;

namespace Firebreak.Sigma;

/// <summary>
/// Fills <c>%name%</c> under the modifier <c>expand</c>; <c>\%</c> is a plain percent sign. What is filled in may hold wildcards.
/// A name without values leaves nothing to look for, and is kept for the caller to tell.
/// </summary>
internal sealed class Placeholders(IReadOnlyDictionary<string, IReadOnlyList<string>>? values)
{
    public const int MaxTexts = 1000;

    private readonly SortedSet<string> _unresolved = new(StringComparer.Ordinal);

    public ImmutableArray<string> Unresolved => [.. _unresolved];

    /// <summary>All texts that it stands for; nothing when there are too many.</summary>
    public ImmutableArray<string>? Expand(string text)
    {
        ImmutableArray<string> texts = [""];
        for (var at = 0; at < text.Length;)
        {
            var piece = Piece(text, at, out at);
            if (texts.Length * piece.Count > MaxTexts) return null;
            texts = [.. texts.SelectMany(_ => piece, (before, after) => before + after)];
        }

        return texts;
    }

    private IReadOnlyList<string> Piece(string text, int at, out int next)
    {
        if (Name(text, at) is { } name)
        {
            next = at + name.Length + 2;
            if (values is not null && values.TryGetValue(name, out var known) && known.Count > 0) return known;
            _unresolved.Add(name);
            return [];
        }

        if (text[at] == '\\' && at + 1 < text.Length)
        {
            next = at + 2;
            return [text[at + 1] == '%' ? "%" : text[at..next]];
        }

        next = text.AsSpan(at + 1).IndexOfAny('%', '\\') is var end and >= 0 ? at + 1 + end : text.Length;
        return [text[at..next]];
    }

    private static string? Name(string text, int at)
    {
        if (text[at] != '%') return null;
        var end = at + 1;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '_' or '-' or '.')) end++;
        return end > at + 1 && end < text.Length && text[end] == '%' ? text[(at + 1)..end] : null;
    }
}
