using Npgsql;
using NpgsqlTypes;

namespace Firebreak.Storage.Postgres;

/// <summary>
/// A leased connection. Outside a transaction every query names its org to the database in the same round trip, so that row-level security
/// sees it; inside one it was named at the beginning.
/// </summary>
internal sealed class PostgresSession(NpgsqlConnection connection, Org? org) : Session
{
    public NpgsqlConnection Connection => connection;

    /// <summary>Set while a transaction is open on this connection.</summary>
    public NpgsqlTransaction? Transaction { get; set; }

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

    public override ValueTask DisposeAsync() => connection.DisposeAsync();

    /// <summary>What tells the database which org this is.</summary>
    public static Sql Bind(Org org) => $"select set_config('firebreak.org', {org.Id}, true), set_config('firebreak.org_number', {org.Number.ToString()}, true)";

    // Statements of one batch run in one transaction of their own when none is open (the extended protocol's implicit one).
    private NpgsqlBatch Batch(Sql sql)
    {
        var batch = new NpgsqlBatch(connection, Transaction);
        if (Transaction is null && org is not null) batch.BatchCommands.Add(Command(Bind(org)));
        batch.BatchCommands.Add(Command(sql));
        return batch;
    }

    internal static NpgsqlBatchCommand Command(Sql sql)
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
                _ => new NpgsqlParameter { Value = DBNull.Value },
            });
        }
        return command;
    }
}
