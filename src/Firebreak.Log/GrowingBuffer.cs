namespace Firebreak.Log;

/// <summary>Bytes that are written at the end and used again: an array list whose memory is kept when it is cleared.</summary>
public sealed class GrowingBuffer
{
    private byte[] _bytes;

    /// <summary>Makes an empty buffer.</summary>
    public GrowingBuffer(int capacity = 4096) => _bytes = new byte[capacity];

    /// <summary>The number of bytes written.</summary>
    public int Length { get; private set; }

    /// <summary>What is written, to read or change until the next write.</summary>
    public Span<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>What is written, as memory.</summary>
    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, Length);

    /// <summary>Forgets what was written and keeps the room.</summary>
    public void Clear() => Length = 0;

    /// <summary>Forgets what was written behind a length.</summary>
    public void Truncate(int length) => Length = Math.Min(Length, length);

    /// <summary>Adds room at the end and gives it out to be filled.</summary>
    public Span<byte> Take(int count)
    {
        if (_bytes.Length - Length < count) Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max(_bytes.Length * 2L, (long)Length + count)));
        var room = _bytes.AsSpan(Length, count);
        Length += count;
        return room;
    }

    /// <summary>Adds bytes at the end.</summary>
    public void Append(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    /// <summary>Adds one byte at the end.</summary>
    public void Append(byte value) => Take(1)[0] = value;
}
