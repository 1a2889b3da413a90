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

    /// <summary>The nodes of a level from one index to before another; level 0 are the entries' own hashes.</summary>
    public static ValueTask<List<Hash>> Read(Queries db, long orgNumber, long level, long from, long to) => level == 0
        ? db.All($"select hash from events where org_number = {orgNumber} and idx >= {from} and idx < {to} order by idx", row => new Hash(row.Bytes(0)))
        : db.All($"select hash from log_nodes where org_number = {orgNumber} and level = {level} and idx >= {from} and idx < {to} order by idx", row => new Hash(row.Bytes(0)));
}
