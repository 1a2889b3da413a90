using Npgsql;
using NpgsqlTypes;

namespace Firebreak.Storage.Postgres;

/// <summary>
/// A leased connection. It names its org to the database, so that row-level security sees it, in the same round trip as the first statement of
/// a transaction, and outside of one as every statement.
/// </summary>
internal sealed class PostgresSession(NpgsqlConnection connection, Org? org) : Session
{
    // Whether the transaction that is open knows its org already.
    private bool _isBound;

    public NpgsqlConnection Connection => connection;

    /// <summary>Set while a transaction is open on this connection.</summary>
    public NpgsqlTransaction? Transaction
    {
        get;
        set => (field, _isBound) = (value, false);
    }

    public override async ValueTask<T?> One<T>(Sql sql, Func<Row, T> read) where T : default
    {
        await using var batch = Batch(sql);
        await using var reader = await batch.ExecuteReaderAsync();
        if (batch.BatchCommands.Count > 1) await reader.NextResultAsync();
        return await reader.ReadAsync() ? read(new Row(reader)) : default;
    }

    public override async ValueTask<List<T>> All<T>(Sql sql, Func<Row, T> read)
    {
        var rows = new List<T>();
        await using var batch = Batch(sql);
        await using var reader = await batch.ExecuteReaderAsync();
        if (batch.BatchCommands.Count > 1) await reader.NextResultAsync();
        var row = new Row(reader);
        while (await reader.ReadAsync()) rows.Add(read(row));
        return rows;
    }

    public override async ValueTask<int> Run(Sql sql)
    {
        await using var batch = Batch(sql);
        return await batch.ExecuteNonQueryAsync();
    }

    /// <summary>Runs statements in one round trip, in the transaction that is open; the number of rows that each changed.</summary>
    public async ValueTask<int[]> RunAll(IEnumerable<Sql> statements)
    {
        await using var batch = new NpgsqlBatch(connection, Transaction);
        var commands = statements.Select(Command).ToList();
        foreach (var command in commands) batch.BatchCommands.Add(command);
        await batch.ExecuteNonQueryAsync();
        return [.. commands.Select(command => command.RecordsAffected)];
    }

    public override ValueTask DisposeAsync() => connection.DisposeAsync();

    /// <summary>What tells the database which org this is.</summary>
    private static Sql Bind(Org org) => $"select set_config('firebreak.org', {org.Id}, true), set_config('firebreak.org_number', {org.Number.ToString()}, true)";

    // Statements of one batch run in one transaction of their own when none is open (the extended protocol's implicit one).
    private NpgsqlBatch Batch(Sql sql)
    {
        var batch = new NpgsqlBatch(connection, Transaction);
        if (org is not null && !_isBound) batch.BatchCommands.Add(Command(Bind(org)));
        _isBound = Transaction is not null;
        batch.BatchCommands.Add(Command(sql));
        return batch;
    }

    private static NpgsqlBatchCommand Command(Sql sql)
    {
#pragma warning disable RS0030 // the one place where a statement's text becomes a command: Sql made it
        var command = new NpgsqlBatchCommand(sql.Text);
#pragma warning restore RS0030
        foreach (var value in sql.Values)
        {
            command.Parameters.Add(value switch
            {
                long number => new NpgsqlParameter<long> { TypedValue = number, NpgsqlDbType = NpgsqlDbType.Bigint },
                string text => new NpgsqlParameter<string> { TypedValue = text, NpgsqlDbType = NpgsqlDbType.Text },
                byte[] bytes => new NpgsqlParameter<byte[]> { TypedValue = bytes, NpgsqlDbType = NpgsqlDbType.Bytea },
                long[] numbers => new NpgsqlParameter<long[]> { TypedValue = numbers, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint },
                byte[][] all => new NpgsqlParameter<byte[][]> { TypedValue = all, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea },
                _ => new NpgsqlParameter { Value = DBNull.Value },
            });
        }
        return command;
    }
}
