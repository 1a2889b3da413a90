using System.Text.Json;
using Firebreak.SystemLog;
using Firebreak.Tests.Service;
using Firebreak.Tests.SystemLog;
using Xunit;

namespace Firebreak.Tests.Pages;

public sealed class RetentionPageOnSqlite() : RetentionPageContract(Engine.Sqlite);

public sealed class RetentionPageOnPostgres() : RetentionPageContract(Engine.Postgres);

public abstract class RetentionPageContract(Engine engine)
{
    private const string Password = "Compilers-are-fun-1952";

    [Fact]
    public async Task Entries_are_dropped_only_after_the_page_has_said_how_many_and_the_org_was_named()
    {
        var time = new Service.ManualTime();
        await using var service = await TestService.Start(engine, time);
        await service.AddUser("boss@example.com", Password, RoleType.SUPER_ADMIN);
        await LiveLogs.Append(service.Store, service.Org, 600);
        await LiveLogs.Placed(service.Store);
        time.Pass(TimeSpan.FromDays(3));
        using var browser = new Browser(service, "acme");
        await browser.SignIn("boss@example.com", Password);

        var ask = (await browser.Get("/admin/settings/retention?keep=days&days=2")).Body;
        Assert.Contains("Keep entries for 2 days?", ask, StringComparison.Ordinal);
        Assert.Contains("512 entries are older", ask, StringComparison.Ordinal);
        Assert.Contains("0 entries are older", (await browser.Get("/admin/settings/retention?keep=days&days=4")).Body, StringComparison.Ordinal);
        Assert.Contains("A whole number from 1 to 36500", (await browser.Get("/admin/settings/retention?keep=days&days=none")).Body, StringComparison.Ordinal);
        Assert.Equal(400, (await browser.Post("/admin/settings/retention", new() { ["keep"] = "days", ["days"] = "2", ["confirm"] = "globex" })).Status);
        Assert.Null((await Now(service)).Days);

        Assert.Equal(303, (await browser.Post("/admin/settings/retention", new() { ["keep"] = "days", ["days"] = "2", ["confirm"] = "acme" })).Status);
        Assert.Equal(2, (await Now(service)).Days);
        Assert.Equal(512, await Retention.Run(service.Store, service.Org, TestContext.Current.CancellationToken));
        Assert.Contains("0 entries are older", (await browser.Get("/admin/settings/retention?keep=days&days=2")).Body, StringComparison.Ordinal);
        Assert.Contains("512 have been dropped so far", (await browser.Get("/admin/settings")).Body, StringComparison.Ordinal);

        Assert.Equal(303, (await browser.Post("/admin/settings/retention", new() { ["keep"] = "ever" })).Status);
        Assert.Equal(new LogRetention(null, 512), await Now(service));
    }

    [Fact]
    public async Task The_operator_sets_it_for_an_org_and_is_told_first_what_would_go()
    {
        await using var service = await TestService.Start(engine);
        await LiveLogs.Append(service.Store, service.Org, 300);
        var (operators, _) = await service.NewClient(service.OperatorOrg, RoleType.SUPER_ADMIN);
        const string Path = "operator/v1/orgs/acme/retention";
        var (_, dry, _) = await service.Send("PUT", Path, """{"days":30}""", by: operators);
        Assert.Equal((true, 30, 0), (dry.GetProperty("dryRun").GetBoolean(), dry.GetProperty("days").GetInt32(), dry.GetProperty("wouldDrop").GetInt32()));
        Assert.Equal(JsonValueKind.Null, (await service.Send("GET", Path, by: operators)).Body.GetProperty("days").ValueKind);
        Assert.Equal(200, (await service.Send("PUT", Path, """{"days":30,"dryRun":false}""", by: operators)).Status);
        Assert.Equal(30, (await service.Send("GET", Path, by: operators)).Body.GetProperty("days").GetInt32());
        Assert.Equal(400, (await service.Send("PUT", Path, """{"days":0}""", by: operators)).Status);
        Assert.Equal(403, (await service.Send("PUT", "operator/v1/orgs/acme/retention", """{"days":30}""")).Status);
        Assert.Single(await service.Events("firebreak.log.retention.update"));
    }

    private static async Task<LogRetention> Now(TestService service)
    {
        await using var db = await service.Store.Read(service.Org, TestContext.Current.CancellationToken);
        return await Retention.Of(db, service.Org);
    }
}
