using System.Buffers.Text;
using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using Firebreak.Storage;

namespace Firebreak.Directory;

/// <summary>
/// Pages of users. A page begins after the last user of the one before, by its place in the order and not by its number, so that users who
/// come or go between two pages neither repeat another nor hide one.
/// </summary>
internal static class UserList
{
    /// <summary>The most users of a page.</summary>
    public const int MostUsers = 200;

    /// <summary>How many the parameter q finds unless it is said.</summary>
    public const int UsersOfPrefix = 10;

    private const char Between = ' ';

    private const long MostFew = 20_000;

    /// <summary>Who is listed when nothing is asked: everyone but those who are out.</summary>
    public static Sql Live => $"u.status <> 'DEPROVISIONED'";

    public static async ValueTask<Outcome<UserPage>> Page(Queries db, Caller caller, UserQuestion asked)
    {
        if (new[] { asked.Search, asked.Filter, asked.Prefix }.Count(text => text is not null) > 1)
            return Refusal.Of(400, "E0000033", "Bad request. Can't specify a search query and filter in the same request.");
        if (asked.SortBy is not null && asked.Search is null) return Refusal.BadSearch("sortBy goes with search alone.");
        var org = caller.Org.Id;
        if (asked.Prefix is { } prefix) return new UserPage(await UserPrefix.Find(db, org, prefix, Reach(caller), asked.Limit), null);
        var attributes = await ProfileSchema.Names(db, org);
        var compiled = Condition(asked, org, attributes);
        if (compiled.Refusal is { } refusal) return refusal;
        if (asked.SortBy is null && asked.After?.Contains('\0') == true) return BadCursor;

        var lead = asked.Search is null ? null : UserSearch.Lead(asked.Search);
        var isFew = lead is null ? await Few(db, compiled.Value.Sources) : null;
        Sql which = isFew is null ? (Sql)$" and {compiled.Value.Where}" : $" and {compiled.Value.Where} and u.id in ({isFew})";
        if (asked.SortBy is { } property) return await Sorted(db, caller, asked, property, which, isFew is not null, attributes);
        // The order of a value's rows is that of the users' ids, so that a page costs what it holds however many match.
        Sql from = lead is var (name, value)
            ? (Sql)$"user_values l cross join users u where l.org_id = {org} and l.name = {name} and l.value = {value} and l.user_id > {asked.After ?? ""} and u.org_id = l.org_id and u.id = l.user_id"
            : $"users u where u.org_id = {org} and u.id > {asked.After ?? ""}";
        Sql order = lead is null ? (Sql)$"u.id" : $"l.user_id";
        var users = await db.All($"select {UserTable.Columns} from {from}{which}{Reach(caller)} order by {order} limit {asked.Limit + 1L}", UserTable.Read);
        var more = users.Count > asked.Limit;
        if (more) users.RemoveAt(asked.Limit);
        return new UserPage(users, more ? users[^1].Id : null);
    }

    // A query of ids that has few rows: those are looked at one by one. Where all have many, users are looked at in the order asked for until the page is
    // full, which is then soon. Which of the two is better a database without statistics cannot know.
    private static async ValueTask<Sql?> Few(Queries db, IReadOnlyList<Sql> sources)
    {
        foreach (var source in sources)
            if (await db.One($"select count(*) from (select 1 as one from ({source}) s limit {MostFew + 1}) f", row => row.Long(0)) <= MostFew) return source;
        return null;
    }

    private static async ValueTask<Outcome<UserPage>> Sorted(
        Queries db, Caller caller, UserQuestion asked, string property, Sql which, bool isFew, FrozenSet<string> attributes)
    {
        var org = caller.Org.Id;
        if (UserSearch.Sort(property, org, attributes) is not var (key, join)) return Refusal.BadSearch($"Users cannot be sorted by '{(property.Length <= 60 ? property : property[..60])}'.");
        var isTime = UserSearch.IsTime(property, attributes);
        if (!TryCursor(asked.After, isTime, out var after)) return BadCursor;
        var walk = isFew ? null : await UserOrder.Walk(db, org, property);
        if (walk is not null) key = walk.Key;
        var id = walk?.Id ?? $"u.id";
        Sql direction = asked.Descending ? (Sql)$" desc" : $"";
        Sql beyond = asked.Descending ? (Sql)$"<" : $">";
        Sql start = after is not var (place, last) ? Sql.Nothing
            : isTime ? Start(key, beyond, $"{long.Parse(place, CultureInfo.InvariantCulture)}", id, last)
            : Start(key, beyond, $"{place}", id, last);
        var from = walk?.From ?? $"users u{join} where u.org_id = {org}";
        var rows = await db.All(
            $"select {UserTable.Columns}, {key} from {from}{start}{which}{Reach(caller)} order by {key}{direction}, {id} limit {asked.Limit + 1L}",
            row => (User: UserTable.Read(row), Place: isTime ? row.Long(14).ToString(CultureInfo.InvariantCulture) : row.Text(14)));
        var more = rows.Count > asked.Limit;
        if (more) rows.RemoveAt(asked.Limit);
        return new UserPage([.. rows.Select(row => row.User)], more ? Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{rows[^1].User.Id}{Between}{rows[^1].Place}")) : null);
    }

    // The first comparison is for the index, the rest for those who share the last one's key.
    private static Sql Start(Sql key, Sql beyond, Sql place, Sql id, string last) => $" and {key} {beyond}= {place} and ({key} {beyond} {place} or {id} > {last})";

    private static Outcome<UserCondition> Condition(UserQuestion asked, string org, FrozenSet<string> attributes) =>
        (asked.Search ?? asked.Filter) is { } text ? UserSearch.Compile(text, asked.Search is null, org, attributes) : new UserCondition(Live, []);

    private static Sql Reach(Caller caller) => UserAuthority.Visible(caller.Authority) is { } groups
        ? (Sql)$" and (u.id = {caller.Actor.Id} or u.id in (select m.user_id from group_members m where m.org_id = {caller.Org.Id} and m.group_id in {groups}))"
        : Sql.Nothing;

    private static bool TryCursor(string? text, bool isTime, out (string Place, string Id)? cursor)
    {
        cursor = null;
        if (text is null) return true;
        if (text.Length > 2048 || !Base64Url.IsValid(text)) return false;
        var plain = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text));
        if (plain.Contains('\0') || plain.IndexOf(Between) is not (> 0 and var end)) return false;
        var place = plain[(end + 1)..];
        if (isTime && !long.TryParse(place, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)) return false;
        cursor = (place, plain[..end]);
        return true;
    }

    private static Refusal BadCursor => Refusal.BadSearch("Invalid cursor.");
}
