using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Firebreak.Sigma;

/// <summary>How a value is compared.</summary>
internal enum Match
{
    Equal,
    Contains,
    StartsWith,
    EndsWith,
    Regex,
    Cidr,
    Exists,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// <summary>
/// The left side of a line in a selection: a dotted path and its modifiers, as in <c>actor.alternateId|contains|all</c>.
/// Without a path it speaks of every string in the event.
/// </summary>
internal sealed record FieldKey(ImmutableArray<string> Path, Match Match)
{
    public const int MaxPath = 16;

    private static readonly Dictionary<string, Match> Matches = new(StringComparer.Ordinal)
    {
        ["contains"] = Match.Contains,
        ["startswith"] = Match.StartsWith,
        ["endswith"] = Match.EndsWith,
        ["re"] = Match.Regex,
        ["cidr"] = Match.Cidr,
        ["exists"] = Match.Exists,
        ["lt"] = Match.Less,
        ["lte"] = Match.LessOrEqual,
        ["gt"] = Match.Greater,
        ["gte"] = Match.GreaterOrEqual,
    };

    private static readonly Dictionary<string, RegexOptions> RegexModifiers = new(StringComparer.Ordinal)
    {
        ["i"] = RegexOptions.IgnoreCase,
        ["m"] = RegexOptions.Multiline,
        ["s"] = RegexOptions.Singleline,
    };

    /// <summary>All values must be found, not just one.</summary>
    public bool All { get; private init; }

    public bool Cased { get; private init; }

    /// <summary><c>neq</c>: none of the values may be found.</summary>
    public bool Unequal { get; private init; }

    public bool Expand { get; private init; }

    public RegexOptions RegexOptions { get; private init; }

    public bool IsKeyword => Path.IsEmpty;

    public bool IsEventType => Path is [var only] && only.Equals("eventType", StringComparison.OrdinalIgnoreCase);

    public bool IsText => Match is Match.Equal or Match.Contains or Match.StartsWith or Match.EndsWith;

    /// <summary>A text that stands alone is searched for anywhere in the event's strings.</summary>
    public static FieldKey Keyword { get; } = new([], Match.Contains);

    public static FieldKey? Parse(string text, int line, RuleProblem problem)
    {
        var words = text.Split('|');
        var path = words[0].Length == 0 ? [] : words[0].Split('.');
        if (path.Length > MaxPath) return problem.Say<FieldKey>(line, $"a path of more than {MaxPath} steps is not supported");
        if (path.Any(step => step.Length == 0)) return problem.Say<FieldKey>(line, $"'{words[0]}' is not a field's path");
        if (path.Any(IsPosition))
            return problem.Say<FieldKey>(line, $"a position in an array, as in '{words[0]}', is not supported: a path looks at every element");

        var key = new FieldKey([.. path], Match.Equal);
        foreach (var modifier in words.AsSpan(1))
        {
            if (key.With(modifier, line, problem) is not { } next) return null;
            key = next;
        }

        if (key.IsKeyword && key.Match == Match.Equal) key = key with { Match = Match.Contains };
        return key.Contradiction() is { } why ? problem.Say<FieldKey>(line, why) : key;
    }

    private FieldKey? With(string modifier, int line, RuleProblem problem)
    {
        if (Matches.TryGetValue(modifier, out var match))
            return Match == Match.Equal || Match == match
                ? this with { Match = match }
                : problem.Say<FieldKey>(line, $"modifier '{modifier}' does not go with '{Word(Match)}'");
        if (RegexModifiers.TryGetValue(modifier, out var option))
            return Match == Match.Regex
                ? this with { RegexOptions = RegexOptions | option }
                : problem.Say<FieldKey>(line, $"modifier '{modifier}' goes only after 're'");
        return modifier switch
        {
            "all" => this with { All = true },
            "cased" => this with { Cased = true },
            "neq" => this with { Unequal = true },
            "expand" => this with { Expand = true },
            "" => problem.Say<FieldKey>(line, "a modifier without a name"),
            _ => problem.Say<FieldKey>(line, $"modifier '{modifier}' is not supported"),
        };
    }

    private string? Contradiction()
    {
        if (Cased && !IsText) return $"modifier 'cased' does not go with '{Word(Match)}'";
        if (Unequal && All) return "modifier 'neq' does not go with 'all'";
        if (Match == Match.Exists && (All || Unequal || Expand || IsKeyword)) return "modifier 'exists' goes with a field and no other modifier";
        return null;
    }

    private static bool IsPosition(string step) => step.All(char.IsAsciiDigit) || step.Contains('[', StringComparison.Ordinal);

    private static string Word(Match match) => Matches.First(known => known.Value == match).Key;
}
