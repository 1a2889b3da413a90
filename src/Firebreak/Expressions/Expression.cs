namespace Firebreak.Expressions;

/// <summary>
/// A part of an expression in the Okta Expression Language; read by <see cref="UserExpression"/>. Parts that consist of
/// the same are equal.
/// </summary>
public abstract record Expression
{
    private Expression()
    {
    }

    /// <summary>What it evaluates to, as far as it can be told from the text.</summary>
    public abstract ExpressionKind Kind { get; }

    /// <summary>The parts directly inside it, in the order written.</summary>
    internal virtual IEnumerable<Expression> Parts => [];

    /// <summary>The expression in one spelling; it reads back as an equal expression.</summary>
    public sealed override string ToString() => ExpressionPrinter.Print(this);

    /// <summary><c>"x"</c>, <c>1.5</c>, <c>true</c>, <c>null</c>; never a list.</summary>
    public sealed record Literal(ExpressionValue Value) : Expression
    {
        /// <inheritdoc/>
        public override ExpressionKind Kind => Value switch
        {
            ExpressionValue.Text => ExpressionKind.Text,
            ExpressionValue.Number => ExpressionKind.Number,
            ExpressionValue.Truth => ExpressionKind.Truth,
            _ => ExpressionKind.Any,
        };
    }

    /// <summary><c>{1, 2}</c></summary>
    public sealed record List(Sequence<Expression> Items) : Expression
    {
        /// <inheritdoc/>
        public override ExpressionKind Kind => ExpressionKind.List;

        internal override IEnumerable<Expression> Parts => Items;
    }

    /// <summary><c>user.city</c>: an attribute of the profile.</summary>
    public sealed record Profile(string Name) : Expression
    {
        /// <inheritdoc/>
        public override ExpressionKind Kind => ExpressionKind.Any;
    }

    /// <summary><c>user.getInternalProperty("status")</c></summary>
    public sealed record Status : Expression
    {
        /// <inheritdoc/>
        public override ExpressionKind Kind => ExpressionKind.Text;
    }

    /// <summary><c>user.getInternalProperty("id")</c></summary>
    public sealed record Id : Expression
    {
        /// <inheritdoc/>
        public override ExpressionKind Kind => ExpressionKind.Text;
    }

    /// <summary><c>isMemberOfGroup</c> and <c>isMemberOfAnyGroup</c>.</summary>
    public sealed record MemberOf(Sequence<string> GroupIds) : Expression
    {
        /// <inheritdoc/>
        public override ExpressionKind Kind => ExpressionKind.Truth;
    }

    /// <summary><c>isMemberOfGroupName</c>, <c>...StartsWith</c> and <c>...Contains</c>; case counts.</summary>
    public sealed record MemberOfNamed(GroupNameTest Test, string Name) : Expression
    {
        /// <inheritdoc/>
        public override ExpressionKind Kind => ExpressionKind.Truth;
    }

    /// <summary><c>isMemberOfGroupNameRegex</c></summary>
    public sealed record MemberOfMatching(Pattern Pattern) : Expression
    {
        /// <inheritdoc/>
        public override ExpressionKind Kind => ExpressionKind.Truth;
    }

    /// <summary>A function of <c>String</c>, <c>Arrays</c> or <c>Convert</c>.</summary>
    public sealed record Call : Expression
    {
        internal Call(ExpressionFunction function, Sequence<Expression> arguments) => (Function, Arguments) = (function, arguments);

        /// <summary>Its name, such as <c>String.len</c>.</summary>
        public string Name => Function.Name;

        /// <summary>As many as the function takes.</summary>
        public Sequence<Expression> Arguments { get; }

        /// <inheritdoc/>
        public override ExpressionKind Kind => Function.Gives;

        internal ExpressionFunction Function { get; }

        internal override IEnumerable<Expression> Parts => Arguments;
    }

    /// <summary><c>user.list[0]</c></summary>
    public sealed record Item(Expression Of, Expression Position) : Expression
    {
        /// <inheritdoc/>
        public override ExpressionKind Kind => ExpressionKind.Any;

        internal override IEnumerable<Expression> Parts => [Of, Position];
    }

