using Firebreak.Log.Merkle;
using Firebreak.Log.Notes;
using Firebreak.Storage;

namespace Firebreak.SystemLog;

/// <summary>
/// Checkpoints as they are handed out: an org's always as an epoch has bound it, so that there is one history for each org and epoch;
/// the checkpoint log's own at its newest size.
/// </summary>
internal static class Checkpoints
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    /// <summary>An org's newest checkpoint, signed; waits a moment for an epoch that covers what is placed now.</summary>
    /// <exception cref="StoreUnavailableException">No epoch was made yet.</exception>
    public static async Task<SignedCheckpoint> Latest(Store store, Org org, CancellationToken ct = default)
    {
        await using var db = await store.Read(org, ct);
        var size = await SizeOf(db, org.Number);
        var leaf = await Covering(store, db, org, size, ct);
        return await LogKeys.Sign(store, db, org, new Checkpoint(LogKeys.Origin(store.InstanceId, org), leaf.Size, leaf.Root));
    }

    /// <summary>The checkpoint log's newest checkpoint, signed, and what proofs of some of its entries need.</summary>
    public static async Task<(SignedCheckpoint Signed, StoredHashes Hashes)> OfEpochs(Store store, CancellationToken ct = default, params long[] entries)
    {
        var log = LogKeys.CheckpointLog;
        await using var db = await store.Read(log, ct);
        var size = await SizeOf(db, log.Number);
        var hashes = await StoredHashes.Load(db, log.Number, size, entries);
        return (await LogKeys.Sign(store, db, log, new Checkpoint(LogKeys.Origin(store.InstanceId, log), size, Tree.Root(hashes, size))), hashes);
    }

    public static ValueTask<long> SizeOf(Queries db, long orgNumber) =>
        db.One($"select idx + 1 from events where org_number = {orgNumber} order by idx desc limit 1", row => row.Long(0));

    private static async Task<EpochLeaf> Covering(Store store, Queries db, Org org, long size, CancellationToken ct)
    {
        var started = TimeProvider.System.GetTimestamp();
        for (var asked = false; ; asked = true)
        {
            var leaf = await EpochTable.LeafAt(db, org.Number, long.MaxValue);
            if (leaf.Size >= size && leaf.Epoch >= 0) return leaf;
            if (store.Epochs is null || TimeProvider.System.GetElapsedTime(started) > Patience)
                return leaf.Epoch >= 0 ? leaf : throw new StoreUnavailableException("No epoch has been made yet.");
            if (!asked) await store.Epochs.Ask();
            await Task.Delay(Step, ct);
        }
    }
}
