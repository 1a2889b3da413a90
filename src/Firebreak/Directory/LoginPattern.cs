namespace Firebreak.Directory;

/// <summary>
/// The two forms in which an org says which logins it takes besides mail addresses: <c>.+</c> for any, <c>[...]+</c> for a set of characters.
/// Read by hand: a regular expression from outside never runs here. Source: Okta, Schemas API, login pattern validation.
/// </summary>
internal static class LoginPattern
{
    /// <summary>Whether a text is of one of the two forms.</summary>
    public static bool IsValid(string pattern) => IsAnything(pattern) || Read(pattern) is not null;

    /// <summary>Whether any login that is not empty will do.</summary>
    public static bool IsAnything(string? pattern) => pattern == ".+";

    /// <summary>Whether a login is one of these.</summary>
    public static bool Matches(string pattern, string login)
    {
        if (login.Length == 0) return false;
        return IsAnything(pattern) || (Read(pattern) is { } set && login.All(c => set.Exists(range => range.First <= c && c <= range.Last)));
    }

    // A hyphen stands for itself only as the first; any but letters, digits and hyphen needs a backslash.
    private static List<(char First, char Last)>? Read(string pattern)
    {
        if (pattern.Length is < 4 or > 200 || !pattern.StartsWith('[') || !pattern.EndsWith("]+", StringComparison.Ordinal)) return null;
        var inside = pattern.AsSpan(1, pattern.Length - 3);
        var set = new List<(char, char)>();
        for (var i = 0; i < inside.Length;)
        {
            if (i == 0 && inside[0] == '-')
            {
                set.Add(('-', '-'));
                i++;
                continue;
            }
            if (One(inside, ref i) is not { } first) return null;
            var last = first;
            if (i < inside.Length - 1 && inside[i] == '-')
            {
                i++;
                if (One(inside, ref i) is not { } end || end < first) return null;
                last = end;
            }
            set.Add((first, last));
        }
        return set;
    }

    private static char? One(ReadOnlySpan<char> text, ref int i)
    {
        if (char.IsAsciiLetterOrDigit(text[i])) return text[i++];
        if (text[i] != '\\' || i + 1 >= text.Length) return null;
        i += 2;
        return text[i - 1];
    }
}
