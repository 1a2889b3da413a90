using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Firebreak.Storage;
using Firebreak.Storage.Postgres;
using Firebreak.Storage.Sqlite;
using Firebreak.SystemLog;

namespace Firebreak.Bench;

/// <summary>
/// The server as a program is killed with kill -9 at a random moment under load, again and again on the same data: what it acknowledged is
/// there, once and with one event, and every log holds. Any difference ends it with an exception.
/// </summary>
internal sealed class Kill(int seed, Dictionary<string, string> environment, string data, Func<Task<Store>> open)
{
    private const int Connections = 8;
    private const int MostMillis = 1000;
    private readonly Random _random = new(seed);
    private readonly ConcurrentDictionary<string, Written> _users = [];
    private readonly Dictionary<string, (int Created, int Updated)> _events = [];
    private readonly HashSet<string> _uuids = [];
    private long _position;
    private byte[] _hash = [];
    private string _token = "";
    private int _logins;

    public static async Task OnSqlite(string folder, int rounds, int seed)
    {
        var data = Path.Combine(folder, "data");
        await new Kill(seed, [], data, async () => await SqliteStore.Open(Path.Combine(data, "firebreak.db"), TimeProvider.System)).Run("SQLite", rounds);
    }

    public static async Task OnPostgres(string folder, int rounds, int seed)
    {
        using var cluster = new Cluster();
        var database = cluster.NewDatabase(out _);
        var data = Path.Combine(folder, "data");
        await new Kill(seed, new() { ["FIREBREAK_DB"] = database }, data, async () => await PostgresStore.Open(database, TimeProvider.System)).Run("PostgreSQL", rounds);
    }

    private async Task Run(string engine, int rounds)
    {
        var clock = Stopwatch.StartNew();
        var (early, entries) = (0, 0L);
        for (var round = 1; round <= rounds; round++)
        {
            // Now and then it dies while it starts, over what the last one left.
            var dies = round > 1 && _random.Next(10) == 0;
            if (dies) early++;
            await Round(round, dies);
            entries = await Check(round);
            if (Console.IsErrorRedirected || round % 10 != 0) continue;
            await Console.Error.WriteAsync($"\r{round} of {rounds} ");
        }
        var updates = _users.Values.Sum(user => user.Acknowledged);
        Console.WriteLine(
            $"kill -9 on {engine}, seed {seed}: {rounds} rounds, {early} of them while it started, {clock.Elapsed.TotalMinutes:N1} min: {_users.Count:N0} users and {updates:N0} updates acknowledged, "
            + $"all there, each with one event; {entries:N0} entries, every log verified after every round, no gap, no repeat");
    }

