using Firebreak.Storage;
using Firebreak.Storage.Postgres;
using Firebreak.Storage.Sqlite;

namespace Firebreak.Server.Hosting;

/// <summary>Opens the store that the settings name, and makes the data folder.</summary>
internal static class StoreOpening
{
    /// <summary>The embedded store's file in the data folder.</summary>
    public const string FileName = "firebreak.db";

    /// <summary>Opens it, brought to the newest schema.</summary>
    public static async Task<Store> Open(Settings settings, TimeProvider time)
    {
        MakePrivate(settings.Data);
        if (settings.Db.Length > 0) return await PostgresStore.Open(settings.Db, time);
        return await SqliteStore.Open(Path.Combine(settings.Data, FileName), time, durable: !settings.Dev);
    }

    // Only its owner may look into the data folder; one that is there already stays as its owner made it.
    private static void MakePrivate(string folder)
    {
        if (System.IO.Directory.Exists(folder)) return;
        if (OperatingSystem.IsWindows()) System.IO.Directory.CreateDirectory(folder);
        else System.IO.Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
