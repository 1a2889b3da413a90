using System.Collections.Concurrent;
using Firebreak.Log.Events;
using Firebreak.Log.Merkle;
using Firebreak.Log.Notes;
using Firebreak.Log.Tiles;

namespace Firebreak.Log.Sealing;

/// <summary>
/// Appends lines to a log, each an entry, the bytes as they are. Bundles are read, hashed and written side by side and
/// joined in order; nothing shows before <see cref="Finish"/>.
/// </summary>
public sealed class Sealer : IDisposable
{
    // Writing waits for the disk, so there are more writers than cores.
    private const int Writers = 8;

    // What may be in memory at a time, whatever the length of the lines.
    private const long MaxBytesInFlight = 24 << 20;

    private readonly LogWriter _log;
    private readonly BlockingCollection<Pending> _queue = new(Writers);
    private readonly ConcurrentBag<Pending> _spare = [];
    private readonly Dictionary<long, Pending> _done = [];
    private readonly object _room = new();
    private readonly List<Thread> _threads = [];
    private readonly EventReader _reader = new();
    private LineFacts _facts;
    private bool _startKnown = true;
    private Pending? _filling;
    private long _nextBundle;
    private long _nextDone;
    private long _inFlight;
    private Exception? _failure;

    private Sealer(LogWriter log) => _log = log;

    /// <summary>Whose signature the log carries.</summary>
    public VerifierKey Key => _log.Key;

    /// <summary>The number of lines appended.</summary>
    public long Lines { get; private set; }

    /// <summary>Opens a log to append to it, and makes it where it is not there.</summary>
    /// <exception cref="LogBusyException">Another writer has it open.</exception>
    /// <exception cref="LogCorruptException">It is another key's log, or its files do not match its checkpoint.</exception>
    public static Sealer Open(string folder, SigningKey key)
    {
        var log = LogWriter.Open(folder, key);
        var sealer = new Sealer(log) { _facts = LineFacts.None };
        if (log.Committed is not { } signed || log.Size == 0) return sealer;
        // Of what is already there we know what its record says; without one, nothing.
        if (SealRecord.TryRead(new TileFolder(folder), signed.Checkpoint, out var record))
            sealer._facts = new LineFacts(record.Size, record.IsCanonical, record.IsOrdered && record.Last is not null, Instant.Earliest, record.Last ?? Instant.Latest);
        else sealer._startKnown = false;
        return sealer;
    }

    /// <summary>Appends a line.</summary>
    /// <exception cref="ArgumentException">It has more than 65,535 bytes.</exception>
    public void Append(ReadOnlySpan<byte> line)
    {
        Lines++;
        // Up to the next whole bundle one by one, from there on a bundle at a time.
        if (_filling is null && _log.Size % Tile.FullWidth != 0)
        {
            _facts = _facts.Then(LineFacts.Of(line, _reader));
            _log.Append(line);
            return;
        }

        _filling ??= Take();
        EntryBundle.Append(_filling.Bundle, line);
        if (++_filling.Count == Tile.FullWidth) Hand();
    }

    /// <summary>Makes everything appended durable and visible.</summary>
    public SignedCheckpoint Finish()
    {
        Join();
        if (_filling is { } rest)
        {
            var position = 0;
            while (EntryBundle.TryNext(rest.Bundle.Written, ref position, out var entry))
            {
                _facts = _facts.Then(LineFacts.Of(rest.Bundle.Written[entry], _reader));
                _log.Append(rest.Bundle.Written[entry]);
            }
        }

        var signed = _log.Commit();
        var known = _startKnown && signed.Checkpoint.Size > 0;
        var record = new SealRecord(
            signed.Checkpoint.Size, signed.Checkpoint.Root, known && _facts.IsCanonical, known && _facts.IsOrdered, known && _facts.IsOrdered ? _facts.Last : null);
        _log.WriteBeside(SealRecord.FileName, record.ToBytes());
        _log.WriteBeside("vkey", System.Text.Encoding.UTF8.GetBytes(_log.Key + "\n"));
        return signed;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_queue.IsAddingCompleted) _queue.CompleteAdding();
        _threads.ForEach(thread => thread.Join());
        _queue.Dispose();
        _log.Dispose();
    }

    // Gives the full bundle to the writers, and waits while too much is under way.
    private void Hand()
    {
        var pending = _filling!;
        _filling = null;
        lock (_room)
        {
            while (_inFlight > 0 && _inFlight + pending.Bundle.Length > MaxBytesInFlight && _failure is null) Monitor.Wait(_room);
            if (_failure is not null) throw new IOException($"The log could not be written: {_failure.Message}", _failure);
            _inFlight += pending.Bundle.Length;
        }

        pending.Index = _nextBundle++;
        if (_threads.Count < Writers) Start();
        _queue.Add(pending);
        AppendDone();
    }

    private Pending Take()
    {
        if (_nextBundle == 0) _nextBundle = _nextDone = _log.Size / Tile.FullWidth;
        return _spare.TryTake(out var spare) ? spare : new Pending();
    }

    private void Start()
    {
        var thread = new Thread(Work) { IsBackground = true };
        _threads.Add(thread);
        thread.Start();
    }

    private void Work()
    {
        var reader = new EventReader();
        foreach (var pending in _queue.GetConsumingEnumerable())
        {
            try
            {
                if (_failure is null) Write(pending, reader);
            }
            catch (Exception error)
            {
                lock (_room) _failure ??= error;
            }

            lock (_room)
            {
                _done.Add(pending.Index, pending);
                _inFlight -= pending.Bundle.Length;
                Monitor.PulseAll(_room);
            }
        }
    }

    private void Write(Pending pending, EventReader reader)
    {
        var position = 0;
        pending.Facts = LineFacts.None;
        for (var i = 0; EntryBundle.TryNext(pending.Bundle.Written, ref position, out var entry); i++)
        {
            var line = pending.Bundle.Written[entry];
            pending.Facts = pending.Facts.Then(LineFacts.Of(line, reader));
            pending.Leaves[i] = Hash.OfLeaf(line);
        }

        _log.WriteBundle(pending.Index, pending.Bundle.Written, pending.Leaves);
        pending.Root = TileHashes.RootOf(pending.Leaves);
    }

    // Appends what is written, in order, as far as nothing is missing.
    private void AppendDone()
    {
        while (true)
        {
            Pending? next;
            lock (_room)
            {
                if (_failure is not null || !_done.Remove(_nextDone, out next)) return;
            }

            _nextDone++;
            _log.AppendWritten(next.Root);
            _facts = _facts.Then(next.Facts);
            next.Bundle.Clear();
            next.Count = 0;
            _spare.Add(next);
        }
    }

    private void Join()
    {
        _queue.CompleteAdding();
        _threads.ForEach(thread => thread.Join());
        if (_failure is not null) throw new IOException($"The log could not be written: {_failure.Message}", _failure);
        AppendDone();
    }

    private sealed class Pending
    {
        public long Index;
        public int Count;
        public GrowingBuffer Bundle { get; } = new(640 << 10);
        public Hash[] Leaves { get; } = new Hash[Tile.FullWidth];
        public Hash Root;
        public LineFacts Facts;
    }
}
