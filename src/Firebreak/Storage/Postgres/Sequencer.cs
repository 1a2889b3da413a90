using System.Threading.Channels;
using Firebreak.SystemLog;
using Npgsql;

namespace Firebreak.Storage.Postgres;

/// <summary>
/// Takes all unplaced intents that it can see and places them, on the connection that holds the advisory lock and under a term that only
/// its holder may write: a sequencer that lost its lock cannot commit. Every node runs one; one of them holds the lock.
/// </summary>
/// <param name="placed">Told the last position after events were placed.</param>
/// <param name="alarm">Told a sentence when something needs a person.</param>
internal sealed class Sequencer(NpgsqlDataSource source, TimeProvider time, Action<long> placed, Action<string> alarm) : IAsyncDisposable
{
    /// <summary>Whoever holds this lock on the database places its events.</summary>
    public const long Lock = 0x66697265_00000002;

    private const int MostInBatch = 2000;
    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(15);
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LooksAside = TimeSpan.FromSeconds(10);
    private readonly CancellationTokenSource _stop = new();
    private readonly Placer _placer = new(time);
    private readonly Channel<RawEntry> _raw = Channel.CreateUnbounded<RawEntry>();
    private readonly HashSet<long> _orgs = [];
    private Task _work = Task.CompletedTask;
    private volatile bool _holdsLock;
    private volatile string? _trouble;
    private long _aside;

    public bool HoldsLock => _holdsLock;

    /// <summary>How many rows lie aside; 0 while another node places.</summary>
    public long Aside => Interlocked.Read(ref _aside);

    /// <summary>Why the last try to place failed; null after one that did not.</summary>
    public string? Trouble => _trouble;

    public string? ClockTrouble => _placer.ClockTrouble;

    public void AcceptClock() => _placer.AcceptClock();

    /// <summary>Appends an entry that is no event, where this node is the sequencer; false where it is not, or stops to be before its turn.</summary>
    public Task<bool> Append(RawEntry entry, CancellationToken ct)
    {
        if (!_holdsLock || !_raw.Writer.TryWrite(entry)) return Task.FromResult(false);
        // It may have lost the lock in between: then nobody else comes to take what waits.
        if (!_holdsLock) Abandon();
        return entry.Answer.Task.WaitAsync(ct);
    }

    public void Start() => _work = Task.Run(Work);

