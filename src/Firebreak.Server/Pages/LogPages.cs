using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Firebreak.Log.Merkle;
using Firebreak.Server.Hosting;
using Firebreak.SystemLog;

namespace Firebreak.Server.Pages;

/// <summary>The System Log as it is searched.</summary>
/// <param name="Range">What of the log: 1h, 24h, 7d, 30d, all, or empty when two times say it.</param>
/// <param name="Older">The cursor of the next page, into the past; null: there is none.</param>
/// <param name="Rate">Events over time; null on later pages.</param>
/// <param name="RateIsCut">Whether it shows only the latest that were found.</param>
public sealed record LogPage(
    string Filter, string Words, string Range, string Since, string Until, IReadOnlyList<EventRow> Events, string? Older, bool IsFirst, RateOf? Rate, bool RateIsCut, long Size, Refusal? Problem)
{
    /// <summary>The question as it stands in an address.</summary>
    public string Question => string.Join('&', new[] { ("filter", Filter), ("q", Words), ("range", Range), ("since", Since), ("until", Until) }
        .Where(pair => pair.Item2.Length > 0).Select(pair => $"{pair.Item1}={Uri.EscapeDataString(pair.Item2)}"));
}

/// <summary>One event in full.</summary>
/// <param name="Json">Its bytes, laid out for reading.</param>
public sealed record EventPage(EventRow Event, string Json, long Size);

/// <summary>That one entry stands in the log, and all that is needed to check it elsewhere.</summary>
/// <param name="IsErased">Whether its bytes are gone: then its hash alone is proved.</param>
/// <param name="Path">The inclusion proof's hashes, base64.</param>
/// <param name="Verifiers">The keys that signed, as C2SP verifier keys.</param>
public sealed record ProofPage(long Index, bool IsErased, string LeafHash, long Size, string Root, IReadOnlyList<string> Path, string Note, IReadOnlyList<string> Verifiers, string Url);

