using Firebreak.Log.Notes;
using Firebreak.Storage;
using Firebreak.Tests.Directory;
using Firebreak.Tests.House;
using Firebreak.Tests.Reading;
using Firebreak.Tests.Service;
using Firebreak.Tests.SystemLog;
using Xunit;

namespace Firebreak.Tests.Upgrades;

public sealed class UpgradesOnSqlite() : UpgradeContract(Engine.Sqlite);

public sealed class UpgradesOnPostgres() : UpgradeContract(Engine.Postgres);

/// <summary>Stores that earlier versions filled, opened by this one; and steps that go wrong.</summary>
public abstract class UpgradeContract(Engine engine)
{
    /// <summary>This version's steps and one that the next one may have: it adds, also to a table that everybody uses.</summary>
    internal static IReadOnlyList<Migration> Next { get; } =
    [
        .. Migration.All,
        new(9001, "9001-next", "create table next_things (org_id text not null, id text not null, primary key (org_id, id)) /*without rowid*/; alter table users add column next_thing bigint; alter table events add column next_thing bigint;"),
    ];

    [Fact]
    public async Task A_store_of_each_released_schema_is_served_its_log_verifies_and_new_entries_go_on()
    {
        Assert.NotEmpty(UpgradeFixtures.Of(engine));
        foreach (var schema in UpgradeFixtures.Of(engine)) await Serve(schema);
    }

    [Fact]
    public async Task An_upgraded_store_has_the_schema_of_a_new_one()
    {
        await using var fresh = await TestService.Start(engine);
        foreach (var schema in UpgradeFixtures.Of(engine))
        {
            using var folder = new TempFolder();
            await using var store = await UpgradeFixtures.Unpack(engine, schema, folder.Path).Open(null);
            Assert.Equal(await Schema(fresh.Store), await Schema(store));
        }
    }

    [Fact]
    public async Task A_newer_schema_is_refused_and_not_touched()
    {
        using var folder = new TempFolder();
        var (_, open) = UpgradeFixtures.Unpack(engine, UpgradeFixtures.Of(engine)[^1], folder.Path);
        await (await open(Next)).DisposeAsync();
        var refusal = await Assert.ThrowsAsync<NewerSchemaException>(() => open(null));
        Assert.Equal($"The store has schema 9001; this version knows {Migration.All[^1].Number}. Run the newer version, or restore a backup of this one.", refusal.Message);
        await using var store = await open(Next);
        Assert.Equal(Next.Select(step => (long)step.Number), await Steps(store));
    }

    [Fact]
    public async Task A_step_that_fails_half_way_leaves_the_old_schema_and_all_that_was_there()
    {
        using var folder = new TempFolder();
        var (filled, open) = UpgradeFixtures.Unpack(engine, UpgradeFixtures.Of(engine)[^1], folder.Path);
        string before;
        await using (var store = await open(null)) before = await Schema(store);
        Migration[] broken = [.. Next, new(9002, "9002-broken", "create table half (id bigint not null primary key); insert into half values (1); select no_such_function();")];
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => open(broken));
        await using var same = await open(null);
        Assert.Equal(before, await Schema(same));
        Assert.Equal(Migration.All.Select(step => (long)step.Number), await Steps(same));
        await using var db = await same.ReadAcross(TestContext.Current.CancellationToken);
        Assert.Equal(filled.Users.Count, await db.One($"select count(*) from users where org_id = {filled.OrgId}", row => row.Long(0)));
    }

    [Fact]
    public async Task Several_that_start_at_once_take_each_step_once()
    {
        using var folder = new TempFolder();
        var (_, open) = UpgradeFixtures.Unpack(engine, UpgradeFixtures.Of(engine)[0], folder.Path);
        var stores = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => open(Next))));
        Assert.Equal(Next.Select(step => (long)step.Number), await Steps(stores[0]));
        Assert.Single(stores.Select(store => store.InstanceId).Distinct());
        foreach (var store in stores) await store.DisposeAsync();
    }

    private async Task Serve(string schema)
    {
        var folder = System.IO.Directory.CreateTempSubdirectory("firebreak-test-").FullName;
        var (filled, open) = UpgradeFixtures.Unpack(engine, schema, folder);
        var store = await open(null);
        await using var service = await TestService.On(store, folder);
        await using (var db = await store.ReadAcross(TestContext.Current.CancellationToken))
            service.Use((await Firebreak.Directory.OrgTable.Find(db, filled.OrgId))!, filled.Token);

        // What was in it, asked for over HTTP with the old token.
        var now = await FilledStore.Of(service, filled.Schema, filled.MasterKey, filled.PasswordOf, filled.LastLook());
        Assert.Equal(filled.Users, now.Users);
        Assert.Equivalent(filled.Groups, now.Groups, strict: true);
        Assert.Equivalent(filled.Apps, now.Apps, strict: true);
        Assert.Equal(filled.Tokens, now.Tokens);
        Assert.Equal(filled.Vkey, now.Vkey);
        await service.Does(200, "POST", $"api/v1/users/{filled.PasswordOf}/credentials/change_password", $$$"""{"oldPassword":{"value":"{{{UserFixture.Password}}}"},"newPassword":{"value":"Another2zebra"}}""");

        // Its log from the old checkpoint on, and new entries behind it.
        await LiveLogs.Placed(store);
        var look = LiveLogs.Look(service, seen: filled.LastLook());
        Assert.True(look.NewEntries > 5, "The entries after the last look are not all there.");
        Assert.True(VerifierKey.TryParse(filled.Vkey, out var key) && look.Seen.Log.IsSignedBy(key));
        var user = await service.NewUser("new");
        Assert.Contains(await service.Events("user.lifecycle.create"), e => e.GetProperty("target")[0].GetProperty("id").GetString() == user);
        Assert.Equal(1, LiveLogs.Look(service, seen: look.Seen).NewEntries);
        await LiveLogs.IsSound(store);
    }

    private static async Task<List<long>> Steps(Store store)
    {
        await using var db = await store.ReadAcross(TestContext.Current.CancellationToken);
        return await db.All($"select number from schema_steps order by number", row => row.Long(0));
    }

    private async Task<string> Schema(Store store)
    {
        await using var db = await store.ReadAcross(TestContext.Current.CancellationToken);
        if (engine == Engine.Postgres) return await PostgresCatalogue.Print(db);
        return string.Join(";\n", await db.All($"select sql from sqlite_master where sql is not null order by tbl_name, type desc, name", row => row.Text(0)));
    }
}
