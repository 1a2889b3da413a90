using System.Text.Json;
using static Firebreak.Expressions.ExpressionValue;

namespace Firebreak.Expressions;

/// <summary>Evaluates expressions. What cannot be computed is null; null is equal to null only, and neither less nor greater than anything.</summary>
internal static class ExpressionEvaluation
{
    public static ExpressionValue Evaluate(this Expression expression, ExpressionUser user) => expression switch
    {
        Expression.Literal literal => literal.Value,
        Expression.List list => new List([.. list.Items.Select(item => item.Evaluate(user))]),
        Expression.Profile attribute => Profile(user.Profile, attribute.Name),
        Expression.Status => new Text(user.Status),
        Expression.Id => new Text(user.Id),
        Expression.MemberOf member => Of(member.GroupIds.Any(user.GroupIds.Contains)),
        Expression.MemberOfNamed named => Of(user.GroupNames.Any(name => Holds(named, name))),
        Expression.MemberOfMatching matching => Of(user.GroupNames.Any(matching.Pattern.Matches)),
        Expression.Call call => call.Function.Run([.. call.Arguments.Select(argument => argument.Evaluate(user))]),
        Expression.Item item => ItemOf(item.Of.Evaluate(user), item.Position.Evaluate(user)),
        Expression.Not not => Of(!not.Inner.Evaluate(user).IsTrue),
        Expression.And and => Of(and.Conditions.All(part => part.Evaluate(user).IsTrue)),
        Expression.Or or => Of(or.Conditions.Any(part => part.Evaluate(user).IsTrue)),
        Expression.Compare compare => Of(Holds(compare.Relation, compare.Left.Evaluate(user), compare.Right.Evaluate(user))),
        Expression.Matches matches => Of(matches.Input.Evaluate(user).ToText() is { } text && matches.Pattern.Matches(text)),
        Expression.Sum sum => sum.Terms.Select(term => term.Evaluate(user)).Aggregate(Sum),
        Expression.Choice choice => choice.Condition.Evaluate(user).IsTrue ? choice.Then.Evaluate(user) : choice.Otherwise.Evaluate(user),
        Expression.Default fallback => fallback.Value.Evaluate(user) is not (Null or Text { Value: "" }) and var value ? value : fallback.Fallback.Evaluate(user),
        _ => throw new InvalidOperationException("There are no other expressions."),
    };

    private static ExpressionValue Profile(JsonElement profile, string name)
    {
        if (profile.ValueKind != JsonValueKind.Object) return None;
        try
        {
            return profile.TryGetProperty(name, out var value) ? Of(value) : None;
        }
        catch (InvalidOperationException)
        {
            // A name that holds half of a surrogate pair cannot be compared with.
            return None;
        }
    }

    private static bool Holds(Expression.MemberOfNamed named, string name) => named.Test switch
    {
        GroupNameTest.StartsWith => name.StartsWith(named.Name, StringComparison.Ordinal),
        GroupNameTest.Contains => name.Contains(named.Name, StringComparison.Ordinal),
        _ => name == named.Name,
    };

    private static bool Holds(Relation relation, ExpressionValue left, ExpressionValue right) => relation switch
    {
        Relation.Equal => left == right,
        Relation.NotEqual => left != right,
        Relation.Less => left.Order(right) < 0,
        Relation.Greater => left.Order(right) > 0,
        Relation.LessOrEqual => left.Order(right) <= 0,
        _ => left.Order(right) >= 0,
    };

    private static ExpressionValue ItemOf(ExpressionValue list, ExpressionValue position) =>
        list is List { Items: var items } ? ExpressionFunction.At(items, position) : None;

    // Null adds nothing to a text: the absence of a middle name is not a name.
    private static ExpressionValue Sum(ExpressionValue left, ExpressionValue right)
    {
        if (left is Text || right is Text) return Of(left.ToText() + right.ToText());
        if (left is not Number a || right is not Number b) return None;
        try
        {
            return new Number(a.Value + b.Value);
        }
        catch (OverflowException)
        {
            return None;
        }
    }
}
