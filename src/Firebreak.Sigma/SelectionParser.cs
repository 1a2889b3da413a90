using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Firebreak.Sigma;

/// <summary>Turns a selection into questions: a map holds when all its lines do, a list when any of its items does.</summary>
internal sealed class SelectionParser(Questions questions, Placeholders placeholders, RuleProblem problem)
{
    private int _expressions;

    public Condition? Selection(string name, Yaml selection) => selection switch
    {
        YamlMap map => Map(name, map),
        YamlList list => List(name, list),
        YamlText { IsNull: false } text => Item(FieldKey.Keyword, text.Line, [text]),
        _ => problem.Say<Condition>(selection.Line, $"selection '{name}' is empty"),
    };

    private Condition? List(string name, YamlList list)
    {
        if (list.Items.IsEmpty) return problem.Say<Condition>(list.Line, $"selection '{name}' is empty");
        return Each(list.Items, item => item switch
        {
            YamlMap map => Map(name, map),
            YamlText { IsNull: false } text => Item(FieldKey.Keyword, text.Line, [text]),
            _ => problem.Say<Condition>(item.Line, $"selection '{name}': an item must be a map or a keyword"),
        }) is { } items ? new Condition.Any(items) : null;
    }

    private Condition? Map(string name, YamlMap map)
    {
        if (map.Entries.IsEmpty) return problem.Say<Condition>(map.Line, $"selection '{name}' is empty");
        return Each(map.Entries, entry => Line(entry.Key, entry.Value)) is { } lines ? new Condition.All(lines) : null;
    }

    private Condition? Line(string field, Yaml value)
    {
        if (FieldKey.Parse(field, value.Line, problem) is not { } key) return null;
        ImmutableArray<Yaml> values = value is YamlList list ? list.Items : [value];
        var texts = values.OfType<YamlText>().ToImmutableArray();
        if (texts.IsEmpty || texts.Length < values.Length)
            return problem.Say<Condition>(value.Line, $"the value of '{field}' must be a text, a number, true, false or null, or a list of these");
        return key.Match == Match.Exists ? Existence(key, value.Line, texts) : Item(key, value.Line, texts);
    }

    private Condition? Existence(FieldKey key, int line, ImmutableArray<YamlText> values)
    {
        if (values is not [var only] || !bool.TryParse(only.Text, out var wanted))
            return problem.Say<Condition>(line, "modifier 'exists' needs true or false");
        var exists = questions.Exists(key);
        return wanted ? exists : new Condition.Not(exists);
    }

    private Condition? Item(FieldKey key, int line, ImmutableArray<YamlText> values)
    {
        var asksNull = values.Any(value => value.IsNull);
        if (asksNull && (key.Match != Match.Equal || key.IsKeyword))
            return problem.Say<Condition>(line, "null goes only with a field and no way of matching");
        if (Each(values.Where(value => !value.IsNull), value => Wanted(key, value)) is not { } wanted) return null;

        // A placeholder without values is nothing to look for. Neither "all of them" nor "none of them" may hold then.
        if ((key.All || key.Unequal) && wanted.Any(value => value.Tests.IsEmpty)) return Condition.Never;
        var parts = ImmutableArray.CreateBuilder<Condition>();
        if (asksNull) parts.Add(new Condition.Not(questions.HasValue(key)));
        parts.AddRange(Questions(key, wanted));

        Condition held = key.All ? new Condition.All(parts.ToImmutable()) : new Condition.Any(parts.ToImmutable());
        return key.Unequal ? new Condition.Not(held) : held;
    }

    /// <summary>One question for each value when all must be found, else one for all of them.</summary>
    private IEnumerable<Condition> Questions(FieldKey key, ImmutableArray<WantedValue> wanted)
    {
        if (key.All) return wanted.Select(value => questions.Ask(key, value.Tests));
        var any = wanted.SelectMany(value => value.Tests).ToImmutableArray();
        return any.IsEmpty ? [] : [questions.Ask(key, any)];
    }

    private WantedValue? Wanted(FieldKey key, YamlText value)
    {
        if (!key.Expand) return Test(key, value.Line, value.Text) is { } test ? new WantedValue([test]) : null;
        if (placeholders.Expand(value.Text) is not { } texts)
            return problem.Say<WantedValue>(value.Line, $"'{value.Text}' stands for more than {Placeholders.MaxTexts} texts");
        return Each(texts, text => Test(key, value.Line, text)) is { } tests ? new WantedValue(tests) : null;
    }

    /// <summary>A value of the rule: one test, or with placeholders as many as there are values for them.</summary>
    private sealed record WantedValue(ImmutableArray<ValueTest> Tests);

    private ValueTest? Test(FieldKey key, int line, string text) => key.Match switch
    {
        Match.Regex => Regex(key, line, text),
        Match.Cidr => Cidr.Parse(Encoding.UTF8.GetBytes(text)) is { } network
            ? new CidrTest(network)
            : problem.Say<ValueTest>(line, $"'{text}' is not a network"),
        Match.Less => Number(Comparison.Less, line, text),
        Match.LessOrEqual => Number(Comparison.LessOrEqual, line, text),
        Match.Greater => Number(Comparison.Greater, line, text),
        Match.GreaterOrEqual => Number(Comparison.GreaterOrEqual, line, text),
        _ => new TextTest(Pattern(key, text), key.Cased),
    };

    private static Wildcard Pattern(FieldKey key, string text) => Wildcard.Parse(
        key.Cased ? text : Fold.Text(text),
        openStart: key.Match is Match.Contains or Match.EndsWith,
        openEnd: key.Match is Match.Contains or Match.StartsWith);

    private RegexTest? Regex(FieldKey key, int line, string pattern)
    {
        if (pattern.Length > RegexTest.MaxCharacters)
            return problem.Say<RegexTest>(line, $"a regular expression of more than {RegexTest.MaxCharacters} characters is not supported");
        if (++_expressions > RegexTest.MaxPerRule)
            return problem.Say<RegexTest>(line, $"more than {RegexTest.MaxPerRule} regular expressions in a rule are not supported");
        return RegexTest.Parse(pattern, key.RegexOptions, out var wrong)
            ?? problem.Say<RegexTest>(line, $"not a valid regular expression: {wrong}");
    }

    private NumberTest? Number(Comparison comparison, int line, string text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var limit)
            ? new NumberTest(comparison, limit)
            : problem.Say<NumberTest>(line, $"'{text}' is not a number");

    /// <summary>All results, or nothing as soon as one is refused.</summary>
    private static ImmutableArray<TResult>? Each<T, TResult>(IEnumerable<T> items, Func<T, TResult?> parse) where TResult : class
    {
        var results = ImmutableArray.CreateBuilder<TResult>();
        foreach (var item in items)
        {
            if (parse(item) is not { } result) return null;
            results.Add(result);
        }

        return results.ToImmutable();
    }
}
