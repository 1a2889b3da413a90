using System.Globalization;
using Firebreak.Storage;
using Firebreak.SystemLog;
using Firebreak.Tests.Events;
using Firebreak.Tests.Service;
using Xunit;

namespace Firebreak.Tests.Storage;

public sealed class WritePropertyOnSqlite() : WritePropertyContract(Engine.Sqlite);

public sealed class WritePropertyOnPostgres() : WritePropertyContract(Engine.Postgres);

/// <summary>Many writers at once, some of whom fail: what was acknowledged is there with its event, what was refused or failed left nothing.</summary>
public abstract class WritePropertyContract(Engine engine)
{
    private const int Writers = 8, Each = 40;
    private static readonly EventType Tested = new("firebreak.test.write", "Test");

    private enum Ending
    {
        Done,
        DoneTwice,
        Counted,
        Refused,
        Thrown,
        Unrecorded,
        BadStatement,
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task What_is_acknowledged_is_there_and_nothing_else(int seed)
    {
        await using var service = await TestService.Start(engine);
        var org = service.Org;
        var endings = await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() => Write(service, writer, new Draw((ulong)((seed * 100) + writer))))));
        var expected = endings.SelectMany(ended => ended).ToList();
        var events = await service.Events(Tested.Name);
        await using var db = await service.Store.ReadAcross(TestContext.Current.CancellationToken);
        await StoredLogs.Check(db);

        var done = expected.Where(one => one.Ending is Ending.Done or Ending.DoneTwice or Ending.Counted).Select(one => one.Name).Order(StringComparer.Ordinal).ToList();
        var rows = await db.All($"select value from user_values where org_id = {org.Id} and name = 'test' order by value", row => row.Text(0));
        Assert.Equal(done, rows);
        var recorded = events.Select(e => e.GetProperty("target")[0].GetProperty("id").GetString()!).Order(StringComparer.Ordinal);
        Assert.Equal(expected.SelectMany(one => Enumerable.Repeat(one.Name, one.Ending switch { Ending.Done or Ending.Counted => 1, Ending.DoneTwice => 2, _ => 0 })).Order(StringComparer.Ordinal), recorded);
        // Read, add one, write: were two to run as if the other were not there, one of them would be lost.
        var counted = await db.One($"select last_login from users where org_id = {org.Id} and id = 'counter'", row => row.Long(0));
        Assert.Equal(expected.Count(one => one.Ending == Ending.Counted), counted);
    }

    private static async Task<List<(string Name, Ending Ending)>> Write(TestService service, int writer, Draw draw)
    {
        await MakeCounter(service);
        List<(string, Ending)> ended = [];
        for (var i = 0; i < Each; i++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{writer}-{i:000}");
            var ending = draw.Of<Ending>(Enum.GetValues<Ending>());
            ended.Add((name, ending));
            var writing = service.Store.Write<Done>(service.Caller, Permission.ManageUsers, tx => Change(tx, name, ending), TestContext.Current.CancellationToken);
            if (ending is Ending.Thrown or Ending.Unrecorded or Ending.BadStatement) await Assert.ThrowsAnyAsync<Exception>(() => writing);
            else Assert.Equal(ending == Ending.Refused, (await writing).Refusal is not null);
        }
        return ended;
    }

    private static async ValueTask<Outcome<Done>> Change(WriteTransaction tx, string name, Ending ending)
    {
        await tx.Run($"insert into user_values (org_id, name, value, user_id) values ({tx.Org.Id}, {"test"}, {name}, {"nobody"})");
        if (ending == Ending.Counted)
        {
            var counted = await tx.One($"select last_login from users where org_id = {tx.Org.Id} and id = {"counter"}", row => row.Long(0));
            await tx.Run($"update users set last_login = {counted + 1} where org_id = {tx.Org.Id} and id = {"counter"}");
        }
        if (ending == Ending.Unrecorded) return Done.It;
        tx.Record(Event.Of(Tested, new EventTarget(name, "Test", null, null)));
        if (ending == Ending.DoneTwice) tx.Record(Event.Of(Tested, new EventTarget(name, "Test", null, null)));
        if (ending == Ending.Thrown) throw new InvalidOperationException("A bug of ours.");
        if (ending == Ending.BadStatement) await tx.Run($"insert into no_such_table values (1)");
        return ending == Ending.Refused ? Refusal.NotFound(name, "Test") : Done.It;
    }

    private static Task MakeCounter(TestService service) => service.Store.Write<Done>(service.Caller, Permission.ManageUsers, async tx =>
    {
        await tx.Run(
            $"""
            insert into users (org_id, id, login, login_key, email_key, status, type_id, created, last_login, last_updated, profile)
            values ({tx.Org.Id}, {"counter"}, {"counter"}, {"counter"}, {"counter"}, {"STAGED"}, {"none"}, {tx.At}, {0L}, {tx.At}, {"{}"})
            on conflict (org_id, id) do nothing
            """);
        tx.Record(Event.Of(UserMade));
        return Done.It;
    });

    private static readonly EventType UserMade = new("firebreak.test.counter", "Test");
}
