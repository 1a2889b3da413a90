using System.Text.Json;

namespace Firebreak.Expressions;

/// <summary>
/// Asks a filter about a JSON object: a log event, a user, a SCIM resource. An attribute with several values matches if
/// one of them does, on whatever level the array stands: <c>target.id eq "x"</c> is about any target.
/// </summary>
public static class FilterMatch
{
    /// <summary>
    /// Whether the filter holds of the object. Values of different kinds are not equal and have no order. <c>ne</c> is
    /// the opposite of <c>eq</c>, so that it holds where the attribute is absent.
    /// </summary>
    /// <param name="comparison">How strings compare that are not both dates: ordinal, and without case in the System Log and in searches.</param>
    public static bool Matches(this Filter filter, JsonElement element, StringComparison comparison = StringComparison.OrdinalIgnoreCase) => filter switch
    {
        Filter.And and => and.Parts.All(part => part.Matches(element, comparison)),
        Filter.Or or => or.Parts.Any(part => part.Matches(element, comparison)),
        Filter.Not not => !not.Inner.Matches(element, comparison),
        Filter.Present present => Any(element, present.Path, IsPresent),
        Filter.ValuePath path => Any(element, path.Path, item => item.ValueKind == JsonValueKind.Object && path.Inner.Matches(item, comparison)),
        Filter.Comparison test => Holds(test, element, comparison),
        _ => throw new InvalidOperationException("There are no other filters."),
    };

    private static bool Holds(Filter.Comparison test, JsonElement element, StringComparison comparison) => test.Operator switch
    {
        FilterOperator.Equal => Equal(test, element, comparison),
        FilterOperator.NotEqual => !Equal(test, element, comparison),
        FilterOperator.Contains => AnyText(test, element, (text, part) => text.Contains(part, comparison)),
        FilterOperator.StartsWith => AnyText(test, element, (text, part) => text.StartsWith(part, comparison)),
        FilterOperator.EndsWith => AnyText(test, element, (text, part) => text.EndsWith(part, comparison)),
        FilterOperator.Greater => AnyOrder(test, element, comparison, order => order > 0),
        FilterOperator.GreaterOrEqual => AnyOrder(test, element, comparison, order => order >= 0),
        FilterOperator.Less => AnyOrder(test, element, comparison, order => order < 0),
        FilterOperator.LessOrEqual => AnyOrder(test, element, comparison, order => order <= 0),
        _ => throw new InvalidOperationException("There are no other operators."),
    };

    private static bool Equal(Filter.Comparison test, JsonElement element, StringComparison comparison) => test.Value switch
    {
        FilterValue.Null => !Any(element, test.Path, item => item.ValueKind != JsonValueKind.Null),
        FilterValue.Truth truth => Any(element, test.Path, item => item.ValueKind == (truth.Value ? JsonValueKind.True : JsonValueKind.False)),
        _ => AnyOrder(test, element, comparison, order => order == 0),
    };

    private static bool AnyText(Filter.Comparison test, JsonElement element, Func<string, string, bool> holds)
    {
        var part = ((FilterValue.Text)test.Value).Value;
        return Any(element, test.Path, item => TextOf(item) is { } text && holds(text, part));
    }

    private static bool AnyOrder(Filter.Comparison test, JsonElement element, StringComparison comparison, Func<int, bool> holds) =>
        Any(element, test.Path, item => Order(item, test.Value, comparison) is { } order && holds(order));

    private static int? Order(JsonElement item, FilterValue value, StringComparison comparison) => value switch
    {
        FilterValue.Number number when item.ValueKind == JsonValueKind.Number =>
            item.TryGetDecimal(out var exact) ? exact.CompareTo(number.Value) : item.GetDouble().CompareTo((double)number.Value),
        FilterValue.Text wanted when TextOf(item) is { } text =>
            wanted.Instant is { } moment && FilterValue.InstantOf(text) is { } other ? other.CompareTo(moment) : string.Compare(text, wanted.Value, comparison),
        _ => null,
    };

    private static bool Any(JsonElement element, AttributePath path, Func<JsonElement, bool> test)
    {
        // An extension's attributes stand under its URN, the core schema's directly in the resource (RFC 7643, 3.3).
        if (path.Schema is { } schema && Property(element, schema) is { } extension) element = extension;
        return Any(element, path.Names.AsSpan(), test);
    }

    private static bool Any(JsonElement element, ReadOnlySpan<string> names, Func<JsonElement, bool> test)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
                if (Any(item, names, test)) return true;
            return false;
        }

        if (names.IsEmpty) return test(element);
        return Property(element, names[0]) is { } next && Any(next, names[1..], test);
    }

    private static bool IsPresent(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().Any(property => IsPresent(property.Value)),
        JsonValueKind.Array => element.EnumerateArray().Any(IsPresent),
        JsonValueKind.String => element.GetRawText() != "\"\"",
        JsonValueKind.Null or JsonValueKind.Undefined => false,
        _ => true,
    };

    // JSON may escape half of a surrogate pair; what is no text has no relation to any.
    private static string? TextOf(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.String) return null;
        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static JsonElement? Property(JsonElement element, string name)
    {
        if (element.ValueKind != JsonValueKind.Object) return null;
        try
        {
            return element.TryGetProperty(name, out var value) ? value : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
