using Firebreak.Log.Merkle;
using Firebreak.Log.Tiles;
using Firebreak.Storage;

namespace Firebreak.SystemLog;

/// <summary>The stored hashes that a root or the proof of some entries needs: the tree's right edge, and the tiles above those entries.</summary>
internal sealed class StoredHashes : IHashReader
{
    private readonly Dictionary<(int Level, long Tile), Hash[]> _tiles = [];

    private StoredHashes()
    {
    }

    /// <summary>Reads what a tree of a size needs, from a few queries for each of its levels of 256.</summary>
    public static async ValueTask<StoredHashes> Load(Queries db, long orgNumber, long size, params long[] entries)
    {
        var hashes = new StoredHashes();
        for (var (level, count) = (0, size); count > 0; (level, count) = (level + 1, count / LogNodes.Width))
        {
            var depth = level * Tile.Height;
            foreach (var tile in entries.Select(entry => (entry >> depth) / LogNodes.Width).Append(count / LogNodes.Width).Distinct())
            {
                var to = Math.Min(count, (tile + 1) * LogNodes.Width);
                if (to > tile * LogNodes.Width) hashes._tiles[(level, tile)] = [.. await LogNodes.Read(db, orgNumber, level, tile * LogNodes.Width, to)];
            }
        }
        return hashes;
    }

    /// <summary>The compact range over a log's entries up to a size, to be gone on with.</summary>
    public static async ValueTask<CompactRange> Range(Queries db, long orgNumber, long size)
    {
        var range = new CompactRange();
        var top = 0;
        while (size >> ((top + 1) * Tile.Height) > 0) top++;
        for (var level = top; level >= 0; level--)
        {
            var to = size >> (level * Tile.Height);
            foreach (var node in await LogNodes.Read(db, orgNumber, level, to / LogNodes.Width * LogNodes.Width, to)) range.Append(level * Tile.Height, node);
        }
        return range;
    }

    /// <inheritdoc/>
    public Hash Read(int level, long index)
    {
        var (tileLevel, height) = Math.DivRem(level, Tile.Height);
        var first = index << height;
        return TileHashes.RootOf(_tiles[(tileLevel, first / LogNodes.Width)].AsSpan((int)(first % LogNodes.Width), 1 << height));
    }
}
