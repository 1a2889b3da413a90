using Firebreak.Log.Events;
using Firebreak.Log.Merkle;
using Firebreak.Log.Notes;
using Firebreak.Log.Tiles;

namespace Firebreak.Log.Live;

/// <summary>What a look at a live log found, all of it proved under its checkpoint.</summary>
/// <param name="Seen">What to remember for the next look.</param>
/// <param name="NewEntries">How many entries were read: all of them, or those since the last look.</param>
/// <param name="Erased">How many of them were erased, each named by an event.</param>
/// <param name="Dropped">How many of them are past the org's retention.</param>
/// <param name="NewEpochs">In how many epochs the org's leaf was checked.</param>
/// <param name="LastEpoch">The last of these; null where none is new.</param>
/// <param name="KeyChanges">Changes of the log's key that it tells of, in their order.</param>
public sealed record LiveFindings(
    SeenLog Seen, long NewEntries, long Erased, long Dropped, long NewEpochs, EpochEntry? LastEpoch, IReadOnlyList<KeyChange> KeyChanges);

/// <summary>
/// Checks a live log entry by entry, from where the last look ended: that it only added to what was seen, that every entry is the one the
/// tree has, and that the checkpoint log binds this history and no other in every epoch since. Signatures are the caller's to check.
/// </summary>
public static class LiveCheck
{
    /// <summary>Checks a log.</summary>
    /// <param name="log">The org's log, opened before the checkpoint log.</param>
    /// <param name="epochs">The checkpoint log.</param>
    /// <param name="seen">What the last look left; null for a first one.</param>
    /// <param name="progress">Told of bytes as they are read.</param>
    /// <exception cref="LogCorruptException">Something is wrong; the message says what and where.</exception>
    public static LiveFindings Check(LogReader log, LogReader epochs, SeenLog? seen, Action<long>? progress = null)
    {
        if (seen is not null) CheckIsNotOlder(log, seen.Log);
        var tiles = new AuthenticTiles(log);
        var hashes = new AuthenticHashes(tiles);
        var epochTiles = new AuthenticTiles(epochs);
        if (seen is not null)
        {
            CheckOnlyAdded(log.Checkpoint, hashes, seen.Log.Checkpoint);
            CheckIsNotOlder(epochs, seen.Epochs);
            CheckOnlyAdded(epochs.Checkpoint, new AuthenticHashes(epochTiles), seen.Epochs.Checkpoint);
        }

        var from = seen?.Log.Checkpoint.Size ?? 0;
        var entries = new LiveEntries(log, tiles, seen?.LastPublished ?? Instant.Earliest);
        entries.Check(from, progress);
        var leaves = new LiveEpochs(log, hashes, epochs, epochTiles);
        leaves.Check(seen?.LastEpoch ?? -1, seen?.Place ?? -1, seen?.Log.Checkpoint);
        var now = new SeenLog(log.Signed, epochs.Signed, leaves.LastEpoch, leaves.Place, entries.Last);
        return new LiveFindings(now, log.Checkpoint.Size - from, entries.Gone.Erased, entries.Gone.Dropped, leaves.Checked, leaves.LastEntry, entries.KeyChanges);
    }

    private static void CheckIsNotOlder(LogReader log, SignedCheckpoint seen)
    {
        var (now, before) = (log.Checkpoint, seen.Checkpoint);
        if (now.Origin != before.Origin) throw new LogCorruptException($"this is another log than the one seen before: {now.Origin}, not {before.Origin}");
        if (now.Size < before.Size) throw new LogCorruptException($"the log {now.Origin} was cut: it had {before.Size:N0} entries, now it has {now.Size:N0}");
        if (now.Size == before.Size && now.Root != before.Root)
            throw new LogCorruptException($"two histories of {now.Origin}: at size {now.Size:N0} it had the root {before.Root}, now {now.Root}");
    }

    private static void CheckOnlyAdded(Checkpoint now, IHashReader hashes, Checkpoint before)
    {
        if (Tree.Root(hashes, before.Size) is var root && root != before.Root)
            throw new LogCorruptException($"history of {now.Origin} was rewritten: the first {before.Size:N0} entries had the root {before.Root} and now have {root}");
    }
}
