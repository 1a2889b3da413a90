using Firebreak.Storage;
using Firebreak.Storage.Postgres;
using Firebreak.Tests.House;
using Firebreak.Tests.Service;
using Firebreak.Tests.Storage;
using Firebreak.Tests.SystemLog;
using Npgsql;
using Xunit;

namespace Firebreak.Tests.Upgrades;

/// <summary>Several nodes of one PostgreSQL: one is upgraded, or starts again, while the other serves.</summary>
public sealed class RollingUpgradeTests
{
    [Fact]
    public async Task One_node_is_upgraded_while_the_other_serves_and_nothing_is_lost_or_refused()
    {
        var database = PostgresServer.NewDatabase();
        var old = await TestService.Start(Engine.Postgres, database: database);
        var oldLoad = new Load(old.Client);
        using var stop = new CancellationTokenSource();
        var writing = oldLoad.Run(old.Url, stop.Token);
        var reading = Read(old, stop.Token);
        await Until(() => oldLoad.Acknowledged.Count > 50);

        await using var upgraded = await Node(database, old, UpgradeContract.Next);
        var newLoad = new Load(upgraded.Client);
        var both = newLoad.Run(upgraded.Url, stop.Token);
        var before = oldLoad.Acknowledged.Count;
        await Until(() => newLoad.Acknowledged.Count > 50 && oldLoad.Acknowledged.Count > before + 50);
        await stop.CancelAsync();
        await Task.WhenAll(writing, both, reading);
        Assert.Equal([200], oldLoad.Statuses.Keys);
        Assert.Equal([200], newLoad.Statuses.Keys);
        Assert.Equal([200], await reading);

        // The last of the old version ends; nobody starts it again.
        await old.DisposeAsync();
        var refusal = await Assert.ThrowsAsync<NewerSchemaException>(() => PostgresStore.Open(database, TimeProvider.System));
        Assert.StartsWith("The store has schema 9001; this version knows ", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(200, (int)await newLoad.CreateOne(upgraded.Url));
        await LiveLogs.Placed(upgraded.Store);
        await using var db = await upgraded.Store.ReadAcross(TestContext.Current.CancellationToken);
        await StoredLogs.Check(db);
        await StoredLogs.CheckUsers(db, "acme", [.. oldLoad.Acknowledged, .. newLoad.Acknowledged]);
        await LiveLogs.IsSound(upgraded.Store);
    }

    [Fact]
    public async Task A_start_that_has_nothing_to_change_waits_for_no_table()
    {
        var database = PostgresServer.NewDatabase();
        await using var service = await TestService.Start(Engine.Postgres, database: database);
        await using var source = NpgsqlDataSource.Create(database);
        await using var backup = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        // As a backup does, and for as long as it takes.
        await using var transaction = await backup.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await Run(backup, "lock table users, events, intents, orgs, keys in access share mode");
        await using var second = await Node(database, service, Migration.All);
        Assert.Equal(200, (await second.Send("GET", "api/v1/users")).Status);
    }

    [Fact]
    public async Task A_step_that_others_keep_from_a_table_gives_up_and_says_so()
    {
        var database = PostgresServer.NewDatabase();
        await using var service = await TestService.Start(Engine.Postgres, database: database);
        await using var source = NpgsqlDataSource.Create(database);
        await using var backup = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using (await backup.BeginTransactionAsync(TestContext.Current.CancellationToken))
        {
            await Run(backup, "lock table users in access share mode");
            var refusal = await Assert.ThrowsAsync<StoreUnavailableException>(() => PostgresStore.Open(database, TimeProvider.System, UpgradeContract.Next, tries: 2));
            Assert.Contains("a backup perhaps", refusal.Message, StringComparison.Ordinal);
        }
        Assert.Equal(200, (await service.Send("GET", "api/v1/users")).Status);
        await using var upgraded = await Node(database, service, UpgradeContract.Next);
        Assert.Equal(200, (await upgraded.Send("GET", "api/v1/users")).Status);
    }

    [Theory]
    [InlineData("alter policy own_org on users using (true)")]
    [InlineData("create policy \"A hole\" on events to firebreak_reader using (true)")]
    [InlineData("drop policy all_orgs on keys")]
    [InlineData("alter table groups no force row level security")]
    [InlineData("grant insert on instance to firebreak_writer")]
    [InlineData("revoke select on users from firebreak_reader")]
    public async Task A_wall_that_somebody_took_down_is_up_again_after_a_start(string taken)
    {
        var database = PostgresServer.NewDatabase();
        await using var store = await PostgresStore.Open(database, TimeProvider.System);
        await using var source = NpgsqlDataSource.Create(database);
        await using var owner = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var db = await store.ReadAcross(TestContext.Current.CancellationToken);
        var before = await PostgresCatalogue.Print(db);
        await Run(owner, taken);
        Assert.NotEqual(before, await PostgresCatalogue.Print(db));
        await (await PostgresStore.Open(database, TimeProvider.System)).DisposeAsync();
        Assert.Equal(before, await PostgresCatalogue.Print(db));
    }

    // Another node, with the same master key.
    private static async Task<TestService> Node(string database, TestService beside, IReadOnlyList<Migration> steps)
    {
        var folder = System.IO.Directory.CreateTempSubdirectory("firebreak-test-").FullName;
        File.Copy(beside.MasterKeyFile, Path.Combine(folder, "master.key"));
        var node = await TestService.On(await PostgresStore.Open(database, TimeProvider.System, steps), folder);
        node.Use(beside.Org, beside.Token);
        return node;
    }

    private static Task<HashSet<int>> Read(TestService service, CancellationToken stop) => Task.Run(async () =>
    {
        var statuses = new HashSet<int>();
        while (!stop.IsCancellationRequested) statuses.Add((await service.Send("GET", "api/v1/users?limit=20")).Status);
        return statuses;
    }, CancellationToken.None);

    private static async Task Until(Func<bool> isTrue)
    {
        while (!isTrue()) await Task.Delay(5, TestContext.Current.CancellationToken);
    }

#pragma warning disable CA2100 // statements of this test's own
    private static async Task Run(NpgsqlConnection connection, string statement)
    {
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
#pragma warning restore CA2100
}
