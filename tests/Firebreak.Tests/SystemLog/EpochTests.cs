using System.Text;
using System.Text.Json;
using Firebreak.Log.Merkle;
using Firebreak.Log.Notes;
using Firebreak.Tests.Service;
using Xunit;

namespace Firebreak.Tests.SystemLog;

public sealed class EpochsOnSqlite() : EpochContract(Engine.Sqlite);

public sealed class EpochsOnPostgres() : EpochContract(Engine.Postgres);

public abstract class EpochContract(Engine engine)
{
    [Fact]
    public async Task An_epoch_binds_every_orgs_checkpoint_and_stands_in_the_checkpoint_log()
    {
        await using var service = await TestService.Start(engine);
        var clients = new List<HttpClient> { service.Client };
        foreach (var name in new[] { "one", "two", "three" }) clients.Add((await service.NewClient(await service.NewOrg(name), RoleType.SUPER_ADMIN)).Client);
        await LiveLogs.Placed(service.Store);
        foreach (var client in clients) LiveLogs.Look(service, client);
        var entries = new HashSet<string>();
        var last = (await service.Send("GET", "log/epoch")).Body.GetProperty("epoch").GetInt64();
        foreach (var client in clients)
        {
            var (status, said, _) = await service.Send("GET", $"log/epoch?epoch={last}", by: client);
            Assert.Equal(200, status);
            entries.Add(Check(said));
        }

        Assert.Single(entries);
    }

    [Fact]
    public async Task An_older_epoch_is_shown_as_it_was()
    {
        await using var service = await TestService.Start(engine);
        await LiveLogs.Placed(service.Store);
        LiveLogs.Look(service);
        var first = (await service.Send("GET", "log/epoch")).Body;
        for (var i = 0; i < 5; i++)
        {
            await LiveLogs.Append(service.Store, service.Org, 3);
            await LiveLogs.Placed(service.Store);
            LiveLogs.Look(service);
        }

        var again = (await service.Send("GET", $"log/epoch?epoch={first.GetProperty("epoch").GetInt64()}")).Body;
        Assert.Equal(first.GetProperty("checkpoint").GetString(), again.GetProperty("checkpoint").GetString());
        Assert.Equal(Check(first), Check(again));
        Assert.Equal(404, (await service.Send("GET", "log/epoch?epoch=99999")).Status);
        Assert.Equal(400, (await service.Send("GET", "log/epoch?epoch=x")).Status);
        Assert.Equal(400, (await service.Send("GET", "log/epochs?from=-1")).Status);
    }

    [Fact]
    public async Task Nothing_new_makes_no_epoch_and_a_new_maker_goes_on_where_the_last_one_was()
    {
        await using var service = await TestService.Start(engine);
        await LiveLogs.Placed(service.Store);
        LiveLogs.Look(service);
        Assert.False(await service.Epochs.Make(TestContext.Current.CancellationToken));
        var before = await service.Store.EpochProofs.Last(TestContext.Current.CancellationToken);
        await service.Epochs.DisposeAsync();
        await LiveLogs.Append(service.Store, service.Org, 300);
        await LiveLogs.Placed(service.Store);
        await using var next = new Firebreak.SystemLog.EpochMaker(service.Store, TimeSpan.FromHours(1));
        Assert.True(await next.Make(TestContext.Current.CancellationToken));
        Assert.False(await next.Make(TestContext.Current.CancellationToken));
        Assert.Equal(before + 1, await service.Store.EpochProofs.Last(TestContext.Current.CancellationToken));
        LiveLogs.Look(service);
        await LiveLogs.IsSound(service.Store);
    }

    // The whole way from an org's checkpoint up to the checkpoint log's; the entry that stands there.
    private static string Check(JsonElement said)
    {
        Assert.True(EpochEntry.TryParse(Encoding.UTF8.GetBytes(said.GetProperty("entry").GetString()!), out var entry));
        Assert.True(Checkpoint.TryParse(said.GetProperty("checkpoint").GetString()!, out var checkpoint));
        Assert.True(entry.Binds(checkpoint, said.GetProperty("leaf").GetInt64(), Hashes(said.GetProperty("path"))));
        Assert.True(SignedCheckpoint.TryParse(Encoding.UTF8.GetBytes(said.GetProperty("signedCheckpoint").GetString()!), out var signed));
        Assert.Equal(checkpoint, signed.Checkpoint);
        Assert.True(SignedCheckpoint.TryParse(Encoding.UTF8.GetBytes(said.GetProperty("epochsCheckpoint").GetString()!), out var epochs));
        Assert.True(Tree.IsIncluded(entry.Epoch, epochs.Checkpoint.Size, Hash.OfLeaf(entry.ToBytes()), Hashes(said.GetProperty("inclusion")), epochs.Checkpoint.Root));
        return entry.ToString();
    }

    private static List<Hash> Hashes(JsonElement list) => [.. list.EnumerateArray().Select(text => Hash.TryParse(text.GetString(), out var hash) ? hash : throw new FormatException())];
}
