using System.Collections.Immutable;
using Firebreak.Log.Events;
using Firebreak.Log.Merkle;
using Firebreak.Log.Sealing;
using Firebreak.Log.Tiles;

namespace Firebreak.Log.Proofs;

/// <summary>Makes bundles from a log. What it read it proves before it hands it over, so that a broken log gives no bundle.</summary>
public sealed class Prover
{
    private readonly LogReader _log;
    private readonly TileHashes _hashes;
    private readonly EventReader _reader = new();

    /// <summary>Makes a prover; it reads the right edge of the tree only.</summary>
    public Prover(LogReader log)
    {
        _log = log;
        _hashes = new TileHashes(log);
    }

    /// <summary>Proves one entry.</summary>
    /// <exception cref="LogCorruptException">There is no such entry, or the log is broken around it.</exception>
    public ProofBundle One(long index)
    {
        if (index < 0 || index >= _log.Checkpoint.Size)
            throw new LogCorruptException($"{_log.Source.Name}: there is no entry {index}: the log has {_log.Checkpoint.Size:N0}, from 0.");
        return new ProofBundle(_log.Signed, [Prove(index, _log.ReadEntry(index))]);
    }

    /// <summary>Proves an entry whose bytes are at hand.</summary>
    /// <exception cref="LogCorruptException">The tree does not hold it there.</exception>
    public ProvenEntry Prove(long index, ReadOnlyMemory<byte> entry)
    {
        var proof = Tree.Inclusion(_hashes, index, _log.Checkpoint.Size);
        return Tree.IsIncluded(index, _log.Checkpoint.Size, Hash.OfLeaf(entry.Span), proof, _log.Checkpoint.Root)
            ? new ProvenEntry(index, entry, [.. proof])
            : throw new LogCorruptException($"{_log.Source.Name}: entry {index} is not the one that the checkpoint covers.");
    }

    /// <summary>
    /// Proves a window of time: where times never decrease all its entries and the two neighbours, else the smallest run
    /// of entries that holds every match.
    /// </summary>
    /// <exception cref="LogCorruptException">The log is broken, or its entries have no times.</exception>
    public ProofBundle Window(Instant? from, Instant? to)
    {
        var isOrdered = SealRecord.TryRead(_log.Source, _log.Checkpoint, out var record) && record.IsOrdered;
        var (first, end) = isOrdered ? OrderedRange(from, to) : UnorderedRange(from, to);
        if (isOrdered) (first, end) = (Math.Max(0, first - 1), Math.Min(_log.Checkpoint.Size, end + 1));
        var bundle = new ProofBundle(_log.Signed, ReadEntries(first, end), WindowOf(first, end, from, to, isOrdered));
        BundleCheck.Run(bundle);
        return bundle;
    }

    /// <summary>What proves that the entries [first, end) have no gap.</summary>
    public BundleWindow WindowOf(long first, long end, Instant? from, Instant? to, bool isOrdered) => new(
        from, to, isOrdered,
        [.. CompactRange.Read(_hashes, 0, first).Hashes],
        [.. CompactRange.Read(_hashes, end, _log.Checkpoint.Size).Hashes]);

    private (long First, long End) OrderedRange(Instant? from, Instant? to)
    {
        var first = from is { } start ? FirstAtOrAfter(start) : 0;
        var end = to is { } stop ? FirstAtOrAfter(stop) : _log.Checkpoint.Size;
        return (first, Math.Max(first, end));
    }

    // Bisection over the entries' times.
    private long FirstAtOrAfter(Instant time)
    {
        var (low, high) = (0L, _log.Checkpoint.Size);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (TimeOf(middle, _log.ReadEntry(middle)) < time) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    private (long First, long End) UnorderedRange(Instant? from, Instant? to)
    {
        var (first, end) = (-1L, 0L);
        var pass = new BundlePass(_log, PassDepth.Read);
        var room = new BundlePass.Room();
        for (var bundle = 0L; bundle < _log.Bundles; bundle++)
        {
            pass.Visit(bundle, room, (entry, index) =>
            {
                if (_reader.Read(entry, out var read, out _) != LineKind.Event) return;
                if ((from is { } start && read.Published < start) || (to is { } stop && read.Published >= stop)) return;
                if (first < 0) first = index;
                end = index + 1;
            });
        }

        return first < 0 ? (0, 0) : (first, end);
    }

    private ImmutableArray<ProvenEntry> ReadEntries(long first, long end)
    {
        var entries = ImmutableArray.CreateBuilder<ProvenEntry>();
        var pass = new BundlePass(_log, PassDepth.Read);
        var room = new BundlePass.Room();
        for (var bundle = first / Tile.FullWidth; bundle * Tile.FullWidth < end; bundle++)
        {
            pass.Visit(bundle, room, (entry, index) =>
            {
                if (index >= first && index < end) entries.Add(new ProvenEntry(index, entry.ToArray(), []));
            });
        }

        return entries.ToImmutable();
    }

    private Instant TimeOf(long index, ReadOnlySpan<byte> entry) =>
        _reader.Read(entry, out var read, out var problem) == LineKind.Event
            ? read.Published
            : throw new LogCorruptException($"{_log.Source.Name}: entry {index} has no time: {problem}.");
}
