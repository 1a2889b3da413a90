using System.Diagnostics;
using Npgsql;

namespace Firebreak.Bench;

/// <summary>A PostgreSQL of the bench's own, as Debian installs it and with its own defaults: what is committed is on the disk.</summary>
internal sealed class Cluster : IDisposable
{
    private readonly string _folder = System.IO.Directory.CreateTempSubdirectory("firebreak-bench-postgres-").FullName;
    private readonly int _port = Random.Shared.Next(30000, 40000);
    private int _databases;

    public Cluster()
    {
        if (AsRoot) Process.Start("chown", ["postgres", _folder]).WaitForExit();
        Run("initdb", "-D", Data, "-U", "postgres", "-A", "trust");
        Start();
    }

    /// <summary>How programs of PostgreSQL find it.</summary>
    public string[] Where => ["-h", "127.0.0.1", "-p", $"{_port}", "-U", "postgres"];

    /// <summary>Starts it and waits until it answers.</summary>
    public void Start() => Run("pg_ctl", "-D", Data, "-w", "-l", Path.Combine(_folder, "log"), "-o", $"-p {_port} -k {_folder} -c listen_addresses=127.0.0.1 -c max_connections=200", "start");

    /// <summary>A connection string to a new, empty database.</summary>
    public string NewDatabase(out string name)
    {
        name = $"bench_{++_databases}";
        using var admin = NpgsqlDataSource.Create($"Host=127.0.0.1;Port={_port};Username=postgres;Database=postgres;Pooling=false");
        using var create = admin.CreateCommand("create database " + name);
        create.ExecuteNonQuery();
        return $"Host=127.0.0.1;Port={_port};Username=postgres;Database={name};Maximum Pool Size=32";
    }

    /// <summary>Runs one of its programs and gives back what it printed; as root, under the user that the package made.</summary>
    public static string Run(string program, params string[] arguments)
    {
        var file = Program(program);
        var start = AsRoot ? new ProcessStartInfo("runuser", ["-u", "postgres", "--", file, .. arguments]) : new ProcessStartInfo(file, arguments);
        // What pg_ctl starts would keep a pipe open for ever.
        start.RedirectStandardOutput = start.RedirectStandardError = program == "pgbench";
        if (program != "pgbench") start = new ProcessStartInfo("sh", ["-c", "exec \"$@\" >/dev/null 2>&1", "sh", start.FileName, .. start.ArgumentList]);
        using var process = Process.Start(start)!;
        var said = program == "pgbench" ? process.StandardOutput.ReadToEnd() : "";
        process.WaitForExit();
        return process.ExitCode == 0 ? said : throw new InvalidOperationException($"{program} failed: {(program == "pgbench" ? process.StandardError.ReadToEnd() : "")}");
    }

    public void Dispose()
    {
        Run("pg_ctl", "-D", Data, "-w", "-m", "immediate", "stop");
        System.IO.Directory.Delete(_folder, recursive: true);
    }

    private static bool AsRoot => Environment.UserName == "root";

    private string Data => Path.Combine(_folder, "data");

    private static string Program(string name) =>
        System.IO.Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(folder => folder, StringComparer.Ordinal)
            .Select(folder => Path.Combine(folder, "bin", name)).First(File.Exists);
}
