using Firebreak.Log.Merkle;
using Firebreak.Storage;

namespace Firebreak.SystemLog;

/// <summary>The end of one org's log, as placing needs it: its size, its last time, and on each level the hashes of the block under way.</summary>
internal sealed class LogTail
{
    private readonly long _orgNumber;
    private readonly List<CompactRange> _blocks = [new()];

    private LogTail(long orgNumber) => _orgNumber = orgNumber;

    public long Size { get; private set; }

    public long LastPublished { get; private set; }

    public static async ValueTask<LogTail> Load(Queries db, long orgNumber)
    {
        var tail = new LogTail(orgNumber);
        var last = await db.All(
            $"""
            select idx, published, hash from events where org_number = {orgNumber}
            and idx >= (select max(idx) from events where org_number = {orgNumber}) / {LogNodes.Width} * {LogNodes.Width} order by idx
            """, row => (Index: row.Long(0), Published: row.Long(1), Hash: new Hash(row.Bytes(2))));
        if (last.Count == 0) return tail;
        (tail.Size, tail.LastPublished) = (last[^1].Index + 1, last[^1].Published);
        // A block that is complete stands among the nodes already.
        if (last.Count < LogNodes.Width) foreach (var entry in last) tail._blocks[0].Append(entry.Hash);
        for (var (level, count) = (1, tail.Size / LogNodes.Width); count > 0; (level, count) = (level + 1, count / LogNodes.Width))
        {
            var block = new CompactRange();
            foreach (var node in await LogNodes.Read(db, orgNumber, level, count / LogNodes.Width * LogNodes.Width, count)) block.Append(node);
            tail._blocks.Add(block);
        }
        return tail;
    }

    /// <summary>Adds an entry, and to a list every node that it completes: its block's on each level that ends with it.</summary>
    public void Append(Hash leaf, long published, List<PlacedNode> completed)
    {
        _blocks[0].Append(leaf);
        (Size, LastPublished) = (Size + 1, published);
        for (var level = 0; _blocks[level].To == LogNodes.Width; level++)
        {
            var root = _blocks[level].Root();
            _blocks[level] = new CompactRange();
            completed.Add(new PlacedNode(_orgNumber, level + 1, (Size >> (8 * (level + 1))) - 1, root.Bytes.ToArray()));
            if (level + 1 == _blocks.Count) _blocks.Add(new CompactRange());
            _blocks[level + 1].Append(root);
        }
    }
}
