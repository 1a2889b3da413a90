using System.Collections.Concurrent;
using System.Text;
using Firebreak.Tests.Service;
using Firebreak.Tests.SystemLog;
using Npgsql;
using Xunit;

namespace Firebreak.Tests.Storage;

/// <summary>Somebody with the database's password puts a row among the intents that is no event: the others are placed, and it does not vanish.</summary>
public sealed class SetAsideTests
{
    private const string Sound =
        """{"eventType":"user.session.start","actor":{"id":"u","type":"User","alternateId":"u@example.com","displayName":"U","detailEntry":null},"outcome":{"result":"SUCCESS","reason":null},"target":null}""";

    [Theory]
    [InlineData("", "not one line with a JSON object")]
    [InlineData("{", "not one line with a JSON object")]
    [InlineData("[]", "not one line with a JSON object")]
    [InlineData("{\"a\":\n1}", "not one line with a JSON object")]
    [InlineData("{}", "no event: ")]
    [InlineData("{\"a\":1}", "no event: ")]
    [InlineData("{\"eventType\":\"user.session.start\",\"actor\":{}", "no event: ")]
    [InlineData("{\"published\":\"2020-01-01T00:00:00.000Z\",\"eventType\":\"user.session.start\"}", "no event: ")]
    [InlineData("{\"eventType\":\"user.session.start\",\"uuid\":\"00000000-0000-0000-0000-000000000000\"}", "no event: ")]
    [InlineData("too long", "longer than the 65535 bytes of an entry")]
    [InlineData(Sound, "no org has the number 4711", 4711)]
    [InlineData(Sound, "no org has the number 0", 0)]
    [InlineData(Sound, "no org has the number -1", -1)]
    public async Task What_is_no_event_is_set_aside_and_told_and_the_rest_is_placed_in_order(string body, string reason, long orgNumber = 2)
    {
        if (body == "too long") body = Sound.Replace("\"u\"", $"\"{new string('u', 70_000)}\"", StringComparison.Ordinal);
        var database = PostgresServer.NewDatabase();
        await using var service = await TestService.Start(Engine.Postgres, database: database);
        Assert.Equal(2, service.Org.Number);
        var alarms = new ConcurrentQueue<string>();
        service.Store.Alarm += alarms.Enqueue;
        await LiveLogs.Append(service.Store, service.Org, 3);
        await Plant(database, orgNumber, body);
        await LiveLogs.Append(service.Store, service.Org, 300);
        await LiveLogs.Placed(service.Store);

        await using var db = await service.Store.ReadAcross(TestContext.Current.CancellationToken);
        var aside = Assert.Single(await db.All($"select org_number, body, reason from intents_aside", row => (row.Long(0), Encoding.UTF8.GetString(row.Bytes(1)), row.Text(2))));
        Assert.Equal((orgNumber, body), (aside.Item1, aside.Item2));
        Assert.StartsWith(reason, aside.Item3, StringComparison.Ordinal);
        Assert.Equal(303, (await service.Events("firebreak.test.happened")).Count);
        await StoredLogs.Check(db);
        await LiveLogs.IsSound(service.Store);
        Assert.Empty(await service.Events("user.session.start"));

        // Told in the logs of the operator and of the org that it names, to the operator at once, and to whoever looks, as long as it lies there.
        Assert.Equal(orgNumber == 2 ? 1 : 0, (await service.Events("firebreak.log.set_aside")).Count);
        Assert.Contains(await db.All($"select body from events where org_number = 1", row => Encoding.UTF8.GetString(row.Bytes(0))), e => e.Contains("\"firebreak.log.set_aside\"", StringComparison.Ordinal));
        while (alarms.IsEmpty) await Task.Delay(5, TestContext.Current.CancellationToken);
        Assert.Contains(reason, Assert.Single(alarms), StringComparison.Ordinal);
        Assert.Equal(1, service.Store.Aside);
        Assert.Equal("""{"status":"ok","alarms":["1 rows that are no events were set aside."]}""", await Ready(service));
        await Run(database, "delete from intents_aside");
        Assert.Equal("""{"status":"ok"}""", await Ready(service));
    }

    [Fact]
    public async Task One_that_is_an_event_after_all_is_placed_like_any_other()
    {
        var database = PostgresServer.NewDatabase();
        await using var service = await TestService.Start(Engine.Postgres, database: database);
        await Plant(database, service.Org.Number, Sound);
        Assert.Single(await service.Events("user.session.start"));
        Assert.Equal("""{"status":"ok"}""", await Ready(service));
    }

    [Fact]
    public async Task While_nothing_can_be_placed_the_node_says_so_and_goes_on_when_it_can()
    {
        var database = PostgresServer.NewDatabase();
        await using var service = await TestService.Start(Engine.Postgres, database: database);
        var alarms = new ConcurrentQueue<string>();
        service.Store.Alarm += alarms.Enqueue;
        await service.Events();
        await Run(database, "revoke insert on events from firebreak_system");
        await LiveLogs.Append(service.Store, service.Org, 5);
        while (service.Store.PlacingTrouble is null) await Task.Delay(5, TestContext.Current.CancellationToken);
        Assert.Equal("""{"status":"ok","alarms":["This node tries to place events and fails."]}""", await Ready(service));
        Assert.Contains("permission denied for table events", Assert.Single(alarms), StringComparison.Ordinal);
        await Run(database, "grant insert on events to firebreak_system");
        Assert.Equal(5, (await service.Events("firebreak.test.happened")).Count);
        while (service.Store.PlacingTrouble is not null) await Task.Delay(5, TestContext.Current.CancellationToken);
        Assert.Equal("""{"status":"ok"}""", await Ready(service));
    }

    private static async Task<string> Ready(TestService service)
    {
        using var answer = await service.Client.GetAsync(new Uri(service.Address + "/health/ready"), TestContext.Current.CancellationToken);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private static async Task Plant(string database, long orgNumber, string body)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand("insert into intents (org_number, body) values ($1, $2)");
        command.Parameters.Add(new NpgsqlParameter { Value = orgNumber });
        command.Parameters.Add(new NpgsqlParameter { Value = Encoding.UTF8.GetBytes(body) });
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

#pragma warning disable CA2100 // statements of this test's own
    private static async Task Run(string database, string statement)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(statement);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
#pragma warning restore CA2100
}
