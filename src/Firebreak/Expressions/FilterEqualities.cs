using System.Collections.Immutable;

namespace Firebreak.Expressions;

/// <summary>What must hold wherever a filter does: the attribute equals one of these strings.</summary>
/// <param name="AnyOf">Without repeats; one for <c>eq</c>, several for an <c>or</c>.</param>
public sealed record RequiredEquality(AttributePath Path, Sequence<string> AnyOf);

/// <summary>Finds in a filter what an index can answer.</summary>
public static class FilterEqualities
{
    /// <summary>
    /// The equalities that hold of everything that the filter matches, so that an index may choose the candidates and
    /// the filter decide; empty if every row is a candidate. The index compares as the filter does: where case does not
    /// count for one, neither for the other. Dates are left out, for they are equal in many spellings.
    /// </summary>
    public static ImmutableArray<RequiredEquality> RequiredEqualities(this Filter filter) => filter switch
    {
        Filter.Comparison { Operator: FilterOperator.Equal, Value: FilterValue.Text { Instant: null } text } test => [new(test.Path, [text.Value])],
        Filter.And and => [.. and.Parts.SelectMany(part => part.RequiredEqualities()).Distinct()],
        Filter.Or or => InEvery([.. or.Parts.Select(part => part.RequiredEqualities())]),
        Filter.ValuePath path => Within(path),
        _ => [],
    };

    private static ImmutableArray<RequiredEquality> InEvery(ImmutableArray<ImmutableArray<RequiredEquality>> alternatives) =>
    [
        .. from path in alternatives[0].Select(equality => equality.Path).Distinct()
           let values = Values(path, alternatives)
           where values is not null
           select new RequiredEquality(path, values),
    ];

    // An attribute that every alternative fixes has one of the values of all of them. One with several values can be
    // fixed more than once in an alternative; any of the times will do.
    private static Sequence<string>? Values(AttributePath path, ImmutableArray<ImmutableArray<RequiredEquality>> alternatives)
    {
        var values = new List<string>();
        foreach (var alternative in alternatives)
        {
            if (alternative.FirstOrDefault(equality => equality.Path == path) is not { } equality) return null;
            values.AddRange(equality.AnyOf);
        }

        return [.. values.Distinct(StringComparer.Ordinal)];
    }

    private static ImmutableArray<RequiredEquality> Within(Filter.ValuePath path) =>
    [
        .. from equality in path.Inner.RequiredEqualities()
           let whole = path.Path.Then(equality.Path)
           where whole is not null
           select equality with { Path = whole },
    ];
}
