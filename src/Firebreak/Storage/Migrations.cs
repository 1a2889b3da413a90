using System.Reflection;

namespace Firebreak.Storage;

/// <summary>A numbered step from one schema to the next, a SQL file in the assembly, in words that both engines take.</summary>
internal sealed record Migration(int Number, string Name, string Text)
{
    /// <summary>All steps in their order.</summary>
    public static IReadOnlyList<Migration> All { get; } = Load();

    /// <summary>The steps of a list that a store still lacks.</summary>
    /// <param name="found">The store's schema; 0 for an empty one.</param>
    /// <exception cref="NewerSchemaException">The store is ahead of the list.</exception>
    public static List<Migration> After(long found, IReadOnlyList<Migration> steps)
    {
        var known = steps[^1].Number;
        if (found > known) throw new NewerSchemaException(found, known);
        return [.. steps.Where(step => step.Number > found)];
    }

    /// <summary>The statements as SQLite takes them.</summary>
    public IEnumerable<string> ForSqlite() => Statements(Text
        .Replace("{rowid}", "integer primary key", StringComparison.Ordinal)
        .Replace("{serial}", "integer primary key", StringComparison.Ordinal)
        .Replace(" bytea", " blob", StringComparison.Ordinal)
        .Replace("/*without rowid*/", "without rowid", StringComparison.Ordinal));

    /// <summary>The statements as PostgreSQL takes them: texts in byte order.</summary>
    public IEnumerable<string> ForPostgres() => Statements(Text
        .Replace("{rowid}", "bigint primary key", StringComparison.Ordinal)
        .Replace("{serial}", "bigint generated always as identity primary key", StringComparison.Ordinal)
        .Replace(" text ", " text collate \"C\" ", StringComparison.Ordinal)
        .Replace(" text,", " text collate \"C\",", StringComparison.Ordinal));

    // Comments hold no semicolons and the files no strings with one.
    private static IEnumerable<string> Statements(string text) =>
        text.Split('\n').Select(line => line.IndexOf("--", StringComparison.Ordinal) is var at and >= 0 ? line[..at] : line)
            .Aggregate(new System.Text.StringBuilder(), (all, line) => all.Append(line).Append('\n')).ToString()
            .Split(';').Select(statement => statement.Trim()).Where(statement => statement.Length > 0);

    private static List<Migration> Load()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var all = new List<Migration>();
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith("Migrations/", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            var file = name["Migrations/".Length..];
            all.Add(new Migration(int.Parse(file[..4]), file[..^4], reader.ReadToEnd()));
        }
        return all;
    }
}

/// <summary>The store was made by a newer version, which this one must not touch.</summary>
public sealed class NewerSchemaException(long found, int known)
    : Exception($"The store has schema {found}; this version knows {known}. Run the newer version, or restore a backup of this one.");
