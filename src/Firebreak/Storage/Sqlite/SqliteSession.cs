using Microsoft.Data.Sqlite;

namespace Firebreak.Storage.Sqlite;

/// <summary>A connection to the file with its prepared statements. Everything runs at once: what it returns is always complete.</summary>
internal sealed class SqliteSession : Session
{
    private const int MostStatements = 500;
    private readonly Dictionary<string, SqliteCommand> _statements = new(StringComparer.Ordinal);
    private readonly Action<SqliteSession>? _giveBack;

    private SqliteSession(SqliteConnection connection, Action<SqliteSession>? giveBack) => (Connection, _giveBack) = (connection, giveBack);

    public SqliteConnection Connection { get; }

    /// <summary>Opens the file; a reader cannot write, whatever it is asked.</summary>
    public static SqliteSession Open(string file, bool readOnly, bool durable, Action<SqliteSession>? giveBack = null)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = file,
            Mode = SqliteOpenMode.ReadWriteCreate,
            Pooling = false,
            DefaultTimeout = 30,
        }.ToString());
        connection.Open();
        var session = new SqliteSession(connection, giveBack);
        session.Pragma("page_size", "8192");
        session.Pragma("journal_mode", "wal");
        session.Pragma("synchronous", durable ? "full" : "off");
        session.Pragma("busy_timeout", "10000");
        session.Pragma("cache_size", readOnly ? "-4000" : "-64000");
        session.Pragma("temp_store", "memory");
        session.Pragma("wal_autocheckpoint", "4000");
        // What is erased is overwritten where it stood, as far as that costs no page more.
        session.Pragma("secure_delete", "fast");
        if (readOnly) session.Pragma("query_only", "1");
        return session;
    }

    public override ValueTask<T?> One<T>(Sql sql, Func<Row, T> read) where T : default
    {
        using var reader = Prepare(sql).ExecuteReader();
        return reader.Read() ? new(read(new Row(reader))) : default;
    }

    public override ValueTask<List<T>> All<T>(Sql sql, Func<Row, T> read)
    {
        var rows = new List<T>();
        using var reader = Prepare(sql).ExecuteReader();
        var row = new Row(reader);
        while (reader.Read()) rows.Add(read(row));
        return new(rows);
    }

    public override ValueTask<int> Run(Sql sql) => new(Prepare(sql).ExecuteNonQuery());

    /// <summary>Runs a statement of ours that has no parameters.</summary>
    public void Do(string statement) => Prepare(statement, 0).ExecuteNonQuery();

    public override ValueTask DisposeAsync()
    {
        if (_giveBack is null) Close();
        else _giveBack(this);
        return ValueTask.CompletedTask;
    }

    public void Close()
    {
        foreach (var statement in _statements.Values) statement.Dispose();
        _statements.Clear();
        Connection.Dispose();
    }

    private void Pragma(string name, string value) => Do($"pragma {name} = {value}");

    private SqliteCommand Prepare(Sql sql)
    {
        var values = sql.Values;
        var statement = Prepare(sql.Text, values.Count);
        for (var i = 0; i < values.Count; i++) statement.Parameters[i].Value = values[i] ?? DBNull.Value;
        return statement;
    }

    private SqliteCommand Prepare(string text, int parameters)
    {
        if (_statements.TryGetValue(text, out var known)) return known;
        // Searches make new texts without end; the cache starts again rather than grow.
        if (_statements.Count >= MostStatements)
        {
            foreach (var old in _statements.Values) old.Dispose();
            _statements.Clear();
        }
        var statement = Connection.CreateCommand();
#pragma warning disable RS0030 // the one place where a statement's text becomes a command: Sql made it
#pragma warning disable CA2100
        statement.CommandText = text;
#pragma warning restore CA2100, RS0030
        for (var i = 1; i <= parameters; i++) statement.Parameters.Add(new SqliteParameter { ParameterName = "$" + i });
        return _statements[text] = statement;
    }
}
