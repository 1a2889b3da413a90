using System.Text;
using System.Text.RegularExpressions;
using Firebreak.Server.Api;
using Firebreak.Storage;
using Firebreak.SystemLog;
using Firebreak.Tests.Service;
using Xunit;

namespace Firebreak.Tests.House;

/// <summary>The lists by which authority is reviewed: a change of them is a diff that somebody reads.</summary>
public sealed partial class GoldenListTests
{
    [Fact]
    public void Every_route_names_its_permission_or_says_why_it_is_open()
    {
        Golden.Check("routes.txt", Lines(ApiRoutes.All.Where(route => route.Needs is not null).Select(route => $"{route.Method,-7}{route.Path}  {route.Needs}")));
        var open = ApiRoutes.All.Where(route => route.Needs is null).Select(route => $"{route.Method,-7}{route.Path}  {route.OpenBecause}");
        var host = ApiRoutes.Host.Select(route => $"{route.Method,-7}{route.Path}  {route.OpenBecause}");
        Golden.Check("public-endpoints.txt", Lines(open.Concat(host).Append("GET    /health/live  For load balancers: says only that it answers.").Append("GET    /health/ready  For load balancers: says only whether it can read and write.")));
        Assert.All(ApiRoutes.All, route => Assert.True(route.Needs is not null || route.OpenBecause is { Length: > 20 }, $"{route.Method} {route.Path} gives no reason to be open."));
        Assert.Equal(ApiRoutes.All.Count, ApiRoutes.All.DistinctBy(route => (route.Method, route.Path)).Count());
    }

    [Fact]
    public void Every_event_type_is_Oktas_or_says_that_it_is_ours()
    {
        Golden.Check("event-catalogue.txt", Lines(EventCatalogue.All.Select(type => $"{type.Name,-50}{type.Severity,-6}{type.Message}")));
        var known = OktaEvents();
        Assert.All(EventCatalogue.All, type => Assert.True(type.Name.StartsWith("firebreak.", StringComparison.Ordinal) || known.Contains(type.Name), $"Okta has no event type {type.Name}."));
        Assert.Equal(EventCatalogue.All.Count, EventCatalogue.All.DistinctBy(type => type.Name).Count());
    }

    [Fact]
    public void Whoever_reads_or_writes_across_orgs_is_known_by_name() =>
        Golden.Check("operator-readers.txt", Lines(Calls(@"\.(ReadAcross|WriteAcross|System)(<[^>]*>)?\(")));

    [Fact]
    public void Only_bookkeeping_changes_anything_without_an_event()
    {
        var tables = Bookkeeping.Tables.OrderBy(table => table.Key, StringComparer.Ordinal).Select(table => $"{table.Key,-20}{table.Value}");
        Golden.Check("bookkeeping.txt", "tables\n" + Lines(tables) + "\nwho tends them\n" + Lines(Calls(@"\.Tend\(")));
        Assert.All(Bookkeeping.Tables.Keys, table => Assert.Contains(table, OrgTables.All.Keys));
    }

    [Fact]
    public async Task The_schema_is_as_it_was_read_on_SQLite()
    {
        await using var service = await TestService.Start();
        await using var db = await service.Store.ReadAcross();
        var statements = await db.All($"select sql from sqlite_master where sql is not null order by tbl_name, type desc, name", row => row.Text(0));
        Golden.Check("schema.sqlite.sql", string.Concat(statements.Select(statement => statement + ";\n\n")));
    }

    [Fact]
    public async Task The_schema_is_as_it_was_read_on_PostgreSQL()
    {
        await using var service = await TestService.Start(Engine.Postgres);
        await using var db = await service.Store.ReadAcross();
        Golden.Check("schema.postgres.sql", await PostgresCatalogue.Print(db));
    }

    // "file: the line", for each line of the product that calls it; the methods' own declarations are not calls.
    private static IEnumerable<string> Calls(string pattern)
    {
        var source = Path.Combine(SharedData.Repository, "src");
        foreach (var file in System.IO.Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var name = Path.GetRelativePath(source, file).Replace('\\', '/');
            foreach (var line in File.ReadLines(file))
                if (Regex.IsMatch(line, pattern) && !line.TrimStart().StartsWith("//", StringComparison.Ordinal)) yield return $"{name}: {Spaces().Replace(line.Trim(), " ")}";
        }
    }

    private static HashSet<string> OktaEvents() =>
        [.. File.ReadLines(Path.Combine(SharedData.Repository, "..", "shared", "reference", "okta-event-types-2026.08.1.csv")).Select(line => line.Split(',')[0].Trim('"'))];

    private static string Lines(IEnumerable<string> lines) => lines.Order(StringComparer.Ordinal).Aggregate(new StringBuilder(), (text, line) => text.Append(line).Append('\n')).ToString();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
