using System.Diagnostics;
using Npgsql;

namespace Firebreak.Tests.Service;

/// <summary>A real PostgreSQL for the tests: one cluster in a temporary folder, one database for each test service.</summary>
internal static class PostgresServer
{
    private static readonly Lazy<string> Cluster = new(Start);
    private static int _databases;

    /// <summary>A connection string to a new, empty database.</summary>
    public static string NewDatabase()
    {
        var name = $"firebreak_{Environment.ProcessId}_{Interlocked.Increment(ref _databases)}";
        using var admin = NpgsqlDataSource.Create(Cluster.Value + ";Database=postgres;Pooling=false");
        using var create = admin.CreateCommand("create database " + name);
        create.ExecuteNonQuery();
        return $"{Cluster.Value};Database={name};Maximum Pool Size=20";
    }

    /// <summary>Runs a program of PostgreSQL; as root, under the user that the package made, because it refuses root.</summary>
    internal static void Run(string program, params string[] arguments)
    {
        var asRoot = Environment.UserName == "root";
        var start = new ProcessStartInfo(asRoot ? "runuser" : Program(program)) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        if (asRoot) foreach (var word in new[] { "-u", "postgres", "--", Program(program) }) start.ArgumentList.Add(word);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        // The server that pg_ctl starts inherits the pipes, so only the end of pg_ctl itself is awaited.
        if (!process.WaitForExit(TimeSpan.FromSeconds(60)) || process.ExitCode != 0)
            throw new InvalidOperationException($"{program} failed: {(process.HasExited ? process.StandardError.ReadToEnd() : "no answer")}");
    }

    /// <summary>A database as plain SQL, as an operator would dump it.</summary>
    internal static string Dump(string database) => Client(database, "pg_dump", "");

    /// <summary>Runs a dump in an empty database; its roles need not be there, and what names them is then left out, as psql does unless told otherwise.</summary>
    internal static void Restore(string database, string dump) => Client(database, "psql", dump, "--quiet", "--no-psqlrc");

    private static string Client(string database, string program, string input, params string[] arguments)
    {
        var at = new NpgsqlConnectionStringBuilder(database);
        string[] where = ["-h", at.Host!, "-p", $"{at.Port}", "-U", at.Username!, "-d", at.Database!];
        var start = new ProcessStartInfo(Program(program), [.. where, .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var output = Task.Run(process.StandardOutput.ReadToEnd);
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        process.WaitForExit();
        return process.ExitCode == 0 ? output.GetAwaiter().GetResult() : throw new InvalidOperationException($"{program} failed.");
    }

    private static string Program(string name) =>
        System.IO.Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(folder => folder, StringComparer.Ordinal)
            .Select(folder => Path.Combine(folder, "bin", name)).First(File.Exists);

    private static string Start()
    {
        var folder = System.IO.Directory.CreateTempSubdirectory("firebreak-postgres-").FullName;
        if (Environment.UserName == "root") Process.Start("chown", ["postgres", folder])!.WaitForExit();
        var data = Path.Combine(folder, "data");
        var port = System.Security.Cryptography.RandomNumberGenerator.GetInt32(20000, 30000);
        Run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "--no-sync");
        Run("pg_ctl", "-D", data, "-w", "-l", Path.Combine(folder, "log"), "-o", $"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c max_connections=300 -c fsync=off", "start");
        // Not waited for: hundreds of databases take longer to delete than a process may take to end.
        var asUser = Environment.UserName == "root" ? "runuser -u postgres -- " : "";
        var end = $"{asUser}{Program("pg_ctl")} -D {data} -m immediate stop; rm -rf {folder}";
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Process.Start("setsid", ["sh", "-c", $"({end}) >/dev/null 2>&1 </dev/null &"]);
        return $"Host=127.0.0.1;Port={port};Username=postgres";
    }
}
