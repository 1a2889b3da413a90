using System.Diagnostics.CodeAnalysis;
using Firebreak.Cli.Rendering;
using Firebreak.Log.Live;
using Firebreak.Log.Notes;
using Firebreak.Log.Reading;

namespace Firebreak.Cli;

/// <summary>
/// What this user keeps: private keys, and the verifier keys that were pinned, what was seen of live logs, in <c>$XDG_CONFIG_HOME/firebreak</c> or
/// <c>~/.config/firebreak</c>. Never beside a log: what vouches for a log must not lie where the log's writer writes.
/// </summary>
internal static class Settings
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static string Folder =>
        Path.Combine(
            Environment.GetEnvironmentVariable("XDG_CONFIG_HOME") is { Length: > 0 } xdg
                ? xdg
                : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".config"),
            "firebreak");

    private static string SeenFileOf(string origin) => Path.Combine(Folder, "seen", Printable.FileName(origin) + ".json");

    private static string KnownLogs => Path.Combine(Folder, "known-logs");

    /// <summary>Where the private key of a log is kept when nobody says otherwise.</summary>
    public static string KeyFileOf(string origin) => Path.Combine(Folder, "keys", Printable.FileName(origin) + ".key");

    /// <summary>The key pinned for a log's origin.</summary>
    public static bool TryFindPinned(string origin, [NotNullWhen(true)] out VerifierKey? key)
    {
        key = null;
        if (!File.Exists(KnownLogs)) return false;
        foreach (var line in File.ReadLines(KnownLogs))
        {
            if (VerifierKey.TryParse(line, out var known) && known.Name == origin) key = known;
        }

        return key is not null;
    }

    /// <summary>Pins keys: from now on this user trusts each for its name.</summary>
    public static void Pin(params IEnumerable<VerifierKey> keys)
    {
        var known = File.Exists(KnownLogs) ? File.ReadAllLines(KnownLogs).ToHashSet(StringComparer.Ordinal) : [];
        var added = keys.Select(key => key.ToString()).Where(key => !known.Contains(key)).ToList();
        if (added.Count == 0) return;
        Directory.CreateDirectory(Folder);
        File.AppendAllLines(KnownLogs, added);
    }

    /// <summary>What was remembered of a live log at the last look; null where there was none.</summary>
    /// <exception cref="InputException">There is something that cannot be read: to pass over it would be to forget.</exception>
    public static SeenLog? FindSeen(string origin)
    {
        var file = SeenFileOf(origin);
        if (!File.Exists(file)) return null;
        return SeenLog.TryParse(File.ReadAllBytes(file), out var seen) && seen.Log.Checkpoint.Origin == origin
            ? seen
            : throw new InputException($"{file} should remember the last look at {origin}, but cannot be read; move it away to begin anew.");
    }

    /// <summary>Remembers a look at a live log.</summary>
    public static void KeepSeen(SeenLog seen)
    {
        var file = SeenFileOf(seen.Log.Checkpoint.Origin);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var next = file + ".next";
        File.WriteAllBytes(next, seen.ToJson());
        File.Move(next, file, overwrite: true);
    }

    /// <summary>Writes a private key so that its owner alone can read it; an existing file is never written over.</summary>
    public static void WriteKey(string path, SigningKey key)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder) Directory.CreateDirectory(folder);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        using var file = new StreamWriter(path, options);
        file.WriteLine(key.Export());
    }
}
