using Firebreak.Log.Merkle;
using Firebreak.Storage;

namespace Firebreak.SystemLog;

/// <summary>
/// The inner hashes that are kept: the roots of complete subtrees of 256^level entries, for levels 1 and up. Everything between is made
/// on reading; partial tiles are never stored.
/// </summary>
internal static class LogNodes
{
    /// <summary>Entries below a node of level 1, and nodes below a node of each level above.</summary>
    public const long Width = 256;

    /// <summary>Keeps the root of a block that is complete at a size, and of every larger block that ends there too.</summary>
    public static async ValueTask Close(Session session, long orgNumber, long size, Hash root)
    {
        var count = size / Width;
        for (var level = 1L; ; level++)
        {
            var index = count - 1;
            await session.Run($"insert into log_nodes (org_number, level, idx, hash) values ({orgNumber}, {level}, {index}, {root.Bytes.ToArray()})");
            if (count % Width != 0) return;
            root = Root(await Read(session, orgNumber, level, count - Width, count));
            count /= Width;
        }
    }

    /// <summary>The nodes of a level from one index to before another; level 0 are the entries' own hashes.</summary>
    public static ValueTask<List<Hash>> Read(Queries db, long orgNumber, long level, long from, long to) => level == 0
        ? db.All($"select hash from events where org_number = {orgNumber} and idx >= {from} and idx < {to} order by idx", row => new Hash(row.Bytes(0)))
        : db.All($"select hash from log_nodes where org_number = {orgNumber} and level = {level} and idx >= {from} and idx < {to} order by idx", row => new Hash(row.Bytes(0)));

    private static Hash Root(List<Hash> nodes)
    {
        var range = new CompactRange();
        foreach (var node in nodes) range.Append(node);
        return range.Root();
    }
}
