using System.Text;

namespace Firebreak.Cli.Demo;

/// <summary>
/// A piece of JSON with named holes, <c>{"id":"&lt;ActorId&gt;"}</c>, cut once into the bytes between its holes; kept twice,
/// as written and with a space after each colon and comma that is not inside a string.
/// </summary>
internal sealed class Template
{
    private readonly byte[][] _tight;
    private readonly byte[][] _spaced;
    private readonly Hole[] _holes;

    private Template(List<string> pieces, List<Hole> holes)
    {
        var inString = false;
        _tight = [.. pieces.Select(Encoding.UTF8.GetBytes)];
        _spaced = [.. pieces.Select(piece => Encoding.UTF8.GetBytes(Spaced(piece, ref inString)))];
        _holes = [.. holes];
    }

    /// <summary>Line ends are left out: they are there for the reader of the source.</summary>
    public static Template Of(string text)
    {
        var pieces = new List<string>();
        var holes = new List<Hole>();
        var rest = text.ReplaceLineEndings("").AsSpan();
        for (var open = rest.IndexOf('<'); open >= 0; open = rest.IndexOf('<'))
        {
            var close = rest.IndexOf('>');
            pieces.Add(rest[..open].ToString());
            holes.Add(Enum.Parse<Hole>(rest[(open + 1)..close]));
            rest = rest[(close + 1)..];
        }
        pieces.Add(rest.ToString());
        return new Template(pieces, holes);
    }

    /// <summary>Writes the template into <paramref name="to"/> from <paramref name="at"/> on; returns where it ends.</summary>
    public int Write(byte[] to, int at, ArraySegment<byte>[] values, bool spaced)
    {
        var pieces = spaced ? _spaced : _tight;
        for (var i = 0; i < _holes.Length; i++)
        {
            at = Copy(pieces[i], to, at);
            at = Copy(values[(int)_holes[i]], to, at);
        }
        return Copy(pieces[^1], to, at);
    }

    private static int Copy(ReadOnlySpan<byte> piece, byte[] to, int at)
    {
        piece.CopyTo(to.AsSpan(at));
        return at + piece.Length;
    }

    // A hole may lie inside a string, so the state goes on from piece to piece. What fills a hole holds no bare quote.
    private static string Spaced(string piece, ref bool inString)
    {
        var text = new StringBuilder(piece.Length + 16);
        for (var i = 0; i < piece.Length; i++)
        {
            text.Append(piece[i]);
            if (piece[i] == '\\') text.Append(piece[++i]);
            else if (piece[i] == '"') inString = !inString;
            else if (!inString && (piece[i] is ':' or ',')) text.Append(' ');
        }
        return text.ToString();
    }
}
