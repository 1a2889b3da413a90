using System.Runtime.InteropServices;
using Firebreak.Log.Merkle;

namespace Firebreak.Log.Tiles;

/// <summary>The hashes of a log's subtrees, read from its tiles. Not for several threads at once.</summary>
/// <remarks>They are as the tiles have them: a proof made of them is worth what its check against a root says.</remarks>
/// <param name="log">The log and the size to read it at.</param>
public sealed class TileHashes(LogReader log) : IHashReader
{
    private const int MaxCached = 256;

    private readonly Dictionary<(int Level, long Index), Hash[]> _cache = [];
    private readonly GrowingBuffer _buffer = new(Tile.FullWidth * Hash.Length);

    /// <inheritdoc/>
    public Hash Read(int level, long index)
    {
        var (tileLevel, height) = Math.DivRem(level, Tile.Height);
        var first = index << height;
        var tile = ReadTile(tileLevel, first / Tile.FullWidth);
        var (from, count) = ((int)(first % Tile.FullWidth), 1 << height);
        if (from + count > tile.Length)
            throw new LogCorruptException($"{log.Source.Name}: there is no complete subtree {index} of height {level} at size {log.Checkpoint.Size}.");
        return RootOf(tile.AsSpan(from, count));
    }

    /// <summary>The hashes of one tile, as many as the log's size gives it.</summary>
    /// <exception cref="LogCorruptException">The tile is missing or has another length than its width.</exception>
    public Hash[] ReadTile(int level, long index)
    {
        if (_cache.TryGetValue((level, index), out var hashes)) return hashes;
        var tile = log.ReadTile(level, index, _buffer);
        if (_buffer.Length != tile.Width * Hash.Length && _buffer.Length != Tile.FullWidth * Hash.Length)
            throw new LogCorruptException($"{log.Source.Name}: {tile.Path} has {_buffer.Length} bytes, not {tile.Width * Hash.Length}.");
        if (_cache.Count == MaxCached) _cache.Clear();
        hashes = MemoryMarshal.Cast<byte, Hash>(_buffer.Written)[..tile.Width].ToArray();
        _cache.Add((level, index), hashes);
        return hashes;
    }

    /// <summary>The root over 2^n hashes.</summary>
    public static Hash RootOf(ReadOnlySpan<Hash> hashes)
    {
        if (hashes.Length == 1) return hashes[0];
        Span<Hash> row = stackalloc Hash[hashes.Length / 2];
        for (var i = 0; i < row.Length; i++) row[i] = Hash.OfNode(hashes[2 * i], hashes[(2 * i) + 1]);
        for (var width = row.Length; width > 1; width /= 2)
        {
            for (var i = 0; i < width / 2; i++) row[i] = Hash.OfNode(row[2 * i], row[(2 * i) + 1]);
        }

        return row[0];
    }
}
