using System.Text.Json;
using Firebreak.Log.Merkle;
using Firebreak.Log.Notes;
using Firebreak.Log.Tiles;

namespace Firebreak.Log.Live;

/// <summary>Checks an org's leaf in one epoch after the other: each is in the checkpoint log, and binds a checkpoint of this one history.</summary>
internal sealed class LiveEpochs(LogReader log, IHashReader hashes, LogReader epochs, AuthenticTiles epochTiles)
{
    private const int MostInAnswer = 1000;
    private readonly GrowingBuffer _bundle = new();
    private readonly Queue<Said> _said = new();
    private long _bundleIndex = -1;

    public long Place { get; private set; } = -1;

    public long LastEpoch { get; private set; } = -1;

    /// <summary>In how many epochs the leaf was checked.</summary>
    public long Checked { get; private set; }

    public EpochEntry? LastEntry { get; private set; }

    public Checkpoint? LastCheckpoint { get; private set; }

    /// <summary>Checks the epochs behind the last one that was checked, up to the log's own checkpoint.</summary>
    /// <exception cref="LogCorruptException">One does not bind this log's history.</exception>
    public void Check(long last, long place, Checkpoint? lastCheckpoint)
    {
        (LastEpoch, Place, LastCheckpoint) = (last, place, lastCheckpoint);
        for (var epoch = last + 1; epoch < epochs.Checkpoint.Size; epoch++)
        {
            var entry = Entry(epoch);
            if (LastEntry is { } before && (entry.At < before.At || entry.Orgs < before.Orgs)) throw new LogCorruptException($"epoch {epoch} is earlier, or has fewer orgs, than the one before it");
            if (Next(epoch) is not { } said)
            {
                // Only before the org was there: its leaf would have been behind all others.
                if (LastCheckpoint is not null || (Place >= 0 && entry.Orgs > Place)) throw new LogCorruptException($"the log's leaf in epoch {epoch} is not shown");
                LastEntry = entry;
                continue;
            }
            if (said.Checkpoint.Size > log.Checkpoint.Size) break; // closed after the checkpoint that is checked
            CheckOne(entry, said);
            Checked++;
            (LastEpoch, LastEntry, LastCheckpoint, Place) = (epoch, entry, said.Checkpoint, said.Place);
        }
        if (LastCheckpoint is null || LastCheckpoint.Size != log.Checkpoint.Size || LastCheckpoint.Root != log.Checkpoint.Root)
            throw new LogCorruptException($"the checkpoint of size {log.Checkpoint.Size:N0} stands in no epoch: it is another history than the one that the checkpoint log binds");
    }

    private void CheckOne(EpochEntry entry, Said said)
    {
        var checkpoint = said.Checkpoint;
        if (Place >= 0 && said.Place != Place) throw new LogCorruptException($"the log's leaf moved from {Place} to {said.Place} in epoch {entry.Epoch}");
        if (checkpoint.Origin != log.Checkpoint.Origin) throw new LogCorruptException($"epoch {entry.Epoch} is shown with the leaf of another log, {checkpoint.Origin}");
        if (!entry.Binds(checkpoint, said.Place, said.Path)) throw new LogCorruptException($"epoch {entry.Epoch} does not bind the checkpoint of size {checkpoint.Size:N0} that is shown for it");
        if (LastCheckpoint is { } before && checkpoint.Size < before.Size) throw new LogCorruptException($"the log was cut in epoch {entry.Epoch}: from {before.Size:N0} entries to {checkpoint.Size:N0}");
        if (LastCheckpoint is { } same && same.Size == checkpoint.Size ? same.Root != checkpoint.Root : Tree.Root(hashes, checkpoint.Size) != checkpoint.Root)
            throw new LogCorruptException($"two histories: epoch {entry.Epoch} binds another root of the first {checkpoint.Size:N0} entries than the log has now");
    }

    private EpochEntry Entry(long epoch)
    {
        if (_bundleIndex != epoch / Tile.FullWidth) epochs.ReadTile(Tile.Entries, _bundleIndex = epoch / Tile.FullWidth, _bundle);
        var leaf = epochTiles.Read(0, _bundleIndex)[(int)(epoch % Tile.FullWidth)];
        var position = 0;
        Range range = default;
        for (var i = 0; i <= epoch % Tile.FullWidth; i++)
            if (!EntryBundle.TryNext(_bundle.Written, ref position, out range)) throw new LogCorruptException($"the checkpoint log ends before epoch {epoch}");
        var bytes = _bundle.Written[range];
        if (Hash.OfLeaf(bytes) != leaf) throw new LogCorruptException($"the entry of epoch {epoch} is not the one that the checkpoint log's tree has");
        return EpochEntry.TryParse(bytes, out var entry) && entry.Epoch == epoch ? entry : throw new LogCorruptException($"entry {epoch} of the checkpoint log is not epoch {epoch}");
    }

    // What the log's server says of an epoch; null where it says nothing of it.
    private Said? Next(long epoch)
    {
        while (_said.Count > 0 && _said.Peek().Epoch < epoch) _said.Dequeue();
        if (_said.Count == 0) Fetch(epoch);
        return _said.Count > 0 && _said.Peek().Epoch == epoch ? _said.Dequeue() : null;
    }

    private void Fetch(long from)
    {
        var buffer = new GrowingBuffer();
        if (!log.Source.TryRead($"epochs?from={from}&limit={MostInAnswer}", buffer)) throw new LogCorruptException("the log does not show its leaves in the epochs");
        try
        {
            using var answer = JsonDocument.Parse(buffer.Memory);
            foreach (var one in answer.RootElement.EnumerateArray()) _said.Enqueue(Said.Read(one));
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new LogCorruptException("the log's leaves in the epochs are not in the form", error);
        }
    }

    private sealed record Said(long Epoch, Checkpoint Checkpoint, long Place, IReadOnlyList<Hash> Path)
    {
        public static Said Read(JsonElement json)
        {
            if (!Checkpoint.TryParse(json.GetProperty("checkpoint").GetString() ?? "", out var checkpoint)) throw new FormatException();
            var path = json.GetProperty("path").EnumerateArray().Select(hash => Hash.TryParse(hash.GetString(), out var read) ? read : throw new FormatException()).ToList();
            return new Said(json.GetProperty("epoch").GetInt64(), checkpoint, json.GetProperty("leaf").GetInt64(), path);
        }
    }
}