    private async Task Round(int round, bool dies)
    {
        using var server = Start();
        var wait = _random.Next(dies ? MostMillis : 10, MostMillis);
        if (dies)
        {
            await Task.Delay(wait);
            await End(server);
            return;
        }
        var address = await Ready(server);
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Connections }) { BaseAddress = new Uri(address + "/o/kill/api/v1/") };
        if (round == 1) _token = await NewOrg(client, address);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("SSWS", _token);
        using var stop = new CancellationTokenSource();
        var load = Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(() => Write(client, stop.Token))));
        await Task.Delay(wait);
        await End(server);
        await stop.CancelAsync();
        await load;
    }

    // One user after another, each created and changed a few times; what is on its way when the server dies may be there or not.
    private async Task Write(HttpClient client, CancellationToken stop)
    {
        try
        {
            while (!stop.IsCancellationRequested)
            {
                var login = $"user{Interlocked.Increment(ref _logins)}@example.com";
                var made = await Send(client, "users?activate=false", $$$"""{"profile":{"firstName":"Some","lastName":"User","login":"{{{login}}}","email":"{{{login}}}"}}""");
                var id = made.GetProperty("id").GetString()!;
                var written = _users[id] = new Written();
                for (var i = 1; i <= 3; i++)
                {
                    written.Tried = i;
                    await Send(client, "users/" + id, $$$"""{"profile":{"nickName":"{{{i}}}"}}""");
                    written.Acknowledged = i;
                }
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            // It is dead.
        }
    }

    private async Task<long> Check(int round)
    {
        await using var store = await open();
        await Secrets.Open(store, Path.Combine(data, "master.key"));
        await Placing.Placed(store);
        var found = await StoreCheck.Verify(store);
        if (!found.IsSound) throw new InvalidOperationException($"Round {round}: {string.Join("; ", found.Problems)}");
        await using var db = await store.ReadAcross();
        await ReadEvents(db, round);
        var stored = await db.All($"select id, profile from users where login like 'user%'", row => (Id: row.Text(0), Profile: row.Text(1)));
        var ids = stored.Select(user => user.Id).ToHashSet();
        foreach (var lost in _users.Keys.Where(id => !ids.Contains(id))) throw new InvalidOperationException($"Round {round}: the user {lost} was acknowledged and is not there.");
        foreach (var (id, profile) in stored)
        {
            using var json = JsonDocument.Parse(profile);
            var updates = json.RootElement.TryGetProperty("nickName", out var name) && name.ValueKind == JsonValueKind.String ? int.Parse(name.GetString()!) : 0;
            var events = _events.GetValueOrDefault(id);
            if (events != (1, updates)) throw new InvalidOperationException($"Round {round}: the user {id} was updated {updates} times; the log tells of {events.Created} creations and {events.Updated} updates.");
            if (_users.TryGetValue(id, out var written) && (updates < written.Acknowledged || updates > written.Tried))
                throw new InvalidOperationException($"Round {round}: the user {id} has update {updates}; {written.Acknowledged} were acknowledged and {written.Tried} tried.");
        }
        if (_events.Count != stored.Count) throw new InvalidOperationException($"Round {round}: {stored.Count} users are there; the log tells of {_events.Count}.");
        return found.Entries;
    }

    // What came since the last round; what was there then is still the same.
    private async Task ReadEvents(OperatorReader db, int round)
    {
        var last = await db.One($"select hash from events where position = {_position}", row => row.Bytes(0)) ?? [];
        if (!_hash.AsSpan().SequenceEqual(last))
            throw new InvalidOperationException($"Round {round}: what was at position {_position} has gone or changed.");
        while (await db.All(
            $"select position, org_number, hash, body from events where position > {_position} order by position limit 1000",
            row => (Position: row.Long(0), Org: row.Long(1), Hash: row.Bytes(2), Body: row.Bytes(3))) is { Count: > 0 } some)
        {
            foreach (var (position, org, hash, body) in some)
            {
                if (position != _position + 1) throw new InvalidOperationException($"Round {round}: position {_position + 1} is missing.");
                (_position, _hash) = (position, hash);
                if (org == 0) continue; // the checkpoint log's are no events
                using var entry = JsonDocument.Parse(body);
                var uuid = entry.RootElement.GetProperty("uuid");
                if (!_uuids.Add(uuid.GetString()!)) throw new InvalidOperationException($"Round {round}: the event {uuid} is there twice.");
                var type = entry.RootElement.GetProperty("eventType").GetString();
                if (type is not ("user.lifecycle.create" or "user.account.update_profile")) continue;
                var target = entry.RootElement.GetProperty("target")[0];
                if (target.GetProperty("alternateId").GetString()?.StartsWith("user", StringComparison.Ordinal) != true) continue; // the tokens' own users
                var id = target.GetProperty("id").GetString()!;
                var (created, updated) = _events.GetValueOrDefault(id);
                _events[id] = type == "user.lifecycle.create" ? (created + 1, updated) : (created, updated + 1);
            }
        }
    }

    private Process Start()
    {
        var start = new ProcessStartInfo(ServerProgram.Path, ["--data", data, "--port", "0", "--http"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["FIREBREAK_RATE_LIMITS"] = "false";
        start.Environment["FIREBREAK_LOG_LEVEL"] = "critical";
        start.Environment["FIREBREAK_EPOCH_SECONDS"] = "1";
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    private static async Task<string> Ready(Process server)
    {
        const string Says = "Firebreak is ready at ";
        while (await server.StandardOutput.ReadLineAsync() is { } line)
            if (line.StartsWith(Says, StringComparison.Ordinal)) return line[Says.Length..].Trim();
        throw new InvalidOperationException($"The server did not start: {await server.StandardError.ReadToEndAsync()}");
    }

    private static async Task End(Process server)
    {
        server.Kill();
        await server.WaitForExitAsync();
    }

    private async Task<string> NewOrg(HttpClient client, string address)
    {
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("SSWS", (await File.ReadAllTextAsync(Path.Combine(data, "operator.token"))).Trim());
        await Send(client, address + "/o/operator/operator/v1/orgs", """{"name":"kill"}""");
        return (await Send(client, address + "/o/operator/operator/v1/orgs/kill/tokens", """{"name":"kill"}""")).GetProperty("token").GetString()!;
    }

    private static async Task<JsonElement> Send(HttpClient client, string path, string body)
    {
        using var answer = await client.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"));
        var text = await answer.Content.ReadAsStringAsync();
        if (answer.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.Created)) throw new InvalidOperationException($"{path}: {answer.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>What was tried with a user and what was acknowledged.</summary>
    private sealed class Written
    {
        public volatile int Tried;
        public volatile int Acknowledged;
    }
}
