namespace Firebreak.Cli;

/// <summary>An option of a verb.</summary>
/// <param name="Name">With its two dashes.</param>
/// <param name="Value">What its value is called in the help; empty for a switch.</param>
/// <param name="Help">A few words.</param>
/// <param name="Repeats">Whether it may be given more than once.</param>
internal sealed record Option(string Name, string Value, string Help, bool Repeats = false);

/// <summary>A verb: what it is called, what it takes, what it does.</summary>
/// <param name="Name">The word after <c>firebreak</c>.</param>
/// <param name="Usage">The rest of the line.</param>
/// <param name="Help">What it does, in a sentence or two.</param>
/// <param name="Options">Its options.</param>
/// <param name="Run">Does it.</param>
internal sealed record Verb(string Name, string Usage, string Help, Option[] Options, Func<Arguments, ExitCode> Run);

/// <summary>
/// A command line, taken apart. Ours and not a library's, because a library's start-up would be a fifth of the time
/// that a whole question takes.
/// </summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, List<string>> _values = new(StringComparer.Ordinal);

    private Arguments()
    {
    }

    /// <summary>What is no option, in order.</summary>
    public List<string> Rest { get; } = [];

    /// <summary>Takes a command line apart.</summary>
    /// <exception cref="CommandException">An option is unknown, lacks its value, or stands twice.</exception>
    public static Arguments Parse(ReadOnlySpan<string> args, Verb verb)
    {
        var parsed = new Arguments();
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "--")
            {
                parsed.Rest.AddRange(args[(i + 1)..]);
                break;
            }

            if (!args[i].StartsWith('-') || args[i] == "-")
            {
                parsed.Rest.Add(args[i]);
                continue;
            }

            var (name, value) = args[i].Split('=', 2) is [var front, var back] ? (front, back) : (args[i], null);
            var option = Array.Find(verb.Options, option => option.Name == name) ?? throw Unknown(name, verb);
            if (option.Value.Length == 0 && value is not null) throw CommandException.Usage($"{name} takes no value.");
            if (option.Value.Length > 0 && value is null)
            {
                if (++i == args.Length) throw CommandException.Usage($"{name} needs a value: {name} {option.Value}");
                value = args[i];
            }

            parsed.Add(option, value ?? "");
        }

        return parsed;
    }

    /// <summary>Whether an option was given.</summary>
    public bool Has(string name) => _values.ContainsKey(name);

    /// <summary>An option's value, or null.</summary>
    public string? One(string name) => _values.TryGetValue(name, out var values) ? values[0] : null;

    /// <summary>All values of an option.</summary>
    public IReadOnlyList<string> All(string name) => _values.TryGetValue(name, out var values) ? values : [];

    private void Add(Option option, string value)
    {
        if (!_values.TryGetValue(option.Name, out var values)) _values.Add(option.Name, values = []);
        if (values.Count > 0 && !option.Repeats) throw CommandException.Usage($"{option.Name} can be given only once.");
        values.Add(value);
    }

    private static CommandException Unknown(string name, Verb verb)
    {
        var near = verb.Options.Select(option => option.Name).MinBy(known => Distance(known, name));
        var hint = near is not null && Distance(near, name) <= 2 ? $"; did you mean {near}?" : "";
        return CommandException.Usage($"{verb.Name} has no option {name}{hint} See: firebreak {verb.Name} --help");
    }

    // Levenshtein's: how many letters to add, drop or change.
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var (diagonal, above) = (row[0], 0);
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                above = row[j];
                row[j] = Math.Min(Math.Min(above, row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[^1];
    }
}
