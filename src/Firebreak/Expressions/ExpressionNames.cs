using System.Collections.Frozen;

namespace Firebreak.Expressions;

/// <summary>What names mean in an expression: constants, attributes, functions.</summary>
internal sealed partial class ExpressionParser
{
    // The language's own functions that have nothing to work on here, or that Okta keeps for other places than users.
    private static readonly FrozenSet<string> Unsupported = FrozenSet.Create(
        StringComparer.Ordinal,
        "getFilteredGroups", "user.getGroups", "user.getLinkedObject", "Groups.contains", "Groups.startsWith", "Groups.endsWith",
        "Time.now", "Time.fromWindowsToIso8601", "Time.fromUnixToIso8601", "Time.fromStringToIso8601", "Time.fromIso8601ToWindows", "Time.fromIso8601ToUnix", "Time.fromIso8601ToString",
        "Iso3166Convert.toAlpha2", "Iso3166Convert.toAlpha3", "Iso3166Convert.toNumeric", "Iso3166Convert.toName",
        "getManagerUser", "getManagerAppUser", "getAssistantUser", "getAssistantAppUser",
        "hasDirectoryUser", "hasWorkdayUser", "findDirectoryUser", "findWorkdayUser");

    private Expression? Named(Token name, int depth)
    {
        if (Take("(")) return Called(name, depth);
        switch (name.Content.ToUpperInvariant())
        {
            case "TRUE": return new Expression.Literal(ExpressionValue.True);
            case "FALSE": return new Expression.Literal(ExpressionValue.False);
            case "NULL": return new Expression.Literal(ExpressionValue.None);
            case "AND" or "OR" or "NOT" or "MATCHES": return Refuse<Expression>(name.At, $"a value should stand here, not {name.Seen}");
        }

        var parts = name.Content.Split('.');
        if (parts[0] != "user" || parts.Length == 1) return Refuse<Expression>(name.At, $"{name.Seen} is not known; attributes are written user.city");
        if (parts.Length > 2 || parts[1] == "" || char.IsAsciiDigit(parts[1][0])) return Refuse<Expression>(name.At, $"{name.Seen} is not the name of an attribute");
        return new Expression.Profile(parts[1]);
    }

    private Expression? Called(Token name, int depth)
    {
        switch (name.Content)
        {
            case "user.getInternalProperty": return InternalProperty();
            case "isMemberOfGroup": return Ids() is [_] and var one ? new Expression.MemberOf([.. one]) : Refuse<Expression>(name.At, "isMemberOfGroup takes the id of one group");
            case "isMemberOfAnyGroup": return Ids() is [_, ..] and var ids ? new Expression.MemberOf([.. ids]) : Refuse<Expression>(name.At, "isMemberOfAnyGroup takes the ids of groups");
            case "isMemberOfGroupName": return GroupName(name, GroupNameTest.Equals);
            case "isMemberOfGroupNameStartsWith": return GroupName(name, GroupNameTest.StartsWith);
            case "isMemberOfGroupNameContains": return GroupName(name, GroupNameTest.Contains);
            case "isMemberOfGroupNameRegex": return PatternHere() is { } pattern && Expect(")") ? new Expression.MemberOfMatching(pattern) : null;
        }

        if (ExpressionFunction.Find(name.Content) is not { } function)
            return Refuse<Expression>(name.At, Unsupported.Contains(name.Content) ? $"{name.Seen} is not supported" : $"there is no function {name.Seen}");
        if (_inCondition && name.Content.StartsWith("Convert.", StringComparison.Ordinal)) return Refuse<Expression>(name.At, $"{name.Seen} is not allowed in the condition of a group rule");
        if (Listed(")", depth) is not { } arguments) return null;
        if (Wrong(function, arguments.Count) is { } sentence) return Refuse<Expression>(name.At, sentence);
        return new Expression.Call(function, [.. arguments]);
    }

    private static string? Wrong(ExpressionFunction function, int count)
    {
        if (count < function.Least || count > function.Most)
            return $"{function.Name} takes {function.Least} {(function.Most is null ? "or more " : "")}argument{(function.Least == 1 ? "" : "s")}, not {count}";
        return function.TakesPairs && count % 2 != 0 ? $"{function.Name} takes a value after each key" : null;
    }

    private Expression? InternalProperty()
    {
        var at = _next;
        if (Ids() is not [var property]) return Refuse<Expression>(at.At, "user.getInternalProperty takes \"id\" or \"status\"");
        return property switch
        {
            "id" => new Expression.Id(),
            "status" => new Expression.Status(),
            _ => Refuse<Expression>(at.At, "user.getInternalProperty takes \"id\" or \"status\""),
        };
    }

    private Expression? GroupName(Token function, GroupNameTest test) =>
        Ids() is [var text] ? new Expression.MemberOfNamed(test, text) : Refuse<Expression>(function.At, $"{function.Content} takes one name");

    // Constants only: which groups a rule depends on must be known without a user.
    private List<string>? Ids()
    {
        var ids = new List<string>();
        do
        {
            if (_next.Kind != TokenKind.Text) return null;
            ids.Add(_next.Content);
            Advance();
        }
        while (Take(","));

        return Take(")") ? ids : null;
    }

    private Pattern? PatternHere()
    {
        var token = _next;
        if (token.Kind != TokenKind.Text) return Refuse<Pattern>(token.At, $"a regular expression should stand here, in quotes, not {token.Seen}");
        if (!Pattern.TryParse(token.Content, out var pattern, out var problem)) return Refuse<Pattern>(token.At, problem);
        Advance();
        return pattern;
    }
}
