using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Firebreak.Server.Pages;

/// <summary>
/// What an operation says is wrong, as a page says it. Operations speak as the API does, in English; <c>Texts/api.txt</c> holds what they say, by
/// code and with holes, and the same code is in every language. What is not there is shown as it is, and marked as English.
/// </summary>
internal static class Causes
{
    // Where the name of a field of a request is found among what pages say, in this order.
    private static readonly string[] Labels = ["profile.", "settings.", "field."];

    private static readonly ImmutableArray<KnownCause> Known =
        [.. Sentences.Read("api").OrderByDescending(pair => pair.Value.Length).Select(pair => KnownCause.Of(pair.Key, pair.Value))];

    /// <summary>What is wrong, one sentence for each thing; the summary when nothing more is said.</summary>
    public static IEnumerable<Cause> Of(Refusal refusal, Sentences sentences) =>
        (refusal.Causes.IsDefaultOrEmpty ? [refusal.Summary] : refusal.Causes).Select(cause => Of(cause, sentences));

    /// <summary>One of them: <c>login: The field cannot be left blank</c> or without a field.</summary>
    public static Cause Of(string cause, Sentences sentences)
    {
        var colon = cause.IndexOf(": ", StringComparison.Ordinal);
        var field = colon < 0 ? null : Label(cause[..colon], sentences);
        var rest = field is null ? cause : cause[(colon + 2)..];
        if (Say(rest, sentences) is { } said) return new Cause(field ?? "", said, IsOurs: true);
        // What the page itself found wrong is in its language already.
        return new Cause(field ?? "", rest, IsOurs: sentences.ByCode.Values.Contains(rest));
    }

    private static string? Say(string cause, Sentences sentences)
    {
        foreach (var known in Known)
            if (known.Holes(cause) is { } holes)
                return sentences.Say(known.Code, [.. holes.Select(hole => (object?)(Say(hole, sentences) ?? hole))]);
        return null;
    }

    private static string? Label(string field, Sentences sentences) =>
        Labels.Where(of => sentences.Has(of + field)).Select(of => sentences.Say(of + field)).FirstOrDefault();
}

/// <summary>A sentence of an operation: what stands before, between and behind its holes.</summary>
internal sealed partial record KnownCause(string Code, ImmutableArray<string> Parts)
{
    public static KnownCause Of(string code, string sentence) => new(code, [.. Hole().Split(sentence)]);

    /// <summary>What stands in the holes of a sentence; null when it is not this one.</summary>
    public List<string>? Holes(string cause)
    {
        if (!cause.StartsWith(Parts[0], StringComparison.Ordinal)) return null;
        var (holes, at) = (new List<string>(), Parts[0].Length);
        for (var i = 1; i < Parts.Length; i++)
        {
            var isLast = i == Parts.Length - 1;
            var next = isLast ? cause.Length - Parts[i].Length : cause.IndexOf(Parts[i], at, StringComparison.Ordinal);
            if (next <= at || (isLast && !cause.EndsWith(Parts[i], StringComparison.Ordinal))) return null;
            holes.Add(cause[at..next]);
            at = next + Parts[i].Length;
        }
        return at == cause.Length ? holes : null;
    }

    [GeneratedRegex(@"\{\d\}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Hole();
}

/// <summary>One thing that is wrong.</summary>
/// <param name="Field">What it is wrong with, as its input is labelled; empty: nothing in particular.</param>
/// <param name="IsOurs">Whether the sentence is of the catalogue; if not, it is the API's, in English.</param>
internal sealed record Cause(string Field, string Sentence, bool IsOurs);
