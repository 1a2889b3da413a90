namespace Firebreak.Log.Reading;

/// <summary>
/// Some whole lines of an input, in a buffer that a thread uses again for its next block.
/// </summary>
public sealed class Block
{
    /// <summary>
    /// How much is read at a time, in bytes: what fits into a core's own cache beside the tables, so that bytes are
    /// copied from the page cache once and never fetched again.
    /// </summary>
    public const int Size = 256 << 10;

    /// <summary>The longest line read, in bytes; a longer one is counted and skipped.</summary>
    public const int MaxLineBytes = 1 << 20;

    internal byte[] Buffer { get; set; } = new byte[Size + (64 << 10)];

    internal int Start { get; set; }

    internal int Length { get; set; }

    /// <summary>The lines, each ended by a newline but perhaps the last.</summary>
    public ReadOnlySpan<byte> Lines => Buffer.AsSpan(Start, Length);

    /// <summary>The place of the block in its input, from 0.</summary>
    public long Number { get; internal set; }

    /// <summary>How many lines that were too long begin in this block, behind its other lines; they are not in <see cref="Lines"/>.</summary>
    public int TooLong { get; internal set; }

    internal void MakeRoom(int length)
    {
        if (Buffer.Length >= length) return;
        var larger = new byte[Math.Max(length, Buffer.Length * 2)];
        Buffer.AsSpan(0, Start + Length).CopyTo(larger);
        Buffer = larger;
    }
}
