using System.IO.Compression;
using Firebreak.Storage;
using Firebreak.Storage.Postgres;
using Firebreak.Storage.Sqlite;
using Firebreak.Tests.Service;
using Xunit;

namespace Firebreak.Tests.Upgrades;

/// <summary>
/// The filled stores that stand beside this file, one for each schema that was released and each engine: <c>0008.sqlite.gz</c> with
/// <c>0008.sqlite.json</c>, <c>0008.postgres.sql.gz</c> with <c>0008.postgres.json</c>. Made by the step below, never changed again.
/// </summary>
public sealed class UpgradeFixtures
{
    /// <summary>The schemas of which an engine's store is kept.</summary>
    public static IReadOnlyList<string> Of(Engine engine) =>
        [.. System.IO.Directory.GetFiles(Folder, $"*.{Ending(engine)}.gz").Select(file => Path.GetFileName(file).Split('.')[0]).Order(StringComparer.Ordinal)];

    // Runs by itself, before a release: README.md beside this file.
    [Theory(Explicit = true)]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task A_filled_store_of_this_schema_is_made(Engine engine)
    {
        var schema = Migration.All[^1].Number;
        var database = engine == Engine.Postgres ? PostgresServer.NewDatabase() : "";
        await using var service = await TestService.Start(engine, database: engine == Engine.Postgres ? database : null);
        await service.StopConsumers();
        var filled = await FilledStore.Fill(service, schema, (await File.ReadAllTextAsync(service.MasterKeyFile, TestContext.Current.CancellationToken)).Trim());
        byte[] bytes;
        if (service.Store is SqliteStore sqlite)
        {
            var copy = service.MasterKeyFile + ".copy";
            sqlite.CopyTo(copy);
            bytes = await File.ReadAllBytesAsync(copy, TestContext.Current.CancellationToken);
        }
        else
        {
            bytes = System.Text.Encoding.UTF8.GetBytes(PostgresServer.Dump(database));
        }
        await using (var packed = new GZipStream(File.Create(At(engine, $"{schema:D4}", "gz")), CompressionLevel.SmallestSize)) await packed.WriteAsync(bytes, TestContext.Current.CancellationToken);
        filled.Write(At(engine, $"{schema:D4}", "json"));
    }

    /// <summary>Puts a copy of a kept store where an engine can open it: a file, or a database of its own; and its master key into a folder.</summary>
    internal static (FilledStore Filled, Func<IReadOnlyList<Migration>?, Task<Store>> Open) Unpack(Engine engine, string schema, string folder)
    {
        var filled = FilledStore.Read(At(engine, schema, "json"));
        File.WriteAllText(Path.Combine(folder, "master.key"), filled.MasterKey);
        using var packed = new GZipStream(File.OpenRead(At(engine, schema, "gz")), CompressionMode.Decompress);
        if (engine == Engine.Sqlite)
        {
            var file = Path.Combine(folder, "firebreak.db");
            using (var unpacked = File.Create(file)) packed.CopyTo(unpacked);
            return (filled, async steps => await SqliteStore.Open(file, TimeProvider.System, durable: false, steps));
        }
        var database = PostgresServer.NewDatabase();
        using var dump = new StreamReader(packed);
        PostgresServer.Restore(database, dump.ReadToEnd());
        return (filled, async steps => await PostgresStore.Open(database, TimeProvider.System, steps));
    }

    private static string Folder => Path.Combine(SharedData.Repository, "tests", "Firebreak.Tests", "Upgrades");

    private static string At(Engine engine, string schema, string ending) => Path.Combine(Folder, $"{schema}.{(ending == "json" ? Ending(engine).Split('.')[0] : Ending(engine))}.{ending}");

    private static string Ending(Engine engine) => engine == Engine.Sqlite ? "sqlite" : "postgres.sql";
}
