using Firebreak.Log.Merkle;

namespace Firebreak.Log.Tiles;

/// <summary>
/// Tiles that are proved: the growing ones at the right edge make the checkpoint's root, and every full one is the
/// subtree that the tile above it has the hash of. Not for several threads at once.
/// </summary>
public sealed class AuthenticTiles
{
    private const int MaxKept = 256;

    private readonly LogReader _log;
    private readonly TileHashes _tiles;
    private readonly Dictionary<int, Hash[]> _edge = []; // the growing tile of each level
    private readonly Dictionary<(int Level, long Index), Hash[]> _proved = [];

    /// <summary>Proves the right edge.</summary>
    /// <exception cref="LogCorruptException">The tiles do not make the root.</exception>
    public AuthenticTiles(LogReader log)
    {
        _log = log;
        _tiles = new TileHashes(log);
        if (Tree.Root(_tiles, log.Checkpoint.Size) != log.Checkpoint.Root)
            throw new LogCorruptException($"{log.Source.Name}: the tiles do not make the root of the checkpoint of size {log.Checkpoint.Size:N0}.");
        for (var (level, count) = (0, log.Checkpoint.Size); count > 0; (level, count) = (level + 1, count / Tile.FullWidth))
        {
            if (count % Tile.FullWidth != 0) _edge.Add(level, _tiles.ReadTile(level, count / Tile.FullWidth));
        }
    }

    /// <summary>The proved hashes of a tile.</summary>
    /// <exception cref="LogCorruptException">The tile is not the one that the tree has here.</exception>
    public Hash[] Read(int level, long index)
    {
        // What was proved is kept: read again, the same file could be another.
        if (_proved.TryGetValue((level, index), out var hashes)) return hashes;
        if (Tile.At(level, index, _log.Checkpoint.Size) is { IsPartial: true }) return _edge[level];
        hashes = _tiles.ReadTile(level, index);
        var above = Read(level + 1, index / Tile.FullWidth);
        if (TileHashes.RootOf(hashes) != above[(int)(index % Tile.FullWidth)])
            throw new LogCorruptException($"{_log.Source.Name}: {new Tile(level, index, Tile.FullWidth).Path} is not the tile that the tree has here.");
        if (_proved.Count == MaxKept) _proved.Clear();
        _proved.Add((level, index), hashes);
        return hashes;
    }
}
