using Firebreak.Log.Merkle;

namespace Firebreak.Log.Tiles;

/// <summary>The hashes of a log's subtrees, each proved from the checkpoint's root down. Not for several threads at once.</summary>
/// <param name="tiles">The proved tiles.</param>
public sealed class AuthenticHashes(AuthenticTiles tiles) : IHashReader
{
    /// <inheritdoc/>
    public Hash Read(int level, long index)
    {
        var (tileLevel, height) = Math.DivRem(level, Tile.Height);
        var first = index << height;
        return TileHashes.RootOf(tiles.Read(tileLevel, first / Tile.FullWidth).AsSpan((int)(first % Tile.FullWidth), 1 << height));
    }
}
