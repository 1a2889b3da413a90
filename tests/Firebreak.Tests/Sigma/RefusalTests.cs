using System.Text;
using Firebreak.Sigma;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Firebreak.Tests.Sigma;

/// <summary>What is not supported is refused by its name; what is broken says where; nothing crashes.</summary>
public sealed class RefusalTests
{
    [Theory]
    [InlineData("f|base64offset: x", "modifier 'base64offset' is not supported")]
    [InlineData("f|fieldref: g", "modifier 'fieldref' is not supported")]
    [InlineData("f|windash|contains: x", "modifier 'windash' is not supported")]
    [InlineData("f|hour: 3", "modifier 'hour' is not supported")]
    [InlineData("f|: x", "a modifier without a name")]
    [InlineData("f|contains|startswith: x", "modifier 'startswith' does not go with 'contains'")]
    [InlineData("f|re|contains: x", "modifier 'contains' does not go with 're'")]
    [InlineData("f|re|cased: x", "modifier 'cased' does not go with 're'")]
    [InlineData("f|i: x", "modifier 'i' goes only after 're'")]
    [InlineData("f|neq|all: [x, y]", "modifier 'neq' does not go with 'all'")]
    [InlineData("f|exists: maybe", "modifier 'exists' needs true or false")]
    [InlineData("f|exists|all: true", "modifier 'exists' goes with a field and no other modifier")]
    [InlineData("f|contains: null", "null goes only with a field and no way of matching")]
    [InlineData("f|re: '('", "not a valid regular expression")]
    [InlineData("f|cidr: 10.0.0.0/33", "'10.0.0.0/33' is not a network")]
    [InlineData("f|cidr: 10.0.0/8", "'10.0.0/8' is not a network")]
    [InlineData("f|cidr: '::/129'", "'::/129' is not a network")]
    [InlineData("f|lt: many", "'many' is not a number")]
    [InlineData("f: { g: 1 }", "the value of 'f' must be a text, a number, true, false or null, or a list of these")]
    [InlineData("f: [[1]]", "the value of 'f' must be a text")]
    [InlineData("f: []", "the value of 'f' must be a text")]
    [InlineData("a..b: 1", "'a..b' is not a field's path")]
    [InlineData("target[0].id: 1", "a position in an array, as in 'target[0].id', is not supported")]
    [InlineData("target.0.id: 1", "a position in an array, as in 'target.0.id', is not supported")]
    [InlineData("a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q: 1", "a path of more than 16 steps is not supported")]
    public void A_line_is_refused(string line, string sentence)
    {
        var problem = Rules.Problem(Rules.OneSelection(line));
        Assert.StartsWith("line 4: ", problem, StringComparison.Ordinal);
        Assert.Contains(sentence, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a | count() by user > 5", "condition: aggregation '| count() by user > 5' is not supported")]
    [InlineData("'| count()'", "condition: aggregation '| count()' is not supported")]
    [InlineData("a near b", "condition: 'near' is not supported")]
    [InlineData("near a", "condition: 'near' is not supported")]
    [InlineData("2 of them", "condition: '2 of' is not supported")]
    [InlineData("nosuch", "condition: there is no selection 'nosuch'")]
    [InlineData("a and A", "condition: there is no selection 'A'")]
    [InlineData("1 of nosuch*", "condition: '1 of nosuch*' names no selection")]
    [InlineData("1 of", "condition: '1 of' names no selections")]
    [InlineData("a b", "condition: 'b' stands where 'and' or 'or' would")]
    [InlineData("(a", "condition: a ')' is missing")]
    [InlineData("a)", "condition: ')' stands where 'and' or 'or' would")]
    [InlineData("()", "condition: ')' stands where a selection should be")]
    [InlineData("a and", "condition: it ends where a selection should be")]
    [InlineData("not", "condition: it ends where a selection should be")]
    [InlineData("or a", "condition: 'or' stands where a selection should be")]
    [InlineData("''", "condition: it ends where a selection should be")]
    [InlineData("[]", "line 8: 'condition' is empty")]
    [InlineData("{ a: 1 }", "line 8: 'condition' is not a text or a list of texts")]
    public void A_condition_is_refused(string condition, string sentence) =>
        Assert.Equal(sentence, Rules.Problem(Rules.OverLetters(condition)));

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("# nothing\n", "the file is empty")]
    [InlineData("---\n", "the file is not a map of keys and values")]
    [InlineData("- a\n", "the file is not a map of keys and values")]
    [InlineData("title: t\n", "'detection' is missing, or is not a map")]
    [InlineData("title: t\ndetection: x\n", "'detection' is missing, or is not a map")]
    [InlineData("detection: { a: { b: 1 }, condition: a }\n", "'title' is missing")]
    [InlineData("title: [t]\n", "line 1: 'title' is not a text")]
    [InlineData("title: t\nlevel: hihg\n", "level 'hihg' is none of informational, low, medium, high, critical")]
    [InlineData("title: t\nreferences: { a: b }\n", "line 2: 'references' is not a list of texts")]
    [InlineData("title: t\nlogsource: { product: windows }\n", "logsource: product 'windows' is not supported: the events here are Okta's")]
    [InlineData("title: t\ncorrelation: { type: event_count }\n", "a file with 'correlation' is not supported: it is no single detection rule")]
    [InlineData("title: t\ndetection: { a: { b: 1 } }\n", "line 2: 'condition' is missing")]
    [InlineData("title: t\ndetection: { a: { b: 1 }, timeframe: 5m, condition: a }\n", "line 2: 'timeframe' is not supported")]
    [InlineData("title: t\ndetection: { a: {}, condition: a }\n", "line 2: selection 'a' is empty")]
    [InlineData("title: t\ndetection: { a: [], condition: a }\n", "line 2: selection 'a' is empty")]
    [InlineData("title: t\ndetection: { a: , condition: a }\n", "line 2: selection 'a' is empty")]
    [InlineData("title: t\ndetection: { a: [[x]], condition: a }\n", "line 2: selection 'a': an item must be a map or a keyword")]
    [InlineData("title: t\n---\ntitle: u\n", "line 2: more than one YAML document in a file is not supported")]
    [InlineData("title: t\ntitle: u\n", "line 2: the key 'title' is there twice")]
    [InlineData("? [a]\n: b\n", "line 1: a key that is not a text is not supported")]
    [InlineData("a: &x { b: 1 }\nc: { <<: *x }\n", "line 2: the merge key '<<' is not supported")]
    [InlineData("a: *x\n", "line 1: the alias '*x' names nothing before it, or the node it stands in")]
    [InlineData("a: &x [*x]\n", "line 1: the alias '*x' names nothing before it, or the node it stands in")]
    public void A_file_is_refused(string yaml, string sentence) => Assert.Equal(sentence, Rules.Problem(yaml));

    [Theory]
    [InlineData("title: t\n  bad: [\n", 2)]
    [InlineData("title: 'open\n\n", 1)]
    [InlineData("a: b\n- c\n", 2)]
    [InlineData("a: @b\n", 1)]
    [InlineData("a:\n  - [b c\nd: e\n", 2)]
    [InlineData("%YAML 9.9\n---\na: b\n", 1)]
    public void Broken_YAML_is_told_with_its_line(string yaml, int line) =>
        Assert.StartsWith($"line {line}: not valid YAML: ", Rules.Problem(yaml), StringComparison.Ordinal);

    [Fact]
    public void Aliases_that_are_no_bomb_are_read()
    {
        const string Yaml = "title: t\ndetection:\n  a: &a { f: &v [x, y] }\n  b: { g: *v }\n  c: *a\n  condition: c and b\n";
        Assert.True(Rules.Fires(Yaml, """{"f":"x","g":"y"}"""));
        Assert.False(Rules.Fires(Yaml, """{"f":"x","g":"z"}"""));
    }

    [Fact]
    public void A_file_that_unfolds_is_refused()
    {
        var bomb = new StringBuilder("l0: &l0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 12; i++) bomb.Append($"l{i}: &l{i} [{string.Join(", ", Enumerable.Repeat($"*l{i - 1}", 10))}]\n");
        Assert.Contains("more than 20000 values", Rules.Problem(bomb.ToString()), StringComparison.Ordinal);

        var chain = new StringBuilder("l0: &l0 [x]\n");
        for (var i = 1; i < 100; i++) chain.Append($"l{i}: &l{i} [*l{i - 1}]\n");
        Assert.Contains("nested more than 32 deep", Rules.Problem(chain.ToString()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_that_aliases_repeat_counts_each_time()
    {
        var repeated = string.Join(", ", Enumerable.Repeat("*x", 3_000));
        Assert.Contains("more than 20000 values", Rules.Problem($"a: &x {new string('y', 1_000)}\nb: [{repeated}]\n"), StringComparison.Ordinal);
        Assert.Contains("more than 20000 values", Rules.Problem($"a: &x {{ {new string('y', 1_000)}: 1 }}\nb: [{repeated}]\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void Conditions_that_name_too_much_are_refused()
    {
        var all = string.Join(" or ", Enumerable.Repeat("1 of *", 4_001));
        Assert.Equal("condition: more than 20000 selections are named", Rules.Problem(Rules.OverLetters(all)));
        var some = string.Join(" or ", Enumerable.Repeat("1 of *", 2_001));
        Assert.Equal("condition: more than 20000 selections are named", Rules.Problem(Rules.OverLetters($"[{some}, {some}]")));
    }

    [Fact]
    public void More_regular_expressions_than_a_rule_may_have_are_refused()
    {
        Rules.Parse(Rules.OneSelection($"f|re: [{string.Join(", ", Enumerable.Repeat("a", 500))}]"));
        var problem = Rules.Problem(Rules.OneSelection($"f|re: [{string.Join(", ", Enumerable.Repeat("a", 501))}]"));
        Assert.Equal("line 4: more than 500 regular expressions in a rule are not supported", problem);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    [InlineData("? ")]
    public void A_file_that_nests_is_refused(string opening)
    {
        var problem = Rules.Problem("a: \n  " + string.Concat(Enumerable.Repeat(opening, 50_000)));
        Assert.Matches("nested more than 32 deep|not valid YAML|a key that is not a text", problem);
    }

    [Fact]
    public void A_file_that_is_long_is_refused()
    {
        Assert.Equal("the file has more than 262144 characters", Rules.Problem(new string('a', 262_145)));
        Assert.Contains("more than 20000 values", Rules.Problem("a: [" + string.Join(',', Enumerable.Repeat("x", 30_000)) + "]"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_placeholder_that_stands_for_too_much_is_refused()
    {
        var given = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { ["x"] = [.. Enumerable.Range(0, 40).Select(i => $"{i}")] };
        Assert.False(SigmaRule.TryParse(Rules.OneSelection("f|expand: '%x%%x%'"), out _, out var problem, given));
        Assert.Equal("line 4: '%x%%x%' stands for more than 1000 texts", problem);
    }

    [Fact]
    public void Any_damage_to_a_rule_ends_in_a_rule_or_a_sentence() => Prop.ForAll(
        Arb.From(Damaged()),
        yaml =>
        {
            if (!SigmaRule.TryParse(yaml, out var rule, out var problem)) return problem.Length > 0;
            rule.Matches(OktaEvents.Real[0]);
            return rule.Text == yaml;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));

    /// <summary>A real rule with one of its pieces replaced by a character that means something in YAML.</summary>
    private static Gen<string> Damaged()
    {
        var files = System.IO.Directory.GetFiles(SharedData.Path("sigma-okta/rules")).Select(File.ReadAllText).ToArray();
        return from file in Gen.Elements(files)
               from at in Gen.Choose(0, file.Length - 1)
               from length in Gen.Choose(0, 5)
               from text in Gen.Elements("", ":", "-", "[", "]", "{", "}", "&a ", "*a", "|", ">", "'", "\"", "#", "%", "!", "\n", "\t", "\0", "\ud800", "? ", "--- ")
               select file[..at] + text + file[Math.Min(file.Length, at + length)..];
    }
}
