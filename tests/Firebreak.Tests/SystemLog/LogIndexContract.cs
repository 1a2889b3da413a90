using System.Net;
using System.Text.Json;
using Firebreak.Expressions;
using Firebreak.SystemLog;
using Firebreak.Tests.Events;
using Firebreak.Tests.Service;
using Xunit;

namespace Firebreak.Tests.SystemLog;

public sealed class LogIndexOnSqlite() : LogIndexContract(Engine.Sqlite);

public sealed class LogIndexOnPostgres() : LogIndexContract(Engine.Postgres);

/// <summary>Whatever the index has or has not got, a search answers as if every event had been looked at.</summary>
public abstract class LogIndexContract(Engine engine)
{
    private static readonly string[] Types = ["user.session.start", "user.session.end", "user.lifecycle.create", "user.mfa.factor.reset_all", "group.user_membership.add"];
    private static readonly string[] Values = ["", "00u1", "00u2", "00U2", "ada@example.com", "Ärzte@example.com", "a \"b\" \\c", "2026-01-01", "unknown", "10.0.0.1", "SUCCESS", "WARN"];
    private readonly ManualTime _time = new();

    [Fact]
    public async Task An_indexed_search_answers_as_looking_at_every_event_does()
    {
        await using var service = await TestService.Start(engine, _time);
        await service.StopConsumers();
        await Fill(service, new Draw(1), (2 * LogIndexSegment.Size) + 100);
        await Check(service, new Draw(2), 12);

        // From nothing, then stopped and started again with more to do.
        service.StartConsumers();
        await service.Indexed();
        await Check(service, new Draw(3), 60);
        await service.StopConsumers();
        await Fill(service, new Draw(4), LogIndexSegment.Size);
        await Check(service, new Draw(5), 12);
        service.StartConsumers();
        await service.Indexed();
        await Check(service, new Draw(6), 30);

        // Entries on both sides of a segment's border, erased as whoever erases has to.
        var border = (long)LogIndexSegment.Size;
        await service.Store.System(session => session.Run($"update events set body = {(byte[]?)null} where org_number = {service.Org.Number} and idx >= {border - 2} and idx < {border + 2}"));
        await LogIndex.Renew(service.Store, service.Org, [border - 2, border - 1, border, border + 1], TestContext.Current.CancellationToken);
        await Check(service, new Draw(7), 12);
        var before = await Rows(service);

        await service.StopConsumers();
        await service.Store.Tend(LogIndex.Clear, TestContext.Current.CancellationToken);
        Assert.Empty(await Rows(service));
        service.StartConsumers();
        await service.Indexed();
        Assert.Equal(before, await Rows(service));
        await Check(service, new Draw(8), 12);
    }

    private static async Task<List<string>> Rows(TestService service)
    {
        await using var db = await service.Store.Read(service.Org, TestContext.Current.CancellationToken);
        return await db.All(
            $"select bucket, segment, terms from event_terms where org_number = {service.Org.Number} order by bucket, segment",
            row => $"{row.Long(0)} {row.Long(1)} {Convert.ToHexString(row.Bytes(2))}");
    }

    private async Task Fill(TestService service, Draw draw, int count)
    {
        for (var written = 0; written < count; written += 64)
        {
            _time.Advance(TimeSpan.FromMilliseconds(draw.Below(50)));
            var actor = new Actor(draw.Of<string>(["00u1", "00U2", "00u3"]), "User", draw.Of(Values), draw.Of(Values), null, draw.OneIn(2) ? null : draw.Of(Values));
            var request = new RequestContext($"request-{draw.Below(40)}", "GET", "/x", new IPAddress([10, 0, 0, (byte)draw.Below(3)]), "agent");
            await service.Store.Write<Done>(new Caller(service.Org, actor, Authority.All, request), Permission.ManageUsers, tx =>
            {
                for (var i = 0; i < 64; i++) tx.Record(Some(draw));
                return ValueTask.FromResult<Outcome<Done>>(Done.It);
            }, TestContext.Current.CancellationToken);
        }
        await service.Placed();
    }

