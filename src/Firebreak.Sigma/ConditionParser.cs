using System.Collections.Immutable;
using System.Text;

namespace Firebreak.Sigma;

/// <summary>
/// Reads a condition by recursive descent. <c>or</c> binds least, then <c>and</c>, <c>not</c>, <c>x of</c>, parentheses.
/// </summary>
internal sealed class ConditionParser(IReadOnlyDictionary<string, Condition> selections, RuleProblem problem)
{
    /// <summary>How many selections a rule's conditions may name together; <c>1 of *</c> names them all each time it is said.</summary>
    public const int MaxNamed = 20_000;

    private ImmutableArray<string> _words;
    private int _at;
    private int _named;

    private string? Word => _at < _words.Length ? _words[_at] : null;

    public Condition? Parse(string text)
    {
        var pipe = text.IndexOf('|', StringComparison.Ordinal);
        if (pipe >= 0) return Refuse($"aggregation '{Short(text[pipe..].Trim())}' is not supported");

        _words = Words(text);
        _at = 0;
        if (Or(0) is not { } condition) return null;
        if (_named > MaxNamed) return Refuse($"more than {MaxNamed} selections are named");
        if (Word is not { } rest) return condition;
        return Refuse(Same(rest, "near") ? $"'{rest}' is not supported" : $"'{Short(rest)}' stands where 'and' or 'or' would");
    }

    private Condition? Or(int depth)
    {
        if (Joined("or", And, depth) is not { } parts) return null;
        return parts is [var only] ? only : new Condition.Any(parts);
    }

    private Condition? And(int depth)
    {
        if (Joined("and", Not, depth) is not { } parts) return null;
        return parts is [var only] ? only : new Condition.All(parts);
    }

    private ImmutableArray<Condition>? Joined(string word, Func<int, Condition?> part, int depth)
    {
        var parts = ImmutableArray.CreateBuilder<Condition>();
        do
        {
            if (part(depth) is not { } next) return null;
            parts.Add(next);
        }
        while (Take(word));

        return parts.ToImmutable();
    }

    private Condition? Not(int depth)
    {
        if (depth > Condition.MaxDepth) return Refuse($"nested more than {Condition.MaxDepth} deep");
        if (Take("not")) return Not(depth + 1) is { } inner ? new Condition.Not(inner) : null;
        if (!Take("(")) return Selected();

        if (Or(depth + 1) is not { } group) return null;
        return Take(")") ? group : Refuse("a ')' is missing");
    }

    private Condition? Selected()
    {
        if (Word is not { } word) return Refuse("it ends where a selection should be");
        _at++;
        if (Take("of")) return Of(word);
        _named++;
        if (selections.TryGetValue(word, out var selection)) return selection;
        return word.ToUpperInvariant() switch
        {
            "NEAR" => Refuse($"'{word}' is not supported"),
            "AND" or "OR" or "OF" or ")" => Refuse($"'{word}' stands where a selection should be"),
            _ => Refuse($"there is no selection '{Short(word)}'"),
        };
    }

    private Condition? Of(string quantity)
    {
        var every = Same(quantity, "all");
        if (!every && !Same(quantity, "any") && quantity != "1") return Refuse($"'{Short(quantity)} of' is not supported");
        if (Word is not { } pattern) return Refuse($"'{quantity} of' names no selections");

        _at++;
        // Beyond the limit the rule is refused at the end; until then nothing more is gathered.
        var parts = _named > MaxNamed ? [Condition.Never] : Named(pattern);
        _named += parts.Length;
        if (parts.IsEmpty) return Refuse($"'{quantity} of {Short(pattern)}' names no selection");
        return every ? new Condition.All(parts) : new Condition.Any(parts);
    }

    private ImmutableArray<Condition> Named(string pattern)
    {
        if (Same(pattern, "them")) return [.. selections.Where(selection => selection.Key[0] != '_').Select(selection => selection.Value)];
        // Only '*' is special in a pattern, and a backslash is none.
        var wildcard = Wildcard.Parse(pattern.Replace("\\", @"\\", StringComparison.Ordinal).Replace("?", @"\?", StringComparison.Ordinal));
        return [.. selections.Where(selection => wildcard.Matches(Encoding.UTF8.GetBytes(selection.Key))).Select(selection => selection.Value)];
    }

    private bool Take(string word)
    {
        if (Word is not { } next || !Same(next, word)) return false;
        _at++;
        return true;
    }

    private Condition? Refuse(string sentence) => problem.Say<Condition>($"condition: {sentence}");

    private static bool Same(string word, string other) => word.Equals(other, StringComparison.OrdinalIgnoreCase);

    private static string Short(string text) => text.Length <= 40 ? text : text[..40] + "...";

    private static ImmutableArray<string> Words(string text) =>
    [
        .. text.Replace("(", " ( ", StringComparison.Ordinal).Replace(")", " ) ", StringComparison.Ordinal)
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries),
    ];
}
