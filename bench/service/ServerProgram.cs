namespace Firebreak.Bench;

/// <summary>The server as a program.</summary>
internal static class ServerProgram
{
    /// <summary>Where it is: <c>BENCH_SERVER</c>, which ./firebreak sets, or where a publish or a build leaves it.</summary>
    public static string Path { get; } = Environment.GetEnvironmentVariable("BENCH_SERVER") is { Length: > 0 } named ? named : Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            foreach (var kind in new[] { "publish", "bin" })
                if (System.IO.Path.Combine(folder.FullName, kind, "Firebreak.Server", "release", "firebreak-server") is var file && File.Exists(file)) return file;
        throw new FileNotFoundException("There is no firebreak-server; BENCH_SERVER names none.");
    }
}
