namespace Firebreak.Tests.Tiles;

/// <summary>What is left on the disk when the writer dies.</summary>
public enum Fate
{
    /// <summary>The process dies: all that it did is there.</summary>
    Kept,

    /// <summary>It dies in the middle of a write: that file is full of garbage or half there.</summary>
    Torn,

    /// <summary>The power goes: all that was not synced, file by file and name by name, is as it was before.</summary>
    Lost,
}

/// <summary>
/// Counts the writer's steps and dies at one of them, by the writer's own words for what it does. For
/// <see cref="Fate.Lost"/> it keeps book of what a disk has promised: a file's bytes once the file is synced, a name once
/// its folder is.
/// </summary>
internal sealed class CrashingDisk(string root, Fate fate, int diesAt)
{
    private readonly HashSet<string> _durableNames = new(NamesUnder(root), StringComparer.Ordinal);
    private readonly Dictionary<string, byte[]?> _undo = new(StringComparer.Ordinal);
    private string? _syncing;
    private string _diedAt = "";
    private int _steps;

    public sealed class Died : Exception;

    /// <summary>What the writer is given as its step.</summary>
    public void Step(string step)
    {
        SettleSynced();
        _syncing = step.StartsWith("before syncing folder ", StringComparison.Ordinal) ? Named(step, "before syncing folder ") : null;
        if (step.StartsWith("before renaming to ", StringComparison.Ordinal)) Remember(Named(step, "before renaming to "));
        if (step.StartsWith("after replacing ", StringComparison.Ordinal)) Settle(Named(step, "after replacing "));
        if (_steps++ != diesAt) return;
        (_diedAt, _syncing) = (step, null);
        throw new Died();
    }

    /// <summary>Does to the disk what death did. The writer's files must be closed.</summary>
    public void Strike()
    {
        if (fate == Fate.Torn) Tear(_diedAt);
        if (fate == Fate.Lost) Lose(_diedAt);
    }

    /// <summary>The power goes after all: the writer has done what it does, and nobody knows what is in whose cache.</summary>
    public void LosePower()
    {
        SettleSynced();
        Lose("");
    }

    private void SettleSynced()
    {
        if (_syncing is not null) MakeNamesDurable(_syncing);
        if (_syncing == root) _undo.Clear();
        _syncing = null;
    }

    private static string Named(string step, string prefix) => step[prefix.Length..];

    private void Remember(string path) => _undo[path] = File.Exists(In(path)) ? File.ReadAllBytes(In(path)) : null;

    private void Settle(string path)
    {
        _undo.Remove(path);
        MakeNamesDurable(root);
    }

    private void MakeNamesDurable(string folder)
    {
        foreach (var name in System.IO.Directory.EnumerateFileSystemEntries(folder)) _durableNames.Add(name);
    }

    private void Tear(string step)
    {
        if (step.StartsWith("before writing ", StringComparison.Ordinal))
        {
            var path = In(Named(step, "before writing "));
            System.IO.Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, [.. Enumerable.Repeat((byte)0xA5, 5000)]);
        }
        else if (step.StartsWith("after writing, before syncing ", StringComparison.Ordinal))
        {
            using var file = File.OpenWrite(In(Named(step, "after writing, before syncing ")));
            file.SetLength(file.Length / 2);
        }
    }

    private void Lose(string step)
    {
        foreach (var (path, bytes) in _undo)
        {
            if (bytes is null) File.Delete(In(path));
            else File.WriteAllBytes(In(path), bytes);
        }

        if (step.StartsWith("after writing, before syncing ", StringComparison.Ordinal)) File.WriteAllBytes(In(Named(step, "after writing, before syncing ")), []);
        if (!_durableNames.Contains(root) && System.IO.Directory.Exists(root)) System.IO.Directory.Delete(root, recursive: true);
        foreach (var name in NamesUnder(root).Where(name => !_durableNames.Contains(name) && name != root))
        {
            if (System.IO.Directory.Exists(name)) System.IO.Directory.Delete(name, recursive: true);
            else if (File.Exists(name)) File.Delete(name);
        }
    }

    private string In(string path) => Path.Combine(root, path);

    private static List<string> NamesUnder(string folder) =>
        System.IO.Directory.Exists(folder) ? [folder, .. System.IO.Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories)] : [];
}
