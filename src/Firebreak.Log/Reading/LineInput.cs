using System.Buffers;
using Firebreak.Log.Scoping;
using Microsoft.Win32.SafeHandles;

namespace Firebreak.Log.Reading;

/// <summary>An input that is read as lines, a block at a time, by several threads at once.</summary>
public abstract class LineInput : IDisposable
{
    /// <summary>What to call it in a message: the path as it was given, or <c>-</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Its length in bytes where it is known, for the progress line; else -1.</summary>
    public virtual long Length => -1;

    /// <summary>The word for a line, where the input has other pieces: the elements of a JSON array.</summary>
    public virtual string LineWord => "line";

    /// <summary>The number of the first line: 1, or 0 where people count from 0.</summary>
    public virtual long FirstNumber => 1;

    /// <summary>Why the input could not be read to its end; null while nothing went wrong. Valid once claims have ended.</summary>
    public virtual string? Problem => null;

    /// <summary>Claims the next block for the calling thread. Cheap, one thread at a time.</summary>
    /// <returns>The claim to be given to <see cref="Read"/>, or -1 at the end.</returns>
    public abstract long Claim(Block block);

    /// <summary>Fills the block that was claimed; several threads at once.</summary>
    /// <exception cref="InputException">It cannot be read.</exception>
    public abstract void Read(long claim, Block block);

    /// <summary>Reads the lines of a block that was filled.</summary>
    internal virtual void Scan(Block block, LineScanner scanner)
    {
        scanner.ScanAll(block.Lines);
        for (var i = 0; i < block.TooLong; i++) scanner.AddTooLong();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes what is open.</summary>
    protected abstract void Dispose(bool disposing);
}

/// <summary>
/// A plain file of lines: each thread reads its own part of it. The line that begins in a part belongs to that part,
/// wherever it ends.
/// </summary>
internal sealed class FileLines(string name, SafeFileHandle file, int skip) : LineInput
{
    private const int TailBytes = 16 << 10;

    private readonly long _length = RandomAccess.GetLength(file);
    private long _claimed;

    public override string Name => name;

    public override long Length => _length;

    public override long Claim(Block block)
    {
        block.Number = _claimed;
        return skip + (_claimed * Block.Size) < _length ? _claimed++ : -1;
    }

    public override void Read(long claim, Block block)
    {
        var from = skip + (claim * Block.Size);
        var to = Math.Min(from + Block.Size, _length);
        block.TooLong = 0;
        (block.Start, block.Length) = (0, 0);

        // One byte before tells whether a line begins right here.
        var before = claim > 0 ? 1 : 0;
        block.Length = Fill(block, from - before, (int)(to - from) + before);
        var start = 0;
        if (before == 1)
        {
            var newline = block.Lines.IndexOf((byte)'\n');
            if (newline < 0 || newline + 1 == block.Length)
            {
                block.Length = 0; // the whole part lies inside a line that began before it
                return;
            }

            start = newline + 1;
        }

        (block.Start, block.Length) = (start, block.Length - start);
        if (to < _length && block.Lines[^1] != '\n') ReadTail(block, to);
    }

    protected override void Dispose(bool disposing) => file.Dispose();

    // Reads on to the end of the last line.
    private void ReadTail(Block block, long at)
    {
        var lastLine = block.Lines.LastIndexOf((byte)'\n') + 1;
        while (at < _length)
        {
            var known = block.Length;
            block.MakeRoom(block.Start + known + TailBytes);
            var read = Fill(block, at, (int)Math.Min(TailBytes, _length - at));
            block.Length = known + read;
            var newline = block.Lines[known..].IndexOf((byte)'\n');
            if (newline >= 0)
            {
                block.Length = known + newline + 1;
                return;
            }

            at += read;
            if (block.Length - lastLine <= Block.MaxLineBytes) continue;
            (block.Length, block.TooLong) = (lastLine, 1);
            return;
        }
    }

    private int Fill(Block block, long at, int count)
    {
        var room = block.Buffer.AsSpan(block.Start + block.Length, count);
        try
        {
            for (var done = 0; done < count;)
            {
                var read = RandomAccess.Read(file, room[done..], at + done);
                if (read == 0) throw new InputException($"{name}: the file became shorter while it was read.");
                done += read;
            }

            return count;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{name}: cannot be read: {error.Message}", error);
        }
    }
}

/// <summary>Lines from a stream: whoever claims a block reads it there and then, the others wait their turn.</summary>
internal sealed class StreamLines(string name, Stream stream, string lineWord = "line") : LineInput
{
    private readonly ArrayBufferWriter<byte> _carry = new();
    private long _claimed;
    private bool _atEnd;
    private bool _inTooLong;
    private string? _problem;

    public override string Name => name;

    public override string LineWord => lineWord;

    public override string? Problem => _problem;

    public override long Claim(Block block)
    {
        if (_atEnd && _carry.WrittenCount == 0) return -1;
        block.Number = _claimed;
        block.TooLong = 0;
        (block.Start, block.Length) = (0, 0);
        block.MakeRoom(_carry.WrittenCount + Block.Size);
        _carry.WrittenSpan.CopyTo(block.Buffer);
        block.Length = _carry.WrittenCount;
        _carry.ResetWrittenCount();
        while (!_atEnd && !TryEnd(block)) ReadMore(block);
        if (_atEnd && _inTooLong)
        {
            // What is left belongs to the line that was given up.
            _inTooLong = false;
            block.Length = 0;
        }

        return block.Length == 0 && block.TooLong == 0 && _atEnd ? -1 : _claimed++;
    }

    public override void Read(long claim, Block block)
    {
        // Claimed and read are one here.
    }

    protected override void Dispose(bool disposing) => stream.Dispose();

    private void ReadMore(Block block)
    {
        block.MakeRoom(block.Length + (Block.Size / 4));
        try
        {
            var read = stream.Read(block.Buffer.AsSpan(block.Length));
            if (read == 0) _atEnd = true;
            block.Length += read;
        }
        catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            // What came before still counts; that the rest is missing is said at the end.
            _problem = $"{name}: cannot be read to its end: {error.Message}";
            _atEnd = true;
        }
    }

    // Whether the block has enough; what is behind its last newline is carried over to the next.
    private bool TryEnd(Block block)
    {
        if (_inTooLong && !TryLeaveTooLong(block)) return false;
        var last = block.Lines.LastIndexOf((byte)'\n');
        if (block.Length - (last + 1) > Block.MaxLineBytes)
        {
            (block.Length, block.TooLong, _inTooLong) = (last + 1, 1, true);
            return true;
        }

        if (last < 0 || block.Length < Block.Size) return false;
        _carry.Write(block.Lines[(last + 1)..]);
        block.Length = last + 1;
        return true;
    }

    private bool TryLeaveTooLong(Block block)
    {
        var newline = block.Lines.IndexOf((byte)'\n');
        var rest = newline < 0 ? 0 : block.Length - newline - 1;
        block.Buffer.AsSpan(block.Length - rest, rest).CopyTo(block.Buffer);
        block.Length = rest;
        _inTooLong = newline < 0;
        return !_inTooLong;
    }
}
