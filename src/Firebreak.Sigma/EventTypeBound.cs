using System.Collections.Immutable;

namespace Firebreak.Sigma;

/// <summary>
/// The event types outside of which a condition cannot hold; null when any type may do. A bound may be too wide,
/// never too narrow: whoever skips events by it must not miss one.
/// </summary>
internal static class EventTypeBound
{
    public static ImmutableArray<string>? Of(Condition condition) =>
        Holding(condition) is { } types ? [.. types.Order(StringComparer.Ordinal)] : null;

    private static ImmutableHashSet<string>? Holding(Condition condition) => condition switch
    {
        Condition.Question question => question.EventTypes?.ToImmutableHashSet(StringComparer.Ordinal),
        Condition.Not not => Failing(not.Inner),
        Condition.All all => Narrowest(all.Parts.Select(Holding)),
        Condition.Any any => Together(any.Parts.Select(Holding)),
        _ => null,
    };

    private static ImmutableHashSet<string>? Failing(Condition condition) => condition switch
    {
        Condition.Not not => Holding(not.Inner),
        Condition.All all => Together(all.Parts.Select(Failing)),
        Condition.Any any => Narrowest(any.Parts.Select(Failing)),
        _ => null,
    };

    /// <summary>One of the parts' bounds, not what they share: that would be wrong were an event ever to have two types.</summary>
    private static ImmutableHashSet<string>? Narrowest(IEnumerable<ImmutableHashSet<string>?> bounds) =>
        bounds.Where(bound => bound is not null).MinBy(bound => bound!.Count);

    private static ImmutableHashSet<string>? Together(IEnumerable<ImmutableHashSet<string>?> bounds)
    {
        var together = ImmutableHashSet.Create<string>(StringComparer.Ordinal);
        foreach (var bound in bounds)
        {
            if (bound is null) return null;
            together = together.Union(bound);
        }

        return together;
    }
}
