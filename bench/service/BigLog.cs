using System.Diagnostics;
using System.Net;
using Firebreak.Directory;
using Firebreak.Server.Hosting;
using Firebreak.Storage;
using Firebreak.Storage.Sqlite;
using Firebreak.SystemLog;

namespace Firebreak.Bench;

/// <summary>
/// One org with millions of events: memory while they are placed, then the service on that store: start to first answer, memory, and searches
/// by actor, target, type, session and address in windows of a day and of all.
/// </summary>
internal static class BigLog
{
    private const int Writers = 256, Actors = 20_000, Targets = 1_000_000, Sessions = 400_000, Addresses = 50_000, Days = 30;

    private static readonly EventType[] Types =
    [
        .. new[] { "user.session.start", "user.authentication.sso", "user.authentication.auth_via_mfa", "policy.evaluate_sign_on", "user.session.end", "group.user_membership.add", "application.user_membership.add",
            "user.account.update_profile", "user.lifecycle.create", "user.lifecycle.activate", "user.account.reset_password", "user.mfa.factor.activate", "system.api_token.create", "group.user_membership.remove",
            "user.lifecycle.suspend", "user.mfa.factor.deactivate" }.Select(name => new EventType(name, name)),
    ];

    /// <summary>Fills a data folder, unless it holds so many already, and measures.</summary>
    public static async Task Run(string folder, string server, int events)
    {
        var data = Path.Combine(folder, "log-" + events);
        var token = Path.Combine(data, "bench.token");
        if (!File.Exists(token)) await Fill(data, events, token);
        await Searches.Run(data, server, await File.ReadAllTextAsync(token), events);
    }

    private static async Task Fill(string data, int events, string tokenFile)
    {
        System.IO.Directory.CreateDirectory(data);
        var clock = new SteppingClock(DateTimeOffset.UtcNow - TimeSpan.FromDays(Days), TimeSpan.FromTicks(TimeSpan.FromDays(Days).Ticks / events / 3));
        await using var store = await SqliteStore.Open(Path.Combine(data, StoreOpening.FileName), clock);
        await Secrets.Open(store, Path.Combine(data, "master.key"));
        var first = await FirstStart.OperatorOrg(store);
        var org = (await Directory.Orgs.Create(store, Caller.Service(first), "bench")).Value;
        var admin = (await ServiceUsers.Create(store, Caller.Service(org), "admin", RoleType.SUPER_ADMIN)).Value;
        var secret = (await Tokens.Create(store, Caller.Service(org), admin.Id, "bench", unusedFor: null)).Value.Secret;
        await using (Background.Start(store, TimeSpan.FromSeconds(10)))
        {
            var done = 0;
            var watch = Stopwatch.StartNew();
            await Task.WhenAll(Enumerable.Range(0, Writers).Select(async writer =>
            {
                var random = new Random(writer);
                while (Interlocked.Increment(ref done) is var number && number <= events)
                {
                    await store.Record(Who(org, random), What(random));
                    if (number % 1_000_000 == 0) Console.WriteLine($"  {number:N0} events: {number / watch.Elapsed.TotalSeconds:N0}/s, {Process.GetCurrentProcess().WorkingSet64 >> 20} MB resident");
                }
            }));
            while (await Unindexed(store, org) > LogIndexSegment.Size) await Task.Delay(200);
            Console.WriteLine($"  indexed after {watch.Elapsed.TotalSeconds:N0} s");
        }
        await File.WriteAllTextAsync(tokenFile, secret);
    }

    private static async Task<long> Unindexed(Store store, Org org)
    {
        await using var db = await store.Read(org);
        var size = await StoredEvents.Size(db, org);
        return size - await LogIndex.End(db, org.Number, size);
    }

    private static Caller Who(Org org, Random random)
    {
        // A few people do most.
        var actor = (int)(Actors * Math.Pow(random.NextDouble(), 3));
        var address = random.Next(Addresses);
        var request = new RequestContext(Ids.Secret(27), "POST", "/api/v1/authn", IPAddress.Parse($"10.0.{address >> 8}.{address & 255}"),
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36");
        return new Caller(org, new Actor($"00u{actor:D17}", "User", $"user{actor}@example.com", $"User {actor}", SessionId: $"102{random.Next(Sessions):D17}"), Authority.All, request);
    }

    private static Event What(Random random)
    {
        var target = random.Next(Targets);
        var type = Types[(int)(Types.Length * Math.Pow(random.NextDouble(), 4))];
        return Event.Of(type, new EventTarget($"00u{target:D17}", "User", $"target{target}@example.com", "Some User")).With("reason", new string('x', 300));
    }
}
