using System.Text.Json;
using Firebreak.Directory;
using Firebreak.Storage.Sqlite;
using Firebreak.SystemLog;

namespace Firebreak.Storage;

/// <summary>What a backup or a restore did.</summary>
/// <param name="Folder">Where it lies.</param>
/// <param name="Check">What the check of the copy found.</param>
public sealed record BackupResult(string Folder, StoreFindings Check);

/// <summary>
/// Backups of the embedded store: the file as of one moment, taken while the service runs, with every log's signed checkpoint beside it, and
/// checked before it counts. The master key is in no backup: without it nobody can sign with what is in there.
/// </summary>
public static class Backup
{
    /// <summary>The store's file in a backup and in a data folder.</summary>
    public const string FileName = "firebreak.db";

    private const string Checkpoints = "checkpoints";
    private const string Note = "backup.json";

    /// <summary>Makes a backup in a folder, which must be empty or not there.</summary>
    /// <exception cref="BackupException">The folder is not empty, the store is no file, or the copy does not verify; the message is for the operator.</exception>
    public static async Task<BackupResult> Make(Store store, string folder, string masterKeyFile, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        if (store is not SqliteStore sqlite) throw new BackupException("This store is a PostgreSQL database: back it up with pg_dump, and run the check after a restore.");
        RefuseFilled(folder);
        System.IO.Directory.CreateDirectory(System.IO.Path.Combine(folder, Checkpoints));
        var file = System.IO.Path.Combine(folder, FileName);
        sqlite.CopyTo(file);
        var check = await Check(file, masterKeyFile, copy => WriteCheckpoints(copy, folder, ct), ct);
        await File.WriteAllTextAsync(System.IO.Path.Combine(folder, Note), JsonSerializer.Serialize(new
        {
            format = "firebreak-backup/1",
            instance = store.InstanceId,
            made = Times.Show(store.NowMicros),
            orgs = check.Orgs,
            entries = check.Entries,
            epochs = check.Epochs,
        }), ct);
        return new BackupResult(folder, check);
    }

    /// <summary>Puts a backup into a data folder, which must be empty but for the master key, and checks it there.</summary>
    /// <exception cref="BackupException">The folder is in use, there is no backup, or it does not verify: then the copy is taken away again.</exception>
    public static async Task<BackupResult> Restore(string backup, string folder, string masterKeyFile, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(masterKeyFile);
        var from = System.IO.Path.Combine(backup, FileName);
        if (!File.Exists(from)) throw new BackupException($"{backup} holds no backup: there is no {FileName}.");
        RefuseFilled(folder, masterKeyFile);
        if (!File.Exists(masterKeyFile)) throw new BackupException($"The master key {masterKeyFile} is missing. It is in no backup; put it there first.");
        System.IO.Directory.CreateDirectory(folder);
        var file = System.IO.Path.Combine(folder, FileName);
        File.Copy(from, file);
        try
        {
            return new BackupResult(folder, await Check(file, masterKeyFile, copy => CompareCheckpoints(copy, backup, ct), ct));
        }
        catch
        {
            foreach (var made in System.IO.Directory.EnumerateFiles(folder, FileName + "*")) File.Delete(made);
            throw;
        }
    }

    private static async Task<StoreFindings> Check(string file, string masterKeyFile, Func<Store, Task> also, CancellationToken ct)
    {
        await using var copy = await SqliteStore.Open(file, TimeProvider.System);
        await Secrets.Open(copy, masterKeyFile);
        var found = await StoreCheck.Verify(copy, ct);
        if (!found.IsSound) throw new BackupException($"The copy does not verify: {string.Join("; ", found.Problems)}");
        await also(copy);
        return found;
    }

    private static async Task WriteCheckpoints(Store copy, string folder, CancellationToken ct)
    {
        foreach (var (name, note) in await SignedCheckpoints(copy, ct)) await File.WriteAllBytesAsync(System.IO.Path.Combine(folder, Checkpoints, name), note, ct);
    }

    // Ed25519 signs alike every time: the same state has the same bytes. A key that has ended since leaves its line out.
    private static async Task CompareCheckpoints(Store copy, string backup, CancellationToken ct)
    {
        foreach (var (name, note) in await SignedCheckpoints(copy, ct))
        {
            var file = System.IO.Path.Combine(backup, Checkpoints, name);
            if (!File.Exists(file)) throw new BackupException($"The backup lacks the checkpoint {name}.");
            if (!TextOf(await File.ReadAllBytesAsync(file, ct)).SequenceEqual(TextOf(note))) throw new BackupException($"The checkpoint {name} beside the backup is of another state of the log.");
        }
    }

    private static ReadOnlySpan<byte> TextOf(byte[] note) => note.AsSpan(0, Math.Max(0, note.AsSpan().IndexOf("\n\n"u8)));

    private static async Task<List<(string Name, byte[] Note)>> SignedCheckpoints(Store copy, CancellationToken ct)
    {
        var notes = new List<(string, byte[])> { (LogKeys.Epochs, (await SystemLog.Checkpoints.OfEpochs(copy, ct)).Signed.Note.ToBytes()) };
        var orgs = new List<Org>();
        await using (var db = await copy.ReadAcross(ct))
            for (var after = ""; await OrgTable.List(db, after, 1000) is { Count: > 0 } some; after = some[^1].Name) orgs.AddRange(some);
        foreach (var org in orgs)
        {
            await using var db = await copy.Read(org, ct);
            if (await EpochTable.LeafAt(db, org.Number, long.MaxValue) is { Epoch: >= 0 } leaf)
                notes.Add((org.Id, (await LogKeys.Sign(copy, db, org, new(LogKeys.Origin(copy.InstanceId, org), leaf.Size, leaf.Root))).Note.ToBytes()));
        }
        return notes;
    }

    private static void RefuseFilled(string folder, string? allowed = null)
    {
        if (!System.IO.Directory.Exists(folder)) return;
        var own = allowed is null ? null : System.IO.Path.GetFullPath(allowed);
        if (System.IO.Directory.EnumerateFileSystemEntries(folder).Any(entry => System.IO.Path.GetFullPath(entry) != own))
            throw new BackupException($"{folder} is not empty; nothing was written.");
    }
}

/// <summary>A backup or a restore was not done. The message is for the operator.</summary>
public sealed class BackupException(string message) : Exception(message);
