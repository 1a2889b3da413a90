using Firebreak.Log.Events;
using Firebreak.Log.Merkle;
using Firebreak.Log.Notes;
using Firebreak.Log.Tiles;

namespace Firebreak.Log.Sealing;

/// <summary>What a pass over a whole log found.</summary>
/// <param name="Entries">How many entries it has.</param>
/// <param name="IsOrdered">Whether all entries are events whose times never decrease.</param>
/// <param name="OrderBreak">Where not: a sentence that names the first entry.</param>
public sealed record LogFindings(long Entries, bool IsOrdered, string OrderBreak);

/// <summary>Checks a whole log: every entry hashed up to the signed root, every tile, every time, an earlier checkpoint.</summary>
public sealed class LogCheck
{
    private readonly LogReader _log;
    private readonly BundlePass _pass;
    private readonly Run[] _runs;
    private long _next;
    private Exception? _failure;

    private LogCheck(LogReader log)
    {
        _log = log;
        _pass = new BundlePass(log, PassDepth.HashAndTiles);
        _runs = new Run[log.Bundles];
    }

    /// <summary>Checks a log on several threads.</summary>
    /// <exception cref="LogCorruptException">Something is wrong; the message says what and where.</exception>
    public static LogFindings Check(LogReader log, int threads, Action<long>? progress = null)
    {
        var check = new LogCheck(log);
        var helpers = Enumerable.Range(1, threads - 1).Select(_ => new Thread(() => check.Work(progress)) { IsBackground = true }).ToList();
        helpers.ForEach(thread => thread.Start());
        check.Work(progress);
        helpers.ForEach(thread => thread.Join());
        if (check._failure is not null) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(check._failure);
        check._pass.CheckRoot();
        return check.Findings();
    }

    /// <summary>Checks that a log only added to an earlier state of itself. The log's tiles must have been checked.</summary>
    /// <exception cref="LogCorruptException">It did not.</exception>
    public static void CheckSince(LogReader log, Checkpoint earlier)
    {
        var now = log.Checkpoint;
        if (earlier.Origin != now.Origin)
            throw new LogCorruptException($"the earlier checkpoint is of another log: {earlier.Origin}, not {now.Origin}");
        if (earlier.Size > now.Size)
            throw new LogCorruptException($"the log was cut: it had {earlier.Size:N0} entries, now it has {now.Size:N0}");
        if (Tree.Root(new TileHashes(log), earlier.Size) is var root && root != earlier.Root)
        {
            throw new LogCorruptException(
                $"history was rewritten: the first {earlier.Size:N0} entries had the root {earlier.Root} and now have {root}");
        }
    }

    private void Work(Action<long>? progress)
    {
        try
        {
            var room = new BundlePass.Room();
            var reader = new EventReader();
            while (Volatile.Read(ref _failure) is null && Interlocked.Increment(ref _next) - 1 is var bundle && bundle < _log.Bundles)
            {
                var run = Run.None;
                var bytes = _pass.Visit(bundle, room, (entry, index) => run = run.BrokenAt >= 0 ? run : run.Then(TimeOf(entry, reader), index));
                _runs[bundle] = run;
                progress?.Invoke(bytes);
            }
        }
        catch (Exception error)
        {
            Interlocked.CompareExchange(ref _failure, error, null);
        }
    }

    // Read whole: what stands beside the log says nothing here, and an entry may name a second time behind the first.
    private static Instant? TimeOf(ReadOnlySpan<byte> entry, EventReader reader) =>
        reader.Read(entry, out var read, out _) == LineKind.Event ? read.Published : null;

    private LogFindings Findings()
    {
        var all = Run.None;
        foreach (var run in _runs) all = all.Then(run);
        return all.BrokenAt < 0
            ? new LogFindings(_log.Checkpoint.Size, true, "")
            : new LogFindings(
                _log.Checkpoint.Size, false,
                all.BrokenByTime ? $"entry {all.BrokenAt} is earlier than the one before it" : $"entry {all.BrokenAt} has no time: it is not an event");
    }

    // The times of a run of entries, and where their order first breaks.
    private readonly record struct Run(Instant First, Instant Last, long BrokenAt, bool BrokenByTime, long Start)
    {
        public static Run None { get; } = new(Instant.Latest, Instant.Earliest, -1, false, -1);

        public Run Then(Instant? time, long index)
        {
            if (BrokenAt >= 0) return this;
            if (time is not { } at) return this with { BrokenAt = index, Start = Start < 0 ? index : Start };
            if (at < Last) return this with { BrokenAt = index, BrokenByTime = true };
            return Start < 0 ? new Run(at, at, -1, false, index) : this with { Last = at };
        }

        public Run Then(in Run next)
        {
            if (BrokenAt >= 0 || next.Start < 0) return this;
            if (Start < 0) return next;
            // The break at the seam comes before any inside the next run, unless that is at its very start.
            if (next.BrokenAt != next.Start && next.First < Last) return this with { BrokenAt = next.Start, BrokenByTime = true };
            return this with { Last = next.Last, BrokenAt = next.BrokenAt, BrokenByTime = next.BrokenByTime };
        }
    }
}
