using System.Data;
using System.Security.Cryptography;
using Firebreak.SystemLog;
using Npgsql;

namespace Firebreak.Storage.Postgres;

/// <summary>
/// A database that several nodes share. A change commits its intents; the one node that holds the sequencer's lock places them. Changes are
/// serializable, so that an operation may be written as if it were alone: what the database finds in conflict is run again.
/// </summary>
internal sealed class PostgresStore : Store
{
    private const int MostTries = 16;
    private readonly NpgsqlDataSource _writers;
    private readonly NpgsqlDataSource _readers;
    private readonly NpgsqlDataSource _systems;
    private readonly Sequencer _sequencer;
    private volatile string? _trouble;

    private PostgresStore(string connection, TimeProvider time) : base(time)
    {
        _writers = Source(connection, PostgresSchema.Writer);
        _readers = Source(connection, PostgresSchema.Reader);
        _systems = Source(connection, PostgresSchema.System);
        _sequencer = new Sequencer(_systems, time, RaisePlaced, RaiseAlarm);
    }

    /// <summary>Opens a database, brought to the newest schema; its login may create roles and tables.</summary>
    /// <param name="steps">The steps to the newest schema; null: this version's own.</param>
    /// <param name="tries">How often they are tried while others hold a table that they change.</param>
    /// <exception cref="NewerSchemaException">A newer version made it.</exception>
    public static async Task<PostgresStore> Open(string connection, TimeProvider time, IReadOnlyList<Migration>? steps = null, int tries = PostgresSchema.MostTries)
    {
        var store = new PostgresStore(connection, time);
        try
        {
            await using (var owner = NpgsqlDataSource.Create(connection))
                await PostgresSchema.Migrate(await owner.OpenConnectionAsync(), store.NowMicros, steps ?? Migration.All, tries);
            await using (var reader = await store.ReadAcross()) store.InstanceId = (await reader.One($"select id from instance", row => row.Text(0)))!;
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
        store._sequencer.Start();
        return store;
    }

    public override bool IsSequencer => _sequencer.HoldsLock;

    internal override bool IsShared => true;

    public override string? Trouble => _sequencer.ClockTrouble ?? _trouble;

    public override long Aside => _sequencer.Aside;

    public override string? PlacingTrouble => _sequencer.Trouble;

    public override void AcceptClock() => _sequencer.AcceptClock();

    public override async ValueTask<OrgReader> Read(Org org, CancellationToken ct = default) =>
        new(org, new PostgresSession(await Open(_readers, ct), org));

    internal override async ValueTask<OperatorReader> ReadAcross(CancellationToken ct = default) =>
        new(new PostgresSession(await Open(_systems, ct), null));

    public override Task Tend(Func<Bookkeeping, ValueTask> work, CancellationToken ct = default) => Retry(_systems, null, async session =>
    {
        await work(new Bookkeeping(session, NowMicros));
        return (true, true);
    }, IsolationLevel.ReadCommitted, ct);

    internal override Task<T> System<T>(Func<Session, ValueTask<T>> work, CancellationToken ct = default) =>
        Retry(_systems, null, async session => (await work(session), true), IsolationLevel.Serializable, ct);

    internal override Task<bool> Append(long orgNumber, Func<Session, long, ValueTask<byte[]?>> work, CancellationToken ct = default) =>
        _sequencer.Append(new RawEntry(orgNumber, work), ct);

    private protected override Task<Outcome<T>> Commit<T>(Change<T> change, CancellationToken ct) =>
        Retry(change.AcrossOrgs ? _systems : _writers, change.AcrossOrgs ? null : change.Caller.Org, async session =>
        {
            CheckClock();
            var tx = new WriteTransaction(session, change.Caller, NowMicros);
            var outcome = await change.Run(tx);
            if (outcome.Refusal is not null) return (outcome, false);
            await session.Run(Insert(tx.Intents));
            return (outcome, true);
        }, IsolationLevel.Serializable, ct);

    // One statement that reads nothing needs no transaction around it: one round trip instead of two.
    private protected override Task Commit(Org org, Intent only) => Retry(async () =>
    {
        CheckClock();
        await using var session = new PostgresSession(await Open(_writers, CancellationToken.None), org);
        return await session.Run(Insert([only]));
    }, CancellationToken.None);

    private static Sql Insert(IReadOnlyList<Intent> intents)
    {
        if (intents is [var only]) return $"insert into intents (org_number, body) values ({only.OrgNumber}, {only.Json})";
        return $"insert into intents (org_number, body) select * from unnest({intents.Select(intent => intent.OrgNumber).ToArray()}, {intents.Select(intent => intent.Json).ToArray()})";
    }

    private void CheckClock()
    {
        if (_sequencer.ClockTrouble is { } trouble) throw new StoreUnavailableException(trouble);
    }

    private Task<T> Retry<T>(NpgsqlDataSource source, Org? org, Func<PostgresSession, Task<(T Answer, bool Commit)>> work, IsolationLevel level, CancellationToken ct) => Retry(async () =>
    {
        await using var session = new PostgresSession(await Open(source, ct), org);
        await using var transaction = await session.Connection.BeginTransactionAsync(level, ct);
        session.Transaction = transaction;
        var (answer, commit) = await work(session);
        if (commit) await transaction.CommitAsync(CancellationToken.None);
        else await transaction.RollbackAsync(CancellationToken.None);
        return answer;
    }, ct);

    private async Task<T> Retry<T>(Func<Task<T>> work, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var answer = await work();
                _trouble = null;
                return answer;
            }
            catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.UniqueViolation && attempt < MostTries)
            {
                // Another change came first; this one looks again. Unique rows too: what was not there a moment ago now is.
                // Each waits for another time, or those that met once would meet again.
                await Task.Delay(TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(1, 4 << Math.Min(attempt, 6))), ct);
            }
            catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected)
            {
                throw new StoreUnavailableException("Too many changes of the same things at once.", e);
            }
            catch (NpgsqlException e) when (e is not PostgresException { SqlState: not (PostgresErrorCodes.DiskFull or PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.TooManyConnections) })
            {
                _trouble = $"The database does not answer: {e.Message}";
                throw new StoreUnavailableException(_trouble, e);
            }
        }
    }

    private static async Task<NpgsqlConnection> Open(NpgsqlDataSource source, CancellationToken ct)
    {
        try
        {
            return await source.OpenConnectionAsync(ct);
        }
        catch (NpgsqlException e)
        {
            throw new StoreUnavailableException($"The database does not answer: {e.Message}", e);
        }
    }

    // Each pool runs under its own role from the first moment of a connection.
    private static NpgsqlDataSource Source(string connection, string role)
    {
        var settings = new NpgsqlConnectionStringBuilder(connection) { MaxAutoPrepare = 100, AutoPrepareMinUsages = 2, NoResetOnClose = true };
        settings.Options = string.IsNullOrEmpty(settings.Options) ? $"-c role={role}" : $"{settings.Options} -c role={role}";
        return NpgsqlDataSource.Create(settings);
    }

    public override async ValueTask DisposeAsync()
    {
        await _sequencer.DisposeAsync();
        await _writers.DisposeAsync();
        await _readers.DisposeAsync();
        await _systems.DisposeAsync();
    }
}
