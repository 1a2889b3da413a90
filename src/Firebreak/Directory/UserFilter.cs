using Firebreak.Expressions;

namespace Firebreak.Directory;

/// <summary>What the parameter <c>filter</c> of users may ask. Source: Okta, Users API, "List all users".</summary>
internal static class UserFilter
{
    private static readonly string[] Properties = ["status", "lastUpdated", "id", "profile.login", "profile.email", "profile.firstName", "profile.lastName"];

    /// <summary>Why a filter may not be asked; null when it may.</summary>
    public static string? Problem(Filter filter) => filter switch
    {
        Filter.And and => and.Parts.Select(Problem).FirstOrDefault(problem => problem is not null),
        Filter.Or or => or.Parts.Select(Problem).FirstOrDefault(problem => problem is not null),
        Filter.Comparison test => Problem(test),
        _ => "A filter is made of comparisons, and, or.",
    };

    private static string? Problem(Filter.Comparison test)
    {
        var property = test.Path.ToString();
        if (!Properties.Contains(property)) return $"A filter asks {string.Join(", ", Properties)}.";
        if (test.Operator == FilterOperator.Equal) return null;
        return property == "lastUpdated" && test.Operator is FilterOperator.Greater or FilterOperator.GreaterOrEqual or FilterOperator.Less or FilterOperator.LessOrEqual
            ? null
            : "A filter compares by eq, and lastUpdated by gt, ge, lt and le too.";
    }
}
