using Firebreak.Tests.Events;

namespace Firebreak.Tests.Reading;

/// <summary>Bytes that come a few at a time, as from a pipe or a socket.</summary>
internal sealed class Dribble(byte[] bytes, ulong seed, int atMost) : Stream
{
    private readonly Draw _draw = new(seed);
    private int _given;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        var count = Math.Min(Math.Min(buffer.Length, 1 + _draw.Below(atMost)), bytes.Length - _given);
        bytes.AsSpan(_given, count).CopyTo(buffer);
        _given += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
