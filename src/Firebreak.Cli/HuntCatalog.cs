using Firebreak.Log;
using Firebreak.Log.Scoping;
using Firebreak.Sigma;

namespace Firebreak.Cli;

/// <summary>The hunts that come with the program, and those in a person's own files.</summary>
internal static class HuntCatalog
{
    private const string Prefix = "Hunts/";
    private const string Ending = ".yml";

    /// <summary>The names of the bundled hunts.</summary>
    public static IEnumerable<string> Names =>
        typeof(HuntCatalog).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..^Ending.Length])
            .Order(StringComparer.Ordinal);

    /// <summary>Finds a hunt by its name, or reads it from a Sigma file.</summary>
    /// <exception cref="CommandException">There is no such hunt, or the file is no rule.</exception>
    public static Hunt Find(string nameOrFile)
    {
        if (Names.Contains(nameOrFile, StringComparer.Ordinal)) return Parse(nameOrFile, TextOf(nameOrFile), ExitCode.Usage);
        if (!File.Exists(nameOrFile))
            throw CommandException.Usage($"there is no hunt and no file \"{nameOrFile}\". The hunts: {string.Join(", ", Names)}.");
        return Parse(Path.GetFileName(nameOrFile), File.ReadAllText(nameOrFile), ExitCode.Usage);
    }

    /// <summary>Makes a hunt from the rule that a bundle carries.</summary>
    /// <exception cref="LogCorruptException">It is no rule.</exception>
    public static Hunt FromBundle(string name, string text) =>
        SigmaRule.TryParse(text, out var rule, out var problem)
            ? new Hunt(name, text, rule.EventTypes, rule.Matches)
            : throw new LogCorruptException($"the hunt \"{name}\" in the question is no rule: {problem}");

    /// <summary>The rule of a bundled hunt, for those who list them.</summary>
    public static SigmaRule RuleOf(string name) =>
        SigmaRule.TryParse(TextOf(name), out var rule, out var problem) ? rule : throw new InvalidOperationException(problem);

    private static Hunt Parse(string name, string text, ExitCode code)
    {
        if (!SigmaRule.TryParse(text, out var rule, out var problem)) throw new CommandException(code, $"the hunt {name}: {problem}");
        if (!rule.UnresolvedPlaceholders.IsEmpty)
            Console.Error.WriteLine($"firebreak: the hunt {name} has placeholders without values ({string.Join(", ", rule.UnresolvedPlaceholders)}): what rests on them never matches.");
        return new Hunt(name, text, rule.EventTypes, rule.Matches);
    }

    private static string TextOf(string name)
    {
        using var stream = typeof(HuntCatalog).Assembly.GetManifestResourceStream(Prefix + name + Ending)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
