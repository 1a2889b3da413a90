using System.Threading.Channels;
using Firebreak.SystemLog;
using Npgsql;

namespace Firebreak.Storage.Postgres;

/// <summary>
/// Takes all unplaced intents that it can see and places them, on the connection that holds the advisory lock and under a term that only
/// its holder may write: a sequencer that lost its lock cannot commit. Every node runs one; one of them holds the lock.
/// </summary>
internal sealed class Sequencer(NpgsqlDataSource source, TimeProvider time, Action<long> placed) : IAsyncDisposable
{
    private const long Lock = 0x66697265_00000002;
    private const int MostInBatch = 2000;
    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(15);
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(500);
    private readonly CancellationTokenSource _stop = new();
    private readonly Placer _placer = new(time);
    private readonly Channel<RawEntry> _raw = Channel.CreateUnbounded<RawEntry>();
    private Task _work = Task.CompletedTask;
    private volatile bool _holdsLock;

    public bool HoldsLock => _holdsLock;

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
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // The database went away, the clock jumped, the term was taken, or something nobody foresaw: begin again from what is
                // committed. A node that gave up here would look alive and place nothing.
            }
            _holdsLock = false;
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
        _holdsLock = true;
        while (!_stop.IsCancellationRequested)
        {
            var count = await PlaceSome(session, term);
            while (_raw.Reader.TryRead(out var entry)) count += await PlaceRaw(session, term, entry);
            if (count > 0) placed(_placer.Position);
            if (count < MostInBatch) await Task.Delay(Idle, _stop.Token);
        }
    }

    private async Task<int> PlaceSome(PostgresSession session, long term)
    {
        // Never "id greater than the last": an id drawn earlier may commit later.
        if (!await session.Any($"select 1 from intents limit 1")) return 0;
        return await UnderTerm(session, term, async () =>
        {
            var intents = await session.All($"select id, org_number, body from intents order by id limit {(long)MostInBatch}", row => (Id: row.Long(0), Intent: new Intent(row.Long(1), row.Bytes(2))));
            await _placer.Place(session, [.. intents.Select(found => found.Intent)]);
            foreach (var chunk in intents.Chunk(500)) await session.Run($"delete from intents where id in ({Sql.Join(",", chunk.Select(found => (Sql)$"{found.Id}"))})");
            return intents.Count;
        });
    }

    private async Task<int> PlaceRaw(PostgresSession session, long term, RawEntry entry)
    {
        try
        {
            var appended = await UnderTerm(session, term, () => _placer.AppendRaw(session, entry.OrgNumber, entry.Work).AsTask());
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

    private static async Task<T> UnderTerm<T>(PostgresSession session, long term, Func<Task<T>> work)
    {
        await using var transaction = await session.Connection.BeginTransactionAsync();
        session.Transaction = transaction;
        try
        {
            if (await session.Run($"update sequencer set term = {term} where one = 1 and term = {term}") != 1)
                throw new StoreUnavailableException("Another sequencer has taken over.");
            var answer = await work();
            await transaction.CommitAsync();
            return answer;
        }
        finally
        {
            session.Transaction = null;
        }
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
