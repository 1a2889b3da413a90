using System.Diagnostics.CodeAnalysis;

namespace Firebreak.Expressions;

/// <summary>
/// Which attribute a filter asks about: names joined by dots, perhaps behind the URN of a SCIM schema and a colon
/// (RFC 7644, 3.10). The case of names counts, as in Okta's API.
/// </summary>
public sealed record AttributePath
{
    private AttributePath(string? schema, Sequence<string> names) => (Schema, Names) = (schema, names);

    /// <summary>The schema's URN; null where none is written.</summary>
    public string? Schema { get; }

    /// <summary>The names from the outside in: <c>debugContext</c>, <c>debugData</c>, <c>requestUri</c>.</summary>
    public Sequence<string> Names { get; }

    /// <summary>Reads a path as it is written in a filter.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out AttributePath? path)
    {
        path = null;
        string? schema = null;
        if (text.StartsWith("urn:", StringComparison.OrdinalIgnoreCase))
        {
            // The URN itself may hold dots ("2.0"); the attribute begins behind the last colon.
            var colon = text.LastIndexOf(':');
            if (colon < "urn:".Length) return false;
            (schema, text) = (text[..colon], text[(colon + 1)..]);
            if (schema.AsSpan().ContainsAnyExcept(UrnCharacters)) return false;
        }

        var names = text.Split('.');
        if (!names.All(IsName)) return false;
        path = new AttributePath(schema, [.. names]);
        return true;
    }

    /// <summary>The path of an attribute of what stands at this one; null if <paramref name="inner"/> names a schema.</summary>
    public AttributePath? Then(AttributePath inner) => inner.Schema is null ? new AttributePath(Schema, [.. Names, .. inner.Names]) : null;

    /// <summary>As written.</summary>
    public override string ToString() => (Schema is null ? "" : Schema + ":") + string.Join('.', Names);

    private static readonly System.Buffers.SearchValues<char> UrnCharacters =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:$");

    // RFC 7643, 2.1, and the underscores of Okta's own names.
    private static bool IsName(string name) =>
        name.Length > 0 && (char.IsAsciiLetter(name[0]) || name[0] is '_' or '$')
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '$');
}
