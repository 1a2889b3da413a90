using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Firebreak.Expressions;

/// <summary>
/// An expression about a user in the Okta Expression Language (developer.okta.com, "Okta Expression Language overview"),
/// as far as it needs nothing but the user: the profile, id, status and groups.
/// </summary>
public sealed record UserExpression
{
    /// <summary>How many characters an expression may have.</summary>
    public const int MaxLength = 4_096;

    /// <summary>How many expressions may stand inside one another.</summary>
    public const int MaxDepth = 64;

    private UserExpression(Expression root)
    {
        Root = root;
        var all = All(root).ToList();
        Attributes = all.OfType<Expression.Profile>().Select(attribute => attribute.Name).ToImmutableSortedSet(StringComparer.Ordinal);
        GroupIds = all.OfType<Expression.MemberOf>().SelectMany(member => member.GroupIds).ToImmutableSortedSet(StringComparer.Ordinal);
        ReadsGroupNames = all.Exists(part => part is Expression.MemberOfNamed or Expression.MemberOfMatching);
        ReadsStatus = all.Exists(part => part is Expression.Status);
    }

    /// <summary>The whole of it.</summary>
    public Expression Root { get; }

    /// <summary>The profile attributes on which the outcome depends.</summary>
    public ImmutableSortedSet<string> Attributes { get; }

    /// <summary>The groups on whose members the outcome depends.</summary>
    public ImmutableSortedSet<string> GroupIds { get; }

    /// <summary>Whether the outcome depends on the names of the user's groups, and so on any of them.</summary>
    public bool ReadsGroupNames { get; }

    /// <summary>Whether the outcome depends on the user's status.</summary>
    public bool ReadsStatus { get; }

    /// <summary>Reads an expression of any kind, as claims and mappings use it.</summary>
    /// <param name="problem">What is wrong and at which character, counted from 1, in one sentence.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out UserExpression? expression, [NotNullWhen(false)] out string? problem) =>
        TryParse(text, inCondition: false, out expression, out problem);

    /// <summary>
    /// Reads the condition of a group rule ("Expressions in group rules"): it cannot evaluate to anything but a Boolean
    /// or an attribute that may be one, and converts nothing.
    /// </summary>
    /// <param name="problem">What is wrong and at which character, counted from 1, in one sentence.</param>
    public static bool TryParseCondition(string text, [NotNullWhen(true)] out UserExpression? expression, [NotNullWhen(false)] out string? problem) =>
        TryParse(text, inCondition: true, out expression, out problem);

    /// <summary>What it evaluates to for the user; never throws.</summary>
    public ExpressionValue Evaluate(ExpressionUser user) => Root.Evaluate(user);

    /// <summary>Whether it evaluates to true for the user.</summary>
    public bool Holds(ExpressionUser user) => Evaluate(user).IsTrue;

    /// <summary>Expressions with equal parts are equal.</summary>
    public bool Equals(UserExpression? other) => other is not null && Root == other.Root;

    /// <inheritdoc/>
    public override int GetHashCode() => Root.GetHashCode();

    /// <summary>The expression in one spelling; it reads back as an equal one.</summary>
    public override string ToString() => Root.ToString();

    private static bool TryParse(string text, bool inCondition, [NotNullWhen(true)] out UserExpression? expression, [NotNullWhen(false)] out string? problem)
    {
        var parser = new ExpressionParser(text, inCondition);
        var root = parser.Parse();
        expression = root is null ? null : new UserExpression(root);
        problem = root is null ? parser.Problem : null;
        return expression is not null;
    }

    private static IEnumerable<Expression> All(Expression root) => root.Parts.SelectMany(All).Prepend(root);
}
