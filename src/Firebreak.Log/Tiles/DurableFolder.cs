using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Firebreak.Log.Tiles;

/// <summary>
/// A folder whose files survive a power cut once they are said to be written: each file is synced, then the folders
/// that name them. Several threads may write at once.
/// </summary>
/// <param name="root">The folder; made when the first file is written.</param>
/// <param name="step">Called before and after everything that touches the disk; a test throws from it to die there.</param>
internal sealed class DurableFolder(string root, Action<string>? step = null)
{
    private const UnixFileMode PublicFolder =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private readonly string _full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
    private readonly ConcurrentDictionary<string, byte> _unsynced = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte> _known = new(StringComparer.Ordinal);

    /// <summary>The folder itself.</summary>
    public string Root => root;

    /// <summary>Makes the folder itself, where it is not there. Its name is durable after <see cref="SyncFolders"/>.</summary>
    public void Make() => MakeFolder(_full);

    /// <summary>Writes a file that no checkpoint covers yet. It is durable after <see cref="SyncFolders"/>.</summary>
    public void Write(string path, ReadOnlySpan<byte> bytes)
    {
        step?.Invoke($"before writing {path}");
        var full = Path.Combine(_full, path);
        MakeFolder(Path.GetDirectoryName(full)!);
        using (var file = File.OpenHandle(full, FileMode.Create, FileAccess.Write, FileShare.Read))
        {
            RandomAccess.Write(file, bytes, 0);
            step?.Invoke($"after writing, before syncing {path}");
            RandomAccess.FlushToDisk(file);
        }

        step?.Invoke($"after syncing {path}");
    }

    /// <summary>Makes all names written so far durable.</summary>
    public void SyncFolders()
    {
        // Deepest first: a folder's name is durable only once its parent is synced.
        foreach (var folder in _unsynced.Keys.OrderByDescending(folder => folder.Length))
        {
            step?.Invoke($"before syncing folder {folder}");
            SyncFolder(folder);
            _unsynced.TryRemove(folder, out _);
        }

        step?.Invoke("after syncing folders");
    }

    /// <summary>Makes the names in the folder itself durable, whoever wrote them.</summary>
    public void SyncRoot()
    {
        step?.Invoke($"before syncing folder {_full}");
        SyncFolder(_full);
    }

    /// <summary>Puts a file in the place of another, so that at any moment one of the two is there, whole.</summary>
    public void Replace(string path, ReadOnlySpan<byte> bytes)
    {
        var next = path + ".next";
        Write(next, bytes);
        step?.Invoke($"before renaming to {path}");
        File.Move(Path.Combine(_full, next), Path.Combine(_full, path), overwrite: true);
        step?.Invoke($"after renaming to {path}");
        SyncFolder(_full);
        step?.Invoke($"after replacing {path}");
    }

    /// <summary>Removes a folder and what is in it, where it is there.</summary>
    public void Remove(string path)
    {
        var full = Path.Combine(_full, path);
        if (!Directory.Exists(full)) return;
        step?.Invoke($"before removing {path}");
        Directory.Delete(full, recursive: true);
        _known.TryRemove(full, out _);
        _unsynced.TryRemove(full, out _);
        step?.Invoke($"after removing {path}");
    }

    private void MakeFolder(string folder)
    {
        _unsynced.TryAdd(folder, 0);
        if (_known.ContainsKey(folder)) return;
        // Up to the root also where it is there: whoever made it may have died before its name was durable.
        var isThere = Directory.Exists(folder);
        if ((!isThere || folder.Length > _full.Length) && Path.GetDirectoryName(folder) is { Length: > 0 } parent) MakeFolder(parent);
        if (!isThere && OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else if (!isThere) Directory.CreateDirectory(folder, PublicFolder);
        // Known only once it is there: another thread goes on at once.
        _known.TryAdd(folder, 0);
    }

    private static void SyncFolder(string folder)
    {
        // Windows has no handle to flush here; its file systems journal names by themselves.
        if (OperatingSystem.IsWindows()) return;
        using var handle = OpenFolder(folder);
        if (fsync(handle) != 0) throw new IOException($"Cannot sync the folder {folder}: {Marshal.GetLastPInvokeErrorMessage()}.");
    }

    // File.OpenHandle refuses folders, so the folder is opened by the C library itself.
    private static SafeFileHandle OpenFolder(string folder)
    {
        var descriptor = open(folder, 0);
        return descriptor >= 0
            ? new SafeFileHandle(descriptor, ownsHandle: true)
            : throw new IOException($"Cannot open the folder {folder}: {Marshal.GetLastPInvokeErrorMessage()}.");
    }

#pragma warning disable IDE1006, CA5392, SYSLIB1054, CA2101 // the C library's own names, found by the loader's own path
    [DllImport("libc", SetLastError = true)]
    private static extern int open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", SetLastError = true)]
    private static extern int fsync(SafeFileHandle descriptor);
#pragma warning restore IDE1006, CA5392, SYSLIB1054, CA2101
}
