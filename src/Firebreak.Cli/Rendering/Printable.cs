using System.Globalization;
using System.Text;

namespace Firebreak.Cli.Rendering;

/// <summary>Texts from a log, made harmless for where they are shown: whoever wrote them may be the attacker.</summary>
internal static class Printable
{
    /// <summary>For a terminal: no control characters, nothing that turns the writing direction.</summary>
    public static string Text(string text)
    {
        if (!text.Any(IsHarmful)) return text;
        var shown = new StringBuilder(text.Length);
        foreach (var c in text) shown.Append(IsHarmful(c) ? '\uFFFD' : c);
        return shown.ToString();
    }

    /// <summary>For a cell of a given width, cut with an ellipsis.</summary>
    public static string Cut(string text, int width)
    {
        var shown = Text(text);
        return shown.Length <= width ? shown : shown[..Math.Max(0, width - 1)] + "…";
    }

    /// <summary>For a CSV field (RFC 4180), and so that no spreadsheet takes it for a formula.</summary>
    public static string Csv(string text)
    {
        var shown = text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" + text : text;
        return shown.AsSpan().ContainsAny(",\"\r\n") ? "\"" + shown.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"" : shown;
    }

    /// <summary>For HTML, between tags and inside quoted attributes.</summary>
    public static string Html(string text)
    {
        var shown = Text(text);
        if (!shown.AsSpan().ContainsAny("&<>\"'")) return shown;
        return shown.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal).Replace("\"", "&quot;", StringComparison.Ordinal).Replace("'", "&#39;", StringComparison.Ordinal);
    }

    /// <summary>For a file's name: letters, digits, dot, dash and underscore; nothing else survives.</summary>
    public static string FileName(string text)
    {
        var name = new string([.. text.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '_')]).TrimStart('.');
        return name.Length == 0 ? "none" : name.Length > 100 ? name[..100] : name;
    }

    /// <summary>A count with its noun: "1 org", "366 orgs", "2 addresses".</summary>
    public static string Count(long count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? noun : Plural(noun))}");

    /// <summary>A noun's plural.</summary>
    public static string Plural(string noun) => noun.EndsWith('s') ? noun + "es" : noun.EndsWith("ry", StringComparison.Ordinal) ? noun[..^1] + "ies" : noun + "s";

    private static bool IsHarmful(char c) =>
        char.IsControl(c) || c is (>= '\u200E' and <= '\u200F') or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\u2028' or '\u2029';
}
