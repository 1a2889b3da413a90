using Firebreak.Tests.Service;
using Xunit;

namespace Firebreak.Tests.Storage;

public sealed class ClockOnSqlite() : ClockContract(Engine.Sqlite);

public sealed class ClockOnPostgres() : ClockContract(Engine.Postgres);

/// <summary>Somebody sets the machine's clock.</summary>
public abstract class ClockContract(Engine engine)
{
    [Fact]
    public async Task Set_back_it_does_not_make_published_decrease()
    {
        var time = new ManualTime();
        await using var service = await TestService.Start(engine, time);
        var load = new Load(service.Client);
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(200, (int)await load.CreateOne(service.Url));
            time.Set(TimeSpan.FromHours(-1));
        }
        await service.Events();
        await using var db = await service.Store.ReadAcross(TestContext.Current.CancellationToken);
        await StoredLogs.Check(db);
        await StoredLogs.CheckUsers(db, "acme", load.Acknowledged);
    }

    [Fact]
    public async Task Set_back_and_later_right_again_it_goes_on_recording()
    {
        var time = new ManualTime();
        await using var service = await TestService.Start(engine, time);
        var load = new Load(service.Client);
        Assert.Equal(200, (int)await load.CreateOne(service.Url));
        time.Set(TimeSpan.FromHours(-1));
        Assert.Equal(200, (int)await load.CreateOne(service.Url));
        await Placed(service);
        time.Pass(TimeSpan.FromMinutes(10));
        Assert.Equal(200, (int)await load.CreateOne(service.Url));
        await Placed(service);
        time.Set(TimeSpan.FromHours(1));
        Assert.Equal(200, (int)await load.CreateOne(service.Url));
        await Placed(service);

        // Further than where it was is a jump, as ever.
        time.Set(TimeSpan.FromMinutes(2));
        var tries = 0;
        while ((int)await load.CreateOne(service.Url) != 503) Assert.True(++tries < 1000, "It goes on recording.");
        await using var db = await service.Store.ReadAcross(TestContext.Current.CancellationToken);
        await StoredLogs.Check(db);
    }

    [Fact]
    public async Task Set_forward_it_stops_recording_until_the_operator_accepts_it()
    {
        var time = new ManualTime();
        await using var service = await TestService.Start(engine, time);
        var (operatorClient, _) = await service.NewClient(service.OperatorOrg, RoleType.SUPER_ADMIN);
        using var by = operatorClient;
        var load = new Load(service.Client);
        Assert.Equal(200, (int)await load.CreateOne(service.Url));
        time.Set(TimeSpan.FromHours(2));
        var tries = 0;
        while ((int)await load.CreateOne(service.Url) != 503) Assert.True(++tries < 1000, "It goes on recording.");
        Assert.NotNull(service.Store.Trouble);
        Assert.Equal(200, (await service.Send("GET", $"api/v1/users/{load.Acknowledged.First()}")).Status);
        Assert.Equal(204, (await service.Send("POST", "operator/v1/clock/accept", "{}", by)).Status);
        Assert.Equal(200, (int)await load.CreateOne(service.Url));
        await service.Events();
        await using var db = await service.Store.ReadAcross(TestContext.Current.CancellationToken);
        await StoredLogs.Check(db);
        await StoredLogs.CheckUsers(db, "acme", load.Acknowledged);
    }

    private static async Task Placed(TestService service)
    {
        await using var db = await service.Store.ReadAcross(TestContext.Current.CancellationToken);
        while (await db.Any($"select 1 from intents limit 1"))
        {
            Assert.Null(service.Store.Trouble);
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }
}
