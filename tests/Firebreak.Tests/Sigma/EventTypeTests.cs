using System.Collections.Immutable;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Firebreak.Tests.Sigma;

/// <summary>Events passed over by their type must be events that could not have matched.</summary>
public sealed class EventTypeTests
{
    [Theory]
    [InlineData("eventType: user.Session.Start", new[] { "user.session.start" })]
    [InlineData("EVENTTYPE: [b, a]", new[] { "a", "b" })]
    [InlineData("eventType: [a, b]\nactor.id: x", new[] { "a", "b" })]
    [InlineData("eventType|cased: A", new[] { "a" })]
    [InlineData("eventType|all: [a, b]", new[] { "a" })]
    [InlineData("eventType: a*", null)]
    [InlineData("eventType: [a, b*]", null)]
    [InlineData("eventType: [a, null]", null)]
    [InlineData("eventType|contains: a", null)]
    [InlineData("eventType|re: a", null)]
    [InlineData("eventType|neq: a", null)]
    [InlineData("actor.eventType: a", null)]
    [InlineData("legacyEventType: a", null)]
    [InlineData(@"eventType: a\*", new[] { "a*" })]
    [InlineData("eventType|expand: '%x%'", new string[0])]
    public void A_line_tells_its_event_types(string line, string[]? types) =>
        Assert.Equal(types, Rules.Parse(Rules.OneSelection(line)).EventTypes?.ToArray());

    [Theory]
    [InlineData("a", new[] { "a" })]
    [InlineData("a or b", new[] { "a", "b" })]
    [InlineData("a and x", new[] { "a" })]
    [InlineData("a or x", null)]
    [InlineData("not a", null)]
    [InlineData("x and not a", null)]
    [InlineData("a and not b", new[] { "a" })]
    [InlineData("not (not a or x)", new[] { "a" })]
    [InlineData("not (not a and not b)", new[] { "a", "b" })]
    [InlineData("1 of them", null)]
    [InlineData("[a, b]", new[] { "a", "b" })]
    public void A_condition_tells_its_event_types(string condition, string[]? types) =>
        Assert.Equal(types, Rules.Parse(Over(condition)).EventTypes?.ToArray());

    [Fact]
    public void A_rule_that_matches_was_not_ruled_out_by_its_event_types() => Prop.ForAll(
        Arb.From(Condition(4)),
        Arb.From(Event()),
        (condition, e) =>
        {
            var rule = Rules.Parse(Over(condition));
            if (rule.EventTypes is not { } types || !rule.Matches(Encoding.UTF8.GetBytes(e.Json))) return true;
            return types.Contains(e.Type.ToLowerInvariant(), StringComparer.Ordinal);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Fact]
    public void The_rules_for_Okta_tell_theirs()
    {
        var told = System.IO.Directory.GetFiles(SharedData.Path("sigma-okta/rules"))
            .Select(file => Rules.Parse(File.ReadAllText(file)))
            .Where(rule => rule.EventTypes is { Length: > 0 })
            .ToImmutableArray();
        Assert.Equal(19, told.Length);
        Assert.All(told, rule => Assert.All(OktaEvents.Real.Where(e => rule.Matches(e)), e => Assert.Contains(OktaEvents.TypeOf(e), rule.EventTypes!.Value, StringComparer.Ordinal)));
    }

    private static string Over(string condition) =>
        "title: t\ndetection:\n  a: { eventType: A }\n  b: { eventType: [b] }\n  x: { f: 1 }\n  w: { eventType: a* }\n  n: { eventType: null }\n"
        + $"  l: [{{ eventType: c }}, {{ f: 2, eventType: d }}]\n  condition: {condition}\n";

    private static Gen<string> Condition(int depth)
    {
        var leaf = Gen.Elements("a", "b", "x", "w", "n", "l");
        if (depth == 0) return leaf;
        var inner = Condition(depth - 1);
        return Gen.OneOf(
            leaf,
            inner.Select(one => $"not ({one})"),
            from one in inner from other in inner select $"({one}) and ({other})",
            from one in inner from other in inner select $"({one}) or ({other})");
    }

    private static Gen<(string Type, string Json)> Event() =>
        from type in Gen.Elements("a", "A", "ab", "b", "c", "d", "e", "")
        from f in Gen.Choose(0, 3)
        select (type, $$"""{"f":{{f}},"eventType":"{{type}}"}""");
}
