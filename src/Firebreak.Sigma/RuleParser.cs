using System.Collections.Immutable;

namespace Firebreak.Sigma;

/// <summary>Reads a rule file. What it cannot do exactly as the Sigma specification has it, it refuses by name.</summary>
internal static class RuleParser
{
    private static readonly ImmutableArray<string> Levels = ["informational", "low", "medium", "high", "critical"];

    private static readonly ImmutableArray<string> OtherKinds = ["correlation", "filter", "action"];

    public static SigmaRule? Parse(string yaml, Placeholders placeholders, RuleProblem problem)
    {
        if (YamlReader.Read(yaml, problem) is not { } root) return null;
        if (root is not YamlMap file) return problem.Say<SigmaRule>("the file is not a map of keys and values");
        if (OtherKinds.FirstOrDefault(kind => file.Find(kind) is not null) is { } other)
            return problem.Say<SigmaRule>($"a file with '{other}' is not supported: it is no single detection rule");
        if (ForAnotherProduct(file) is { } product)
            return problem.Say<SigmaRule>($"logsource: product '{product}' is not supported: the events here are Okta's");

        if (About(file, yaml, problem) is not { } about) return null;
        if (file.Find("detection") is not YamlMap detection) return problem.Say<SigmaRule>("'detection' is missing, or is not a map");

        var questions = new Questions();
        if (Detection(detection, new SelectionParser(questions, placeholders, problem), problem) is not { } condition) return null;
        return questions.Count > Findings.MaxQuestions
            ? problem.Say<SigmaRule>($"more than {Findings.MaxQuestions} questions to an event")
            : new SigmaRule(about, condition, questions, placeholders.Unresolved);
    }

    /// <summary>A rule for Windows would load, find nothing, and be taken for good news.</summary>
    private static string? ForAnotherProduct(YamlMap file) =>
        (file.Find("logsource") as YamlMap)?.Find("product") is YamlText { IsNull: false } product
        && !product.Text.Equals("okta", StringComparison.OrdinalIgnoreCase) ? product.Text : null;

    private static RuleText? About(YamlMap file, string yaml, RuleProblem problem)
    {
        if (Text(file, "title", problem) is not { } title || Text(file, "id", problem) is not { } id) return null;
        if (Text(file, "author", problem) is not { } author || Text(file, "status", problem) is not { } status) return null;
        if (Text(file, "level", problem) is not { } level || Text(file, "description", problem) is not { } description) return null;
        if (title.Length == 0) return problem.Say<RuleText>("'title' is missing");
        if (level.Length > 0 && !Levels.Contains(level, StringComparer.Ordinal)) return problem.Say<RuleText>($"level '{level}' is none of {string.Join(", ", Levels)}");
        return References(file, problem) is { } references
            ? new RuleText(id, title, author, status, level, description, references, yaml)
            : null;
    }

    private static string? Text(YamlMap file, string key, RuleProblem problem) => file.Find(key) switch
    {
        null or YamlText { IsNull: true } => "",
        YamlText text => text.Text.Trim(),
        var other => problem.Say<string>(other.Line, $"'{key}' is not a text"),
    };

    private static ImmutableArray<string>? References(YamlMap file, RuleProblem problem)
    {
        switch (file.Find("references"))
        {
            case null or YamlText { IsNull: true }:
                return ImmutableArray<string>.Empty;
            case YamlText one:
                return [one.Text];
            case YamlList list when list.Items.All(item => item is YamlText):
                return [.. list.Items.Cast<YamlText>().Select(item => item.Text)];
            case var other:
                problem.Say<string>(other.Line, "'references' is not a list of texts");
                return null;
        }
    }

    private static Condition? Detection(YamlMap detection, SelectionParser parser, RuleProblem problem)
    {
        if (detection.Find("timeframe") is { } timeframe) return problem.Say<Condition>(timeframe.Line, "'timeframe' is not supported");
        if (detection.Find("condition") is not { } condition) return problem.Say<Condition>(detection.Line, "'condition' is missing");

        var selections = new Dictionary<string, Condition>(StringComparer.Ordinal);
        foreach (var (name, selection) in detection.Entries)
        {
            if (name == "condition") continue;
            if (name.Length == 0) return problem.Say<Condition>(selection.Line, "a selection without a name");
            if (parser.Selection(name, selection) is not { } parsed) return null;
            selections.Add(name, parsed);
        }

        return Conditions(condition, selections, problem);
    }

    /// <summary>A list of conditions holds when any of them does.</summary>
    private static Condition? Conditions(Yaml condition, Dictionary<string, Condition> selections, RuleProblem problem)
    {
        ImmutableArray<Yaml> items = condition is YamlList list ? list.Items : [condition];
        var parser = new ConditionParser(selections, problem);
        var any = ImmutableArray.CreateBuilder<Condition>();
        foreach (var item in items)
        {
            if (item is not YamlText text) return problem.Say<Condition>(item.Line, "'condition' is not a text or a list of texts");
            if (parser.Parse(text.Text) is not { } parsed) return null;
            any.Add(parsed);
        }

        if (any.Count == 0) return problem.Say<Condition>(condition.Line, "'condition' is empty");
        return any.Count == 1 ? any[0] : new Condition.Any(any.ToImmutable());
    }
}
