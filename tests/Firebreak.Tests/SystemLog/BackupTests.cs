using Firebreak.Directory;
using Firebreak.Storage;
using Firebreak.Storage.Sqlite;
using Firebreak.SystemLog;
using Firebreak.Tests.Reading;
using Xunit;

namespace Firebreak.Tests.SystemLog;

public sealed class BackupTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_backup_taken_under_load_verifies_and_comes_back()
    {
        var (store, org) = await Start();
        await using var epochs = new EpochMaker(store, TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(5));
        epochs.Start();
        using var stop = new CancellationTokenSource();
        var load = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested) await LiveLogs.Append(store, org, 50);
        }, TestContext.Current.CancellationToken);
        await Task.Delay(300, TestContext.Current.CancellationToken);
        var made = await Backup.Make(store, _folder.At("backup"), Key, TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        await load;
        await epochs.DisposeAsync();
        await store.DisposeAsync();
        Assert.True(made.Check.Entries > 50);
        Assert.DoesNotContain(System.IO.Directory.EnumerateFiles(_folder.At("backup"), "*", SearchOption.AllDirectories), file => File.ReadAllText(file).Contains("firebreak-master-key", StringComparison.Ordinal));

        var back = await Backup.Restore(_folder.At("backup"), _folder.At("back"), Key, TestContext.Current.CancellationToken);
        Assert.Equal(made.Check.Entries, back.Check.Entries);
        await using var restored = await SqliteStore.Open(_folder.At("back/firebreak.db"), TimeProvider.System, durable: false);
        await Secrets.Open(restored, Key);
        await LiveLogs.Append(restored, org, 10);
        await LiveLogs.IsSound(restored);
    }

    [Fact]
    public async Task A_restore_refuses_a_filled_folder_another_key_and_a_backup_that_was_changed()
    {
        var (store, _) = await Start();
        await using (var epochs = new EpochMaker(store, TimeSpan.FromHours(1))) await epochs.Make(TestContext.Current.CancellationToken);
        await Backup.Make(store, _folder.At("backup"), Key, TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<BackupException>(() => Backup.Make(store, _folder.At("backup"), Key, TestContext.Current.CancellationToken));
        await store.DisposeAsync();
        await Assert.ThrowsAsync<BackupException>(() => Backup.Restore(_folder.At("backup"), _folder.At("data"), Key, TestContext.Current.CancellationToken));
        MasterKey.ReadOrMake(_folder.At("another.key"));
        await Assert.ThrowsAsync<MasterKeyException>(() => Backup.Restore(_folder.At("backup"), _folder.At("back"), _folder.At("another.key"), TestContext.Current.CancellationToken));
        Assert.Empty(System.IO.Directory.EnumerateFiles(_folder.At("back")));

        var bytes = await File.ReadAllBytesAsync(_folder.At("backup/firebreak.db"), TestContext.Current.CancellationToken);
        var at = bytes.AsSpan().IndexOf("\"eventType\":\"firebreak.org.create\""u8);
        bytes[at + 20] ^= 1;
        await File.WriteAllBytesAsync(_folder.At("backup/firebreak.db"), bytes, TestContext.Current.CancellationToken);
        Assert.Contains("does not verify", (await Assert.ThrowsAsync<BackupException>(
            () => Backup.Restore(_folder.At("backup"), _folder.At("back"), Key, TestContext.Current.CancellationToken))).Message, StringComparison.Ordinal);
        Assert.Empty(System.IO.Directory.EnumerateFiles(_folder.At("back")));
    }

    private string Key => _folder.At("data/master.key");

    private async Task<(SqliteStore Store, Org Org)> Start()
    {
        System.IO.Directory.CreateDirectory(_folder.At("data"));
        var store = await SqliteStore.Open(_folder.At("data/firebreak.db"), TimeProvider.System, durable: false);
        await Secrets.Open(store, Key);
        await Server.Hosting.FirstStart.OperatorOrg(store);
        await using var db = await store.ReadAcross(TestContext.Current.CancellationToken);
        var operators = await OrgTable.FindByNumber(db, Org.OperatorNumber);
        return (store, (await Orgs.Create(store, Caller.Service(operators!), "acme", ct: TestContext.Current.CancellationToken)).Value);
    }
}
