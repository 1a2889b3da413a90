using System.Globalization;
using System.Text;

namespace Firebreak.Sigma;

/// <summary>
/// The text of a JSON string with escapes. The framework's own throws at half a surrogate pair, which is valid JSON
/// and which anyone can put into a name; here it becomes the replacement character and the event is still judged.
/// </summary>
internal static class JsonText
{
    public static ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> json, scoped ref Scratch scratch)
    {
        var text = scratch.Take(json.Length);
        var length = 0;
        while (!json.IsEmpty)
        {
            var plain = json.IndexOf((byte)'\\');
            if (plain < 0) plain = json.Length;
            json[..plain].CopyTo(text[length..]);
            length += plain;
            json = json[plain..];
            if (json.Length < 2) break;

            var rune = Escaped(json, out var consumed);
            length += rune.EncodeToUtf8(text[length..]);
            json = json[consumed..];
        }

        return text[..length];
    }

    private static Rune Escaped(ReadOnlySpan<byte> json, out int consumed)
    {
        consumed = 2;
        if (json[1] == 'u') return Unicode(json, out consumed);
        return new Rune((char)(json[1] switch
        {
            (byte)'n' => (byte)'\n',
            (byte)'t' => (byte)'\t',
            (byte)'r' => (byte)'\r',
            (byte)'b' => (byte)'\b',
            (byte)'f' => (byte)'\f',
            var itself => itself,
        }));
    }

    private static Rune Unicode(ReadOnlySpan<byte> json, out int consumed)
    {
        consumed = 6;
        var first = Unit(json);
        if (Rune.TryCreate(first, out var alone)) return alone;
        if (json.Length < 12 || json[6] != '\\' || json[7] != 'u') return Rune.ReplacementChar;
        if (!Rune.TryCreate(first, Unit(json[6..]), out var pair)) return Rune.ReplacementChar;
        consumed = 12;
        return pair;
    }

    private static char Unit(ReadOnlySpan<byte> json) =>
        ushort.TryParse(json[2..6], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit) ? (char)unit : '\uFFFD';
}
