using System.IO.Compression;
using Firebreak.Tests.Cli;
using Xunit;

[assembly: AssemblyFixture(typeof(SupportLogFixture))]

namespace Firebreak.Tests.Cli;

/// <summary>The demo's log in its three shapes, made once for all tests: 125,000 events, and a short one.</summary>
public sealed class SupportLogFixture : IDisposable
{
    private readonly Lock _making = new();
    private readonly Dictionary<string, string> _made = [];

    /// <summary>What to ask, and the answer that the log was made to give.</summary>
    public static string[] Question { get; } = ["--affiliation", "Northgate Support", "--from", "2022-01-16", "--to", "2022-01-21"];

    public const int Orgs = 366;

    public string Folder { get; } = System.IO.Directory.CreateTempSubdirectory("firebreak-tests-").FullName;

    /// <summary>A folder for one test's own files.</summary>
    public string NewFolder() => System.IO.Directory.CreateDirectory(Path.Combine(Folder, Guid.CreateVersion7().ToString())).FullName;

    /// <summary>A log of the demo.</summary>
    public string Log(string shape = "own", int count = 125_000) => Make($"{shape}-{count}.ndjson", file =>
        Program.Run(Folder, "demo", "--events", file, "--count", $"{count}", "--shape", shape).Succeeds());

    /// <summary>The same, packed.</summary>
    public string Gzip(string shape = "own", int count = 125_000)
    {
        var log = Log(shape, count);
        return Make($"{shape}-{count}.ndjson.gz", file =>
        {
            using var from = File.OpenRead(log);
            using var to = new GZipStream(File.Create(file), CompressionLevel.Fastest);
            from.CopyTo(to);
        });
    }

    public void Dispose() => System.IO.Directory.Delete(Folder, recursive: true);

    private string Make(string name, Action<string> make)
    {
        lock (_making)
        {
            if (_made.TryGetValue(name, out var file)) return file;
            file = Path.Combine(Folder, name);
            make(file);
            _made.Add(name, file);
            return file;
        }
    }
}
