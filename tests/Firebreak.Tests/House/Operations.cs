using System.Text.RegularExpressions;
using Firebreak.Server.Api;
using Firebreak.Server.Hosting;

namespace Firebreak.Tests.House;

/// <summary>One operation of Okta's management API, as its OpenAPI file lists it.</summary>
internal sealed record Operation(string Tag, string Method, string Path, string Id)
{
    /// <summary>The path with nameless holes: two spellings of one operation are one.</summary>
    public string Template { get; } = Operations.Nameless(Path);
}

/// <summary>All operations of Okta's management API, and which of them have a route here.</summary>
internal static partial class Operations
{
    /// <summary>Every operation of the file.</summary>
    public static IReadOnlyList<Operation> All { get; } =
    [
        .. File.ReadLines(System.IO.Path.Combine(SharedData.Repository, "..", "shared", "reference", "okta-operations-2026.06.3.tsv"))
            .Select(line => line.Split('\t'))
            .Where(columns => columns[0] == "management")
            .Select(columns => new Operation(columns[1], columns[2], columns[3], columns[4])),
    ];

    /// <summary>The route of an operation, or null.</summary>
    public static ApiRoute? RouteOf(Operation operation) =>
        Routes.TryGetValue((operation.Method, operation.Template), out var route) ? route : null;

    /// <summary>The operation that a request asks for; the most literal one where several fit.</summary>
    public static Operation? Of(string method, string path)
    {
        var parts = path.Split('?')[0].TrimEnd('/').Split('/', StringSplitOptions.RemoveEmptyEntries);
        return All.Where(operation => operation.Method == method && Fits(operation.Template.Split('/', StringSplitOptions.RemoveEmptyEntries), parts))
            .MinBy(operation => operation.Template.Count(letter => letter == '{'));
    }

    /// <summary>A path with nameless holes.</summary>
    public static string Nameless(string path) => Hole().Replace(path, "{}");

    private static readonly Dictionary<(string, string), ApiRoute> Routes = ApiRoutes.All.DistinctBy(route => (route.Method, Nameless(route.Path))).ToDictionary(route => (route.Method, Nameless(route.Path)));

    private static bool Fits(string[] template, string[] parts) =>
        template.Length == parts.Length && template.Zip(parts).All(pair => pair.First == "{}" || pair.First == pair.Second);

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Hole();
}
