namespace Firebreak.Directory;

/// <summary>What a text of an attribute means. Source: Okta, Schemas API, format; user profile base attributes.</summary>
internal static class AttributeFormat
{
    /// <summary>Okta's words.</summary>
    public static IReadOnlyCollection<string> Names { get; } =
        ["country-code", "date-time", "email", "encrypted", "hashed", "language-code", "locale", "ref-id", "timezone", "uri"];

    /// <summary>Whether a text is of a format. What Okta does not define closely is only kept from being something else altogether.</summary>
    public static bool Matches(string format, string text) => format switch
    {
        "email" => IsEmail(text),
        "uri" => !text.Any(char.IsWhiteSpace) && Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out _),
        "country-code" => text.Length == 2 && text.All(char.IsAsciiLetter),   // ISO 3166-1 alpha 2
        "language-code" or "locale" => text.Length <= 100 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or ',' or ';' or '=' or '.' or '*' or ' '),
        "timezone" => text.Length <= 100 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '_' or '-' or '+' or ':'),
        "date-time" => DateTimeOffset.TryParse(text, null, System.Globalization.DateTimeStyles.AssumeUniversal, out _),
        _ => true,
    };

    /// <summary>
    /// Whether a text may be a mail address (RFC 6531, 3.3, without quoted names): something, one @ at the end of it, a domain of labels. Whether
    /// it reaches somebody only a mail can tell.
    /// </summary>
    public static bool IsEmail(string text)
    {
        var at = text.LastIndexOf('@');
        if (at is < 1 or > 64 || text.Length > 254) return false;
        var domain = text.AsSpan(at + 1);
        if (domain.IsEmpty || domain[0] is '.' or '-' || domain[^1] is '.' or '-' || domain.Contains("..", StringComparison.Ordinal)) return false;
        foreach (var c in domain)
            if (!(char.IsLetterOrDigit(c) || c is '.' or '-')) return false;
        foreach (var c in text.AsSpan(0, at))
            if (char.IsWhiteSpace(c) || char.IsControl(c) || c is '@' or '<' or '>' or '(' or ')' or '[' or ']' or ',' or ';' or ':' or '"' or '\\') return false;
        return true;
    }
}
