using Npgsql;

namespace Firebreak.Tests.Service;

/// <summary>A PostgreSQL of a test's own, to be killed and started again.</summary>
internal sealed class PostgresCluster : IDisposable
{
    private readonly string _folder = System.IO.Directory.CreateTempSubdirectory("firebreak-postgres-").FullName;
    private readonly int _port = System.Security.Cryptography.RandomNumberGenerator.GetInt32(30000, 40000);
    private int _databases;

    public PostgresCluster()
    {
        if (Environment.UserName == "root") System.Diagnostics.Process.Start("chown", ["postgres", _folder])!.WaitForExit();
        PostgresServer.Run("initdb", "-D", Data, "-U", "postgres", "-A", "trust", "--no-sync");
        Start();
    }

    private string Data => Path.Combine(_folder, "data");

    private string Connection => $"Host=127.0.0.1;Port={_port};Username=postgres";

    /// <summary>Starts it and waits until it answers.</summary>
    public void Start() => PostgresServer.Run(
        "pg_ctl", "-D", Data, "-w", "-l", Path.Combine(_folder, "log"), "-o", $"-p {_port} -k {_folder} -c listen_addresses=127.0.0.1 -c max_connections=200 -c fsync=off", "start");

    /// <summary>Kills it: no checkpoint, no good-bye to its clients; the next start recovers from its log.</summary>
    public void Kill() => PostgresServer.Run("pg_ctl", "-D", Data, "-w", "-m", "immediate", "stop");

    /// <summary>A connection string to a new, empty database, its tables in a folder of its own if one is named.</summary>
    public string NewDatabase(string? folder = null)
    {
        var name = $"firebreak_{++_databases}";
        using var admin = NpgsqlDataSource.Create(Connection + ";Database=postgres;Pooling=false");
        if (folder is not null)
        {
            if (Environment.UserName == "root") System.Diagnostics.Process.Start("chown", ["postgres", folder])!.WaitForExit();
            using var place = admin.CreateCommand($"create tablespace {name} location '{folder}'");
            place.ExecuteNonQuery();
        }
        using var create = admin.CreateCommand($"create database {name}{(folder is null ? "" : $" tablespace {name}")}");
        create.ExecuteNonQuery();
        return $"{Connection};Database={name};Maximum Pool Size=20";
    }

    public void Dispose()
    {
        Kill();
        try
        {
            System.IO.Directory.Delete(_folder, recursive: true);
        }
        catch (UnauthorizedAccessException)
        {
            // What the user postgres owns stays.
        }
    }
}
