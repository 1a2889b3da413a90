using System.Text;
using Firebreak.Sigma;
using Xunit;

namespace Firebreak.Tests.Sigma;

/// <summary>Short ways to a rule and to its answer.</summary>
internal static class Rules
{
    public static SigmaRule Parse(string yaml, IReadOnlyDictionary<string, IReadOnlyList<string>>? placeholders = null)
    {
        Assert.True(SigmaRule.TryParse(yaml, out var rule, out var problem, placeholders), problem);
        return rule;
    }

    public static string Problem(string yaml)
    {
        Assert.False(SigmaRule.TryParse(yaml, out _, out var problem), "the rule should have been refused");
        return problem;
    }

    /// <summary>A rule with one selection; lines may follow one another with a line break.</summary>
    public static string OneSelection(string lines) =>
        $"title: t\ndetection:\n  selection:\n    {lines.ReplaceLineEndings("\n    ")}\n  condition: selection\n";

    /// <summary>A rule over the selections a to d and _e, each asking whether the field of its name is 1.</summary>
    public static string OverLetters(string condition) =>
        $"title: t\ndetection:\n  a: {{ a: 1 }}\n  b: {{ b: 1 }}\n  c: {{ c: 1 }}\n  d: {{ d: 1 }}\n  _e: {{ e: 1 }}\n  condition: {condition}\n";

    public static bool Fires(string yaml, string json) => Parse(yaml).Matches(Encoding.UTF8.GetBytes(json));
}
