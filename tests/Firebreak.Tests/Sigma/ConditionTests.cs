using System.Text;
using Xunit;

namespace Firebreak.Tests.Sigma;

public sealed class ConditionTests
{
    [Theory]
    [InlineData("a", "a", true)]
    [InlineData("a", "b", false)]
    [InlineData("a and b", "a", false)]
    [InlineData("a and b", "ab", true)]
    [InlineData("a or b", "b", true)]
    [InlineData("a or b", "", false)]
    [InlineData("not a", "", true)]
    [InlineData("not a", "a", false)]
    [InlineData("not not a", "a", true)]
    // not binds more than and, and more than or.
    [InlineData("a or b and c", "a", true)]
    [InlineData("(a or b) and c", "a", false)]
    [InlineData("a and b or c", "c", true)]
    [InlineData("a and (b or c)", "c", false)]
    [InlineData("not a and b", "b", true)]
    [InlineData("not a and b", "", false)]
    [InlineData("not (a and b)", "", true)]
    [InlineData("not a or b", "ab", true)]
    [InlineData("not (a or b)", "b", false)]
    [InlineData("a and not 1 of b*", "a", true)]
    [InlineData("a and not 1 of b*", "ab", false)]
    [InlineData("((a))and(b)", "ab", true)]
    [InlineData("a AND NOT b", "a", true)]
    // x of.
    [InlineData("1 of them", "d", true)]
    [InlineData("1 of them", "", false)]
    [InlineData("1 of them", "e", false)]
    [InlineData("any of them", "c", true)]
    [InlineData("all of them", "abcd", true)]
    [InlineData("all of them", "abc", false)]
    [InlineData("1 of _e", "e", true)]
    [InlineData("1 of _*", "e", true)]
    [InlineData("all of *", "abcde", true)]
    [InlineData("all of *", "abcd", false)]
    [InlineData("1 of a* or 1 of b*", "b", true)]
    // A list of conditions: any of them.
    [InlineData("[a and b, c]", "c", true)]
    [InlineData("[a and b, c]", "a", false)]
    public void A_condition_holds(string condition, string present, bool fires)
    {
        var json = "{" + string.Join(',', present.Select(letter => $"\"{letter}\":1")) + "}";
        Assert.Equal(fires, Rules.Fires(Rules.OverLetters(condition), json));
    }

    [Theory]
    [InlineData("{ f: 1, g: 2 }", """{"f":1,"g":2}""", true)]
    [InlineData("{ f: 1, g: 2 }", """{"f":1}""", false)]
    [InlineData("[{ f: 1 }, { g: 2 }]", """{"g":2}""", true)]
    [InlineData("[{ f: 1 }, { g: 2 }]", """{"g":1}""", false)]
    [InlineData("[{ f: 1, h: 3 }, { g: 2 }]", """{"f":1}""", false)]
    // Keywords: in every string of the event, but not in keys, numbers or booleans.
    [InlineData("[needle]", """{"a":{"b":[{"c":"hayNEEDLEhay"}]}}""", true)]
    [InlineData("[needle, pin]", """{"a":"pin"}""", true)]
    [InlineData("needle", """{"a":"a needle"}""", true)]
    [InlineData("[needle]", """{"needle":"x"}""", false)]
    [InlineData("['12']", """{"a":12}""", false)]
    [InlineData("['true']", """{"a":true}""", false)]
    [InlineData("['a*z']", """{"x":"-a-z-"}""", true)]
    [InlineData("{ '|all': [a, b] }", """{"x":["b"],"y":{"z":"a"}}""", true)]
    [InlineData("{ '|all': [a, b] }", """{"x":["b"]}""", false)]
    [InlineData("{ '|re': '^ab$' }", """{"x":[["ab"]]}""", true)]
    [InlineData("[needle, { f: 1 }]", """{"f":1}""", true)]
    [InlineData("[needle, { f: 1 }]", """{"g":"needle","f":2}""", true)]
    [InlineData("[needle, { f: 1 }]", """{"f":"needle"}""", true)]
    [InlineData("{ '|contains': needle, f: 1 }", """{"f":1,"g":"needle"}""", true)]
    [InlineData("{ '|contains': needle, f: 1 }", """{"f":1,"g":"pin"}""", false)]
    public void A_selection_holds(string selection, string json, bool fires) =>
        Assert.Equal(fires, Rules.Fires($"title: t\ndetection:\n  s: {selection}\n  condition: s\n", json));

    [Fact]
    public void Very_long_and_deep_conditions_are_read_or_refused()
    {
        Assert.True(Rules.Fires(Rules.OverLetters(string.Join(" or ", Enumerable.Repeat("a", 10_000))), """{"a":1}"""));
        Assert.True(Rules.Fires(Rules.OverLetters(Nested("(", 60) + "a" + Nested(")", 60)), """{"a":1}"""));
        Assert.Equal("condition: nested more than 64 deep", Rules.Problem(Rules.OverLetters(Nested("(", 20_000) + "a")));
        Assert.Equal("condition: nested more than 64 deep", Rules.Problem(Rules.OverLetters(Nested("not ", 20_000) + "a")));
    }

    [Fact]
    public void More_questions_than_a_rule_may_ask_are_refused()
    {
        Assert.True(Rules.Parse(Lines(1024)).Matches(Event(1024)));
        Assert.False(Rules.Parse(Lines(1024)).Matches(Event(1023)));
        Assert.Equal("more than 1024 questions to an event", Rules.Problem(Lines(1025)));
    }

    private static string Lines(int count) => Rules.OneSelection(string.Join('\n', Enumerable.Range(0, count).Select(i => $"f{i}: 1")));

    private static byte[] Event(int count) => Encoding.UTF8.GetBytes("{" + string.Join(',', Enumerable.Range(0, count).Select(i => $"\"f{i}\":1")) + "}");

    private static string Nested(string text, int depth) => string.Concat(Enumerable.Repeat(text, depth));
}
