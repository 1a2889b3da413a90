using System.Buffers.Text;
using Firebreak.Log.Events;
using Firebreak.Log.Merkle;
using Firebreak.Log.Notes;
using Firebreak.Log.Tiles;

namespace Firebreak.Log.Live;

/// <summary>A change of the log's key, as the log itself tells it.</summary>
/// <param name="Old">The key before.</param>
/// <param name="New">The key from then on.</param>
public sealed record KeyChange(VerifierKey Old, VerifierKey New);

/// <summary>Checks a live log's entries one by one: the hash that the tree has, an event, its time not before the last one's, a uuid of its own.</summary>
internal sealed class LiveEntries(LogReader log, AuthenticTiles tiles, Instant after)
{
    private readonly EventReader _events = new();
    private readonly List<UInt128> _uuids = [];

    public Instant Last { get; private set; } = after;

    public GoneEntries Gone { get; } = new();

    public List<KeyChange> KeyChanges { get; } = [];

    /// <summary>Checks the entries from one to the end.</summary>
    /// <exception cref="LogCorruptException">One is not what it should be.</exception>
    public void Check(long from, Action<long>? progress)
    {
        var buffer = new GrowingBuffer();
        for (var bundle = from / Tile.FullWidth; bundle < log.Bundles; bundle++)
        {
            CheckBundle(bundle, from, buffer);
            progress?.Invoke(buffer.Length);
        }
        Gone.Check();
        CheckUuids();
    }

    private void CheckBundle(long bundle, long from, GrowingBuffer buffer)
    {
        var leaves = tiles.Read(0, bundle);
        var tile = log.ReadTile(Tile.Entries, bundle, buffer);
        var position = 0;
        for (var i = 0; i < tile.Width; i++)
        {
            var index = (bundle * Tile.FullWidth) + i;
            if (!EntryBundle.TryNext(buffer.Written, ref position, out var range)) throw new LogCorruptException($"{tile.Path} ends before entry {index}");
            if (index < from) continue;
            var entry = buffer.Written[range];
            if (entry.IsEmpty && leaves[i] != Hash.OfLeaf(entry)) Gone.Add(index);
            else CheckEntry(entry, leaves[i], index);
        }
    }

    private void CheckEntry(ReadOnlySpan<byte> entry, Hash leaf, long index)
    {
        if (Hash.OfLeaf(entry) != leaf) throw new LogCorruptException($"entry {index} is not the one that the tree has: it was changed");
        if (_events.Read(entry, out var read, out var problem) != LineKind.Event) throw new LogCorruptException($"entry {index} is no event: {problem}");
        if (read.Published < Last) throw new LogCorruptException($"entry {index} is earlier ({read.Published}) than the one before it ({Last})");
        Last = read.Published;
        if (!Utf8Parser.TryParse(System.Text.Encoding.UTF8.GetBytes(read.Uuid.ToString()), out Guid uuid, out var length) || length != 36)
            throw new LogCorruptException($"entry {index} has no uuid");
        _uuids.Add(System.Runtime.CompilerServices.Unsafe.BitCast<Guid, UInt128>(uuid));
        switch (read.EventType.ToString())
        {
            case GoneEntries.Erase or GoneEntries.Drop:
                Gone.Explain(read.EventType.ToString(), entry, index);
                break;
            case GoneEntries.RotateKey when VerifierKey.TryParse(GoneEntries.Said(entry, "oldKey"), out var old)
                && VerifierKey.TryParse(GoneEntries.Said(entry, "newKey"), out var now) && old.Name == now.Name && now.Name == log.Checkpoint.Origin:
                KeyChanges.Add(new KeyChange(old, now));
                break;
        }
    }

    // Among the entries read now; an earlier look has seen the ones before.
    private void CheckUuids()
    {
        _uuids.Sort();
        for (var i = 1; i < _uuids.Count; i++)
            if (_uuids[i] == _uuids[i - 1]) throw new LogCorruptException("two entries have the same uuid");
    }
}
