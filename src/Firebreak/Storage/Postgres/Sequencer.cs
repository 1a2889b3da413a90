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
    private Task _work = Task.CompletedTask;

    public bool HoldsLock { get; private set; }

    public string? ClockTrouble => _placer.ClockTrouble;

    public void AcceptClock() => _placer.AcceptClock();

    public void Start() => _work = Task.Run(Work);

    private async Task Work()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync(_stop.Token);
                await using var session = new PostgresSession(connection, null);
                if (await session.One($"select pg_try_advisory_lock({Lock})::int::bigint", row => row.Flag(0))) await Sequence(session);
            }
            catch (Exception e) when (e is NpgsqlException or StoreUnavailableException or InvalidOperationException or OperationCanceledException or System.IO.IOException)
            {
                // The database went away, the clock jumped, or the term was taken: begin again from what is committed.
            }
            HoldsLock = false;
            await Task.Delay(Retry, CancellationToken.None).WaitAsync(_stop.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    private async Task Sequence(PostgresSession session)
    {
        var term = await session.One($"update sequencer set term = term + 1 where one = 1 returning term", row => row.Long(0));
        await _placer.Load(session);
        HoldsLock = true;
        while (!_stop.IsCancellationRequested)
        {
            var count = await PlaceSome(session, term);
            if (count > 0) placed(_placer.Position);
            if (count < MostInBatch) await Task.Delay(Idle, _stop.Token);
        }
        await session.Run($"select pg_advisory_unlock({Lock})");
    }

    private async Task<int> PlaceSome(PostgresSession session, long term)
    {
        // Never "id greater than the last": an id drawn earlier may commit later.
        if (!await session.Any($"select 1 from intents limit 1")) return 0;
        await using var transaction = await session.Connection.BeginTransactionAsync();
        session.Transaction = transaction;
        try
        {
            if (await session.Run($"update sequencer set term = {term} where one = 1 and term = {term}") != 1)
                throw new StoreUnavailableException("Another sequencer has taken over.");
            var intents = await session.All($"select id, org_number, body from intents order by id limit {(long)MostInBatch}", row => (Id: row.Long(0), Intent: new Intent(row.Long(1), row.Bytes(2))));
            await _placer.Place(session, [.. intents.Select(found => found.Intent)]);
            foreach (var chunk in intents.Chunk(500)) await session.Run($"delete from intents where id in ({Sql.Join(",", chunk.Select(found => (Sql)$"{found.Id}"))})");
            await transaction.CommitAsync();
            return intents.Count;
        }
        finally
        {
            session.Transaction = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work;
        _stop.Dispose();
    }
}
