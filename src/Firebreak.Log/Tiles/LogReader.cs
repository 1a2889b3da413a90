using Firebreak.Log.Notes;

namespace Firebreak.Log.Tiles;

/// <summary>A log as its files have it, under one checkpoint. What it reads is checked by those who use it.</summary>
/// <param name="source">Where the files are.</param>
/// <param name="signed">The checkpoint to read under; no signature has been checked.</param>
public sealed class LogReader(ITileSource source, SignedCheckpoint signed)
{
    /// <summary>The largest file a log has: a full bundle of the longest entries.</summary>
    public const int MaxFileBytes = Tile.FullWidth * (EntryBundle.MaxEntryBytes + EntryBundle.LengthBytes);

    /// <summary>Where the files are.</summary>
    public ITileSource Source => source;

    /// <summary>The checkpoint with its signatures.</summary>
    public SignedCheckpoint Signed => signed;

    /// <summary>The checkpoint.</summary>
    public Checkpoint Checkpoint => signed.Checkpoint;

    /// <summary>The number of bundles, the partial one included.</summary>
    public long Bundles => (Checkpoint.Size / Tile.FullWidth) + (Checkpoint.Size % Tile.FullWidth == 0 ? 0 : 1);

    /// <summary>Opens a log at its newest checkpoint.</summary>
    /// <exception cref="LogCorruptException">There is no checkpoint, or it is not one.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static LogReader Open(ITileSource source)
    {
        var buffer = new GrowingBuffer();
        if (!source.TryRead("checkpoint", buffer)) throw new LogCorruptException($"{source.Name} holds no log: there is no file 'checkpoint'.");
        return SignedCheckpoint.TryParse(buffer.Written, out var signed)
            ? new LogReader(source, signed)
            : throw new LogCorruptException($"{source.Name}: 'checkpoint' is not a signed checkpoint.");
    }

    /// <summary>Reads a tile or bundle, from the full one where the partial one is gone.</summary>
    /// <exception cref="LogCorruptException">Neither is there.</exception>
    public Tile ReadTile(int level, long index, GrowingBuffer buffer)
    {
        var tile = Tile.At(level, index, Checkpoint.Size)
            ?? throw new LogCorruptException($"{source.Name}: a log of {Checkpoint.Size} entries has no tile {index} at level {level}.");
        if (source.TryRead(tile.Path, buffer) || (tile.IsPartial && source.TryRead(tile.Full.Path, buffer))) return tile;
        throw new LogCorruptException($"{source.Name}: {tile.Path} is missing.");
    }

    /// <summary>Reads one entry's bytes; they are not checked.</summary>
    /// <exception cref="LogCorruptException">It is not there, or its bundle is broken.</exception>
    public byte[] ReadEntry(long index)
    {
        var buffer = new GrowingBuffer();
        var tile = ReadTile(Tile.Entries, index / Tile.FullWidth, buffer);
        var position = 0;
        for (var i = index % Tile.FullWidth; ; i--)
        {
            if (!EntryBundle.TryNext(buffer.Written, ref position, out var entry))
                throw new LogCorruptException($"{source.Name}: {tile.Path} ends before entry {index}.");
            if (i == 0) return buffer.Written[entry].ToArray();
        }
    }
}
