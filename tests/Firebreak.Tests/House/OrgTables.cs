using System.Text.RegularExpressions;
using Firebreak.Storage;

namespace Firebreak.Tests.House;

/// <summary>The tables of the migrations, read from their text: which belong to orgs, and by which column.</summary>
internal static partial class OrgTables
{
    /// <summary>Every table with its columns.</summary>
    public static IReadOnlyDictionary<string, string[]> All { get; } = Migration.All
        .SelectMany(step => step.ForSqlite())
        .Select(statement => Table().Match(statement))
        .Where(match => match.Success)
        .ToDictionary(match => match.Groups["name"].Value, match => match.Groups["columns"].Value.Split('\n').Select(line => line.Trim().Split(' ')[0]).ToArray(), StringComparer.Ordinal);

    /// <summary>The tables that are kept by org id and have a column of a name.</summary>
    public static IEnumerable<string> WithColumn(string name) =>
        All.Where(table => table.Value.Contains("org_id") && table.Value.Contains(name) && table.Key != "orgs").Select(table => table.Key).Order(StringComparer.Ordinal);

    [GeneratedRegex(@"^create table (?<name>\w+) \((?<columns>.*)\)", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Table();
}