    private static Event Some(Draw draw)
    {
        var targets = Enumerable.Range(0, draw.Below(3)).Select(_ => new EventTarget(draw.Of(Values), "User", draw.OneIn(3) ? null : draw.Of(Values), draw.Of(Values)));
        var what = Event.Of(new EventType(draw.Of(Types), "message", draw.Of<Severity>([Severity.INFO, Severity.WARN])), [.. targets]) with
        {
            Result = draw.Of<EventResult>([EventResult.SUCCESS, EventResult.FAILURE]),
        };
        // A repeated key is what the strict reader of events refuses.
        for (var i = draw.Below(3); i > 0; i--) what = what.With("note", draw.Of(Values));
        return what;
    }

    private async Task Check(TestService service, Draw draw, int searches)
    {
        var log = (await service.Log()).Select(entry => (entry.Published, entry.Body, Event: entry.Body is null ? default : JsonDocument.Parse(entry.Body).RootElement)).ToList();
        for (var i = 0; i < searches; i++)
        {
            var filter = SomeFilter(draw, 2);
            var since = draw.OneIn(2) ? log[draw.Below(log.Count)].Published : 0;
            var until = draw.OneIn(2) ? log[draw.Below(log.Count)].Published : long.MaxValue;
            if (since > until) continue;
            var query = Query(filter, since, until, draw.OneIn(2), 1 + draw.Below(500));
            var expected = log.Where(entry => entry.Body is not null && entry.Published >= since && entry.Published < until && query.Filter!.Matches(entry.Event)).Select(entry => entry.Body!).ToList();
            if (query.Descending) expected.Reverse();
            var found = await Pages(service, query, draw.OneIn(3) ? 1000 : expected.Count + 1);
            Assert.True(expected.Count == found.Count && expected.Zip(found).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second)), $"{query}: {expected.Count} {found.Count}");
        }
    }

    private static async Task<List<byte[]>> Pages(TestService service, LogSearchQuery query, int limit)
    {
        query = query with { Limit = Math.Clamp(limit, 50, 1000) };
        var found = new List<byte[]>();
        await using var db = await service.Store.Read(service.Org, TestContext.Current.CancellationToken);
        while (true)
        {
            var page = await LogSearch.Page(db, query, service.Store.NowMicros, TestContext.Current.CancellationToken);
            found.AddRange(page.Events);
            if (page.Next is null || (query.IsPolling && page.Events.Count == 0)) return found;
            query = query with { After = page.Next };
        }
    }

    private static LogSearchQuery Query(string filter, long since, long until, bool descending, int limit)
    {
        var read = LogSearchFilter.Read(filter);
        Assert.True(read.Refusal is null, $"{filter}: {read.Refusal}");
        return new LogSearchQuery(since, until == long.MaxValue ? null : until, descending, limit, read.Value, [], null);
    }

    private static string SomeFilter(Draw draw, int depth)
    {
        if (depth > 0 && !draw.OneIn(3))
        {
            var (one, other) = (SomeFilter(draw, depth - 1), SomeFilter(draw, depth - 1));
            return draw.Below(5) switch { 0 => $"not ({one})", 1 or 2 => $"({one}) or ({other})", _ => $"({one}) and ({other})" };
        }
        var path = draw.OneIn(4)
            ? draw.Of<string>(["debugContext.debugData.note", "actor.displayName", "target.displayName", "displayMessage", "published", "securityContext.isProxy"])
            : draw.Of<string>([.. LogIndexTerm.Paths.Keys]);
        var value = path == "eventType" ? draw.Of(Types) : path == "transaction.id" ? $"REQUEST-{draw.Below(45)}" : path == "client.ipAddress" ? $"10.0.0.{draw.Below(4)}" : draw.Of(Values);
        if (draw.OneIn(3)) value = value.ToUpperInvariant();
        var quoted = $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
        return draw.OneIn(12) ? $"{path} pr" : $"{path} {(draw.OneIn(2) ? "eq" : draw.Of<string>(["ne", "co", "sw", "ew", "gt", "ge", "lt", "le"]))} {quoted}";
    }
}
