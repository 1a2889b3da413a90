using System.Diagnostics.CodeAnalysis;

namespace Firebreak.Expressions;

/// <summary>
/// Reads the filter expressions of Okta's API: SCIM's (RFC 7644, 3.4.2.2), in which operators may be written in any
/// case, attributes only in theirs, and strings are JSON strings in double quotes, dates among them.
/// </summary>
public static class ScimFilter
{
    /// <summary>How many characters a filter may have.</summary>
    public const int MaxLength = 8_192;

    /// <summary>How many parentheses and brackets may stand inside one another.</summary>
    public const int MaxDepth = 64;

    /// <summary>Reads a filter. <c>and</c> binds more than <c>or</c>; <c>not</c> takes parentheses.</summary>
    /// <param name="problem">What is wrong and at which character, counted from 1, in one sentence; it quotes at most a few words of the text.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out Filter? filter, [NotNullWhen(false)] out string? problem)
    {
        var parser = new FilterParser(text);
        filter = parser.Parse();
        problem = filter is null ? parser.Problem : null;
        return filter is not null;
    }
}
