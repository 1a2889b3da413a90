using Firebreak.Server.Hosting;
using Firebreak.Storage;
using Firebreak.Storage.Sqlite;
using Firebreak.SystemLog;
using Firebreak.Tests.Reading;
using Xunit;

namespace Firebreak.Tests.Storage;

/// <summary>Somebody else holds the file, so that a group cannot even begin.</summary>
public sealed class LockedFileTests
{
    [Fact]
    [Trait("speed", "slow")]
    public async Task A_change_that_cannot_begin_is_answered_and_the_next_one_goes_on()
    {
        using var folder = new TempFolder();
        var file = Path.Combine(folder.Path, "firebreak.db");
        await using var store = await SqliteStore.Open(file, TimeProvider.System, durable: false);
        await Secrets.Open(store, Path.Combine(folder.Path, "master.key"));
        var caller = Caller.Service(await FirstStart.OperatorOrg(store));
        var other = SqliteSession.Open(file, readOnly: false, durable: false);
        other.Do("begin immediate");
        // It waits for as long as SQLite is told to, and is answered then; were it forgotten, it would wait for ever.
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.Record(caller, Event.Of(Tested)).WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken));
        Assert.NotNull(store.Trouble);
        other.Do("rollback");
        other.Close();
        await store.Record(caller, Event.Of(Tested));
        Assert.Null(store.Trouble);
        await using var db = await store.ReadAcross(TestContext.Current.CancellationToken);
        await StoredLogs.Check(db);
    }

    private static readonly EventType Tested = new("firebreak.test.locked", "Test");
}
