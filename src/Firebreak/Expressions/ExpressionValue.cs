using System.Globalization;
using System.Text.Json;

namespace Firebreak.Expressions;

/// <summary>What an expression evaluates to. A JSON object has no such value and is null.</summary>
public abstract record ExpressionValue
{
    /// <summary>How many characters a text may have that an expression makes; a longer one is null, so that no expression grows without end.</summary>
    public const int MaxMadeLength = 32_768;

    private ExpressionValue()
    {
    }

    /// <summary>Null: what is absent, and what cannot be computed.</summary>
    public static ExpressionValue None { get; } = new Null();

    /// <summary>True.</summary>
    public static ExpressionValue True { get; } = new Truth(true);

    /// <summary>False.</summary>
    public static ExpressionValue False { get; } = new Truth(false);

    /// <summary>A text.</summary>
    public sealed record Text(string Value) : ExpressionValue;

    /// <summary>An Integer or a Number; they are one kind here.</summary>
    public sealed record Number(decimal Value) : ExpressionValue;

    /// <summary>A Boolean.</summary>
    public sealed record Truth(bool Value) : ExpressionValue;

    /// <summary>An array.</summary>
    public sealed record List(Sequence<ExpressionValue> Items) : ExpressionValue;

    /// <summary>Null.</summary>
    public sealed record Null : ExpressionValue;

    /// <summary>Whether this is true; null and everything that is no Boolean is not.</summary>
    public bool IsTrue => this is Truth { Value: true };

    internal static ExpressionValue Of(bool value) => value ? True : False;

    internal static ExpressionValue Of(string made) => made.Length <= MaxMadeLength ? new Text(made) : None;

    internal static ExpressionValue Of(JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.True: return True;
            case JsonValueKind.False: return False;
            case JsonValueKind.Number: return json.TryGetDecimal(out var number) ? new Number(number) : None;
            case JsonValueKind.Array: return new List([.. json.EnumerateArray().Select(Of)]);
            case JsonValueKind.String:
                try
                {
                    return new Text(json.GetString()!);
                }
                catch (InvalidOperationException)
                {
                    // Half of a surrogate pair, which JSON can escape, is no text.
                    return None;
                }

            default: return None;
        }
    }

    /// <summary>As text, for the functions that take one; null for null and for a list.</summary>
    internal string? ToText() => this switch
    {
        Text text => text.Value,
        Number number => number.Value.ToString(CultureInfo.InvariantCulture),
        Truth truth => truth.Value ? "true" : "false",
        _ => null,
    };

    /// <summary>As a list, for the functions that take one: comma-separated values are a list, null has no items, anything else is one item.</summary>
    internal Sequence<ExpressionValue> ToList() => this switch
    {
        List list => list.Items,
        Null or Text { Value: "" } => [],
        Text text => [.. text.Value.Split(',', StringSplitOptions.TrimEntries).Select(item => (ExpressionValue)new Text(item))],
        _ => [this],
    };

    /// <summary>Which is greater; null where there is no order: between kinds, and with null.</summary>
    internal int? Order(ExpressionValue other) => (this, other) switch
    {
        (Number left, Number right) => left.Value.CompareTo(right.Value),
        (Text left, Text right) => string.CompareOrdinal(left.Value, right.Value),
        _ => null,
    };
}
