namespace Firebreak.Expressions;

/// <summary>How an attribute is compared (RFC 7644, table 3).</summary>
public enum FilterOperator
{
    /// <summary><c>eq</c></summary>
    Equal,

    /// <summary><c>ne</c></summary>
    NotEqual,

    /// <summary><c>co</c></summary>
    Contains,

    /// <summary><c>sw</c></summary>
    StartsWith,

    /// <summary><c>ew</c></summary>
    EndsWith,

    /// <summary><c>gt</c></summary>
    Greater,

    /// <summary><c>ge</c></summary>
    GreaterOrEqual,

    /// <summary><c>lt</c></summary>
    Less,

    /// <summary><c>le</c></summary>
    LessOrEqual,
}

internal static class FilterOperators
{
    private static readonly string[] Words = ["eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le"];

    public static string Word(FilterOperator @operator) => Words[(int)@operator];

    public static FilterOperator? Find(string word) =>
        Array.FindIndex(Words, known => known.Equals(word, StringComparison.OrdinalIgnoreCase)) is var index and >= 0 ? (FilterOperator)index : null;
}
