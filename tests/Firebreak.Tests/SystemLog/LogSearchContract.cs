using System.Text;
using System.Text.Json;
using Firebreak.SystemLog;
using Firebreak.Tests.Service;
using Xunit;

namespace Firebreak.Tests.SystemLog;

public sealed class LogSearchOnSqlite() : LogSearchContract(Engine.Sqlite);

public sealed class LogSearchOnPostgres() : LogSearchContract(Engine.Postgres);

/// <summary>GET /api/v1/logs as Okta's documentation describes it.</summary>
public abstract class LogSearchContract(Engine engine)
{
    private const string Mine = "filter=eventType+eq+%22user.account.update_profile%22";
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task An_answer_is_the_stored_bytes()
    {
        await using var service = await TestService.Start(engine);
        await service.Write("Zoë <\"quoted\">", "b");
        var stored = (await service.Log()).Select(entry => Encoding.UTF8.GetString(entry.Body!));
        Assert.Equal($"[{string.Join(',', stored)}]", await service.Client.GetStringAsync("api/v1/logs?limit=1000", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_window_holds_its_first_moment_and_not_its_last()
    {
        var time = new ManualTime();
        await using var service = await TestService.Start(engine, time);
        var start = time.GetUtcNow();
        foreach (var name in new[] { "a", "b", "c" })
        {
            time.Advance(Second);
            await service.Write(name);
        }
        string At(double seconds, string format = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'") => (start + TimeSpan.FromSeconds(seconds)).ToString(format);
        Assert.Equal(["a", "b"], (await service.AskAll($"api/v1/logs?{Mine}&since={At(1)}&until={At(3)}")).Targets());
        Assert.Equal(["b"], (await service.AskAll($"api/v1/logs?{Mine}&since={At(1.001)}&until={At(3)}")).Targets());
        Assert.Equal(["b", "c"], (await service.AskAll($"api/v1/logs?{Mine}&since={At(2)}&until={At(3.001)}")).Targets());
        Assert.Equal(["c", "b"], (await service.AskAll($"api/v1/logs?{Mine}&since={At(2)}&until={At(3.001)}&sortOrder=DESCENDING")).Targets());
        Assert.Empty(await service.AskAll($"api/v1/logs?since={At(2)}&until={At(2)}"));
        // Without a fraction, without a zone, in another zone.
        Assert.Equal(["a"], (await service.AskAll($"api/v1/logs?{Mine}&since={At(1, "yyyy-MM-dd'T'HH:mm:ss")}&until={At(2, "yyyy-MM-dd'T'HH:mm:ss'Z'")}")).Targets());
        Assert.Equal(["a"], (await service.AskAll($"api/v1/logs?{Mine}&since={At(3601, "yyyy-MM-dd'T'HH:mm:ss'%2B01:00'")}&until={At(2)}")).Targets());
    }

    [Fact]
    public async Task Without_since_a_search_goes_back_seven_days_from_its_end_and_with_it_to_the_beginning()
    {
        var time = new ManualTime();
        await using var service = await TestService.Start(engine, time);
        await service.Write("old");
        time.Advance(TimeSpan.FromDays(6));
        await service.Write("newer");
        var end = time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");
        time.Advance(TimeSpan.FromDays(2));
        await service.Write("newest");
        Assert.Equal(["newer", "newest"], (await service.Ask($"api/v1/logs?{Mine}")).Events.Targets());
        Assert.Equal(["newest", "newer"], (await service.AskAll($"api/v1/logs?{Mine}&sortOrder=DESCENDING")).Targets());
        Assert.Equal(["old"], (await service.AskAll($"api/v1/logs?{Mine}&until={end}")).Targets());
        time.Advance(TimeSpan.FromDays(400));
        var (client, _) = await service.NewClient(service.Org, RoleType.READ_ONLY_ADMIN);
        var (_, all, _) = await service.Send("GET", $"api/v1/logs?{Mine}&since=2020-01-01T00:00:00Z", by: client);
        Assert.Equal(["old", "newer", "newest"], all.EnumerateArray().Targets());
    }

    [Fact]
    public async Task A_search_with_an_end_has_a_last_page()
    {
        await using var service = await TestService.Start(engine);
        await service.Write("a", "b", "c", "d", "e");
        foreach (var order in new[] { "ASCENDING&until=2100-01-01", "DESCENDING" })
        {
            var (first, next) = await service.Ask($"api/v1/logs?{Mine}&limit=2&since=2000-01-01&sortOrder={order}");
            Assert.Equal(2, first.Length);
            Assert.Contains(Mine.Replace("+", "%20", StringComparison.Ordinal), next);
            Assert.Contains("limit=2", next);
            Assert.Contains("since=2000-01-01", next);
            Assert.Contains($"sortOrder={order.Split('&')[0]}", next);
            // What is written meanwhile belongs to no page of a search that has begun.
            await service.Write("late");
            var all = first.Concat(await service.AskAll(next!)).Targets();
            Assert.Equal(["a", "b", "c", "d", "e"], (order == "DESCENDING" ? all.Reverse() : all).Where(name => name != "late"));
            Assert.Equal(5, (await service.AskAll($"api/v1/logs?{Mine}&limit=5&since=2000-01-01&sortOrder={order}")).Targets().Count(name => name != "late"));
        }
        var (exact, end) = await service.Ask($"api/v1/logs?q=c&limit=1&until=2100-01-01&since=2000-01-01");
        Assert.Single(exact);
        Assert.Null(end);
    }

    [Fact]
    public async Task A_polling_search_always_has_a_next_page()
    {
        await using var service = await TestService.Start(engine);
        await service.Write("a", "b", "c");
        var (first, next) = await service.Ask($"api/v1/logs?{Mine}&limit=2");
        Assert.Equal(["a", "b"], first.Targets());
        (var second, next) = await service.Ask(next!);
        Assert.Equal(["c"], second.Targets());
        for (var i = 0; i < 2; i++)
        {
            (var none, next) = await service.Ask(next!);
            Assert.Empty(none);
        }
        await service.Write("d");
        (var third, next) = await service.Ask(next!);
        Assert.Equal(["d"], third.Targets());
        var (nothing, again) = await service.Ask($"api/v1/logs?limit=0&{Mine}");
        Assert.Empty(nothing);
        Assert.Contains("limit=0", again);
        Assert.NotNull(next);
        var (future, later) = await service.Ask($"api/v1/logs?{Mine}&since=2100-01-01");
        Assert.Empty(future);
        Assert.Empty((await service.Ask(later!)).Events);
    }

    [Fact]
    public async Task What_cannot_be_asked_is_refused_as_documented()
    {
        await using var service = await TestService.Start(engine);
        (string Query, string Code)[] refused =
        [
            ("limit=-1", "E0000001"), ("limit=1001", "E0000001"), ("limit=ten", "E0000001"), ("limit=1.5", "E0000001"),
            ("sortOrder=UP", "E0000001"),
            ("since=yesterday", "E0000001"), ("until=2026-13-01T00:00:00Z", "E0000001"), ("since=2026-02-30T00:00:00Z", "E0000001"),
            ("since=2026-01-02T00:00:00Z&until=2026-01-01T00:00:00Z", "E0000001"),
            ($"q={new string('x', 41)}", "E0000001"), ("q=1+2+3+4+5+6+7+8+9+10+11", "E0000001"),
            ("after=nonsense", "E0000001"), ($"after={new LogSearchCursor(LogSearchKind.Polling, 1, 1)}&sortOrder=DESCENDING", "E0000001"),
            ("filter=eventType+eqq+%22x%22", "E0000053"), ("filter=eventType+eq", "E0000053"), ("filter=eventType+eq+%22x%22+and", "E0000053"),
            ("filter=nonsense+eq+%22x%22", "E0000053"), ("filter=target%5Bid+eq+%22x%22%5D", "E0000053"),
            ("filter=debugContext.debugData.url+co+%22x%22", "E0000031"), ("filter=not(debugContext.debugData.requestUri+co+%22x%22)", "E0000031"),
        ];
        foreach (var (query, code) in refused)
        {
            var (status, body, _) = await service.Send("GET", $"api/v1/logs?{query}");
            Assert.True(status == 400 && body.GetProperty("errorCode").GetString() == code, $"{query}: {status} {body}");
        }
        foreach (var allowed in new[] { "limit=1000", "limit=0", "since=&until=&q=&filter=&after=&sortOrder=", "sortOrder=descending", $"q={new string('x', 40)}", "filter=event_type+eq+%22x%22" })
            Assert.Equal(200, (await service.Send("GET", $"api/v1/logs?{allowed}")).Status);
    }

    [Fact]
    public async Task Only_who_may_read_the_log_of_an_org_sees_it_and_no_other_orgs()
    {
        await using var service = await TestService.Start(engine);
        await service.Write("secret");
        var (nobody, _) = await service.NewClient(service.Org, null);
        Assert.Equal(403, (await service.Send("GET", "api/v1/logs", by: nobody)).Status);
        var (stranger, _) = await service.NewClient(await service.NewOrg("other"), RoleType.SUPER_ADMIN);
        await service.Placed();
        // A cursor of one org's search, in another's.
        var after = new LogSearchCursor(LogSearchKind.Polling, 0, 0);
        var (status, events, _) = await service.Send("GET", $"api/v1/logs?after={after}&limit=1000", by: stranger);
        Assert.Equal(200, status);
        Assert.NotEmpty(events.EnumerateArray());
        Assert.DoesNotContain("secret", events.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keywords_are_found_as_whole_words_in_any_value()
    {
        await using var service = await TestService.Start(engine);
        await service.Write("XOxBw-2JIRnCFd0gG0GjHAAABjY", "San Francisco", "Größe");
        Assert.Equal(["XOxBw-2JIRnCFd0gG0GjHAAABjY"], (await service.Ask("api/v1/logs?q=xoxbw")).Events.Targets());
        Assert.Single((await service.Ask("api/v1/logs?q=2JIRnCFd0gG0GjHAAABjY")).Events);
        Assert.Single((await service.Ask("api/v1/logs?q=XOxBw-2JIRnCFd0gG0GjHAAABjY")).Events);
        Assert.Empty((await service.Ask("api/v1/logs?q=XOx")).Events);
        Assert.Equal(["San Francisco"], (await service.Ask("api/v1/logs?q=francisco+SAN")).Events.Targets());
        Assert.Empty((await service.Ask("api/v1/logs?q=francisco+xoxbw")).Events);
        Assert.Equal(["Größe"], (await service.Ask("api/v1/logs?q=GRÖßE")).Events.Targets());
    }

    [Fact]
    public async Task What_was_erased_is_passed_over()
    {
        await using var service = await TestService.Start(engine);
        await service.Write("a", "b", "c");
        var erased = (await service.Log()).FindIndex(entry => Encoding.UTF8.GetString(entry.Body!).Contains("\"b@example.com\"", StringComparison.Ordinal));
        await service.Store.System(session => session.Run($"update events set body = {(byte[]?)null} where org_number = {service.Org.Number} and idx = {(long)erased}"));
        Assert.Equal(["a", "c"], (await service.Ask($"api/v1/logs?{Mine}")).Events.Targets());
        Assert.Equal(["c", "a"], (await service.AskAll($"api/v1/logs?{Mine}&sortOrder=DESCENDING&limit=1")).Targets());
    }

    [Fact]
    public async Task Every_event_is_polled_once_in_the_order_of_the_log_while_others_write()
    {
        await using var service = await TestService.Start(engine);
        var names = Enumerable.Range(0, 200).Select(i => $"n{i}").ToArray();
        var writing = Task.WhenAll(names.Chunk(50).Select(some => Task.Run(() => service.Write(some))));
        var seen = new List<JsonElement>();
        for (var next = $"api/v1/logs?{Mine}&limit=7"; ;)
        {
            var written = writing.IsCompleted;
            (var events, next) = await service.Ask(next);
            Assert.NotNull(next);
            seen.AddRange(events);
            if (written && events.Length == 0) break;
        }
        await writing;
        var log = (await service.Log()).Select(entry => JsonDocument.Parse(entry.Body!).RootElement).Where(e => e.GetProperty("eventType").GetString() == "user.account.update_profile");
        Assert.Equal(log.Select(e => e.GetProperty("uuid").GetString()), seen.Select(e => e.GetProperty("uuid").GetString()));
        Assert.Equal(names.Order(StringComparer.Ordinal), seen.Targets().Order(StringComparer.Ordinal));
    }
}
