using Firebreak.Log;
using Firebreak.Log.Live;
using Firebreak.Log.Merkle;
using Firebreak.Log.Tiles;
using Firebreak.Storage;
using Firebreak.Tests.Service;
using Xunit;

namespace Firebreak.Tests.SystemLog;

public sealed class ProofsOnSqlite() : ProofContract(Engine.Sqlite);

public sealed class ProofsOnPostgres() : ProofContract(Engine.Postgres);

public abstract class ProofContract(Engine engine)
{
    [Fact]
    public async Task Everything_that_is_served_of_several_logs_verifies_and_goes_on_from_the_last_look()
    {
        await using var service = await TestService.Start(engine);
        var others = new List<(Org Org, HttpClient Client, int Add)>();
        foreach (var (name, add) in new[] { ("small", 1), ("block", 255), ("more", 700) })
        {
            var org = await service.NewOrg(name);
            others.Add((org, (await service.NewClient(org, RoleType.REPORT_ADMIN)).Client, add));
        }

        var seen = new Dictionary<string, SeenLog>();
        for (var round = 0; round < 3; round++)
        {
            foreach (var (org, client, add) in others)
            {
                await LiveLogs.Append(service.Store, org, add);
                await LiveLogs.Placed(service.Store);
                var before = seen.GetValueOrDefault(org.Id);
                var found = LiveLogs.Look(service, client, before);
                Assert.Equal(before is null ? found.Seen.Log.Checkpoint.Size : add, found.NewEntries);
                Assert.True(found.NewEpochs > 0);
                seen[org.Id] = found.Seen;
            }
        }

        Assert.True(seen[others[2].Org.Id].Log.Checkpoint.Size > 2100);
        await LiveLogs.IsSound(service.Store);
    }

