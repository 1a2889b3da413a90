using System.Collections.Frozen;
using Firebreak.Expressions;
using Firebreak.Storage;

namespace Firebreak.Directory;

/// <summary>
/// Makes SQL of a filter over users: a condition on a table called u. Texts compare without case, times to the millisecond in which they are
/// shown; an array fulfils what one of its elements does.
/// </summary>
internal sealed class UserSearch(string org, FrozenSet<string> attributes)
{
    // The last code point: what begins with a text stands before the text and this.
    private const string LastCharacter = "\U0010FFFF";

    private string? _problem;

    /// <summary>The condition of a <c>search</c>, or of a <c>filter</c>, which may ask less.</summary>
    public static Outcome<UserCondition> Compile(string text, bool isFilter, string org, FrozenSet<string> attributes)
    {
        if (!ScimFilter.TryParse(text, out var filter, out var problem)) return Refusal.BadSearch(problem);
        if (isFilter && UserFilter.Problem(filter) is { } narrow) return Refusal.BadSearch(narrow);
        var search = new UserSearch(org, attributes);
        var sql = search.Of(filter);
        if (search._problem is { } wrong) return Refusal.BadSearch(wrong);
        return new UserCondition(sql, [.. search.Sources(filter)]);
    }

    /// <summary>What a property is sorted by: an expression, and what must be joined for it. Null: there is no such property.</summary>
    public static (Sql Key, Sql Join)? Sort(string property, string org, FrozenSet<string> attributes)
    {
        if (!AttributePath.TryParse(property, out var path)) return null;
        return Resolve(path, attributes) switch
        {
            (Kind.Text, { } column, _) => (column, Sql.Nothing),
            (Kind.Time, { } column, _) => (property == "lastUpdated" ? column : (Sql)$"coalesce({column}, 0)", Sql.Nothing),
            (Kind.Value, _, { } name) => ($"coalesce(s.value, '')",
                $" left join (select v.user_id, min(v.value) as value from user_values v where v.org_id = {org} and v.name in {new[] { name, UserValues.NumberName(name) }} group by v.user_id) s on s.user_id = u.id"),
            _ => null,
        };
    }

    /// <summary>Whether a property is sorted by a time rather than a text.</summary>
    public static bool IsTime(string property, FrozenSet<string> attributes) =>
        AttributePath.TryParse(property, out var path) && Resolve(path, attributes).Kind == Kind.Time;

    /// <summary>An equality of one profile value that holds of whatever the search matches: the rows of <c>user_values</c> then lead.</summary>
    public static (string Name, string Value)? Lead(string text)
    {
        if (!ScimFilter.TryParse(text, out var filter, out _)) return null;
        foreach (var equality in filter.RequiredEqualities())
        {
            if (equality.AnyOf.Count == 1 && equality.Path.Schema is null && equality.Path.Names is ["profile", var name] && name is not ("login" or "email") && equality.AnyOf[0].Length is > 0 and <= UserValues.MaxLength)
                return (name, UserValues.Text(equality.AnyOf[0]));
        }
        return null;
    }

    /// <summary>The condition that one of a user's values of an attribute begins with a folded text.</summary>
    public static Sql BeginsWith(Sql column, string folded) =>
        folded.Length == 0 ? (Sql)$"{column} >= ''" : $"({column} >= {folded} and {column} < {folded + LastCharacter})";

    private enum Kind
    {
        Unknown,
        Text,
        Time,
        Value,
    }

    private static (Kind Kind, Sql? Column, string? Name) Resolve(AttributePath path, FrozenSet<string> attributes)
    {
        if (path.Schema is not null) return default;
        return path.Names.ToArray() switch
        {
            ["id"] => (Kind.Text, (Sql)$"u.id", "id"),
            ["status"] => (Kind.Text, (Sql)$"u.status", "status"),
            ["type", "id"] => (Kind.Text, (Sql)$"u.type_id", "type.id"),
            ["created"] => (Kind.Time, (Sql)$"u.created", null),
            ["activated"] => (Kind.Time, (Sql)$"u.activated", null),
            ["statusChanged"] => (Kind.Time, (Sql)$"u.status_changed", null),
            ["lastUpdated"] => (Kind.Time, (Sql)$"u.last_updated", null),
            ["lastLogin"] => (Kind.Time, (Sql)$"u.last_login", null),
            ["passwordChanged"] => (Kind.Time, (Sql)$"u.password_changed", null),
            ["profile", "login"] => (Kind.Text, (Sql)$"u.login_key", "login"),
            ["profile", "email"] => (Kind.Text, (Sql)$"u.email_key", "email"),
            ["profile", var name] when attributes.Contains(name) => (Kind.Value, null, name),
            _ => default,
        };
    }

    // Each a query of ids, from an index alone, that leaves out nobody who fulfils the filter. Inside it u is another u.
    private IEnumerable<Sql> Sources(Filter filter) => filter switch
    {
        Filter.And and => and.Parts.SelectMany(Sources),
        Filter.Or either when either.Parts.All(part => Sources(part).Any()) => [Sql.Join(" union ", either.Parts.Select(part => Sources(part).First()))],
        Filter.Comparison { Operator: not FilterOperator.Contains } test => Resolve(test.Path, attributes) switch
        {
            (Kind.Text, _, "login" or "email" or "status") => [(Sql)$"select u.id from users u where u.org_id = {org} and {Comparison(test)}"],
            (Kind.Time, _, _) when test.Path.ToString() == "lastUpdated" => [(Sql)$"select u.id from users u where u.org_id = {org} and {Comparison(test)}"],
            (Kind.Value, _, { } name) when ValueIs(name, test) is { } condition => [OfValues(condition)],
            _ => [],
        },
        _ => [],
    };

