using System.Runtime.InteropServices;
using Firebreak.Log;
using Firebreak.Log.Merkle;
using Firebreak.Log.Tiles;
using Firebreak.Storage;

namespace Firebreak.SystemLog;

/// <summary>
/// A log as C2SP tlog-tiles, made on reading: nothing partial is stored, so a partial tile of any size that the log ever had is served for
/// ever. An erased entry is an empty one: its hash is still in the tile of level 0, and an event of the log says why.
/// </summary>
internal static class LogTiles
{
    /// <summary>The bytes of a tile or entry bundle; null where the log has not so many hashes or entries there.</summary>
    public static async ValueTask<byte[]?> Read(Queries db, long orgNumber, Tile tile)
    {
        var from = tile.Index * Tile.FullWidth;
        if (tile.Level == Tile.Entries) return await Bundle(db, orgNumber, from, tile.Width);
        var hashes = await LogNodes.Read(db, orgNumber, tile.Level, from, from + tile.Width);
        return hashes.Count < tile.Width ? null : MemoryMarshal.AsBytes<Hash>(CollectionsMarshal.AsSpan(hashes)).ToArray();
    }

    private static async ValueTask<byte[]?> Bundle(Queries db, long orgNumber, long from, int width)
    {
        var bodies = await db.All($"select body from events where org_number = {orgNumber} and idx >= {from} and idx < {from + width} order by idx", row => row.BytesOrNull(0));
        if (bodies.Count < width) return null;
        var bundle = new GrowingBuffer(bodies.Sum(body => EntryBundle.LengthBytes + (body?.Length ?? 0)));
        foreach (var body in bodies) EntryBundle.Append(bundle, body ?? []);
        return bundle.Written.ToArray();
    }
}
