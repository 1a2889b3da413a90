using System.Diagnostics;
using System.Net;
using Firebreak.Directory;
using Firebreak.Server.Hosting;
using Firebreak.Storage;
using Firebreak.Storage.Postgres;
using Firebreak.Storage.Sqlite;
using Firebreak.SystemLog;
using Npgsql;

namespace Firebreak.Bench;

/// <summary>How many events of about 1.5 KB a second get their place, from many writers at once, each waiting for its answer.</summary>
internal static class Placing
{
    private const int Writers = 256;

    public static async Task OnSqlite(string folder, int events, int orgs)
    {
        await using var store = await SqliteStore.Open(Path.Combine(folder, "placing.db"), TimeProvider.System);
        await Measure("SQLite", store, folder, events, orgs);
    }

    /// <summary>The same on PostgreSQL, beside its own pgbench that inserts rows of the same size, each committed by itself.</summary>
    public static async Task OnPostgres(string folder, int events, int orgs)
    {
        using var cluster = new Cluster();
        var peer = Autocommit(cluster, folder);
        await using var store = await PostgresStore.Open(cluster.NewDatabase(out _), TimeProvider.System);
        var ours = await Measure("PostgreSQL", store, folder, events, orgs);
        Console.WriteLine($"  pgbench, 32 connections, one row of 1,500 bytes and a commit each: {peer:N0}/s; ours {ours / peer:N2} of it");
        var (acknowledged, drained) = await Backlog(cluster, folder, events / 2);
        Console.WriteLine($"  while nothing is placed: acknowledged at {acknowledged:N0}/s, {acknowledged / peer:N2} of pgbench; the backlog is then placed at {drained:N0}/s, {drained / peer:N2} of it");
    }

    // The two halves apart: writers alone, because somebody holds the sequencer's lock, and then the sequencer alone.
    private static async Task<(double Acknowledged, double Placed)> Backlog(Cluster cluster, string folder, int events)
    {
        var database = cluster.NewDatabase(out _);
        await using var source = NpgsqlDataSource.Create(database);
        await using var holder = await source.OpenConnectionAsync();
        await Run($"select pg_advisory_lock({Sequencer.Lock})");
        await using var store = await PostgresStore.Open(database, TimeProvider.System);
        await Secrets.Open(store, Path.Combine(folder, "another.key"));
        var org = await FirstStart.OperatorOrg(store);
        var done = 0;
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(async _ =>
        {
            while (Interlocked.Increment(ref done) is var number && number <= events) await Record(store, org, number);
        }));
        var acknowledged = events / clock.Elapsed.TotalSeconds;
        await Run($"select pg_advisory_unlock({Sequencer.Lock})");
        while (!store.IsSequencer) await Task.Delay(1);
        clock.Restart();
        await Placed(store);
        return (acknowledged, events / clock.Elapsed.TotalSeconds);

        async Task Run(string statement)
        {
            await using var command = new NpgsqlCommand(statement, holder);
            await command.ExecuteNonQueryAsync();
        }
    }

    /// <summary>How many such rows a second pgbench commits, one by one over 32 connections.</summary>
    internal static double Autocommit(Cluster cluster, string folder, int seconds = 15)
    {
        using var source = NpgsqlDataSource.Create(cluster.NewDatabase(out var database));
        using (var make = source.CreateCommand("create table peer (id bigint generated always as identity primary key, org_number bigint not null, body bytea not null)")) make.ExecuteNonQuery();
        // Where the user of PostgreSQL can read it too.
        var script = Path.Combine(Path.GetTempPath(), Path.GetFileName(folder) + ".sql");
        File.WriteAllText(script, $"insert into peer (org_number, body) values (1, '\\x{Convert.ToHexString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(1500))}');\n");
        var said = Cluster.Run("pgbench", [.. cluster.Where, "-n", "-c", "32", "-j", "2", "-M", "prepared", "-T", $"{seconds}", "-f", script, database]);
        File.Delete(script);
        var line = said.Split('\n').Single(line => line.StartsWith("tps = ", StringComparison.Ordinal));
        return double.Parse(line.Split(' ')[2], System.Globalization.CultureInfo.InvariantCulture);
    }

    // Events a second until the last of them has its place.
    private static async Task<double> Measure(string engine, Store store, string folder, int events, int orgs)
    {
        await Secrets.Open(store, Path.Combine(folder, "master.key"));
        // With all that runs beside it: the search index, the epochs.
        await using var background = Background.Start(store, TimeSpan.FromSeconds(10));
        var all = await Orgs(store, orgs);
        await Placed(store);
        var done = 0;
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(async _ =>
        {
            while (Interlocked.Increment(ref done) is var number && number <= events) await Record(store, all[number % all.Count], number);
        }));
        var acknowledged = clock.Elapsed.TotalSeconds;
        await Placed(store);
        var seconds = clock.Elapsed.TotalSeconds;
        var used = (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalSeconds;
        Console.WriteLine($"placing on {engine}, {orgs} orgs: {events / seconds:N0} events/s (acknowledged at {events / acknowledged:N0}/s), {used / events * 1e6:N1} us CPU each, {Process.GetCurrentProcess().WorkingSet64 >> 20} MB");
        return events / seconds;
    }

    private static readonly RequestContext Request = new(Ids.Secret(27), "POST", "/api/v1/users/00u1a2b3c4d5e6f7g8h9/lifecycle/suspend", IPAddress.Parse("203.0.113.7"),
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36");

    /// <summary>Records one event of about 1.5 KB and waits for the answer.</summary>
    internal static Task Record(Store store, Org org, int number)
    {
        var actor = new Actor($"00u{number % 997:D17}", "User", $"admin{number % 997}@example.com", "Some Administrator", TokenId: "00T1a2b3c4d5e6f7g8h9");
        return store.Record(new Caller(org, actor, Authority.All, Request), Sample(number));
    }

    /// <summary>Waits until everything that was acknowledged has its place.</summary>
    internal static async Task Placed(Store store)
    {
        while (true)
        {
            await using (var db = await store.ReadAcross())
                if (!await db.Any($"select 1 from intents limit 1")) return;
            await Task.Delay(5);
        }
    }

    private static Event Sample(int number) => Event.Of(UserSuspended, new EventTarget($"00u{number:D17}", "User", $"user{number}@example.com", "Some User"))
        .With("changedAttributes", "status,statusChanged,lastUpdated").With("reason", new string('x', 300));

    private static readonly EventType UserSuspended = new("user.lifecycle.suspend", "Suspend Okta user");

    internal static async Task<List<Org>> Orgs(Store store, int count)
    {
        var first = await FirstStart.OperatorOrg(store);
        var all = new List<Org>();
        foreach (var batch in Enumerable.Range(0, count).Chunk(500))
            all.AddRange((await Task.WhenAll(batch.Select(number => Directory.Orgs.Create(store, Caller.Service(first), $"org{number}")))).Select(made => made.Value));
        return all;
    }
}
