using System.Text.Json;
using Firebreak.Expressions;
using Firebreak.Tests.Events;
using FsCheck;
using FsCheck.Fluent;
using Xunit;
using static Firebreak.Tests.Expressions.UserExpressionTests;

namespace Firebreak.Tests.Expressions;

/// <summary>Any expression, any user, any text.</summary>
public sealed class ExpressionPropertyTests
{
    private static readonly Config Often = Config.QuickThrowOnFailure.WithMaxTest(1000);

    private static readonly string[] Values =
    [
        "user.a", "user.b", "user.absent", "null", "true", "'x'", "\"it's \"\"x\"\"\"", "'\\'", "1", "-2.5", "{}", "{1, 'x', {null}}", "user.list[1]", "'a,b'[0]",
        "user.getInternalProperty('id')", "String.join(',', user.a, 'x', 1)", "Arrays.add(user.list, user.b)", "String.substring(user.a, -1, 2)", "toLowerCase(user.b)",
    ];

    private static readonly string[] Conditions =
    [
        "user.a", "user.yes", "true", "false", "isMemberOfGroup('1')", "isMemberOfAnyGroup('1', '2')", "isMemberOfGroupName('x')", "isMemberOfGroupNameStartsWith('x')",
        "isMemberOfGroupNameRegex('x+|\"')", "Arrays.contains(user.list, 'x')", "String.startsWith(user.a, 'x')", "user.a matches '[a-z]*'",
    ];

    private static readonly string[] Json = ["null", "1", "-2.5", "true", "false", "\"\"", "\"x\"", "\"a,b\"", "[]", "[\"x\", 1, null]", "{}"];

    private static readonly Arbitrary<ulong> Seeds = Gen.Choose(0, int.MaxValue).Select(seed => (ulong)seed).ToArbitrary();

    [Fact]
    public void An_expression_reads_back_as_itself_and_means_the_same() =>
        Prop.ForAll(Seeds, seed =>
        {
            var draw = new Draw(seed);
            var expression = Read(ValueOf(draw, 4));
            var again = Read(expression.ToString());
            Assert.Equal(expression, again);
            Assert.Equal(expression.ToString(), again.ToString());
            var user = UserOf(draw);
            Assert.Equal(expression.Evaluate(user), again.Evaluate(user));
        }).Check(Often);

    [Fact]
    public void De_Morgan_is_right_about_conditions() =>
        Prop.ForAll(Seeds, seed =>
        {
            var draw = new Draw(seed);
            var (a, b, user) = (ConditionOf(draw, 2), ConditionOf(draw, 2), UserOf(draw));
            Assert.Equal(Read($"!(({a}) AND ({b}))").Holds(user), Read($"!({a}) || !({b})").Holds(user));
            Assert.Equal(Read($"NOT (({a}) OR ({b}))").Holds(user), Read($"!({a}) && !({b})").Holds(user));
            Assert.Equal(Read($"({a}) AND ({b})").Holds(user), Read($"({a}) ? ({b}) : false").Holds(user));
        }).Check(Often.WithMaxTest(200));

    [Fact]
    public void Only_what_it_depends_on_decides() =>
        Prop.ForAll(Seeds, seed =>
        {
            var draw = new Draw(seed);
            var (condition, user) = (Read(ConditionOf(draw, 3)), UserOf(draw));
            var kept = user.Profile.EnumerateObject().Where(property => condition.Attributes.Contains(property.Name)).Select(property => $"\"{property.Name}\": {property.Value.GetRawText()}");
            var less = user with
            {
                Profile = JsonElement.Parse($"{{{string.Join(',', kept)}}}"),
                GroupIds = user.GroupIds.Where(condition.GroupIds.Contains).ToHashSet(StringComparer.Ordinal),
                GroupNames = condition.ReadsGroupNames ? user.GroupNames : [],
                Status = condition.ReadsStatus ? user.Status : "",
            };
            Assert.Equal(condition.Holds(user), condition.Holds(less));
        }).Check(Often);

    [Fact]
    public void Any_text_is_an_expression_or_a_problem() =>
        Prop.ForAll(Seeds, seed =>
        {
            var draw = new Draw(seed);
            string[] pieces =
            [
                "user.a", "user.", ".", "1", "1.5", "\"", "'", "'x'", "(", ")", "{", "}", "[", "]", ",", "?", ":", "?:", "!", "-", "+", "==", "=", "&&", "|", " AND ", " or ", "not ",
                " matches ", "String.len(", "String.stringSwitch(", "isMemberOfAnyGroup(", "Arrays.get(", "null", "\0", "\ud800", "é",
            ];
            var text = string.Concat(Enumerable.Range(0, draw.Below(10)).Select(_ => draw.Of<string>(pieces)));
            if (UserExpression.TryParse(text, out var expression, out var problem)) _ = expression.Evaluate(UserOf(draw));
            else Assert.NotEmpty(problem);
        }).Check(Often.WithMaxTest(5000));

    private static string ValueOf(Draw draw, int depth) => draw.Below(depth == 0 ? 1 : 7) switch
    {
        0 => draw.Of<string>(Values),
        1 => $"({ValueOf(draw, depth - 1)}) + ({ValueOf(draw, depth - 1)})",
        2 => $"({ConditionOf(draw, depth - 1)}) ? {ValueOf(draw, depth - 1)} : ({ValueOf(draw, depth - 1)})",
        3 => $"({ValueOf(draw, depth - 1)}) ?: {ValueOf(draw, depth - 1)}",
        4 => $"{{{ValueOf(draw, depth - 1)}, {ValueOf(draw, depth - 1)}}}",
        5 => $"({ValueOf(draw, depth - 1)})[{ValueOf(draw, depth - 1)}]",
        _ => ConditionOf(draw, depth - 1),
    };

    private static string ConditionOf(Draw draw, int depth) => draw.Below(depth == 0 ? 1 : 6) switch
    {
        0 => draw.Of<string>(Conditions),
        1 => $"!({ConditionOf(draw, depth - 1)})",
        2 => $"({ConditionOf(draw, depth - 1)}) AND ({ConditionOf(draw, depth - 1)})",
        3 => $"{draw.Of<string>(Conditions)} || {draw.Of<string>(Conditions)} && {draw.Of<string>(Conditions)}",
        4 => $"({ConditionOf(draw, depth - 1)}) OR ({ConditionOf(draw, depth - 1)})",
        _ => $"({ValueOf(draw, depth - 1)}) {draw.Of<string>(["==", "!=", "<", ">", "<=", ">="])} ({ValueOf(draw, depth - 1)})",
    };

    private static ExpressionUser UserOf(Draw draw)
    {
        string[] names = ["x", "xx", "Everyone"];
        var profile = $$"""{"a": {{draw.Of<string>(Json)}}, "b": {{draw.Of<string>(Json)}}, "yes": true, "list": {{draw.Of<string>(Json)}}}""";
        return new(JsonElement.Parse(profile), "00u1", "ACTIVE", draw.OneIn(2) ? new HashSet<string>(StringComparer.Ordinal) { "1" } : new HashSet<string>(StringComparer.Ordinal), draw.OneIn(2) ? names : []);
    }
}
