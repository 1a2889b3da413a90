using System.Text.Json;
using Firebreak.Log;
using Firebreak.SystemLog;
using Firebreak.Tests.Service;
using Xunit;

namespace Firebreak.Tests.SystemLog;

public sealed class ErasuresOnSqlite() : ErasureContract(Engine.Sqlite);

public sealed class ErasuresOnPostgres() : ErasureContract(Engine.Postgres);

public abstract class ErasureContract(Engine engine)
{
    [Fact]
    public async Task A_persons_entries_go_their_hashes_stay_and_the_log_says_why()
    {
        await using var service = await TestService.Start(engine);
        var (_, user, _) = await service.Send("POST", "api/v1/users?activate=false", """{"profile":{"firstName":"Ada","lastName":"L","login":"ada@example.com","email":"ada@example.com"}}""");
        var id = user.GetProperty("id").GetString()!;
        await LiveLogs.Append(service.Store, service.Org, 300);
        await LiveLogs.Placed(service.Store);
        var seen = LiveLogs.Look(service).Seen;

        var request = $$"""{"userId":"{{id}}","reason":"Ada asked for it"}""";
        var (status, plan, _) = await service.Send("POST", "log/erasures", request);
        Assert.Equal((200, true, 1), (status, plan.GetProperty("dryRun").GetBoolean(), plan.GetProperty("count").GetInt32()));
        Assert.Equal(1, plan.GetProperty("eventTypes").GetProperty("user.lifecycle.create").GetInt32());
        Assert.Equal(0, (await LiveLogs.IsSound(service.Store)).Gone);

        var (_, done, _) = await service.Send("POST", "log/erasures", request.Replace("}", ""","dryRun":false}""", StringComparison.Ordinal));
        Assert.False(done.GetProperty("dryRun").GetBoolean());
        await LiveLogs.Placed(service.Store);
        Assert.Equal(1, LiveLogs.Look(service).Erased);
        Assert.Equal(0, LiveLogs.Look(service, seen: seen).Erased); // it was read at the last look
        Assert.Equal(1, (await LiveLogs.IsSound(service.Store)).Gone);
        Assert.Equal("Ada asked for it", Assert.Single((await service.Send("GET", "log/erasures")).Body.EnumerateArray()).GetProperty("reason").GetString());
        await using var db = await service.Store.Read(service.Org, TestContext.Current.CancellationToken);
        var bodies = await db.All($"select body from events where org_number = {service.Org.Number} and body is not null", row => System.Text.Encoding.UTF8.GetString(row.Bytes(0)));
        Assert.DoesNotContain(bodies, body => body.Contains("ada@example.com", StringComparison.Ordinal));
        // The event that says so names the user by id and is not erased in turn.
        var again = (await service.Send("POST", "log/erasures", request)).Body;
        Assert.Equal((0, 1), (again.GetProperty("count").GetInt32(), again.GetProperty("kept").GetInt32()));
    }

    [Fact]
    public async Task Entries_go_by_index_and_what_went_without_an_event_is_told()
    {
        await using var service = await TestService.Start(engine);
        await LiveLogs.Append(service.Store, service.Org, 30);
        await LiveLogs.Placed(service.Store);
        var (status, body, _) = await service.Send("POST", "log/erasures", """{"indexes":"3-5,9,20-999","reason":"a secret in the text","dryRun":false}""");
        Assert.Equal(200, status);
        await LiveLogs.Placed(service.Store);
        Assert.Equal(body.GetProperty("count").GetInt64(), LiveLogs.Look(service).Erased);
        await LiveLogs.IsSound(service.Store);
        await service.Store.System(session => session.Run($"update events set body = null where org_number = {service.Org.Number} and idx = 7"));
        Assert.Contains("entry 7 is gone", Assert.Throws<LogCorruptException>(() => LiveLogs.Look(service)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"reason":"x"}""", 400)]
    [InlineData("""{"reason":"x","userId":"u","indexes":"1"}""", 400)]
    [InlineData("""{"indexes":"1"}""", 400)]
    [InlineData("""{"reason":"x","indexes":"5-3"}""", 400)]
    [InlineData("""{"reason":"x","indexes":"3,3"}""", 400)]
    [InlineData("""{"reason":"x","indexes":"-1","dryRun":false}""", 400)]
    [InlineData("""{"reason":"x","userId":"nobody","dryRun":false}""", 400)]
    [InlineData("[]", 400)]
    public async Task What_is_no_erasure_is_refused(string body, int expected)
    {
        await using var service = await TestService.Start();
        Assert.Equal(expected, (await service.Send("POST", "log/erasures", body)).Status);
        var (admin, _) = await service.NewClient(service.Org, RoleType.ORG_ADMIN);
        Assert.Equal(403, (await service.Send("POST", "log/erasures", body, by: admin)).Status);
    }

    [Fact]
    public async Task Retention_drops_whole_bundles_from_the_front_and_the_log_verifies_from_what_is_kept()
    {
        var time = new ShiftedTime();
        await using var service = await TestService.Start(engine, time);
        await LiveLogs.Append(service.Store, service.Org, 700);
        await LiveLogs.Placed(service.Store);
        Assert.Equal(JsonValueKind.Null, (await service.Send("GET", "log/retention")).Body.GetProperty("days").ValueKind);
        Assert.Equal(400, (await service.Send("PUT", "log/retention", """{"days":0}""")).Status);
        Assert.Equal(200, (await service.Send("PUT", "log/retention", """{"days":10}""")).Status);
        Assert.Equal(0, await Retention.Run(service.Store, service.Org, TestContext.Current.CancellationToken));
        time.Ahead = TimeSpan.FromDays(11);
        service.Store.AcceptClock();
        Assert.Equal(512, await Retention.Run(service.Store, service.Org, TestContext.Current.CancellationToken));
        await LiveLogs.Placed(service.Store);
        var found = LiveLogs.Look(service, (await service.NewClient(service.Org, RoleType.SUPER_ADMIN)).Client);
        Assert.Equal((512, 0), (found.Dropped, found.Erased));
        await LiveLogs.IsSound(service.Store);
        Assert.Equal(0, await Retention.Run(service.Store, service.Org, TestContext.Current.CancellationToken));
    }

    private sealed class ShiftedTime : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Ahead;
    }
}