    private Sql Of(Filter filter) => filter switch
    {
        Filter.And and => $"({Sql.Join(" and ", and.Parts.Select(Of))})",
        Filter.Or or => $"({Sql.Join(" or ", or.Parts.Select(Of))})",
        Filter.Not not => $"not ({Of(not.Inner)})",
        Filter.Present present => Present(present.Path),
        Filter.Comparison test => Comparison(test),
        _ => Wrong("Brackets are not supported."),
    };

    private Sql Present(AttributePath path) => Resolve(path, attributes) switch
    {
        (Kind.Text, { } column, _) => $"({column} <> '')",
        (Kind.Time, { } column, _) => $"({column} is not null)",
        (Kind.Value, _, { } name) => Values($"v.name in {new[] { name, UserValues.NumberName(name) }}"),
        _ => Unknown(path),
    };

    private Sql Comparison(Filter.Comparison test)
    {
        if (test.Operator is FilterOperator.NotEqual or FilterOperator.EndsWith) return Wrong($"The operator of '{Short(test.ToString())}' is not supported.");
        return Resolve(test.Path, attributes) switch
        {
            (Kind.Text, { } column, { } name) => test.Value is FilterValue.Text text ? Relation(column, test.Operator, Cased(name, text.Value)) : Wrong($"'{Short(test.Path.ToString())}' is compared with a string."),
            (Kind.Time, { } column, _) => test.Value is FilterValue.Text { Instant: { } instant } ? Time(column, test.Operator, instant.Micros) : Wrong($"'{Short(test.Path.ToString())}' is compared with a time."),
            (Kind.Value, _, { } name) => Value(name, test),
            _ => Unknown(test.Path),
        };
    }

    // Ids are as they are; statuses are upper case, and the rest is folded.
    private static string Cased(string name, string value) => name switch
    {
        "id" or "type.id" => value,
        "status" => value.ToUpperInvariant(),
        _ => User.Fold(value),
    };

    private Sql Value(string name, Filter.Comparison test) =>
        ValueIs(name, test) is { } condition ? Values(condition) : $"not ({Values($"v.name in {new[] { name, UserValues.NumberName(name) }}")})";

    // What holds of a row of user_values; null when it is the absence of one that is asked for.
    private Sql? ValueIs(string name, Filter.Comparison test) => test.Value switch
    {
        FilterValue.Text text => $"v.name = {name} and {Relation($"v.value", test.Operator, test.Operator == FilterOperator.Equal ? UserValues.Text(text.Value) : User.Fold(text.Value))}",
        FilterValue.Number number => $"v.name = {UserValues.NumberName(name)} and {Relation($"v.value", test.Operator, UserValues.Number((double)number.Value))}",
        FilterValue.Truth truth => $"v.name = {name} and v.value = {(truth.Value ? "true" : "false")}",
        _ => null,
    };

    private Sql Values(Sql condition) => $"u.id in ({OfValues(condition)})";

    private Sql OfValues(Sql condition) => $"select v.user_id from user_values v where v.org_id = {org} and {condition}";

    private Sql Relation(Sql column, FilterOperator relation, string value) => value.Contains('\0') ? (Sql)$"1 = 0" : relation switch
    {
        FilterOperator.Equal => $"{column} = {value}",
        FilterOperator.Greater => $"{column} > {value}",
        FilterOperator.GreaterOrEqual => $"{column} >= {value}",
        FilterOperator.Less => $"{column} < {value}",
        FilterOperator.LessOrEqual => $"{column} <= {value}",
        FilterOperator.StartsWith => BeginsWith(column, value),
        FilterOperator.Contains => $"{column} like {Pattern(value)} escape '\\'",
        _ => Wrong("The operator is not supported."),
    };

    private Sql Time(Sql column, FilterOperator relation, long micros)
    {
        var first = micros - (((micros % Times.MicrosPerMilli) + Times.MicrosPerMilli) % Times.MicrosPerMilli);
        var next = first + Times.MicrosPerMilli;
        Sql? condition = relation switch
        {
            FilterOperator.Equal => $"{column} >= {first} and {column} < {next}",
            FilterOperator.Greater => $"{column} >= {next}",
            FilterOperator.GreaterOrEqual => $"{column} >= {first}",
            FilterOperator.Less => $"{column} < {first}",
            FilterOperator.LessOrEqual => $"{column} < {next}",
            _ => null,
        };
        // What has no time fulfils no comparison, so that its opposite holds of it.
        return condition is null ? Wrong("Times are compared by eq, gt, ge, lt and le.") : $"({column} is not null and {condition})";
    }

    private Sql Unknown(AttributePath path) => Wrong($"Users cannot be searched by '{Short(path.ToString())}'.");

    private Sql Wrong(string problem)
    {
        _problem ??= problem;
        return $"1 = 0";
    }

    private static string Pattern(string part) =>
        $"%{part.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";

    private static string Short(string text) => text.Length <= 60 ? text : text[..60] + "...";
}

/// <summary>A condition on a table of users called u.</summary>
/// <param name="Sources">Queries of ids that an index answers; whoever fulfils the condition is in each of them.</param>
internal sealed record UserCondition(Sql Where, IReadOnlyList<Sql> Sources);
