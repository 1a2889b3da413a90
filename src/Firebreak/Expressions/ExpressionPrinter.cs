using System.Globalization;

namespace Firebreak.Expressions;

/// <summary>Prints expressions with no more parentheses than they need.</summary>
internal static class ExpressionPrinter
{
    private static readonly string[] Relations = ["==", "!=", "<", ">", "<=", ">="];

    /// <summary>From what binds least.</summary>
    private enum Level
    {
        Choice,
        Or,
        And,
        Relation,
        Sum,
        Unary,
        Primary,
    }

    public static string Print(Expression expression) => expression switch
    {
        Expression.Literal literal => Print(literal.Value),
        Expression.List list => $"{{{Listed(list.Items)}}}",
        Expression.Profile attribute => $"user.{attribute.Name}",
        Expression.Status => "user.getInternalProperty(\"status\")",
        Expression.Id => "user.getInternalProperty(\"id\")",
        Expression.MemberOf { GroupIds: [var id] } => $"isMemberOfGroup({Quoted(id)})",
        Expression.MemberOf member => $"isMemberOfAnyGroup({string.Join(", ", member.GroupIds.Select(Quoted))})",
        Expression.MemberOfNamed named => $"isMemberOfGroupName{(named.Test == GroupNameTest.Equals ? "" : named.Test)}({Quoted(named.Name)})",
        Expression.MemberOfMatching matching => $"isMemberOfGroupNameRegex({Quoted(matching.Pattern.Text)})",
        Expression.Call call => $"{call.Name}({Listed(call.Arguments)})",
        Expression.Item item => $"{At(Level.Primary, item.Of)}[{item.Position}]",
        Expression.Not not => $"!{At(Level.Unary, not.Inner)}",
        Expression.And and => string.Join(" AND ", and.Conditions.Select(part => At(Level.Relation, part))),
        Expression.Or or => string.Join(" OR ", or.Conditions.Select(part => At(Level.And, part))),
        Expression.Compare compare => $"{At(Level.Sum, compare.Left)} {Relations[(int)compare.Relation]} {At(Level.Sum, compare.Right)}",
        Expression.Matches matches => $"{At(Level.Sum, matches.Input)} matches {Quoted(matches.Pattern.Text)}",
        Expression.Sum sum => string.Join(" + ", sum.Terms.Select(part => At(Level.Unary, part))),
        Expression.Choice choice => $"{At(Level.Or, choice.Condition)} ? {choice.Then} : {choice.Otherwise}",
        Expression.Default fallback => $"{At(Level.Or, fallback.Value)} ?: {fallback.Fallback}",
        _ => throw new InvalidOperationException("There are no other expressions."),
    };

    private static string At(Level level, Expression part) => LevelOf(part) < level ? $"({part})" : part.ToString();

    private static Level LevelOf(Expression expression) => expression switch
    {
        Expression.Choice or Expression.Default => Level.Choice,
        Expression.Or => Level.Or,
        Expression.And => Level.And,
        Expression.Compare or Expression.Matches => Level.Relation,
        Expression.Sum => Level.Sum,
        Expression.Not or Expression.Literal { Value: ExpressionValue.Number { Value: < 0 } } => Level.Unary,
        _ => Level.Primary,
    };

    private static string Print(ExpressionValue value) => value switch
    {
        ExpressionValue.Text text => Quoted(text.Value),
        ExpressionValue.Number number => number.Value.ToString(CultureInfo.InvariantCulture),
        ExpressionValue.Truth truth => truth.Value ? "true" : "false",
        _ => "null",
    };

    private static string Listed(IEnumerable<Expression> parts) => string.Join(", ", parts);

    private static string Quoted(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
