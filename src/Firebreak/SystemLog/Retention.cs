using Firebreak.Storage;

namespace Firebreak.SystemLog;

/// <summary>How long an org keeps its entries. What is past it goes in whole bundles of 256 from the front; hashes stay, so the log still verifies.</summary>
/// <param name="Days">Null: for ever.</param>
/// <param name="Dropped">Entries before this index have no bodies any more.</param>
public sealed record LogRetention(long? Days, long Dropped);

/// <summary>What can be done with an org's retention.</summary>
public static class Retention
{
    private const long MostBundles = 16;
    private const long MostDays = 36_500;

    /// <summary>An org's retention.</summary>
    public static async Task<LogRetention> Of(Queries db, Org org)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(org);
        return await db.One($"select days, dropped from log_retention where org_number = {org.Number}", row => new LogRetention(row.LongOrNull(0), row.Long(1))) ?? new LogRetention(null, 0);
    }

    /// <summary>How many entries the next run would drop, were they kept for so many days; the newest bundle stays, however old it is.</summary>
    public static async Task<long> WouldDrop(Queries db, Org org, long days, long now)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(org);
        var (dropped, size) = ((await Of(db, org)).Dropped, await Checkpoints.SizeOf(db, org.Number));
        var kept = await LogRate.FirstAt(db, org, now - Times.Micros(TimeSpan.FromDays(days)), dropped, size);
        return Math.Max(dropped, Math.Min(kept, size - 1) / LogNodes.Width * LogNodes.Width) - dropped;
    }

    /// <summary>Sets for how many days entries are kept; null: for ever. What is gone stays gone.</summary>
    public static async Task<Outcome<LogRetention>> Set(Store store, Caller caller, long? days, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        if (Problem(days) is { } problem) return problem;
        return await store.Write<LogRetention>(caller, Permission.EraseEntries, async tx =>
        {
            var before = await Of(tx, tx.Org);
            await tx.Run(
                $"""
                insert into log_retention (org_number, days, dropped) values ({tx.Org.Number}, {days}, 0)
                on conflict (org_number) do update set days = excluded.days
                """);
            tx.Record(Event.Of(LogEvents.RetentionSet, new EventTarget(tx.Org.Id, "Org", null, null)).With("days", Show(days)).With("daysBefore", Show(before.Days)));
            return before with { Days = days };
        }, ct);
    }

    /// <summary>Drops what is past an org's retention; the number of entries whose bodies went.</summary>
    public static async Task<long> Run(Store store, Org org, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        var dropped = 0L;
        while (await RunOnce(store, org, ct) is var some and > 0) dropped += some;
        return dropped;
    }

    internal static async Task RunAll(Store store, CancellationToken ct)
    {
        List<long> numbers;
        await using (var db = await store.ReadAcross(ct)) numbers = await db.All($"select org_number from log_retention where days is not null order by org_number", row => row.Long(0));
        foreach (var number in numbers)
        {
            Org? org;
            await using (var db = await store.ReadAcross(ct)) org = await Directory.OrgTable.FindByNumber(db, number);
            if (org is not null) await Run(store, org, ct);
        }
    }

    // A few bundles in each transaction, so that nobody waits long for the writer.
    private static async Task<long> RunOnce(Store store, Org org, CancellationToken ct)
    {
        long from, to;
        await using (var db = await store.Read(org, ct))
        {
            var retention = await Of(db, org);
            if (retention.Days is not { } days) return 0;
            (from, to) = (retention.Dropped, await Boundary(db, org, retention.Dropped, store.NowMicros - Times.Micros(TimeSpan.FromDays(days))));
        }
        if (to <= from) return 0;
        var done = await store.Write<long>(Caller.Service(org), Permission.EraseEntries, async tx =>
        {
            // Only what it was when it was looked at; the next run looks again.
            if (await tx.Run($"update log_retention set dropped = {to} where org_number = {org.Number} and dropped = {from} and days is not null") != 1) return Refusal.NotFound(org.Id, "LogRetention");
            await tx.Run($"update events set body = null where org_number = {org.Number} and idx >= {from} and idx < {to}");
            tx.Record(Event.Of(LogEvents.Retained, new EventTarget(org.Id, "Org", null, null)).With("firstKept", to.ToString()).With("firstKeptBefore", from.ToString()));
            return to - from;
        }, ct);
        return done.Refusal is null ? done.Value : 0;
    }

    // The last boundary of bundles before which every entry is older. The newest bundle stays, however old it is.
    private static async ValueTask<long> Boundary(Queries db, Org org, long from, long olderThan)
    {
        var size = await Checkpoints.SizeOf(db, org.Number);
        var boundary = from;
        for (var next = from + LogNodes.Width; next < size && next - from <= MostBundles * LogNodes.Width; next += LogNodes.Width)
        {
            var last = await db.One($"select published from events where org_number = {org.Number} and idx = {next - 1}", row => row.Long(0));
            if (last >= olderThan) break;
            boundary = next;
        }
        return boundary;
    }

    /// <summary>What is wrong with a number of days; null: nothing.</summary>
    public static Refusal? Problem(long? days) => days is < 1 or > MostDays ? Refusal.Invalid("days", $"days: 1 to {MostDays}, or null for ever.") : null;

    private static string Show(long? days) => days?.ToString() ?? "for ever";
}
