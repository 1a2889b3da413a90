using System.Collections.Concurrent;
using System.Threading.Channels;
using Firebreak.SystemLog;
using Microsoft.Data.Sqlite;

namespace Firebreak.Storage.Sqlite;

/// <summary>
/// One file, one writer. The writer takes what is queued, runs one after the other, places what was recorded, commits the group once and then
/// answers all. What fails rolls back alone; a commit that fails, fails them all, and nothing was done.
/// </summary>
/// <remarks>
/// A savepoint makes SQLite copy every page that is changed under it, and nearly every operation is done or refused before it changed anything.
/// So a group runs without; only when one of it must be undone does the group begin again, each under a savepoint of its own.
/// </remarks>
internal sealed class SqliteStore : Store
{
    private const int MostInGroup = 256;
    private readonly string _file;
    private readonly bool _durable;
    private readonly SqliteSession _writer;
    private readonly ConcurrentBag<SqliteSession> _readers = [];
    private readonly Channel<Job> _queue = Channel.CreateUnbounded<Job>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Placer _placer;
    private readonly Placed _placed = new();
    private readonly Thread _thread;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile string? _trouble;
    private volatile bool _closed;

    private SqliteStore(string file, bool durable, TimeProvider time) : base(time)
    {
        (_file, _durable) = (file, durable);
        _writer = SqliteSession.Open(file, readOnly: false, durable);
        _placer = new Placer(time);
        _thread = new Thread(Work) { Name = "store writer", IsBackground = true };
    }

    /// <summary>Opens a file, made if it is not there, brought to the newest schema.</summary>
    /// <param name="durable">False for what is thrown away anyway: a crash of the machine may then lose the file.</param>
    /// <param name="steps">The steps to the newest schema; null: this version's own.</param>
    /// <exception cref="NewerSchemaException">A newer version made it.</exception>
    public static async Task<SqliteStore> Open(string file, TimeProvider time, bool durable = true, IReadOnlyList<Migration>? steps = null)
    {
        var store = new SqliteStore(file, durable, time);
        try
        {
            await SqliteSchema.Migrate(store._writer, store.NowMicros, steps ?? Migration.All);
            store.InstanceId = (await store._writer.One($"select id from instance", row => row.Text(0)))!;
            await store._placer.Load(store._writer);
        }
        catch
        {
            // With the connection goes a transaction that was under way.
            store._writer.Close();
            throw;
        }
        store._thread.Start();
        return store;
    }

    public override bool IsSequencer => true;

    public override string? Trouble => _placer.ClockTrouble ?? _trouble;

    public override void AcceptClock() => _placer.AcceptClock();

    public override ValueTask<OrgReader> Read(Org org, CancellationToken ct = default) => new(new OrgReader(org, Reader()));

    internal override ValueTask<OperatorReader> ReadAcross(CancellationToken ct = default) => new(new OperatorReader(Reader()));

    public override Task Tend(Func<Bookkeeping, ValueTask> work, CancellationToken ct = default) => Enqueue(new Job<bool>(async (session, at) =>
    {
        await work(new Bookkeeping(session, at));
        return (true, []);
    }), ct);

    internal override Task<T> System<T>(Func<Session, ValueTask<T>> work, CancellationToken ct = default) =>
        Enqueue(new Job<T>(async (session, _) => (await work(session), [])), ct);

    internal override Task<bool> Append(long orgNumber, Func<Session, long, ValueTask<byte[]?>> work, CancellationToken ct = default) =>
        Enqueue(new Job<bool>(async (session, _) => (await _placer.PlaceRaw(session, orgNumber, work, _placed), [])), ct);

    private protected override Task<Outcome<T>> Commit<T>(Change<T> change, CancellationToken ct) => Enqueue(new Job<Outcome<T>>(async (session, at) =>
    {
        var tx = new WriteTransaction(session, change.Caller, at);
        var outcome = await change.Run(tx);
        return outcome.Refusal is null ? (outcome, tx.Intents) : (outcome, null);
    }), ct);

    private protected override Task Commit(Org org, Intent only) => Enqueue(new Job<bool>((_, _) => new((true, [only]))), CancellationToken.None);

    private Task<T> Enqueue<T>(Job<T> job, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (!_queue.Writer.TryWrite(job)) throw new StoreUnavailableException("The store is closed.");
        return job.Answer;
    }

    /// <summary>Copies the store as of one moment into a new file, beside the writer.</summary>
    public void CopyTo(string file)
    {
        var reader = Reader();
        reader.CopyTo(file);
        GiveBack(reader);
    }

    private SqliteSession Reader() => _readers.TryTake(out var reader) ? reader : SqliteSession.Open(_file, readOnly: true, _durable, GiveBack);

    private void GiveBack(SqliteSession reader)
    {
        if (_closed) reader.Close();
        else _readers.Add(reader);
    }

    private void Work()
    {
        var group = new List<Job>();
        var queue = _queue.Reader;
        while (true)
        {
            if (!queue.TryRead(out var first))
            {
                // The writer has nothing else to do than to wait for work.
                var waiting = queue.WaitToReadAsync().AsTask();
                if (!waiting.ConfigureAwait(false).GetAwaiter().GetResult()) break;
                continue;
            }
            group.Clear();
            group.Add(first);
            Group(group);
        }
        _ended.SetResult();
    }

