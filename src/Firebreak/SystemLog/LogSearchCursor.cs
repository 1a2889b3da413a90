using System.Buffers.Text;
using System.Text;

namespace Firebreak.SystemLog;

/// <summary>The three ways to walk through a log.</summary>
internal enum LogSearchKind
{
    /// <summary>Forwards without end.</summary>
    Polling = 'p',

    /// <summary>Forwards through a window.</summary>
    Ascending = 'a',

    /// <summary>Backwards through a window.</summary>
    Descending = 'd',
}

/// <summary>
/// What a search has not looked at yet: entries From to before To; a polling search only ever has a From. So the window of a search with an end is
/// fixed by its first page, and a page of the past never gains rows. It holds indexes alone: whoever makes one up sees nothing that is not its org's.
/// </summary>
internal readonly record struct LogSearchCursor(LogSearchKind Kind, long From, long To)
{
    /// <summary>As it stands in a link: not to be understood.</summary>
    public override string ToString() => Base64Url.EncodeToString(Encoding.ASCII.GetBytes($"{(char)Kind}{From}.{To}"));

    /// <summary>Reads one; null when it is none.</summary>
    public static LogSearchCursor? Read(string text)
    {
        if (text.Length > 64 || !Base64Url.IsValid(text)) return null;
        var plain = Encoding.ASCII.GetString(Base64Url.DecodeFromChars(text));
        if (plain.Length < 4 || plain[0] is not ('p' or 'a' or 'd') || plain[1..].Split('.') is not [var from, var to]) return null;
        return long.TryParse(from, out var first) && long.TryParse(to, out var end) && first >= 0 && end >= first
            ? new LogSearchCursor((LogSearchKind)plain[0], first, end)
            : null;
    }
}
