using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Diagnostics;
using Firebreak.Server.Hosting;
using Firebreak.Storage;
using Firebreak.Storage.Postgres;
using Firebreak.Storage.Sqlite;

namespace Firebreak.Bench;

/// <summary>
/// How long it takes from a request until somebody who reads the log sees its event, at half the rate that the store sustains. Requests come at
/// their times whether or not earlier ones were answered, and are counted from when they were due.
/// </summary>
internal static class Visible
{
    private const int Writers = 256;

    public static async Task OnSqlite(string folder, int seconds)
    {
        await using var store = await SqliteStore.Open(Path.Combine(folder, "visible.db"), TimeProvider.System);
        await Measure("SQLite", store, folder, seconds);
    }

    public static async Task OnPostgres(string folder, int seconds)
    {
        using var cluster = new Cluster();
        await using var store = await PostgresStore.Open(cluster.NewDatabase(out _), TimeProvider.System);
        await Measure("PostgreSQL", store, folder, seconds);
    }

    private static async Task Measure(string engine, Store store, string folder, int seconds)
    {
        await Secrets.Open(store, Path.Combine(folder, "master.key"));
        await using var background = Background.Start(store, TimeSpan.FromSeconds(10));
        var org = (await Placing.Orgs(store, 1))[0];
        await Sustained(store, org, seconds / 4.0); // what is compiled on first use is compiled then
        var sustained = await Sustained(store, org, seconds / 2.0);
        await Placing.Placed(store);

        var rate = sustained / 2;
        var count = (int)(rate * seconds);
        var (due, acknowledged, seen) = (new long[count], new long[count], new long[count]);
        using var stop = new CancellationTokenSource();
        var reading = Task.Run(() => Read(store, seen, stop.Token));
        var start = Stopwatch.GetTimestamp() + Stopwatch.Frequency / 20;
        for (var i = 0; i < count; i++) due[i] = start + (long)(i / rate * Stopwatch.Frequency);
        var running = new ConcurrentBag<Task>();
        for (var next = 0; next < count;)
        {
            for (var now = Stopwatch.GetTimestamp(); next < count && due[next] <= now; next++)
            {
                var number = next;
                running.Add(Task.Run(async () =>
                {
                    await Placing.Record(store, org, Marked + number);
                    acknowledged[number] = Stopwatch.GetTimestamp();
                }));
            }
            await Task.Delay(1);
        }
        await Task.WhenAll(running);
        await Placing.Placed(store);
        while (seen.Any(at => at == 0)) await Task.Delay(10);
        await stop.CancelAsync();
        await reading;

        var whole = Sorted(due, seen);
        var after = Sorted(acknowledged, seen);
        Console.WriteLine($"visible on {engine}: sustained {sustained:N0}/s; at {rate:N0}/s for {seconds} s, from request to visible: p50 {At(whole, 0.5):N1} ms, p99 {At(whole, 0.99):N1} ms, worst {whole[^1]:N1} ms; from its answer to visible: p99 {At(after, 0.99):N1} ms");
    }

    // Numbers from here on are those that are waited for.
    private const int Marked = 1_000_000_000;

    private static async Task<double> Sustained(Store store, Org org, double seconds)
    {
        var clock = Stopwatch.StartNew();
        var done = 0;
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(async _ =>
        {
            while (clock.Elapsed.TotalSeconds < seconds) await Placing.Record(store, org, Interlocked.Increment(ref done));
        }));
        await Placing.Placed(store);
        return done / clock.Elapsed.TotalSeconds;
    }

    // Somebody who follows the log from its end.
    private static async Task Read(Store store, long[] seen, CancellationToken stop)
    {
        await using var db = await store.ReadAcross();
        var position = await db.One($"select position from events order by position desc limit 1", row => row.Long(0));
        while (!stop.IsCancellationRequested)
        {
            var some = await db.All($"select position, body from events where position > {position} order by position limit 1000", row => (Position: row.Long(0), Body: row.Bytes(1)));
            var now = Stopwatch.GetTimestamp();
            foreach (var (at, body) in some)
            {
                position = at;
                var mark = body.AsSpan().IndexOf("\"target\":[{\"id\":\"00u"u8);
                if (mark >= 0 && Utf8Parser.TryParse(body.AsSpan(mark + 20, 17), out long number, out _) && number >= Marked) seen[number - Marked] = now;
            }
            if (some.Count == 0) await Task.Delay(1, CancellationToken.None);
        }
    }

    private static double[] Sorted(long[] from, long[] to)
    {
        var all = from.Zip(to, (a, b) => Math.Max(0, Stopwatch.GetElapsedTime(a, b).TotalMilliseconds)).ToArray();
        Array.Sort(all);
        return all;
    }

    private static double At(double[] sorted, double part) => sorted[(int)(part * (sorted.Length - 1))];
}
