using System.Runtime.InteropServices;
using Firebreak.Log.Merkle;

namespace Firebreak.Log.Tiles;

/// <summary>What is done with an entry on a pass over a log.</summary>
/// <param name="entry">The entry's bytes, for the length of the call.</param>
/// <param name="index">Its index in the log.</param>
public delegate void EntryVisitor(ReadOnlySpan<byte> entry, long index);

/// <summary>How deep a pass over a log checks.</summary>
public enum PassDepth
{
    /// <summary>Reads the entries and hashes nothing.</summary>
    Read,

    /// <summary>Hashes every entry, up to the root.</summary>
    Hash,

    /// <summary>Hashes every entry and holds every hash tile against the result.</summary>
    HashAndTiles,
}

/// <summary>
/// A pass over all entries of a log, bundle by bundle, on several threads; at its end the root over what was read can be
/// held against the checkpoint.
/// </summary>
/// <param name="log">The log and its checkpoint.</param>
/// <param name="depth">How deep to check.</param>
public sealed class BundlePass(LogReader log, PassDepth depth)
{
    private readonly Hash[] _roots = new Hash[FullBundlesOf(log)];
    private Hash[] _lastLeaves = [];

    /// <summary>Room for one thread's bundle.</summary>
    public sealed class Room
    {
        internal GrowingBuffer Bundle { get; } = new(640 << 10);

        internal GrowingBuffer Tile { get; } = new(Tiles.Tile.FullWidth * Hash.Length);

        internal Hash[] Leaves { get; } = new Hash[Tiles.Tile.FullWidth];
    }

    /// <summary>Reads one bundle and visits its entries in order. Several threads at once, each with its own room.</summary>
    /// <returns>How many bytes the bundle has.</returns>
    /// <exception cref="LogCorruptException">The bundle is missing or broken, or an entry is not the one that the tile has.</exception>
    public int Visit(long bundle, Room room, EntryVisitor visit)
    {
        var tile = log.ReadTile(Tile.Entries, bundle, room.Bundle);
        var bytes = room.Bundle.Written;
        var position = 0;
        for (var i = 0; i < tile.Width; i++)
        {
            var index = (bundle * Tile.FullWidth) + i;
            if (!EntryBundle.TryNext(bytes, ref position, out var entry))
                throw new LogCorruptException($"{log.Source.Name}: {tile.Path} ends before entry {index}.");
            if (depth != PassDepth.Read) room.Leaves[i] = Hash.OfLeafInPlace(bytes[(entry.Start.Value - 1)..entry.End.Value]);
            visit(bytes[entry], index);
        }

        if (position != bytes.Length && !(tile.IsPartial && IsRestOfFull(bytes, position, tile.Width)))
            throw new LogCorruptException($"{log.Source.Name}: {tile.Path} has {bytes.Length - position} bytes behind its last entry.");
        if (depth == PassDepth.HashAndTiles) CheckTile(bundle, room);
        if (depth == PassDepth.Read) return bytes.Length;
        if (tile.IsPartial) _lastLeaves = room.Leaves[..tile.Width];
        else _roots[bundle] = TileHashes.RootOf(room.Leaves);
        return bytes.Length;
    }

    /// <summary>The root over all entries visited; every bundle must have been.</summary>
    public Hash Root()
    {
        var range = new CompactRange();
        foreach (var root in _roots) range.Append(Tile.Height, root);
        foreach (var leaf in _lastLeaves) range.Append(leaf);
        return range.Root();
    }

    /// <summary>Holds what was read against the checkpoint, and the upper tiles against what was read.</summary>
    /// <exception cref="LogCorruptException">They differ; the message says where.</exception>
    public void CheckRoot()
    {
        if (depth == PassDepth.HashAndTiles) CheckUpperTiles();
        if (Root() is var root && root != log.Checkpoint.Root)
        {
            throw new LogCorruptException(
                $"{log.Source.Name}: the {log.Checkpoint.Size:N0} entries have the root {root}, but the checkpoint says {log.Checkpoint.Root}: "
                + "entries or tiles were changed after it was signed.");
        }
    }

    // A size that is a lie must not cost memory: where the last bundle is not there, neither is the log.
    private static long FullBundlesOf(LogReader log)
    {
        if (log.Bundles > 0) log.ReadTile(Tile.Entries, log.Bundles - 1, new GrowingBuffer());
        return log.Checkpoint.Size / Tile.FullWidth;
    }

    // The full file may stand where the partial one is gone.
    private static bool IsLengthOf(Tile tile, int bytes) => bytes == tile.Width * Hash.Length || bytes == Tile.FullWidth * Hash.Length;

    private static bool IsRestOfFull(ReadOnlySpan<byte> bundle, int position, int width)
    {
        while (EntryBundle.TryNext(bundle, ref position, out _)) width++;
        return width == Tile.FullWidth && position == bundle.Length;
    }

    private void CheckTile(long bundle, Room room)
    {
        var tile = log.ReadTile(0, bundle, room.Tile);
        var hashes = MemoryMarshal.Cast<byte, Hash>(room.Tile.Written);
        if (!IsLengthOf(tile, room.Tile.Length)) throw new LogCorruptException($"{log.Source.Name}: {tile.Path} has {room.Tile.Length} bytes, not {tile.Width * Hash.Length}.");
        for (var i = 0; i < tile.Width; i++)
        {
            if (hashes[i] == room.Leaves[i]) continue;
            throw new LogCorruptException(
                $"{log.Source.Name}: entry {(bundle * Tile.FullWidth) + i} is not the one that {tile.Path} has the hash of: "
                + $"the entry in {(tile with { Level = Tile.Entries }).Path} or the tile was changed.");
        }
    }

    private void CheckUpperTiles()
    {
        var buffer = new GrowingBuffer();
        var row = _roots;
        for (var level = 1; row.Length > 0; level++)
        {
            for (var index = 0L; index * Tile.FullWidth < row.Length; index++)
            {
                var tile = log.ReadTile(level, index, buffer);
                var expected = row.AsSpan((int)(index * Tile.FullWidth), tile.Width);
                var found = MemoryMarshal.Cast<byte, Hash>(buffer.Written);
                if (!IsLengthOf(tile, buffer.Length) || !found[..tile.Width].SequenceEqual(expected))
                    throw new LogCorruptException($"{log.Source.Name}: {tile.Path} does not hold the hashes of the tiles below it.");
            }

            row = [.. Enumerable.Range(0, row.Length / Tile.FullWidth).Select(i => TileHashes.RootOf(row.AsSpan(i * Tile.FullWidth, Tile.FullWidth)))];
        }
    }
}
