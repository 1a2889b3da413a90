using Firebreak.Directory;
using Firebreak.Storage;
using Firebreak.Storage.Postgres;
using Firebreak.SystemLog;
using Firebreak.Tests.Reading;
using Firebreak.Tests.Service;
using Npgsql;
using Xunit;

namespace Firebreak.Tests.SystemLog;

/// <summary>Two nodes on one PostgreSQL: both take changes, one places them and makes the epochs, the other takes over.</summary>
public sealed class EpochSequencerTests
{
    [Theory]
    [InlineData("stopped")]
    [InlineData("cut off")]
    public async Task Another_node_takes_over_without_a_gap_or_a_repeat(string how)
    {
        using var folder = new TempFolder();
        var database = PostgresServer.NewDatabase();
        var first = await Node(database, folder);
        await Until(() => first.Store.IsSequencer);
        await Server.Hosting.FirstStart.OperatorOrg(first.Store);
        var second = await Node(database, folder);
        await using var db = await second.Store.ReadAcross(TestContext.Current.CancellationToken);
        var org = (await OrgTable.FindByNumber(db, Org.OperatorNumber))!;
        var (leader, follower) = (first, second);
        Assert.False(follower.Store.IsSequencer);

        var ended = false;
        var acknowledged = 0;
        var load = Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
        {
            while (!Volatile.Read(ref ended))
            {
                await LiveLogs.Append(follower.Store, org, 5);
                Interlocked.Add(ref acknowledged, 5);
            }
        })).ToList();
        // The follower asks, and the leader makes the epoch.
        var checkpoint = await Checkpoints.Latest(follower.Store, org, TestContext.Current.CancellationToken);
        Assert.True(checkpoint.Checkpoint.Size > 0);

        if (how == "stopped")
        {
            await leader.Epochs.DisposeAsync();
            await leader.Store.DisposeAsync();
        }
        else
        {
            // The server ends its connection, as when the network or the machine goes.
            await using var owner = NpgsqlDataSource.Create(database);
            await using var cut = owner.CreateCommand("select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted and database = (select oid from pg_database where datname = current_database())");
            Assert.Equal(true, await cut.ExecuteScalarAsync(TestContext.Current.CancellationToken));
        }

        await Until(() => follower.Store.IsSequencer || (how != "stopped" && leader.Store.IsSequencer));
        await Task.Delay(300, TestContext.Current.CancellationToken);
        Volatile.Write(ref ended, true);
        await Task.WhenAll(load);
        await LiveLogs.Placed(follower.Store);
        await Checkpoints.Latest(follower.Store, org, TestContext.Current.CancellationToken);
        var found = await LiveLogs.IsSound(follower.Store);
        Assert.True(found.Epochs >= 2);
        var events = await db.One($"select count(*) from events where org_number = {org.Number}", row => row.Long(0));
        Assert.Equal(acknowledged + 1, events); // and the org's own first one

        foreach (var node in how == "stopped" ? new[] { follower } : [leader, follower])
        {
            await node.Epochs.DisposeAsync();
            await node.Store.DisposeAsync();
        }
    }

    private static async Task<(PostgresStore Store, EpochMaker Epochs)> Node(string database, TempFolder folder)
    {
        var store = await PostgresStore.Open(database, TimeProvider.System);
        await Secrets.Open(store, folder.At("master.key"));
        var epochs = new EpochMaker(store, TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(20));
        epochs.Start();
        return (store, epochs);
    }

    private static async Task Until(Func<bool> isTrue)
    {
        while (!isTrue()) await Task.Delay(10, TestContext.Current.CancellationToken);
    }
}
