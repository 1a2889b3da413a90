using Firebreak.SystemLog;

namespace Firebreak.Storage;

/// <summary>
/// The one way to change anything, and the ways to read. A change is authorised, made, recorded and committed; a change that records nothing
/// is a bug and throws. Two engines stand behind this: SQLite (one file, one writer) and PostgreSQL (several nodes).
/// </summary>
public abstract class Store : IAsyncDisposable
{
    private readonly RefusalFold _refusals;

    private protected Store(TimeProvider time)
    {
        (Time, _refusals) = (time, new RefusalFold(time));
        EpochProofs = new EpochProofs(this);
    }

    /// <summary>The only clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>The time now, in UTC microseconds.</summary>
    public long NowMicros => Log.Events.Instant.From(Time.GetUtcNow()).Micros;

    /// <summary>Who this installation is: the first half of every log's origin, made on first start and fixed for ever.</summary>
    public string InstanceId { get; private protected set; } = "";

    /// <summary>What the store keeps wrapped; opened once at the start by <see cref="Firebreak.Storage.Secrets.Open"/>.</summary>
    public Secrets Secrets
    {
        get => field ?? throw new InvalidOperationException("The store's secrets are not open: Secrets.Open(store, masterKeyFile) comes first.");
        internal set;
    }

    /// <summary>Makes a change in the caller's org.</summary>
    /// <exception cref="StoreUnavailableException">Nothing can be written now (disk full, database away, clock jumped); nothing was done.</exception>
    public async Task<Outcome<T>> Write<T>(
        Caller caller, Permission permission, Func<WriteTransaction, ValueTask<Outcome<T>>> operation, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var outcome = caller.Authority.Allows(permission)
            ? await Commit(new Change<T>(caller, operation, AcrossOrgs: false), ct)
            : Refusal.NotAllowed();
        if (outcome.Refusal is { IsRecorded: true } refusal) await Refuse(caller, permission.ToString(), refusal);
        return outcome;
    }

    /// <summary>Makes a change that touches several orgs: for the operator alone.</summary>
    internal async Task<Outcome<T>> WriteAcross<T>(Caller caller, Func<WriteTransaction, ValueTask<Outcome<T>>> operation, CancellationToken ct = default)
    {
        var outcome = caller.Authority.Allows(Permission.Operate)
            ? await Commit(new Change<T>(caller, operation, AcrossOrgs: true), ct)
            : Refusal.NotAllowed();
        if (outcome.Refusal is { IsRecorded: true } refusal) await Refuse(caller, nameof(Permission.Operate), refusal);
        return outcome;
    }

    /// <summary>Records that somebody known was refused, in a transaction of its own; above ten a minute from one address they fold into one with a count.</summary>
    public async Task Refuse(Caller caller, string asked, Refusal refusal)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(refusal);
        if (_refusals.Next(caller, refusal.Code, out var folded))
            await Record(caller, AccessEvents.Refused(asked, caller.Request.Uri, refusal.Summary, folded));
    }

    /// <summary>Records that somebody known was refused, by an event of its own; repeats fold as in the other.</summary>
    internal async Task Refuse(Caller caller, Event what)
    {
        if (_refusals.Next(caller, what.Type.Name, out var folded))
            await Record(caller, folded == 0 ? what : what.With("repeatsNotShown", folded.ToString()));
    }

    /// <summary>Records something that happened without a change, such as a failed sign-in or a read that counts as an action.</summary>
    public Task Record(Caller caller, Event what)
    {
        ArgumentNullException.ThrowIfNull(caller);
        // Its bytes are made here, on the caller's thread: the writer has enough to do.
        return Commit(caller.Org, new Intent(caller.Org.Number, EventJson.Intent(what, caller)));
    }

    /// <summary>Bookkeeping: changes without an event to the tables of <see cref="Bookkeeping.Tables"/>.</summary>
    public abstract Task Tend(Func<Bookkeeping, ValueTask> work, CancellationToken ct = default);

    /// <summary>A reader of one org.</summary>
    public abstract ValueTask<OrgReader> Read(Org org, CancellationToken ct = default);

    /// <summary>A reader across orgs. Whoever asks stands on the golden list.</summary>
    internal abstract ValueTask<OperatorReader> ReadAcross(CancellationToken ct = default);

    /// <summary>What the service itself keeps (keys, epochs, erasures), with no caller and no event of its own.</summary>
    internal abstract Task<T> System<T>(Func<Session, ValueTask<T>> work, CancellationToken ct = default);

    /// <summary>
    /// Appends an entry that is no event to a log, on the one connection that may place, in one transaction with what goes with it: the
    /// checkpoint log's way. The work is given the entry's time and answers its bytes, or null to do nothing.
    /// </summary>
    /// <returns>False when nothing was appended: this node does not place, or the work said so.</returns>
    internal abstract Task<bool> Append(long orgNumber, Func<Session, long, ValueTask<byte[]?>> work, CancellationToken ct = default);

    /// <summary>What makes epochs on this node; null where nothing does.</summary>
    internal EpochMaker? Epochs { get; set; }

    /// <summary>The orgs' places in epochs.</summary>
    internal EpochProofs EpochProofs { get; }

    /// <summary>Whether other nodes may work on the same store.</summary>
    internal virtual bool IsShared => false;

    /// <summary>Whether this node places events now (on SQLite always).</summary>
    public abstract bool IsSequencer { get; }

    /// <summary>Raised after events were placed; carries the last global position. Consumers still keep their own cursor.</summary>
    public event Action<long>? Placed;

    /// <summary>
    /// Raised with a sentence for the operator when something needs a person: what was to be placed was set aside, or nothing is being placed.
    /// </summary>
    public event Action<string>? Alarm;

    /// <summary>How many rows lie aside because they are no events, as far as this node knows: the one that places does.</summary>
    public virtual long Aside => 0;

    /// <summary>Why what was acknowledged gets no place from this node; null when all is well. Tried again by itself.</summary>
    public virtual string? PlacingTrouble => null;

    /// <summary>Takes the wall clock as it is after a jump forward stopped placing.</summary>
    public abstract void AcceptClock();

    /// <summary>Why nothing can be written now; null when all is well.</summary>
    public abstract string? Trouble { get; }

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();

    private protected abstract Task<Outcome<T>> Commit<T>(Change<T> change, CancellationToken ct);

    /// <summary>Commits an event that goes with no change.</summary>
    private protected abstract Task Commit(Org org, Intent only);

    private protected void RaisePlaced(long position) => Placed?.Invoke(position);

    private protected void RaiseAlarm(string sentence) => Alarm?.Invoke(sentence);
}

/// <summary>A change as it is handed to an engine.</summary>
internal sealed record Change<T>(Caller Caller, Func<WriteTransaction, ValueTask<Outcome<T>>> Operation, bool AcrossOrgs)
{
    /// <summary>Runs the operation; a done one must have recorded something.</summary>
    public async ValueTask<Outcome<T>> Run(WriteTransaction tx)
    {
        var outcome = await Operation(tx);
        if (outcome.Refusal is null && tx.Intents.Count == 0) throw new InvalidOperationException("A change was made and nothing recorded.");
        return outcome;
    }
}

/// <summary>Nothing can be written now, and nothing was: the answer is 503, and trying again later is right.</summary>
public sealed class StoreUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
