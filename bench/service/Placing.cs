using System.Diagnostics;
using System.Net;
using Firebreak.Directory;
using Firebreak.Server.Hosting;
using Firebreak.Storage;
using Firebreak.Storage.Sqlite;
using Firebreak.SystemLog;

namespace Firebreak.Bench;

/// <summary>How many events of about 1.5 KB a second get their place, from many writers at once, each waiting for its answer.</summary>
internal static class Placing
{
    private const int Writers = 256;

    public static async Task Run(string folder, int events, int orgs)
    {
        await using var store = await SqliteStore.Open(Path.Combine(folder, "placing.db"), TimeProvider.System);
        await Secrets.Open(store, Path.Combine(folder, "master.key"));
        // With all that runs beside it: the search index, the epochs.
        await using var background = Background.Start(store, TimeSpan.FromSeconds(10));
        var all = await Orgs(store, orgs);
        var request = new RequestContext(Ids.Secret(27), "POST", "/api/v1/users/00u1a2b3c4d5e6f7g8h9/lifecycle/suspend", IPAddress.Parse("203.0.113.7"),
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36");
        var done = 0;
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(async writer =>
        {
            while (Interlocked.Increment(ref done) is var number && number <= events)
            {
                var org = all[number % all.Count];
                var actor = new Actor($"00u{number % 997:D17}", "User", $"admin{number % 997}@example.com", "Some Administrator", TokenId: "00T1a2b3c4d5e6f7g8h9");
                await store.Record(new Caller(org, actor, Authority.All, request), Sample(number));
            }
        }));
        var seconds = clock.Elapsed.TotalSeconds;
        var used = (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalSeconds;
        Console.WriteLine($"placing, {orgs} orgs: {events / seconds:N0} events/s, {used / events * 1e6:N1} us CPU each, {Process.GetCurrentProcess().WorkingSet64 >> 20} MB");
    }

    private static Event Sample(int number) => Event.Of(UserSuspended, new EventTarget($"00u{number:D17}", "User", $"user{number}@example.com", "Some User"))
        .With("changedAttributes", "status,statusChanged,lastUpdated").With("reason", new string('x', 300));

    private static readonly EventType UserSuspended = new("user.lifecycle.suspend", "Suspend Okta user");

    private static async Task<List<Org>> Orgs(Store store, int count)
    {
        var first = await FirstStart.OperatorOrg(store);
        var all = new List<Org>();
        foreach (var batch in Enumerable.Range(0, count).Chunk(500))
            all.AddRange((await Task.WhenAll(batch.Select(number => Directory.Orgs.Create(store, Caller.Service(first), $"org{number}")))).Select(made => made.Value));
        return all;
    }
}