    /// <summary><c>!</c>, <c>NOT</c></summary>
    public sealed record Not(Expression Inner) : Expression
    {
        /// <inheritdoc/>
        public override ExpressionKind Kind => ExpressionKind.Truth;

        internal override IEnumerable<Expression> Parts => [Inner];
    }

    /// <summary><c>AND</c>: two conditions or more.</summary>
    public sealed record And(Sequence<Expression> Conditions) : Expression
    {
        /// <inheritdoc/>
        public override ExpressionKind Kind => ExpressionKind.Truth;

        internal override IEnumerable<Expression> Parts => Conditions;
    }

    /// <summary><c>OR</c>: two conditions or more.</summary>
    public sealed record Or(Sequence<Expression> Conditions) : Expression
    {
        /// <inheritdoc/>
        public override ExpressionKind Kind => ExpressionKind.Truth;

        internal override IEnumerable<Expression> Parts => Conditions;
    }

    /// <summary><c>==</c>, <c>!=</c>, <c>&lt;</c>, <c>&gt;</c>, <c>&lt;=</c>, <c>&gt;=</c></summary>
    public sealed record Compare(Relation Relation, Expression Left, Expression Right) : Expression
    {
        /// <inheritdoc/>
        public override ExpressionKind Kind => ExpressionKind.Truth;

        internal override IEnumerable<Expression> Parts => [Left, Right];
    }

    /// <summary><c>user.title matches "(?i)engineer"</c></summary>
    public sealed record Matches(Expression Input, Pattern Pattern) : Expression
    {
        /// <inheritdoc/>
        public override ExpressionKind Kind => ExpressionKind.Truth;

        internal override IEnumerable<Expression> Parts => [Input];
    }

    /// <summary><c>+</c>: two terms or more, added from the left; a text makes a text.</summary>
    public sealed record Sum(Sequence<Expression> Terms) : Expression
    {
        /// <inheritdoc/>
        public override ExpressionKind Kind => Terms.Any(term => term.Kind == ExpressionKind.Text) ? ExpressionKind.Text : ExpressionKind.TextOrNumber;

        internal override IEnumerable<Expression> Parts => Terms;
    }

    /// <summary><c>condition ? then : otherwise</c></summary>
    public sealed record Choice(Expression Condition, Expression Then, Expression Otherwise) : Expression
    {
        /// <inheritdoc/>
        public override ExpressionKind Kind => Then.Kind == Otherwise.Kind ? Then.Kind : ExpressionKind.Any;

        internal override IEnumerable<Expression> Parts => [Condition, Then, Otherwise];
    }

    /// <summary><c>value ?: fallback</c>, which stands in for null and for an empty text.</summary>
    public sealed record Default(Expression Value, Expression Fallback) : Expression
    {
        /// <inheritdoc/>
        public override ExpressionKind Kind => Value.Kind == Fallback.Kind ? Value.Kind : ExpressionKind.Any;

        internal override IEnumerable<Expression> Parts => [Value, Fallback];
    }
}

/// <summary>What an expression evaluates to, unless to null.</summary>
public enum ExpressionKind
{
    /// <summary>Known only when it is evaluated.</summary>
    Any,

    /// <summary>A Boolean.</summary>
    Truth,

    /// <summary>A String.</summary>
    Text,

    /// <summary>An Integer or a Number.</summary>
    Number,

    /// <summary>A text or a number.</summary>
    TextOrNumber,

    /// <summary>An Array.</summary>
    List,
}

/// <summary>How two values are compared.</summary>
public enum Relation
{
    /// <summary><c>==</c></summary>
    Equal,

    /// <summary><c>!=</c></summary>
    NotEqual,

    /// <summary><c>&lt;</c></summary>
    Less,

    /// <summary><c>&gt;</c></summary>
    Greater,

    /// <summary><c>&lt;=</c></summary>
    LessOrEqual,

    /// <summary><c>&gt;=</c></summary>
    GreaterOrEqual,
}

/// <summary>How a group's name is compared.</summary>
public enum GroupNameTest
{
    /// <summary><c>isMemberOfGroupName</c></summary>
    Equals,

    /// <summary><c>isMemberOfGroupNameStartsWith</c></summary>
    StartsWith,

    /// <summary><c>isMemberOfGroupNameContains</c></summary>
    Contains,
}
