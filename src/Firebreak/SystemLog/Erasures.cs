using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Firebreak.Directory;
using Firebreak.Log.Live;
using Firebreak.Storage;

namespace Firebreak.SystemLog;

/// <summary>What is to be erased: everything that names a user, or entries by their indexes.</summary>
/// <param name="UserId">The user; null when indexes are given.</param>
/// <param name="Indexes">Entries; null when a user is given.</param>
public sealed record ErasureRequest(string? UserId, IndexRanges? Indexes, string Reason);

/// <summary>What an erasure would take, or has taken.</summary>
/// <param name="Types">The number of entries of each event type.</param>
/// <param name="Kept">Entries that were asked for and stay, because they say what became of the log itself.</param>
public sealed record Erasure(IndexRanges Indexes, ImmutableSortedDictionary<string, long> Types, long Kept)
{
    /// <summary>The number of entries.</summary>
    public long Count => Indexes.Count;
}

/// <summary>
/// Erases entries: their bytes go, their hashes stay, and an event says who ordered it, why, and which. The log still verifies, and whoever
/// checks it sees that these entries were there.
/// </summary>
public static class Erasures
{
    private const int MostReason = 1000;
    private const long Step = 2000;
    private const int MostInTransaction = 1000;

    /// <summary>What would be erased: nothing is changed.</summary>
    public static async Task<Outcome<Erasure>> Plan(Store store, Caller caller, ErasureRequest request, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(request);
        if (Problem(request) is { } problem) return problem;
        if (!caller.Authority.AllowsEverywhere(Permission.EraseEntries))
        {
            var refusal = Refusal.NotAllowed();
            await store.Refuse(caller, nameof(Permission.EraseEntries), refusal);
            return refusal;
        }
        await using var db = await store.Read(caller.Org, ct);
        return request.Indexes is { } indexes ? await Find(db, caller.Org, indexes, ct) : await Find(db, caller.Org, await NamesOf(db, caller.Org, request.UserId!), ct);
    }

    /// <summary>Erases; the plan is made again, so that it holds what came in between.</summary>
    public static async Task<Outcome<Erasure>> Erase(Store store, Caller caller, ErasureRequest request, CancellationToken ct = default)
    {
        var planned = await Plan(store, caller, request, ct);
        if (planned.Refusal is not null) return planned;
        if (planned.Value.Count == 0)
        {
            // Whoever died between erasing and renewing asks again, and only this is left to do.
            if (request.UserId is { } erased) await LogIndex.Renew(store, caller.Org, All(await ErasedOf(store, caller.Org, erased, ct)), ct);
            return Refusal.Invalid("erasure", "There is no entry to erase.");
        }
        foreach (var some in All(planned.Value.Indexes).Chunk(MostInTransaction))
        {
            var done = await store.Write<Done>(caller, Permission.EraseEntries, async tx =>
            {
                foreach (var index in some) await EraseOne(tx, index, request.Reason);
                // The user by id alone: the event shall not say again what was erased.
                ReadOnlySpan<EventTarget> targets = request.UserId is { } user ? [new EventTarget(user, "User", null, null)] : [];
                tx.Record((Event.Of(LogEvents.Erased, targets) with { Reason = request.Reason }).With("erased", IndexRanges.Of(some).ToString()).With("count", some.Length.ToString()));
                return Done.It;
            }, ct);
            if (done.Refusal is { } refusal) return refusal;
        }
        // The search index holds hashes of what was erased; they go too.
        await LogIndex.Renew(store, caller.Org, All(planned.Value.Indexes), ct);
        return planned;
    }

    /// <summary>What was erased because it named a user: the events of the log that say so, the newest first, and the entries that they name.</summary>
    public static async Task<(IReadOnlyList<long> Events, IndexRanges Erased)> Of(OrgReader db, string userId, long now, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(userId);
        var query = LogSearchQuery.Read(name => name switch
        {
            "filter" => $"eventType eq \"{LogEvents.Erased.Name}\" and target.id eq {JsonSerializer.Serialize(userId)}",
            "since" => Times.Show(0),
            "sortOrder" => "DESCENDING",
            "limit" => LogSearchQuery.MostLimit.ToString(),
            _ => null,
        });
        var (events, indexes) = (new List<long>(), new List<long>());
        for (LogSearchQuery? next = query.Value; next is not null;)
        {
            var page = await LogSearch.Page(db, next, now, ct);
            events.AddRange(page.Indexes);
            foreach (var body in page.Events) indexes.AddRange(All(ErasedBy(body)));
            next = page.Next is { } cursor ? next with { After = cursor } : null;
        }
        return (events, IndexRanges.Of(indexes));
    }

