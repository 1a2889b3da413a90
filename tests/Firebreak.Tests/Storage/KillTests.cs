using System.Security.Cryptography;
using Firebreak.Storage.Sqlite;
using Firebreak.Tests.Reading;
using Firebreak.Tests.Service;
using Xunit;

namespace Firebreak.Tests.Storage;

/// <summary>The service is killed under load, or what it stands on is: what was acknowledged is there, once, and every log holds.</summary>
public sealed class KillTests
{
    private const int Rounds = 5;

    [Fact]
    public async Task Killed_at_any_moment_the_server_has_lost_nothing_that_it_acknowledged()
    {
        using var data = new TempFolder();
        List<string> acknowledged = [];
        var token = "";
        for (var round = 0; round < Rounds; round++)
        {
            await using (var server = await ServerProcess.Start(data.Path))
            {
                if (round == 0) (_, token) = await server.NewOrg("acme");
                using var client = ServerProcess.Client(server.Address + "/", token);
                var load = new Load(client);
                using var stop = new CancellationTokenSource();
                var running = load.Run($"{server.Address}/o/acme", stop.Token);
                while (load.Acknowledged.Count < 20) await Task.Delay(5, TestContext.Current.CancellationToken);
                await Task.Delay(RandomNumberGenerator.GetInt32(300), TestContext.Current.CancellationToken);
                await server.Kill();
                await stop.CancelAsync();
                await running;
                acknowledged.AddRange(load.Acknowledged);
            }
            await using var store = await SqliteStore.Open(Path.Combine(data.Path, "firebreak.db"), TimeProvider.System);
            await using var db = await store.ReadAcross(TestContext.Current.CancellationToken);
            await StoredLogs.Check(db);
            await StoredLogs.CheckUsers(db, "acme", acknowledged);
        }
        Assert.True(acknowledged.Count >= Rounds * 20);
    }

    [Fact]
    public async Task PostgreSQL_killed_under_the_service_loses_nothing_that_was_acknowledged_and_the_service_goes_on()
    {
        using var cluster = new PostgresCluster();
        await using var service = await TestService.Start(Engine.Postgres, database: cluster.NewDatabase());
        var load = new Load(service.Client);
        using var stop = new CancellationTokenSource();
        var running = load.Run(service.Url, stop.Token);
        for (var round = 0; round < 3; round++)
        {
            var before = load.Acknowledged.Count;
            while (load.Acknowledged.Count < before + 20) await Task.Delay(5, TestContext.Current.CancellationToken);
            cluster.Kill();
            cluster.Start();
        }
        var last = load.Acknowledged.Count;
        while (load.Acknowledged.Count < last + 20) await Task.Delay(5, TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        await running;
        await service.Events();
        await using var db = await service.Store.ReadAcross(TestContext.Current.CancellationToken);
        await StoredLogs.Check(db);
        await StoredLogs.CheckUsers(db, "acme", load.Acknowledged);
        Assert.All(load.Statuses.Keys, status => Assert.True(status is 200 or 503, $"answered {status} {load.Statuses[status]} times"));
    }
}