    private void Group(List<Job> group)
    {
        var placedBefore = _placer.Position;
        try
        {
            if (!RunAtOnce(group)) RunEachAlone(group);
            _writer.Do("commit");
            _trouble = null;
        }
        catch (Exception e) when (e is SqliteException or StoreUnavailableException)
        {
            RollBack();
            _trouble = e is SqliteException ? $"The store cannot write: {e.Message}" : e.Message;
            foreach (var job in group) job.Fail(new StoreUnavailableException(_trouble, e));
            return;
        }
        catch (Exception e)
        {
            RollBack();
            foreach (var job in group) job.Fail(e);
            return;
        }
        foreach (var job in group) job.Complete();
        if (_placer.Position != placedBefore) RaisePlaced(_placer.Position);
    }

    // Runs the first, then what is queued behind it; false when one has changed something and must be undone.
    private bool RunAtOnce(List<Job> group)
    {
        _writer.Do("begin immediate");
        for (var i = 0; i < group.Count; i++)
        {
            var before = _writer.Changes;
            if (Run(group[i]) is { } intents) Now(Place(intents));
            else if (_writer.Changes != before) return false;
            if (group.Count < MostInGroup && _queue.Reader.TryRead(out var next)) group.Add(next);
        }
        return true;
    }

    private void RunEachAlone(List<Job> group)
    {
        RollBack();
        _writer.Do("begin immediate");
        foreach (var job in group)
        {
            _writer.Do("savepoint one");
            var intents = Run(job);
            if (intents is null) _writer.Do("rollback to one");
            _writer.Do("release one");
            if (intents is not null) Now(Place(intents));
        }
    }

    // What the job recorded; null when what it did is to be undone.
    private IReadOnlyList<Intent>? Run(Job job)
    {
        try
        {
            return Now(job.Run(_writer, Math.Max(NowMicros, _placer.LastPublished)));
        }
        catch (SqliteException e) when (e.SqliteErrorCode is 5 or 8 or 10 or 11 or 13 or 14 or 26)
        {
            throw; // busy, read-only, input/output, corrupt, full, cannot open, no database: the file's trouble, not this operation's
        }
        catch (Exception e)
        {
            job.Broken = e;
            return null;
        }
    }

    // Whatever goes wrong here fails the whole group: the placer is then ahead of the file.
    private async ValueTask Place(IReadOnlyList<Intent> intents)
    {
        for (var i = 0; i < intents.Count; i++) await _placer.Place(_writer, intents[i], _placed);
        foreach (var (position, org, index, published, hash, body) in _placed.Events)
            await _writer.Run($"insert into events (position, org_number, idx, published, hash, body) values ({position}, {org}, {index}, {published}, {hash}, {body})");
        foreach (var (org, level, index, hash) in _placed.Nodes)
            await _writer.Run($"insert into log_nodes (org_number, level, idx, hash) values ({org}, {level}, {index}, {hash})");
        _placed.Clear();
    }

    private void RollBack()
    {
        try
        {
            _writer.Do("rollback");
        }
        catch (SqliteException)
        {
            // SQLite has rolled back by itself already.
        }
        _placed.Clear();
        Now(_placer.Load(_writer));
    }

    // Sessions of this engine never wait; an operation that did has awaited something else than its transaction.
    private static T Now<T>(ValueTask<T> task) => task.IsCompleted ? task.GetAwaiter().GetResult() : throw new InvalidOperationException("An operation awaited something else than its transaction.");

    private static void Now(ValueTask task)
    {
        if (!task.IsCompleted) throw new InvalidOperationException("An operation awaited something else than its transaction.");
        task.GetAwaiter().GetResult();
    }

    public override async ValueTask DisposeAsync()
    {
        if (_closed) return;
        _queue.Writer.TryComplete();
        await _ended.Task;
        _closed = true;
        while (_readers.TryTake(out var reader)) reader.Close();
        _writer.Close();
    }

    private abstract class Job
    {
        /// <summary>What it threw when it last ran.</summary>
        public Exception? Broken { get; set; }

        /// <summary>What was recorded, to be placed; null when the work is to be undone. It may run twice.</summary>
        public abstract ValueTask<IReadOnlyList<Intent>?> Run(Session session, long at);

        public abstract void Complete();

        public abstract void Fail(Exception reason);
    }

    private sealed class Job<T>(Func<Session, long, ValueTask<(T Answer, IReadOnlyList<Intent>? Intents)>> work) : Job
    {
        private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T _value = default!;

        public Task<T> Answer => _answer.Task;

        public override async ValueTask<IReadOnlyList<Intent>?> Run(Session session, long at)
        {
            Broken = null;
            (_value, var intents) = await work(session, at);
            return intents;
        }

        public override void Complete()
        {
            if (Broken is { } reason) _answer.TrySetException(reason);
            else _answer.TrySetResult(_value);
        }

        public override void Fail(Exception reason) => _answer.TrySetException(Broken ?? reason);
    }
}
