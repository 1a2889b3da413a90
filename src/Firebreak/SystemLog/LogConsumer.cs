using Firebreak.Storage;

namespace Firebreak.SystemLog;

/// <summary>
/// Something that reads all orgs' logs in the order of placing and keeps its own cursor: an index, a detection, a hook. It is handed every event
/// at least once; after a crash or a change of node some again, and <c>(org_number, idx)</c> is the key by which it knows them.
/// </summary>
internal abstract class LogConsumer
{
    /// <summary>The cursor's name in the store: never changed, or the consumer begins again.</summary>
    public abstract string Name { get; }

    /// <summary>Whether it needs the events' bytes.</summary>
    public virtual bool NeedsBodies => true;

    /// <summary>The most events that it is handed at once.</summary>
    public virtual int MostInBatch => 1000;

    /// <summary>How long it lets events gather after it was woken.</summary>
    public virtual TimeSpan Gathers => TimeSpan.Zero;

    /// <summary>Works on events that follow one another; says how far it came.</summary>
    public abstract ValueTask<LogProgress> Take(OperatorReader db, IReadOnlyList<LogEntry> entries, CancellationToken ct);
}

/// <summary>An event as a consumer is handed it.</summary>
/// <param name="Position">Its global position: what cursors count.</param>
/// <param name="Body">Null when it was erased, or not asked for.</param>
internal readonly record struct LogEntry(long Position, long OrgNumber, long Index, byte[]? Body);

/// <summary>How far a consumer came with a batch.</summary>
/// <param name="Position">The last event that it has done.</param>
/// <param name="Commit">
/// Rows that commit together with the cursor; does nothing for a consumer whose effect lies elsewhere and is done. Null when there was no
/// effect at all: the cursor is then kept only now and then.
/// </param>
internal readonly record struct LogProgress(long Position, Func<Bookkeeping, ValueTask>? Commit);