    [Fact]
    public async Task A_tile_of_every_size_that_the_log_had_is_served_and_none_beyond()
    {
        await using var service = await TestService.Start(engine);
        var earlier = LiveLogs.Look(service).Seen.Log.Checkpoint;
        await LiveLogs.Append(service.Store, service.Org, 600);
        await LiveLogs.Placed(service.Store);
        var now = LiveLogs.Look(service).Seen.Log.Checkpoint;
        var old = new LogReader(new HttpSource(service.Client, "log/"), new(earlier, new Firebreak.Log.Notes.Note("", [])));
        Assert.Equal(earlier.Root, Tree.Root(new TileHashes(old), earlier.Size));
        Assert.Equal(404, (await service.Send("GET", $"log/tile/0/{now.Size / 256:D3}.p/{(now.Size % 256) + 1}")).Status);
        Assert.Equal(404, (await service.Send("GET", "log/tile/1/000.p/9")).Status);
        Assert.Equal(404, (await service.Send("GET", "log/tile/0/1")).Status);
        var (status, _, full) = await service.Send("GET", "log/tile/0/000");
        Assert.Equal(200, status);
        Assert.Contains("immutable", full.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.Equal("no-cache", (await service.Send("GET", "log/tile/entries/000")).Response.Headers.CacheControl!.ToString());
    }

    [Fact]
    public async Task The_log_is_for_those_who_may_read_it_and_the_checkpoint_log_for_everyone()
    {
        await using var service = await TestService.Start(engine);
        LiveLogs.Look(service);
        var (nobody, _) = await service.NewClient(service.Org, null);
        foreach (var path in new[] { "log/checkpoint", "log/vkey", "log/tile/0/000.p/1", "log/epoch", "log/epochs" })
        {
            Assert.Equal(403, (await service.Send("GET", path, by: nobody)).Status);
        }

#pragma warning disable RS0030 // a stranger's client
        using var stranger = new HttpClient { BaseAddress = new Uri(service.Address + "/") };
#pragma warning restore RS0030
        foreach (var path in new[] { "epochs/checkpoint", "epochs/vkey", "epochs/tile/0/000.p/1", "epochs/tile/entries/000.p/1" })
        {
            Assert.Equal(200, (await service.Send("GET", path, by: stranger)).Status);
        }

        Assert.Equal(404, (await service.Send("GET", "epochs/tile/0/000.p/255", by: stranger)).Status);
    }

    [Fact]
    public async Task A_changed_a_cut_and_a_forked_log_are_told_by_who_looked_before()
    {
        await using var service = await TestService.Start(engine);
        await LiveLogs.Append(service.Store, service.Org, 20);
        await LiveLogs.Placed(service.Store);
        var seen = LiveLogs.Look(service).Seen;
        // What the server itself would do to hide an entry: change it, and make everything that is kept beside it agree.
        await Run(service, $"update events set body = {"{}"u8.ToArray()}, hash = {Hash.OfLeaf("{}"u8).Bytes.ToArray()} where org_number = {service.Org.Number} and idx = 3");
        Assert.Contains("do not make the root", Assert.Throws<LogCorruptException>(() => LiveLogs.Look(service, seen: seen)).Message, StringComparison.Ordinal);
        var forged = await Root(service);
        await Run(service, $"update epoch_leaves set root = {forged.Bytes.ToArray()} where org_number = {service.Org.Number} and size = {seen.Log.Checkpoint.Size}");
        Assert.Contains("two histories", Assert.Throws<LogCorruptException>(() => LiveLogs.Look(service, seen: seen)).Message, StringComparison.Ordinal);
        // Whoever never looked is told by the epochs, which bind another history.
        Assert.Contains("is no event", Assert.Throws<LogCorruptException>(() => LiveLogs.Look(service)).Message, StringComparison.Ordinal);
        await Run(service, $"delete from events where org_number = {service.Org.Number} and idx >= 10");
        await Run(service, $"delete from epoch_leaves where org_number = {service.Org.Number}");
        var cut = await Root(service);
        await Run(service, $"insert into epoch_leaves (org_number, epoch, size, root) values ({service.Org.Number}, {seen.LastEpoch}, 10, {cut.Bytes.ToArray()})");
        Assert.Contains("was cut", Assert.Throws<LogCorruptException>(() => LiveLogs.Look(service, seen: seen)).Message, StringComparison.Ordinal);
    }

    private static Task Run(TestService service, Sql sql) => service.Store.System(session => session.Run(sql));

    private static async Task<Hash> Root(TestService service)
    {
        await using var db = await service.Store.ReadAcross(TestContext.Current.CancellationToken);
        var tree = new MemoryTree();
        foreach (var hash in await db.All($"select hash from events where org_number = {service.Org.Number} order by idx", row => new Hash(row.Bytes(0)))) tree.Append(hash);
        return tree.Root;
    }
}

/// <summary>The check reads the same through both engines, so it is tampered with on the one that starts faster.</summary>
public sealed class TamperedStoreTests
{
    [Theory]
    [InlineData("update events set hash = (select hash from events where position = 1) where position = 5")]
    [InlineData("update events set body = (select body from events where position = 1) where position = 5")]
    [InlineData("update events set body = null where position = 5")]
    [InlineData("update events set published = published + 1000 where position = 5")]
    [InlineData("update events set published = published - 86400000000 where position = 5")]
    [InlineData("delete from events where position = 5")]
    [InlineData("delete from events where position = (select max(position) from events where org_number = 2)")]
    [InlineData("update log_nodes set hash = (select hash from events where position = 1)")]
    [InlineData("delete from log_nodes")]
    [InlineData("insert into log_nodes select org_number, level, idx + 1, hash from log_nodes")]
    [InlineData("update epochs set root = (select hash from events where position = 1) where epoch = 0")]
    [InlineData("update epochs set orgs = orgs + 1 where epoch = 0")]
    [InlineData("delete from epochs where epoch = 0")]
    [InlineData("update epoch_leaves set root = (select hash from events where position = 1) where epoch = 1")]
    [InlineData("update epoch_leaves set size = size + 1 where epoch = 1")]
    [InlineData("delete from epoch_leaves where epoch = 1 and org_number = 2")]
    [InlineData("insert into erasures select org_number, idx, 0, 'x', 'x' from events where position = 5")]
    [InlineData("update keys set wrapped = (select wrapped from keys where org_number = 1 and purpose = 'log') where org_number = 2")]
    [InlineData("update keys set public_part = '' where org_number = 2")]
    [InlineData("delete from keys where org_number = 2")]
    [InlineData("update orgs set org_id = '00oaaaaaaaaaaaaaaaaa' where org_number = 2")]
    public async Task One_row_that_was_tampered_with_is_found(string tampering)
    {
        await using var service = await TestService.Start();
        LiveLogs.Look(service);
        await LiveLogs.Append(service.Store, service.Org, 300);
        await LiveLogs.Placed(service.Store);
        Assert.True(await service.Epochs.Make(TestContext.Current.CancellationToken) || LiveLogs.Look(service).NewEpochs > 0);
        await LiveLogs.IsSound(service.Store);
        var sql = Sql.Nothing;
        sql.AppendLiteral(tampering);
        Assert.NotEqual(0, await service.Store.System(session => session.Run(sql)));
        Assert.NotEmpty((await Firebreak.SystemLog.StoreCheck.Verify(service.Store, TestContext.Current.CancellationToken)).Problems);
    }
}
