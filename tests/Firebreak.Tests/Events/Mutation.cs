using System.Collections.Immutable;
using System.Text;

namespace Firebreak.Tests.Events;

/// <summary>A line with one to three things changed in it.</summary>
internal static class Mutation
{
    private static readonly byte[][] Pieces =
    [
        .. new[]
        {
            "\"", "\\", "\\\"", "\\\\", "\\u0061", "\\ud83d", "\\ude00", "{", "}", "[", "]", ",", ":", "null", "true", "0", "-", "1.5e3", ".", " ", "\t", "\r",
            "\0", "é", "😀", "{}", "[]", "\"\"", "\"a\":1,", "\"target\":", "\"actor\":", "\"id\":", "\"published\":\"2022-01-20\",", ",\"eventType\":\"x\"",
        }.Select(Encoding.UTF8.GetBytes),
        [0x80], [0xC3], [0xE2, 0x82], [0xF0, 0x9F], [0xFF],
    ];

    public static byte[] Of(Draw draw, ImmutableArray<byte[]> lines)
    {
        var line = lines[draw.Below(lines.Length)];
        for (var changes = 1 + (draw.OneIn(3) ? draw.Below(3) : 0); changes > 0; changes--) line = Change(draw, line, lines);
        return line;
    }

    private static byte[] Change(Draw draw, byte[] line, ImmutableArray<byte[]> lines)
    {
        var at = draw.Below(line.Length + 1);
        var length = Math.Min(line.Length - at, draw.OneIn(2) ? 1 : draw.Below(40));
        var piece = draw.Of<byte[]>(Pieces);
        switch (draw.Below(7))
        {
            case 0: // flip a bit
                var flipped = line.ToArray();
                if (at < line.Length) flipped[at] ^= (byte)(1 << draw.Below(8));
                return flipped;
            case 1: // insert
                return [.. line[..at], .. piece, .. line[at..]];
            case 2: // delete
                return [.. line[..at], .. line[(at + length)..]];
            case 3: // duplicate
                return [.. line[..(at + length)], .. line[at..]];
            case 4: // replace
                return [.. line[..at], .. piece, .. line[(at + length)..]];
            case 5: // move to another place
                var rest = (byte[])[.. line[..at], .. line[(at + length)..]];
                var to = draw.Below(rest.Length + 1);
                return [.. rest[..to], .. line[at..(at + length)], .. rest[to..]];
            default: // splice with another line, mostly where both have a comma
                var other = lines[draw.Below(lines.Length)];
                var (cut, from) = (Comma(draw, line), Comma(draw, other));
                return [.. line[..cut], .. other[from..]];
        }
    }

    private static int Comma(Draw draw, byte[] line)
    {
        var at = draw.Below(line.Length + 1);
        var comma = line.AsSpan(at).IndexOf(",\""u8);
        return comma < 0 ? at : at + comma;
    }
}
