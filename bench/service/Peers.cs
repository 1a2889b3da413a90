using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace Firebreak.Bench;

/// <summary>
/// What we are measured against: a bare ASP.NET Core endpoint that runs the same statements on the same file and writes the same kind of JSON,
/// with no routing of orgs, no limits, no events, no errors; and a bare loop that writes the same rows.
/// </summary>
internal static class Peers
{
    private const string User =
        "select id, login, status, type_id, created, activated, status_changed, last_login, last_updated, password_changed, password, question, answer, profile from users where org_id = $1 and id = $2";

    /// <summary>Serves <c>/users/{id}</c> and <c>/users</c> on a port until the process is ended.</summary>
    public static async Task Serve(string file, int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenLocalhost(port));
        var app = builder.Build();
        var org = Text(file, "select org_id from orgs where name = 'bench'");
        app.MapGet("/users/{id}", async (HttpContext http, string id) =>
        {
            using var lease = Connection.Lease(file);
            var hash = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(http.Request.Headers.Authorization[0]![5..]));
            using (var token = lease.Query("select t.id, t.user_id, t.network, t.unused_for, u.status, u.login, u.profile, (select last_used from token_uses l where l.org_id = t.org_id and l.token_id = t.id) from api_tokens t join users u on u.org_id = t.org_id and u.id = t.user_id where t.org_id = $1 and t.hash = $2", org, hash)) token.Read();
            using (var roles = lease.Query("select a.id, a.role, t.kind, t.target from role_assignments a left join role_targets t on t.org_id = a.org_id and t.assignment_id = a.id where a.org_id = $1 and a.assignee_type = 'USER' and a.assignee_id = $2", org, id)) while (roles.Read()) { }
            using var row = lease.Query(User, org, id);
            row.Read();
            http.Response.ContentType = "application/json";
            await using var json = new Utf8JsonWriter(http.Response.BodyWriter);
            Write(json, row);
        });
        app.MapGet("/users", async (HttpContext http) =>
        {
            using var lease = Connection.Lease(file);
            using var row = lease.Query(User.Replace("and id = $2", "order by id limit 200", StringComparison.Ordinal), org);
            http.Response.ContentType = "application/json";
            await using var json = new Utf8JsonWriter(http.Response.BodyWriter);
            json.WriteStartArray();
            while (row.Read()) Write(json, row);
            json.WriteEndArray();
        });
        await app.RunAsync();
    }

    /// <summary>Writes so many users' rows, their values' rows and their event, in transactions of 100; rows as they stand in a store that we filled.</summary>
    public static double Insert(string from, string to, int count, out double cpuMicros)
    {
        File.Delete(to);
        using var target = new SqliteConnection($"Data Source={to};Pooling=false");
        target.Open();
        // What a store of ours is given, the peer is given too.
        Do(target, "pragma page_size = 8192");
        Do(target, "pragma cache_size = -64000");
        Do(target, "pragma wal_autocheckpoint = 4000");
        using (var source = new SqliteConnection($"Data Source={from};Pooling=false"))
        {
            source.Open();
            foreach (var statement in Schema(source)) Do(target, statement);
        }
        Do(target, "pragma journal_mode = wal");
        Do(target, "pragma synchronous = full");
        var rows = Rows(from, count);
        var process = System.Diagnostics.Process.GetCurrentProcess();
        var cpu = process.TotalProcessorTime;
        var clock = System.Diagnostics.Stopwatch.StartNew();
        foreach (var batch in rows.Chunk(100))
        {
            Do(target, "begin immediate");
            foreach (var (statement, values) in batch.SelectMany(one => one)) Prepared(target, statement, values).ExecuteNonQuery();
            Do(target, "commit");
        }
        var seconds = clock.Elapsed.TotalSeconds;
        process.Refresh();
        cpuMicros = (process.TotalProcessorTime - cpu).TotalMicroseconds / rows.Count;
        return seconds;
    }

    private static readonly Dictionary<string, SqliteCommand> Statements = new(StringComparer.Ordinal);

    private static SqliteCommand Prepared(SqliteConnection connection, string text, object[] values)
    {
        if (!Statements.TryGetValue(text, out var command))
        {
            command = connection.CreateCommand();
            command.CommandText = text;
            for (var i = 0; i < values.Length; i++) command.Parameters.Add(new SqliteParameter { ParameterName = "$" + (i + 1) });
            Statements.Add(text, command);
        }
        for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i];
        return command;
    }

    // Each user with its rows of all tables that creating one touches, read back from a store.
    private static List<List<(string Statement, object[] Values)>> Rows(string file, int count)
    {
        using var source = new SqliteConnection($"Data Source={file};Pooling=false");
        source.Open();
        var users = All(source, "users", "select * from users where login like 'bench%' limit " + count);
        var values = All(source, "user_values", "select * from user_values").ToLookup(row => (string)row.Values[^1]);
        var events = All(source, "events", "select * from events order by position desc limit " + count);
        return [.. users.Select((user, i) => new List<(string, object[])>([user, .. values[(string)user.Values[1]], events[i % events.Count]]))];
    }

    private static List<(string Statement, object[] Values)> All(SqliteConnection source, string table, string query)
    {
        using var command = source.CreateCommand();
        command.CommandText = query;
        using var reader = command.ExecuteReader();
        var insert = $"insert into {table} values ({string.Join(',', Enumerable.Range(1, reader.FieldCount).Select(i => "$" + i))})";
        var rows = new List<(string, object[])>();
        while (reader.Read())
        {
            var values = new object[reader.FieldCount];
            reader.GetValues(values);
            rows.Add((insert, values));
        }
        return rows;
    }

    private static List<string> Schema(SqliteConnection source)
    {
        using var command = source.CreateCommand();
        command.CommandText = "select sql from sqlite_master where sql is not null and tbl_name in ('users', 'user_values', 'events') order by type desc";
        using var reader = command.ExecuteReader();
        var all = new List<string>();
        while (reader.Read()) all.Add(reader.GetString(0));
        return all;
    }

    private static void Do(SqliteConnection connection, string statement)
    {
        using var command = connection.CreateCommand();
        command.CommandText = statement;
        command.ExecuteNonQuery();
    }

    private static string Text(string file, string query)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = query;
        return (string)command.ExecuteScalar()!;
    }

    private static void Write(Utf8JsonWriter json, SqliteDataReader row)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, row.GetString(0));
        json.WriteString("status"u8, row.GetString(2));
        for (var i = 4; i <= 9; i++)
        {
            if (row.IsDBNull(i)) json.WriteNull(row.GetName(i));
            else json.WriteString(row.GetName(i), DateTime.UnixEpoch.AddMicroseconds(row.GetInt64(i)));
        }
        json.WritePropertyName("profile"u8);
        json.WriteRawValue(row.GetString(13), skipInputValidation: true);
        json.WriteEndObject();
    }

    private sealed class Connection : IDisposable
    {
        private static readonly System.Collections.Concurrent.ConcurrentBag<Connection> Free = [];
        private readonly SqliteConnection _connection;
        private readonly Dictionary<string, SqliteCommand> _prepared = new(StringComparer.Ordinal);

        private Connection(string file)
        {
            _connection = new SqliteConnection($"Data Source={file};Pooling=false");
            _connection.Open();
        }

        public static Connection Lease(string file) => Free.TryTake(out var free) ? free : new Connection(file);

        public SqliteDataReader Query(string text, params object[] values)
        {
            if (!_prepared.TryGetValue(text, out var command))
            {
                command = _connection.CreateCommand();
                command.CommandText = text;
                for (var i = 0; i < values.Length; i++) command.Parameters.Add(new SqliteParameter { ParameterName = "$" + (i + 1) });
                _prepared.Add(text, command);
            }
            for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i];
            return command.ExecuteReader();
        }

        public void Dispose() => Free.Add(this);
    }
}
