using System.Text;

namespace Firebreak.Log.Events;

/// <summary>A JSON string as its bytes stand in the line, without the quotes; read only as far as a question needs it.</summary>
/// <param name="raw">The bytes between the quotes, or a number's or literal's own.</param>
/// <param name="isEscaped">Whether they hold a backslash.</param>
public readonly ref struct JsonText(ReadOnlySpan<byte> raw, bool isEscaped)
{
    /// <summary>The bytes as they stand, escapes and all.</summary>
    public ReadOnlySpan<byte> Raw { get; } = raw;

    /// <summary>Whether escapes stand for other characters in <see cref="Raw"/>.</summary>
    public bool IsEscaped { get; } = isEscaped;

    /// <summary>Whether there is nothing: no such field, null, or an empty string.</summary>
    public bool IsEmpty => Raw.IsEmpty;

    /// <summary>Whether the text, its escapes resolved, is these UTF-8 bytes.</summary>
    public bool Is(ReadOnlySpan<byte> text) => IsEscaped ? Raw.Length >= text.Length && Unescape().AsSpan().SequenceEqual(text) : Raw.SequenceEqual(text);

    /// <summary>The text's UTF-8 bytes, escapes resolved; a copy is made only where there are escapes.</summary>
    public ReadOnlySpan<byte> Utf8 => IsEscaped ? Unescape() : Raw;

    /// <summary>The text; a lone surrogate escape becomes U+FFFD.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Utf8);

    private byte[] Unescape()
    {
        var text = new GrowingBuffer(Raw.Length);
        JsonEscapes.Resolve(Raw, text);
        return text.Written.ToArray();
    }
}

/// <summary>The escapes of JSON strings (RFC 8259, 7).</summary>
public static class JsonEscapes
{
    /// <summary>Resolves the escapes of a valid JSON string's inside; a lone surrogate becomes U+FFFD.</summary>
    public static void Resolve(ReadOnlySpan<byte> raw, GrowingBuffer to)
    {
        while (true)
        {
            var plain = raw.IndexOf((byte)'\\');
            if (plain < 0)
            {
                to.Append(raw);
                return;
            }

            to.Append(raw[..plain]);
            raw = raw[plain..];
            raw = raw[(raw[1] == 'u' ? ResolveUnicode(raw, to) : ResolveShort(raw[1], to))..];
        }
    }

    private static int ResolveShort(byte escape, GrowingBuffer to)
    {
        to.Append(escape switch
        {
            (byte)'b' => (byte)'\b',
            (byte)'f' => (byte)'\f',
            (byte)'n' => (byte)'\n',
            (byte)'r' => (byte)'\r',
            (byte)'t' => (byte)'\t',
            _ => escape,
        });
        return 2;
    }

    private static int ResolveUnicode(ReadOnlySpan<byte> raw, GrowingBuffer to)
    {
        var (unit, length) = (Unit(raw), 6);
        var rune = Rune.ReplacementChar;
        if (char.IsHighSurrogate(unit) && raw.Length >= 12 && raw[6] == '\\' && raw[7] == 'u' && Rune.TryCreate(unit, Unit(raw[6..]), out var pair))
            (rune, length) = (pair, 12);
        else if (Rune.TryCreate(unit, out var single)) rune = single;

        Span<byte> utf8 = stackalloc byte[4];
        to.Append(utf8[..rune.EncodeToUtf8(utf8)]);
        return length;
    }

    private static char Unit(ReadOnlySpan<byte> escape)
    {
        var unit = 0;
        foreach (var digit in escape[2..6]) unit = (unit << 4) | (digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10);
        return (char)unit;
    }
}
