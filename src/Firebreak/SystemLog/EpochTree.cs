using Firebreak.Log.Merkle;
using Firebreak.Log.Notes;
using Firebreak.Storage;

namespace Firebreak.SystemLog;

/// <summary>The orgs' checkpoints as of an epoch, as a tree in memory: 64 bytes an org. It moves forward as epochs change their leaves.</summary>
internal sealed class EpochTree(string instance)
{
    private readonly MemoryTree _leaves = new();
    private readonly List<string> _orgIds = [];

    /// <summary>The number of orgs.</summary>
    public long Orgs => _leaves.Size;

    public Hash Root => _leaves.Root;

    /// <summary>The tree as of an epoch; -1 is before the first.</summary>
    public static async ValueTask<EpochTree> Load(string instance, Queries db, long epoch)
    {
        var tree = new EpochTree(instance);
        if (await EpochTable.Find(db, epoch) is not { } known) return tree;
        await tree.Grow(db, known.Orgs);
        foreach (var leaf in await EpochTable.LeavesAt(db, epoch)) tree.Set(leaf);
        return tree;
    }

    /// <summary>Adds the orgs that came since, their logs empty.</summary>
    public async ValueTask Grow(Queries db, long orgs = long.MaxValue)
    {
        if (orgs <= Orgs) return;
        foreach (var (id, number) in await db.All($"select org_id, org_number from orgs where org_number > {Orgs} and org_number <= {orgs} order by org_number", row => (row.Text(0), row.Long(1))))
        {
            if (number != Orgs + 1) break; // never: numbers have no gaps
            _orgIds.Add(id);
            _leaves.Append(EpochEntry.LeafOf(CheckpointOf(number, 0, Hash.Empty)));
        }
    }

    /// <summary>Goes on from the epoch before.</summary>
    public async ValueTask MoveTo(Queries db, Epoch next)
    {
        await Grow(db, next.Orgs);
        foreach (var leaf in await EpochTable.ChangedIn(db, next.Number)) Set(leaf);
    }

    public void Set(EpochLeaf leaf) => _leaves.Replace(leaf.OrgNumber - 1, EpochEntry.LeafOf(CheckpointOf(leaf.OrgNumber, leaf.Size, leaf.Root)));

    public Checkpoint CheckpointOf(long orgNumber, long size, Hash root) => new(LogKeys.Origin(instance, orgNumber, _orgIds[checked((int)(orgNumber - 1))]), size, root);

    /// <summary>The way from an org's leaf up to the root.</summary>
    public IReadOnlyList<Hash> Path(long orgNumber) => Tree.Inclusion(_leaves, orgNumber - 1, Orgs);
}