    /// <summary>What was erased of a log, in the order of its entries.</summary>
    public static async Task<IReadOnlyList<(long Index, long At, string By, string Reason)>> List(Queries db, Org org, long after, long limit)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(org);
        return await db.All(
            $"select idx, erased, ordered_by, reason from erasures where org_number = {org.Number} and idx > {after} order by idx limit {limit}",
            row => (row.Long(0), row.Long(1), row.Text(2), row.Text(3)));
    }

    private static Refusal? Problem(ErasureRequest request)
    {
        if (string.IsNullOrWhiteSpace(request.Reason) || request.Reason.Length > MostReason) return Refusal.Invalid("reason", $"reason: 1 to {MostReason} characters that say why.");
        return request.UserId is null == request.Indexes is null ? Refusal.Invalid("erasure", "Either userId or indexes is expected.") : null;
    }

    private static async ValueTask EraseOne(WriteTransaction tx, long index, string reason)
    {
        if (await tx.Run($"update events set body = null where org_number = {tx.Org.Number} and idx = {index} and body is not null") == 0) return;
        await tx.Run(
            $"""
            insert into erasures (org_number, idx, erased, ordered_by, reason) values ({tx.Org.Number}, {index}, {tx.At}, {tx.Caller.Actor.Id}, {reason})
            on conflict (org_number, idx) do nothing
            """);
    }

    // A user's id, login and address, each as a whole JSON string.
    private static async Task<IReadOnlyList<byte[]>> NamesOf(Queries db, Org org, string userId)
    {
        var names = new List<string> { userId };
        if (await UserTable.Find(db, org.Id, userId) is { } user)
        {
            names.Add(user.Login);
            using var profile = JsonDocument.Parse(user.Profile);
            if (profile.RootElement.TryGetProperty("email", out var email) && email.ValueKind == JsonValueKind.String) names.Add(email.GetString()!);
        }
        return [.. names.Where(name => name.Length > 0).Distinct(StringComparer.Ordinal)
            .Select(name => Encoding.UTF8.GetBytes(JsonSerializer.Serialize(name, JsonText)))];
    }

    private static readonly JsonSerializerOptions JsonText = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static Task<Erasure> Find(Queries db, Org org, IReadOnlyList<byte[]> names, CancellationToken ct) =>
        Scan(db, org, 0, long.MaxValue, body => names.Any(name => body.AsSpan().IndexOf(name) >= 0), new Found(), ct);

    private static async Task<Erasure> Find(Queries db, Org org, IndexRanges indexes, CancellationToken ct)
    {
        var found = new Found();
        foreach (var (from, to) in indexes.Runs) await Scan(db, org, from, to, _ => true, found, ct);
        return found.Erasure;
    }

    private static async Task<Erasure> Scan(Queries db, Org org, long from, long to, Func<byte[], bool> isMeant, Found found, CancellationToken ct)
    {
        var end = Math.Min(to, await Checkpoints.SizeOf(db, org.Number) - 1);
        for (var at = from; at <= end; at += Step)
        {
            ct.ThrowIfCancellationRequested();
            foreach (var (index, body) in await db.All(
                $"select idx, body from events where org_number = {org.Number} and idx >= {at} and idx <= {Math.Min(end, at + Step - 1)} and body is not null order by idx",
                row => (row.Long(0), row.Bytes(1))))
                if (isMeant(body)) found.Add(index, body);
        }
        return found.Erasure;
    }

    private static async Task<IndexRanges> ErasedOf(Store store, Org org, string userId, CancellationToken ct)
    {
        await using var db = await store.Read(org, ct);
        return (await Of(db, userId, store.NowMicros, ct)).Erased;
    }

    private static IndexRanges ErasedBy(byte[] body)
    {
        using var json = JsonDocument.Parse(body);
        var said = json.RootElement.GetProperty("debugContext").GetProperty("debugData").GetProperty("erased").GetString();
        return IndexRanges.TryParse(said ?? "", out var ranges) ? ranges : new IndexRanges();
    }

    /// <summary>Every index of some ranges.</summary>
    internal static IEnumerable<long> All(IndexRanges ranges)
    {
        foreach (var (from, to) in ranges.Runs)
            for (var index = from; index <= to; index++) yield return index;
    }

    private sealed class Found
    {
        private readonly IndexRanges _indexes = new();
        private readonly SortedDictionary<string, long> _types = new(StringComparer.Ordinal);
        private long _kept;

        public Erasure Erasure => new(_indexes, _types.ToImmutableSortedDictionary(StringComparer.Ordinal), _kept);

        public void Add(long index, byte[] body)
        {
            using var json = JsonDocument.Parse(body);
            var type = json.RootElement.GetProperty("eventType").GetString()!;
            if (type.StartsWith(LogEvents.Prefix, StringComparison.Ordinal))
            {
                _kept++;
                return;
            }
            _indexes.Add(index);
            _types[type] = _types.GetValueOrDefault(type) + 1;
        }
    }
}
