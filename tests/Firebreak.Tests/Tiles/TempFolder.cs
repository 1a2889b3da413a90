namespace Firebreak.Tests.Tiles;

/// <summary>A folder that goes with the test.</summary>
public sealed class TempFolder : IDisposable
{
    // In memory where the machine has such a folder: the tests sync to disk some ten thousand times.
    private const string InMemory = "/dev/shm";

    public string Path { get; } = System.IO.Directory.Exists(InMemory)
        ? System.IO.Directory.CreateDirectory($"{InMemory}/firebreak-{System.IO.Path.GetRandomFileName()}").FullName
        : System.IO.Directory.CreateTempSubdirectory("firebreak-").FullName;

    public string At(string relative) => System.IO.Path.Combine(Path, relative);

    public bool Has(string relative) => File.Exists(At(relative));

    public byte[] Read(string relative) => File.ReadAllBytes(At(relative));

    public void Write(string relative, ReadOnlySpan<byte> bytes)
    {
        System.IO.Directory.CreateDirectory(System.IO.Path.GetDirectoryName(At(relative))!);
        File.WriteAllBytes(At(relative), bytes);
    }

    /// <summary>Changes a file in place.</summary>
    public void Alter(string relative, Func<byte[], byte[]> change) => Write(relative, change(Read(relative)));

    /// <summary>All files and their bytes, but for the lock.</summary>
    public SortedDictionary<string, byte[]> Files() => new(
        System.IO.Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories)
            .Select(file => System.IO.Path.GetRelativePath(Path, file))
            .Where(file => file != ".lock")
            .ToDictionary(file => file, file => File.ReadAllBytes(At(file)), StringComparer.Ordinal),
        StringComparer.Ordinal);

    /// <summary>A copy, to be broken.</summary>
    public TempFolder Copy()
    {
        var copy = new TempFolder();
        foreach (var (path, bytes) in Files()) copy.Write(path, bytes);
        return copy;
    }

    /// <summary>Brings back what was there, and nothing else.</summary>
    public void Restore(SortedDictionary<string, byte[]> files)
    {
        foreach (var folder in System.IO.Directory.EnumerateDirectories(Path).Where(_ => files.Count == 0)) System.IO.Directory.Delete(folder, recursive: true);
        var now = Files();
        foreach (var path in now.Keys.Where(path => !files.ContainsKey(path))) File.Delete(At(path));
        foreach (var (path, bytes) in files)
        {
            if (!now.TryGetValue(path, out var found) || !found.AsSpan().SequenceEqual(bytes)) Write(path, bytes);
        }
    }

    public void Dispose() => System.IO.Directory.Delete(Path, recursive: true);
}
