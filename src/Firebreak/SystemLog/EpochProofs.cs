using Firebreak.Log.Events;
using Firebreak.Log.Merkle;
using Firebreak.Log.Notes;
using Firebreak.Storage;

namespace Firebreak.SystemLog;

/// <summary>That an org's checkpoint stands in an epoch: the entry, the checkpoint, and the path between them.</summary>
/// <param name="Place">The org's leaf: its number less one.</param>
internal sealed record EpochProof(EpochEntry Entry, Checkpoint Checkpoint, long Place, IReadOnlyList<Hash> Path);

/// <summary>
/// An org's place in epochs, one after the other. A tree is built once for a run of epochs and moves on with what changed; a few are kept
/// for those who read on.
/// </summary>
internal sealed class EpochProofs(Store store)
{
    /// <summary>The most epochs that one answer has.</summary>
    public const int MostEpochs = 1000;

    private const int MostKept = 4;
    private const long MostSteps = 1000;
    private readonly Lock _lock = new();
    private readonly List<(long Epoch, EpochTree Tree)> _kept = [];

    /// <summary>The number of the last epoch; -1 when there is none.</summary>
    public async Task<long> Last(CancellationToken ct = default)
    {
        await using var db = await store.ReadAcross(ct);
        return (await EpochTable.Last(db))?.Number ?? -1;
    }

    /// <summary>An org's proofs for the epochs from one on, of those in which it was already counted.</summary>
    public async Task<IReadOnlyList<EpochProof>> Of(Org org, long from, int limit, CancellationToken ct = default)
    {
        await using var db = await store.ReadAcross(ct);
        var epochs = await EpochTable.List(db, from, Math.Min(limit, MostEpochs));
        var proofs = new List<EpochProof>(epochs.Count);
        if (epochs.Count == 0) return proofs;
        var (at, tree) = Take(epochs[0].Number) ?? (epochs[0].Number, await EpochTree.Load(store.InstanceId, db, epochs[0].Number));
        foreach (var skipped in at + 1 < epochs[0].Number ? await EpochTable.List(db, at + 1, epochs[0].Number - at - 1) : []) await tree.MoveTo(db, skipped);
        at = Math.Max(at, epochs[0].Number - 1);
        var leaf = await EpochTable.LeafAt(db, org.Number, epochs[0].Number);
        var own = (await OwnLeaves(db, org.Number, epochs[0].Number, epochs[^1].Number)).GetEnumerator();
        var more = own.MoveNext();
        foreach (var epoch in epochs)
        {
            if (epoch.Number > at) await tree.MoveTo(db, epoch);
            at = epoch.Number;
            for (; more && own.Current.Epoch <= epoch.Number; more = own.MoveNext()) leaf = own.Current;
            if (epoch.Orgs < org.Number) continue;
            proofs.Add(new EpochProof(EntryOf(epoch), tree.CheckpointOf(org.Number, leaf.Size, leaf.Root), org.Number - 1, tree.Path(org.Number)));
        }
        Keep(at, tree);
        return proofs;
    }

    /// <summary>The entry that the checkpoint log has of an epoch.</summary>
    public static EpochEntry EntryOf(Epoch epoch) => new(epoch.Number, new Instant(epoch.Closed), epoch.Orgs, epoch.Root);

    private static async ValueTask<List<EpochLeaf>> OwnLeaves(Queries db, long orgNumber, long from, long to) => await db.All(
        $"select org_number, epoch, size, root from epoch_leaves where org_number = {orgNumber} and epoch >= {from} and epoch <= {to} order by epoch",
        row => new EpochLeaf(row.Long(0), row.Long(1), row.Long(2), new Hash(row.Bytes(3))));

    // Whoever takes a tree has it alone until it is kept again.
    private (long Epoch, EpochTree Tree)? Take(long epoch)
    {
        lock (_lock)
        {
            var best = -1;
            for (var i = 0; i < _kept.Count; i++)
                if (_kept[i].Epoch <= epoch && epoch - _kept[i].Epoch <= MostSteps && (best < 0 || _kept[i].Epoch > _kept[best].Epoch)) best = i;
            if (best < 0) return null;
            var found = _kept[best];
            _kept.RemoveAt(best);
            return found;
        }
    }

    private void Keep(long epoch, EpochTree tree)
    {
        lock (_lock)
        {
            if (_kept.Count == MostKept) _kept.RemoveAt(0);
            _kept.Add((epoch, tree));
        }
    }
}
