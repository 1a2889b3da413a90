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

    public static async ValueTask<Outcome<UserPage>> Page(Queries db, Caller caller, UserQuestion asked)
    {
        if (new[] { asked.Search, asked.Filter, asked.Prefix }.Count(text => text is not null) > 1)
            return Refusal.Of(400, "E0000033", "Bad request. Can't specify a search query and filter in the same request.");
        if (asked.SortBy is not null && asked.Search is null) return Refusal.BadSearch("sortBy goes with search alone.");
        var org = caller.Org.Id;
        var attributes = await ProfileSchema.Names(db, org);
        var which = Conditions(asked, org, attributes);
        if (which.Refusal is { } refusal) return refusal;
        if (asked.SortBy is { } property) return await Sorted(db, caller, asked, property, which.Value, attributes);
        if (asked.After?.Contains('\0') == true) return BadCursor;

        var lead = asked.Search is null ? null : UserSearch.Lead(asked.Search);
        // The order of a value's rows is that of the users' ids, so that a page costs what it holds however many match.
        Sql from = lead is var (name, value)
            ? (Sql)$"user_values l cross join users u where l.org_id = {org} and l.name = {name} and l.value = {value} and l.user_id > {asked.After ?? ""} and u.org_id = l.org_id and u.id = l.user_id"
            : $"users u where u.org_id = {org} and u.id > {asked.After ?? ""}";
        Sql order = lead is null ? (Sql)$"u.id" : $"l.user_id";
        var users = await db.All($"select {UserTable.Columns} from {from}{which.Value}{Reach(caller)} order by {order} limit {asked.Limit + 1L}", UserTable.Read);
        var more = users.Count > asked.Limit;
        if (more) users.RemoveAt(asked.Limit);
        return new UserPage(users, more && asked.Prefix is null ? users[^1].Id : null);
    }

    private static async ValueTask<Outcome<UserPage>> Sorted(
        Queries db, Caller caller, UserQuestion asked, string property, Sql which, FrozenSet<string> attributes)
    {
        var org = caller.Org.Id;
        if (UserSearch.Sort(property, org, attributes) is not var (key, join)) return Refusal.BadSearch($"Users cannot be sorted by '{(property.Length <= 60 ? property : property[..60])}'.");
        var isTime = key.Text.StartsWith("coalesce(u.", StringComparison.Ordinal);
        if (!TryCursor(asked.After, isTime, out var after)) return BadCursor;
        Sql direction = asked.Descending ? (Sql)$" desc" : $"";
        Sql beyond = asked.Descending ? (Sql)$"<" : $">";
        Sql start = after is not var (place, id) ? Sql.Nothing
            : isTime ? Start(key, beyond, $"{long.Parse(place, CultureInfo.InvariantCulture)}", id)
            : Start(key, beyond, $"{place}", id);
        var rows = await db.All(
            $"select {UserTable.Columns}, {key} from users u{join} where u.org_id = {org}{start}{which}{Reach(caller)} order by {key}{direction}, u.id limit {asked.Limit + 1L}",
            row => (User: UserTable.Read(row), Place: isTime ? row.Long(14).ToString(CultureInfo.InvariantCulture) : row.Text(14)));
        var more = rows.Count > asked.Limit;
        if (more) rows.RemoveAt(asked.Limit);
        return new UserPage([.. rows.Select(row => row.User)], more ? Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{rows[^1].User.Id}{Between}{rows[^1].Place}")) : null);
    }

    private static Sql Start(Sql key, Sql beyond, Sql place, string id) => $" and ({key} {beyond} {place} or {key} = {place} and u.id > {id})";

    private static Outcome<Sql> Conditions(UserQuestion asked, string org, FrozenSet<string> attributes)
    {
        Sql live = $" and u.status <> 'DEPROVISIONED'";
        if (asked.Prefix is { } prefix) return live.Then(Prefix(prefix, org));
        if ((asked.Search ?? asked.Filter) is not { } text) return live;
        var compiled = UserSearch.Compile(text, asked.Search is null, org, attributes);
        return compiled.Refusal is { } refusal ? refusal : (Sql)$" and {compiled.Value}";
    }

    // Also the first name and the last together, as they are typed.
    private static Sql Prefix(string text, string org)
    {
        var key = User.Fold(text.Trim().Replace("\0", "", StringComparison.Ordinal));
        if (key.Length == 0) return $" and 1 = 0";
        Sql named = $"u.id in (select v.user_id from user_values v where v.org_id = {org} and v.name in ('firstName', 'lastName') and {UserSearch.BeginsWith($"v.value", key)})";
        Sql any = $"{named} or {UserSearch.BeginsWith($"u.login_key", key)} or {UserSearch.BeginsWith($"u.email_key", key)}";
        if (key.Split(' ', 2, StringSplitOptions.TrimEntries) is [var first, var last])
            any = any.Then($" or u.id in (select v.user_id from user_values v where v.org_id = {org} and v.name = 'firstName' and v.value = {first} and v.user_id in (select w.user_id from user_values w where w.org_id = {org} and w.name = 'lastName' and {UserSearch.BeginsWith($"w.value", last)}))");
        return $" and ({any})";
    }

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
