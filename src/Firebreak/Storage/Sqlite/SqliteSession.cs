using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Firebreak.Storage.Sqlite;

/// <summary>A connection to the file with its prepared statements. Everything runs at once: what it returns is always complete.</summary>
/// <remarks>
/// Statements are run by SQLite's own functions: Microsoft.Data.Sqlite, which opens the file, looks for each parameter by its name in every call and
/// asks two or three times for each column, which took a third of the writer's time.
/// </remarks>
internal sealed class SqliteSession : Session
{
    private const int MostStatements = 500;
    private readonly Dictionary<string, sqlite3_stmt> _statements = new(StringComparer.Ordinal);
    private readonly Action<SqliteSession>? _giveBack;
    private readonly SqliteConnection _connection;
    private byte[] _text = new byte[4096];

    // A connection is at work for one caller at a time, so SQLite need not lock it in every call, nor count its memory under a lock.
    static SqliteSession()
    {
        Batteries_V2.Init();
        raw.sqlite3_config(raw.SQLITE_CONFIG_MULTITHREAD);
        raw.sqlite3_config(raw.SQLITE_CONFIG_MEMSTATUS, 0);
    }

    private SqliteSession(SqliteConnection connection, Action<SqliteSession>? giveBack) => (_connection, _giveBack) = (connection, giveBack);

    /// <summary>How many rows this connection has changed in its life: two readings that agree mean that nothing changed between.</summary>
    public int Changes => raw.sqlite3_total_changes(Database);

    private sqlite3 Database => _connection.Handle!;

    /// <summary>Opens the file; a reader cannot write, whatever it is asked.</summary>
    public static SqliteSession Open(string file, bool readOnly, bool durable, Action<SqliteSession>? giveBack = null)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadWriteCreate, Pooling = false }.ToString());
        connection.Open();
        var session = new SqliteSession(connection, giveBack);
        session.Pragma("busy_timeout", "10000");
        session.Pragma("page_size", "8192");
        session.Pragma("journal_mode", "wal");
        session.Pragma("synchronous", durable ? "full" : "off");
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
        var statement = Bound(sql);
        try
        {
            return Step(statement) ? new(read(new Row(statement))) : default;
        }
        finally
        {
            raw.sqlite3_reset(statement);
        }
    }

    public override ValueTask<List<T>> All<T>(Sql sql, Func<Row, T> read)
    {
        var statement = Bound(sql);
        try
        {
            var rows = new List<T>();
            var row = new Row(statement);
            while (Step(statement)) rows.Add(read(row));
            return new(rows);
        }
        finally
        {
            raw.sqlite3_reset(statement);
        }
    }

    public override ValueTask<int> Run(Sql sql) => new(RunToEnd(Bound(sql)));

    /// <summary>Runs a statement of ours that has no parameters.</summary>
    public void Do(string statement) => RunToEnd(Prepared(statement));

    /// <summary>Copies the whole database as of now into a new file.</summary>
    public void CopyTo(string file)
    {
        using var copy = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        copy.Open();
        _connection.BackupDatabase(copy);
    }

    public override ValueTask DisposeAsync()
    {
        if (_giveBack is null) Close();
        else _giveBack(this);
        return ValueTask.CompletedTask;
    }

    public void Close()
    {
        Forget();
        _connection.Dispose();
    }

    private void Pragma(string name, string value) => Do($"pragma {name} = {value}");

    private int RunToEnd(sqlite3_stmt statement)
    {
        try
        {
            while (Step(statement))
            {
                // What a pragma answers.
            }
            return raw.sqlite3_changes(Database);
        }
        finally
        {
            raw.sqlite3_reset(statement);
        }
    }

    private bool Step(sqlite3_stmt statement)
    {
        var result = raw.sqlite3_step(statement);
        if (result is not (raw.SQLITE_ROW or raw.SQLITE_DONE)) SqliteException.ThrowExceptionForRC(result, Database);
        return result == raw.SQLITE_ROW;
    }

    private sqlite3_stmt Bound(Sql sql)
    {
        var statement = Prepared(sql.Text);
        var values = sql.Values;
        for (var i = 0; i < values.Count; i++)
        {
            var result = values[i] switch
            {
                null => raw.sqlite3_bind_null(statement, i + 1),
                long number => raw.sqlite3_bind_int64(statement, i + 1, number),
                string text => Bind(statement, i + 1, text),
                byte[] { Length: > 0 } bytes => raw.sqlite3_bind_blob(statement, i + 1, bytes),
                byte[] => raw.sqlite3_bind_zeroblob(statement, i + 1, 0),
                var other => throw new InvalidOperationException($"SQLite takes no {other.GetType().Name}."),
            };
            if (result != raw.SQLITE_OK) SqliteException.ThrowExceptionForRC(result, Database);
        }
        return statement;
    }

    private int Bind(sqlite3_stmt statement, int place, string text)
    {
        if (text.Length == 0) return raw.sqlite3_bind_text(statement, place, "");
        if (_text.Length < text.Length * 3) _text = new byte[text.Length * 4];
        return raw.sqlite3_bind_text(statement, place, _text.AsSpan(0, Encoding.UTF8.GetBytes(text, _text)));
    }

    private sqlite3_stmt Prepared(string text)
    {
        if (_statements.TryGetValue(text, out var known)) return known;
        // Searches make new texts without end; the cache starts again rather than grow.
        if (_statements.Count >= MostStatements) Forget();
        var result = raw.sqlite3_prepare_v3(Database, WithHints(text), raw.SQLITE_PREPARE_PERSISTENT, out var statement);
        if (result != raw.SQLITE_OK) SqliteException.ThrowExceptionForRC(result, Database);
        return _statements[text] = statement;
    }

    // SQLite has no statistics here; where it would choose badly a statement names the index, in a comment that PostgreSQL passes over.
    private static string WithHints(string text) => text.Replace("/*+ ", "", StringComparison.Ordinal).Replace(" */", "", StringComparison.Ordinal);

    private void Forget()
    {
        foreach (var statement in _statements.Values) statement.Dispose();
        _statements.Clear();
    }
}