/// <summary>The pages of an org's System Log.</summary>
internal static class LogPages
{
    private const int PageSize = 100;
    private const int MostBars = 96;

    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        ApiRoute.Page(Permission.ReadLog, "GET", "/admin/log", Search),
        ApiRoute.Page(Permission.ReadLog, "GET", "/admin/log/tail", Tail),
        ApiRoute.Page(Permission.ReadLog, "GET", "/admin/log/export", LogExport.Answer),
        ApiRoute.Page(Permission.ReadLog, "GET", "/admin/log/{index:long}", Show),
        ApiRoute.Page(Permission.ReadLog, "GET", "/admin/log/{index:long}/entry", Entry),
        ApiRoute.Page(Permission.ReadLog, "GET", "/admin/log/{index:long}/proof", Prove),
    ];

    /// <summary>The question of a call, in the order given.</summary>
    internal static Outcome<LogSearchQuery> Question(Call call, bool descending, int limit, string? after) => LogSearchQuery.Read(name => name switch
    {
        "sortOrder" => descending ? "DESCENDING" : "ASCENDING",
        "limit" => limit.ToString(),
        "after" => after,
        "since" => Given(call, "since") ?? Times.Show(Since(Range(call), call.Store.NowMicros)),
        "until" => Given(call, "until") ?? (descending ? null : Times.Show(call.Store.NowMicros + Times.Micros(TimeSpan.FromSeconds(1)))),
        _ => call.Query(name),
    });

    private static async Task Search(Call call)
    {
        var after = Given(call, "after");
        var query = Question(call, descending: true, PageSize, after);
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        var empty = new LogPage(
            call.Query("filter") ?? "", call.Query("q") ?? "", Given(call, "since") is null && Given(call, "until") is null ? Range(call) : "", call.Query("since") ?? "", call.Query("until") ?? "",
            [], null, after is null, null, false, await StoredEvents.Size(db, call.Org), query.Refusal);
        if (query.Refusal is { } refusal)
        {
            await Answer(call, empty, refusal.Status);
            return;
        }
        var found = await LogSearch.Page(db, query.Value, call.Store.NowMicros, call.Aborted);
        var page = empty with { Events = Rows(found), Older = found.Next?.ToString() };
        await Answer(call, after is null ? await WithRate(call, db, query.Value, page, found) : page, 200);
    }

    // Without a filter events are counted, not read; with one the picture is of the latest that were found.
    private static async Task<LogPage> WithRate(Call call, Storage.OrgReader db, LogSearchQuery query, LogPage page, LogSearchPage found)
    {
        var now = call.Store.NowMicros;
        var to = Math.Min(query.Until ?? now, now);
        var from = page.Range == "all" || query.Since <= 0 ? (await StoredEvents.Find(db, call.Org, 0))?.Published ?? to : query.Since ?? to;
        if (from >= to) return page;
        if (query.Filter is not null || !query.Words.IsEmpty)
        {
            var all = found.Next is null ? found : await LogSearch.Page(db, query with { Limit = LogSearchQuery.MostLimit }, now, call.Aborted);
            var rows = Rows(all);
            if (all.Next is not null && rows.Length > 0) from = rows[^1].Published;
            return page with { Rate = RateOf.Of(from, to, MostBars, rows.Select(row => (row.Published, row.IsWarning))), RateIsCut = all.Next is not null };
        }
        var moments = RateOf.Moments(from, to, MostBars);
        var counts = await LogRate.Of(db, call.Org, moments);
        return page with { Rate = new RateOf(from, to, [.. counts.Select((count, i) => new RateBar(moments[i], moments[i + 1], count, 0))]) };
    }

    private static async Task Tail(Call call)
    {
        var next = long.TryParse(call.Query("after"), out var last) ? last + 1 : 0;
        var query = LogSearchQuery.Read(name => name switch
        {
            "sortOrder" => "ASCENDING",
            "limit" => "200",
            "after" => new LogSearchCursor(LogSearchKind.Polling, next, next).ToString(),
            "filter" or "q" => call.Query(name),
            _ => null,
        });
        if (query.Refusal is { } refusal)
        {
            await call.Refuse(refusal);
            return;
        }
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        var found = await LogSearch.Page(db, query.Value, call.Store.NowMicros, call.Aborted);
        call.Http.Response.Headers["Firebreak-Last"] = ((found.Next?.From ?? next) - 1).ToString();
        await call.ShowPart<TailView, IReadOnlyList<EventRow>>([.. Rows(found).Reverse()]);
    }

    private static async Task Show(Call call)
    {
        if (await Find(call) is not ({ } stored, var size)) return;
        var json = stored.Body is null ? "" : Readable(stored.Body);
        await call.Show<EventView, EventPage>("log", call.Say("event.title", stored.Index), new EventPage(EventRow.Of(stored), json, size));
    }

    // The bytes that were stored and hashed, as they are.
    private static async Task Entry(Call call)
    {
        if (await Find(call) is not ({ } stored, _)) return;
        call.Http.Response.ContentType = "application/json; charset=utf-8";
        SecurityHeaders.Add(call.Http);
        await call.Http.Response.Body.WriteAsync(stored.Body ?? [], call.Aborted);
    }

    private static async Task Prove(Call call)
    {
        if (await Find(call) is not ({ } stored, _)) return;
        var signed = await Checkpoints.Latest(call.Store, call.Org, call.Aborted);
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        var size = signed.Checkpoint.Size;
        if (stored.Index >= size)
        {
            await call.Refuse(Refusal.Unavailable());
            return;
        }
        var hashes = await StoredHashes.Load(db, call.Org.Number, size, stored.Index);
        var page = new ProofPage(
            stored.Index, stored.Body is null, hashes.Read(0, stored.Index).ToString(), size, signed.Checkpoint.Root.ToString(), [.. Tree.Inclusion(hashes, stored.Index, size).Select(hash => hash.ToString())],
            signed.Note.ToString(), [.. (await LogKeys.List(db, call.Org)).Where(key => key.State < 2).Select(key => key.Verifier)], call.BaseUrl);
        await call.Show<ProofView, ProofPage>("log", call.Say("proof.title", stored.Index), page);
    }

    private static async Task<(StoredEvent? Event, long Size)> Find(Call call)
    {
        var index = long.TryParse(call.Path("index"), out var asked) ? asked : -1;
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        var found = await StoredEvents.Find(db, call.Org, index);
        if (found is null) await call.Refuse(Refusal.NotFound(call.Path("index"), "LogEvent"));
        return (found, await StoredEvents.Size(db, call.Org));
    }

    internal static ImmutableArray<EventRow> Rows(LogSearchPage page) => [.. page.Events.Select((body, i) => EventRow.Of(page.Indexes[i], body))];

    private static string Readable(byte[] body)
    {
        using var json = JsonDocument.Parse(body);
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            json.WriteTo(writer);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static Task Answer(Call call, LogPage page, int status) => call.Show<LogView, LogPage>("log", call.Say("nav.log"), page, status);

    private static string? Given(Call call, string name) => call.Query(name) is { Length: > 0 } text ? text : null;

    private static string Range(Call call) => call.Query("range") is "1h" or "24h" or "30d" or "all" ? call.Query("range")! : "7d";

    private static long Since(string range, long now) => range switch
    {
        "1h" => now - Times.Micros(TimeSpan.FromHours(1)),
        "24h" => now - Times.Micros(TimeSpan.FromDays(1)),
        "30d" => now - Times.Micros(TimeSpan.FromDays(30)),
        "all" => 0,
        _ => now - Times.Micros(TimeSpan.FromDays(7)),
    };
}
