using System.Diagnostics;
using Firebreak.Storage.Sqlite;
using Firebreak.Tests.Reading;
using Firebreak.Tests.Service;
using Xunit;

namespace Firebreak.Tests.Storage;

/// <summary>The disk under the store is full, and later no more: nothing is acknowledged that is not there, reading goes on, and it goes by.</summary>
public sealed class FullDiskTests
{
    [Fact]
    public async Task A_full_disk_is_answered_with_503_and_goes_by()
    {
        using var disk = SmallDisk.Mount("12m");
        Load load;
        await using (var server = await ServerProcess.Start(disk.Path))
        {
            var (path, token) = await server.NewOrg("acme");
            using var client = ServerProcess.Client(path + "/", token);
            load = new Load(client);
            await FillAndFree(disk, client, path, load);
            await server.Kill();
        }
        await using var store = await SqliteStore.Open(Path.Combine(disk.Path, "firebreak.db"), TimeProvider.System);
        await using var db = await store.ReadAcross(TestContext.Current.CancellationToken);
        await StoredLogs.Check(db);
        await StoredLogs.CheckUsers(db, "acme", load.Acknowledged);
    }

    [Fact]
    public async Task A_full_disk_under_PostgreSQL_is_answered_with_503_and_goes_by()
    {
        using var disk = SmallDisk.Mount("40m");
        using var cluster = new PostgresCluster();
        await using var service = await TestService.Start(Engine.Postgres, database: cluster.NewDatabase(disk.Path));
        var load = new Load(service.Client);
        await FillAndFree(disk, service.Client, service.Url, load);
        await service.Events();
        await using var db = await service.Store.ReadAcross(TestContext.Current.CancellationToken);
        await StoredLogs.Check(db);
        await StoredLogs.CheckUsers(db, "acme", load.Acknowledged);
    }

    private static async Task FillAndFree(SmallDisk disk, HttpClient client, string path, Load load)
    {
        Assert.Equal(200, (int)await load.CreateOne(path));
        disk.Fill();
        await Until(async () => (int)await load.CreateOne(path) == 503);
        Assert.Equal(200, await Read(load.Acknowledged.First()));
        disk.Free();
        await Until(async () => (int)await load.CreateOne(path) == 200);
        Assert.All(load.Statuses.Keys, status => Assert.True(status is 200 or 503, $"answered {status}"));
        foreach (var user in load.Acknowledged) Assert.Equal(200, await Read(user));

        async Task<int> Read(string user)
        {
            using var answer = await client.GetAsync(new Uri($"{path}/api/v1/users/{user}"), TestContext.Current.CancellationToken);
            return (int)answer.StatusCode;
        }
    }

    private static async Task Until(Func<Task<bool>> happens)
    {
        for (var tries = 0; tries < 20_000; tries++)
            if (await happens()) return;
        Assert.Fail("It did not happen in 20,000 tries.");
    }

    /// <summary>A disk of a few megabytes, to be filled and freed again.</summary>
    private sealed class SmallDisk : IDisposable
    {
        private readonly TempFolder _folder = new();

        public string Path => _folder.Path;

        private string Ballast => System.IO.Path.Combine(Path, "ballast");

        public static SmallDisk Mount(string size)
        {
            var disk = new SmallDisk();
            if (Environment.UserName == "root" && Run("mount", "-t", "tmpfs", "-o", $"size={size}", "tmpfs", disk.Path)) return disk;
            disk._folder.Dispose();
            Assert.Skip("Only root can make a small disk to fill.");
            return null!;
        }

        public void Fill()
        {
            using var stream = new FileStream(Ballast, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
            var block = new byte[4096];
            try
            {
                while (true) stream.Write(block);
            }
            catch (IOException)
            {
                // Full.
            }
        }

        public void Free() => File.Delete(Ballast);

        public void Dispose()
        {
            Run("umount", "-l", Path);
            _folder.Dispose();
        }

        private static bool Run(string program, params string[] arguments)
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
    }
}
