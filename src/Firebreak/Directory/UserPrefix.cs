using Firebreak.Storage;

namespace Firebreak.Directory;

/// <summary>
/// The parameter <c>q</c>: users whose first name, last name, login or mail address begins with a text, or whose first name and then last name do, as
/// one types them. There is no next page, so each index gives as many as are asked for and no more. Source: Okta, Users API, "List all users".
/// </summary>
internal static class UserPrefix
{
    public static async ValueTask<IReadOnlyList<User>> Find(Queries db, string org, string text, Sql reach, int limit)
    {
        var key = User.Fold(text.Trim().Replace("\0", "", StringComparison.Ordinal));
        if (key.Length == 0) return [];
        List<Sql> sources =
        [
            OfValue("firstName", key),
            OfValue("lastName", key),
            OfColumn($"u.login_key"),
            OfColumn($"u.email_key"),
        ];
        if (key.Split(' ', 2, StringSplitOptions.TrimEntries) is [var first, var last])
            sources.Add($"select u.id from users u where u.org_id = {org} and u.id in ({Values("firstName", $"v.value = {first}")}) and u.id in ({Values("lastName", UserSearch.BeginsWith($"v.value", last))}) and {UserList.Live}{reach} limit {(long)limit}");
        var ids = Sql.Join(" union ", sources.Select(source => (Sql)$"select * from ({source}) s"));
        return await db.All($"select {UserTable.Columns} from users u where u.org_id = {org} and u.id in ({ids}) order by u.id limit {(long)limit}", UserTable.Read);

        Sql OfColumn(Sql column) =>
            $"select u.id from users u where u.org_id = {org} and {UserSearch.BeginsWith(column, key)} and {UserList.Live}{reach} order by {column} limit {(long)limit}";

        Sql OfValue(string name, string begin) =>
            $"select u.id from user_values v cross join users u where v.org_id = {org} and v.name = {name} and {UserSearch.BeginsWith($"v.value", begin)} and u.org_id = v.org_id and u.id = v.user_id and {UserList.Live}{reach} order by v.value, v.user_id limit {(long)limit}";

        Sql Values(string name, Sql condition) => $"select v.user_id from user_values v where v.org_id = {org} and v.name = {name} and {condition}";
    }
}
