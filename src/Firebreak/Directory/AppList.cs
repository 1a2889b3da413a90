using Firebreak.Expressions;
using Firebreak.Storage;

namespace Firebreak.Directory;

/// <summary>Which apps a caller asks for. Source: Okta, Applications API, "List all applications".</summary>
/// <param name="Q">What the name or the label begins with, in any case.</param>
/// <param name="After">The id of the last app of the page before.</param>
internal sealed record AppList(string? Q, Filter? Filter, string? After, int Limit)
{
    public const int DefaultLimit = 20, MostLimit = 200;

    private static readonly Refusal BadCursor = Refusal.Of(400, "E0000029", "Invalid paging request.", "Invalid cursor.");

    /// <summary>The apps, and whether there are more; a caller whose role is limited to some sees those alone.</summary>
    public async ValueTask<Outcome<(List<App> Apps, bool More)>> Run(Queries db, Caller caller)
    {
        if (After is not null && !IsId(After)) return BadCursor;
        var condition = Sql.Nothing;
        if (!string.IsNullOrEmpty(Q)) condition = condition.Then($" and {Begins(User.Fold(Q))}");
        if (Filter is not null)
        {
            var where = Where(caller.Org.Id, Filter);
            if (where.Refusal is { } no) return no;
            condition = condition.Then($" and {where.Value}");
        }
        if (!caller.Authority.AllowsEverywhere(Permission.ReadApps)) condition = condition.Then($" and {Seen(caller)}");
        var found = await AppTable.List(db, caller.Org.Id, condition, After ?? "", Limit + 1L);
        return (found.Count > Limit ? found[..Limit] : found, found.Count > Limit);
    }

    private static Sql Begins(string text)
    {
        var end = text + "\U0010FFFF";
        return $"(a.label_key >= {text} and a.label_key < {end} or a.name_key >= {text} and a.name_key < {end})";
    }

    private static Sql Seen(Caller caller)
    {
        string[] targets = [.. caller.Authority.Roles.Where(role => Roles.Grants(role.Type, Permission.ReadApps)).SelectMany(role => role.Apps).Distinct()];
        return $"(a.id in {targets} or a.name in {targets})";
    }

    private static Outcome<Sql> Where(string org, Filter filter) => filter switch
    {
        Filter.And and => Join(org, " and ", and.Parts),
        Filter.Or or => Join(org, " or ", or.Parts),
        Filter.Comparison { Operator: FilterOperator.Equal, Value: FilterValue.Text text } test => Equal(org, test.Path.ToString(), text.Value),
        _ => Refusal.BadSearch("Apps are filtered by eq, and, or."),
    };

    private static Outcome<Sql> Join(string org, string word, IEnumerable<Filter> parts)
    {
        var all = new List<Sql>();
        foreach (var part in parts)
        {
            var where = Where(org, part);
            if (where.Refusal is { } no) return no;
            all.Add(where.Value);
        }
        var joined = Sql.Nothing;
        joined.AppendLiteral("(");
        joined.AppendFormatted(Sql.Join(word, all));
        joined.AppendLiteral(")");
        return joined;
    }

    private static Outcome<Sql> Equal(string org, string path, string value)
    {
        Sql? sql = path switch
        {
            "id" => $"a.id = {value}",
            "name" => $"a.name = {value}",
            "status" => $"a.status = {value}",
            "credentials.signing.kid" => $"a.kid = {value}",
            "credentials.oauthClient.client_id" => $"a.client_id = {value}",
            "user.id" => $"a.id in ({AppUserTable.AppsOf(org, value)})",
            "group.id" => $"a.id in (select g.app_id from app_groups g where g.org_id = {org} and g.group_id = {value})",
            _ => null,
        };
        return sql is null ? Refusal.BadSearch($"Apps cannot be filtered by '{path}'.") : sql;
    }

    private static bool IsId(string text) => text.Length == Ids.Length && text.StartsWith(Ids.App, StringComparison.Ordinal) && text.All(char.IsAsciiLetterOrDigit);
}
