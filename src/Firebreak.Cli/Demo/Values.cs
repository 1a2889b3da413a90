using System.Text;

namespace Firebreak.Cli.Demo;

/// <summary>
/// What fills the holes of one line. Fixed texts are pointed at, the others are made in one small buffer that each line uses anew.
/// </summary>
internal sealed class Values
{
    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private readonly byte[] _made = new byte[2048];
    private int _end;

    public ArraySegment<byte>[] Of { get; } = new ArraySegment<byte>[Enum.GetValues<Hole>().Length];

    public void Begin() => _end = 0;

    public void Set(Hole hole, byte[] text) => Of[(int)hole] = text;

    public void Copy(Hole from, Hole to) => Of[(int)to] = Of[(int)from];

    /// <summary>An id like Okta's: 20 characters, of which the first three say of what, the last three are the cell's.</summary>
    public void Id(Hole hole, ReadOnlySpan<byte> kind, ulong seed) =>
        End(hole, Write(Letters(Write(_end, kind), 14, seed), "5d7"u8));

    /// <summary>A token: a prefix and letters.</summary>
    public void Token(Hole hole, ReadOnlySpan<byte> prefix, int letters, ulong seed) =>
        End(hole, Letters(Write(_end, prefix), letters, seed));

    public void Hex(Hole hole, int digits, ulong seed) => End(hole, HexDigits(_end, digits, new Draw(seed)));

    /// <summary>A random UUID (version 4).</summary>
    public void Uuid(Hole hole, ulong seed)
    {
        var at = _end;
        HexDigits(at, 36, new Draw(seed));
        foreach (var dash in (ReadOnlySpan<int>)[8, 13, 18, 23]) _made[at + dash] = (byte)'-';
        _made[at + 14] = (byte)'4';
        _made[at + 19] = (byte)"89ab"[_made[at + 19] & 3];
        End(hole, at + 36);
    }

    public void Digits(Hole hole, int number, int digits)
    {
        Digits(_end, number, digits);
        End(hole, _end + digits);
    }

    public void Text(Hole hole, ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, ReadOnlySpan<byte> c) =>
        End(hole, Write(Write(Write(_end, a), b), c));

    public void Login(Hole hole, ReadOnlySpan<byte> first, ReadOnlySpan<byte> last, ReadOnlySpan<byte> domain) =>
        End(hole, Write(Write(Write(Write(Write(_end, first), "."u8), last), "@"u8), domain));

    /// <summary>An address that nobody has: 198.18.0.0/15 is set aside for benchmarks.</summary>
    public void Address(Hole hole, ulong seed)
    {
        var at = Write(_end, "198."u8);
        at = Number(at, 18 + (int)(seed & 1));
        at = Number(Write(at, "."u8), (int)(seed >> 8) & 255);
        End(hole, Number(Write(at, "."u8), (int)(seed >> 16) & 255));
    }

    /// <summary>A time of January 2022, written as at Okta.</summary>
    public void Time(Hole hole, long milliseconds, int firstDay)
    {
        var (day, rest) = Math.DivRem(milliseconds, 86_400_000);
        var ms = (int)rest;
        var at = _end;
        Write(at, "2022-01-00T00:00:00.000Z"u8);
        Digits(at + 8, firstDay + (int)day, 2);
        Digits(at + 11, ms / 3_600_000, 2);
        Digits(at + 14, ms / 60_000 % 60, 2);
        Digits(at + 17, ms / 1000 % 60, 2);
        Digits(at + 20, ms % 1000, 3);
        End(hole, at + 24);
    }

    public static byte[][] Bytes(IEnumerable<string> texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];

    private void End(Hole hole, int end)
    {
        Of[(int)hole] = new ArraySegment<byte>(_made, _end, end - _end);
        _end = end;
    }

    private int Write(int at, ReadOnlySpan<byte> text)
    {
        text.CopyTo(_made.AsSpan(at));
        return at + text.Length;
    }

    private int Letters(int at, int count, ulong seed)
    {
        var draw = new Draw(seed);
        ulong bits = 0;
        for (var i = 0; i < count; i++)
        {
            if (i % 10 == 0) bits = draw.Next();
            _made[at + i] = (byte)Base62[(int)Math.BigMul(bits, 62, out bits)];
        }
        return at + count;
    }

    private int HexDigits(int at, int count, Draw draw)
    {
        ulong bits = 0;
        for (var i = 0; i < count; i++, bits >>= 4)
        {
            if (i % 16 == 0) bits = draw.Next();
            _made[at + i] = (byte)"0123456789abcdef"[(int)bits & 15];
        }
        return at + count;
    }

    private int Number(int at, int number)
    {
        var digits = number < 10 ? 1 : number < 100 ? 2 : 3;
        Digits(at, number, digits);
        return at + digits;
    }

    private void Digits(int at, int number, int digits)
    {
        for (var i = at + digits - 1; i >= at; i--, number /= 10) _made[i] = (byte)('0' + number % 10);
    }
}
