namespace Firebreak.Expressions;

/// <summary>
/// A SCIM filter (RFC 7644, 3.4.2.2) as Okta's <c>filter</c> and <c>search</c> parameters take it; read by
/// <see cref="ScimFilter"/>. Filters with the same parts are equal.
/// </summary>
public abstract record Filter
{
    private Filter()
    {
    }

    /// <summary>The filter in one spelling; it reads back as an equal filter.</summary>
    public sealed override string ToString() => this switch
    {
        And and => string.Join(" and ", and.Parts.Select(part => part is And or Or ? $"({part})" : part.ToString())),
        Or or => string.Join(" or ", or.Parts.Select(part => part is Or ? $"({part})" : part.ToString())),
        Not not => $"not ({not.Inner})",
        Present present => $"{present.Path} pr",
        Comparison comparison => $"{comparison.Path} {FilterOperators.Word(comparison.Operator)} {comparison.Value}",
        ValuePath path => $"{path.Path}[{path.Inner}]",
        _ => throw new InvalidOperationException("There are no other filters."),
    };

    private static Sequence<Filter> Several(Sequence<Filter> parts) =>
        parts.Count >= 2 ? parts : throw new ArgumentException("It takes two parts to join.", nameof(parts));

    /// <summary>All parts hold.</summary>
    public sealed record And : Filter
    {
        /// <summary>Joins two parts or more.</summary>
        /// <exception cref="ArgumentException">There are fewer.</exception>
        public And(Sequence<Filter> parts) => Parts = Several(parts);

        /// <summary>Two or more, in the order written.</summary>
        public Sequence<Filter> Parts { get; }
    }

    /// <summary>At least one part holds. Binds less than <see cref="And"/>.</summary>
    public sealed record Or : Filter
    {
        /// <summary>Joins two parts or more.</summary>
        /// <exception cref="ArgumentException">There are fewer.</exception>
        public Or(Sequence<Filter> parts) => Parts = Several(parts);

        /// <summary>Two or more, in the order written.</summary>
        public Sequence<Filter> Parts { get; }
    }

    /// <summary>The inner filter does not hold.</summary>
    public sealed record Not(Filter Inner) : Filter;

    /// <summary><c>pr</c>: the attribute has a value that is not empty.</summary>
    public sealed record Present(AttributePath Path) : Filter;

    /// <summary>The attribute, or one of its values, stands in this relation to the value.</summary>
    public sealed record Comparison : Filter
    {
        /// <summary>A comparison that means something.</summary>
        /// <exception cref="ArgumentException">The operator does not compare with such a value; see <see cref="Allows"/>.</exception>
        public Comparison(AttributePath path, FilterOperator @operator, FilterValue value)
        {
            if (!Allows(@operator, value)) throw new ArgumentException($"{@operator} does not compare with {value}.", nameof(value));
            (Path, Operator, Value) = (path, @operator, value);
        }

        /// <summary>Which attribute.</summary>
        public AttributePath Path { get; }

        /// <summary>Which relation.</summary>
        public FilterOperator Operator { get; }

        /// <summary>What the attribute is compared with.</summary>
        public FilterValue Value { get; }

        /// <summary>Whether the operator compares with such a value: order needs a string or a number, a part of a string a string.</summary>
        public static bool Allows(FilterOperator @operator, FilterValue value) => @operator switch
        {
            FilterOperator.Equal or FilterOperator.NotEqual => true,
            FilterOperator.Contains or FilterOperator.StartsWith or FilterOperator.EndsWith => value is FilterValue.Text,
            _ => value is FilterValue.Text or FilterValue.Number,
        };
    }

    /// <summary>One and the same of the objects at a path fulfils the inner filter: <c>emails[type eq "work" and value co "@"]</c>.</summary>
    public sealed record ValuePath(AttributePath Path, Filter Inner) : Filter;
}
