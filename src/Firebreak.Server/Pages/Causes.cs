using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Firebreak.Server.Pages;

/// <summary>
/// What an operation says is wrong, as a page says it. Operations speak as the API does, in English; <c>Texts/api.txt</c> holds what they say, by
/// code and with holes, and the same code is in every language. What is not there is shown as it is, and marked as English.
/// </summary>
internal static partial class Causes
{
    // Where the name of a field of a request is found among what pages say, in this order.
    private static readonly string[] Labels = ["profile.", "settings.", "field."];

    private static readonly ImmutableArray<(string Code, Regex Pattern)> Known =
    [
        .. Sentences.Read("api").OrderByDescending(pair => pair.Value.Length).Select(pair => (pair.Key, new Regex(
            "^" + Hole().Replace(Regex.Escape(pair.Value), "(.+)") + "$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant))),
    ];

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
        foreach (var (code, pattern) in Known)
            if (pattern.Match(cause) is { Success: true } match)
                return sentences.Say(code, [.. match.Groups.Values.Skip(1).Select(hole => (object?)(Say(hole.Value, sentences) ?? hole.Value))]);
        return null;
    }

    private static string? Label(string field, Sentences sentences) =>
        Labels.Where(of => sentences.Has(of + field)).Select(of => sentences.Say(of + field)).FirstOrDefault();

    [GeneratedRegex(@"\\\{\d}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Hole();
}

/// <summary>One thing that is wrong.</summary>
/// <param name="Field">What it is wrong with, as its input is labelled; empty: nothing in particular.</param>
/// <param name="IsOurs">Whether the sentence is of the catalogue; if not, it is the API's, in English.</param>
internal sealed record Cause(string Field, string Sentence, bool IsOurs);