    private async Task Work()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync(_stop.Token);
                await using var session = new PostgresSession(connection, null);
                if (await session.One($"select pg_try_advisory_lock({Lock})::int::bigint", row => row.Flag(0))) await HoldLock(session);
                else _trouble = null;
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // The database went away, the clock jumped, the term was taken, or something nobody foresaw: begin again from what is
                // committed. A node that gave up here would look alive and place nothing.
                if (!_stop.IsCancellationRequested) Say(e.Message);
            }
            _holdsLock = false;
            Interlocked.Exchange(ref _aside, 0);
            Abandon();
            await Task.Delay(Retry, CancellationToken.None).WaitAsync(_stop.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    private async Task HoldLock(PostgresSession session)
    {
        try
        {
            await Sequence(session);
        }
        finally
        {
            // The connection goes back to a pool: a lock that stayed with it would keep every node from placing.
            if (session.Connection.State == System.Data.ConnectionState.Open) await session.Run($"select pg_advisory_unlock_all()");
        }
    }

    private async Task Sequence(PostgresSession session)
    {
        var term = await session.One($"update sequencer set term = term + 1 where one = 1 returning term", row => row.Long(0));
        await _placer.Load(session);
        _orgs.Clear();
        _holdsLock = true;
        var looked = long.MinValue;
        while (!_stop.IsCancellationRequested)
        {
            if (looked == long.MinValue || TimeProvider.System.GetElapsedTime(looked) > LooksAside)
            {
                Interlocked.Exchange(ref _aside, await session.One($"select count(*) from intents_aside", row => row.Long(0)));
                looked = TimeProvider.System.GetTimestamp();
            }
            var count = await PlaceSome(session, term);
            while (_raw.Reader.TryRead(out var entry)) count += await PlaceRaw(session, term, entry);
            _trouble = null;
            if (count > 0) placed(_placer.Position);
            if (count < MostInBatch) await Task.Delay(Idle, _stop.Token);
        }
    }

    private async Task<int> PlaceSome(PostgresSession session, long term)
    {
        // Never "id greater than the last": an id drawn earlier may commit later.
        var intents = await session.All($"select id, org_number, body from intents order by id limit {(long)MostInBatch}", row => (Id: row.Long(0), Intent: new Intent(row.Long(1), row.Bytes(2))));
        if (intents.Count == 0) return 0;
        await LearnOrgs(session, intents.Select(found => found.Intent.OrgNumber));
        var (made, aside) = (new Placed(), new List<SetAside>());
        foreach (var (id, intent) in intents)
            if (SetAside.Problem(intent.OrgNumber, _orgs) is { } stranger) aside.Add(new SetAside(id, intent, stranger));
            else if (await _placer.PlaceChecked(session, intent, made) is { } problem) aside.Add(new SetAside(id, intent, problem));
        foreach (var report in aside.SelectMany(one => one.Reports(_orgs))) await _placer.Place(session, report, made);
        var now = Log.Events.Instant.From(time.GetUtcNow()).Micros;
        await InTransaction(session, async () =>
        {
            var changed = await session.RunAll(
            [
                Fence(term),
                $"delete from intents where id = any({intents.Select(found => found.Id).ToArray()})",
                .. PlacedRows.Insert(made),
                .. aside.Select(one => one.Insert(now)),
            ]);
            CheckTerm(changed[0]);
            return changed[1] == intents.Count ? true : throw new StoreUnavailableException("Some of what was to be placed was taken away meanwhile.");
        });
        Interlocked.Add(ref _aside, aside.Count);
        foreach (var one in aside) alarm(one.ToString());
        return intents.Count;
    }

    // An org is never taken away, so what is known stays known.
    private async Task LearnOrgs(PostgresSession session, IEnumerable<long> numbers)
    {
        var unknown = numbers.Distinct().Where(number => !_orgs.Contains(number)).ToArray();
        if (unknown.Length > 0) _orgs.UnionWith(await session.All($"select org_number from orgs where org_number = any({unknown})", row => row.Long(0)));
        if (unknown.Length > 0 && !_orgs.Contains(Org.OperatorNumber)) _orgs.UnionWith(await session.All($"select org_number from orgs where org_number = {Org.OperatorNumber}", row => row.Long(0)));
    }

    private async Task<int> PlaceRaw(PostgresSession session, long term, RawEntry entry)
    {
        try
        {
            var appended = await InTransaction(session, async () =>
            {
                CheckTerm(await session.Run(Fence(term)));
                var made = new Placed();
                if (!await _placer.PlaceRaw(session, entry.OrgNumber, entry.Work, made)) return false;
                await session.RunAll(PlacedRows.Insert(made));
                return true;
            });
            entry.Answer.TrySetResult(appended);
            return appended ? 1 : 0;
        }
        catch (Exception e)
        {
            // Whether it was committed is not known to the one who asked; the placer reads again where the log stands.
            entry.Answer.TrySetException(new StoreUnavailableException($"The entry was not placed: {e.Message}", e));
            throw new StoreUnavailableException(e.Message, e);
        }
    }

    // Changes the row that only the holder of the term may change; one who held it before changes none.
    private static Sql Fence(long term) => $"update sequencer set term = {term} where one = 1 and term = {term}";

    private static void CheckTerm(int changed)
    {
        if (changed != 1) throw new StoreUnavailableException("Another sequencer has taken over.");
    }

    private static async Task<T> InTransaction<T>(PostgresSession session, Func<Task<T>> work)
    {
        await using var transaction = await session.Connection.BeginTransactionAsync();
        session.Transaction = transaction;
        try
        {
            var answer = await work();
            await transaction.CommitAsync();
            return answer;
        }
        finally
        {
            session.Transaction = null;
        }
    }

    // Once for each trouble, not at every try.
    private void Say(string reason)
    {
        if (_trouble != reason) alarm($"Nothing is being placed by this node: {reason} It tries again.");
        _trouble = reason;
    }

    private void Abandon()
    {
        while (_raw.Reader.TryRead(out var entry)) entry.Answer.TrySetResult(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work;
        _stop.Dispose();
    }
}

/// <summary>An entry that is no event and waits for the sequencer.</summary>
internal sealed record RawEntry(long OrgNumber, Func<Session, long, ValueTask<byte[]?>> Work)
{
    /// <summary>Whether it was appended.</summary>
    public TaskCompletionSource<bool> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
