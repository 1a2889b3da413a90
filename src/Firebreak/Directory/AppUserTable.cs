using System.Text.Json;
using Firebreak.Storage;

namespace Firebreak.Directory;

/// <summary>
/// How it is kept which users have an app. Who has it through a group has no row of its own: a group of a million members is assigned by one
/// row, and membership alone decides.
/// </summary>
internal static class AppUserTable
{
    /// <summary>The ids of all apps that a user has, as a query.</summary>
    public static Sql AppsOf(string org, string user) =>
        $"""
        select x.app_id from app_users x where x.org_id = {org} and x.user_id = {user} and x.scope = 'USER'
        union select g.app_id from app_groups g join group_members m on m.org_id = g.org_id and m.group_id = g.group_id
          join users h on h.org_id = m.org_id and h.id = m.user_id
          where g.org_id = {org} and m.user_id = {user} and h.status <> 'DEPROVISIONED'
        union select g.app_id from app_groups g join groups b on b.org_id = g.org_id and b.id = g.group_id
          join users h on h.org_id = g.org_id and h.id = {user}
          where g.org_id = {org} and b.type = 'BUILT_IN' and h.status <> 'DEPROVISIONED'
        """;

    /// <summary>One user who has an app; null when it does not.</summary>
    public static async ValueTask<AppUser?> Find(Queries db, string org, App app, string user) => (await Load(db, org, app, [user])).FirstOrDefault();

    /// <summary>Those of some users who have an app, in the order of their ids.</summary>
    public static async ValueTask<List<AppUser>> Load(Queries db, string org, App app, IReadOnlyCollection<string> users)
    {
        if (users.Count == 0) return [];
        var through = await Through(db, org, app.Id, users);
        var rows = await db.All(
            $"""
            select {UserTable.Columns}, a.scope, a.user_name, a.password, a.profile, a.created, a.last_updated, a.password_changed
            from users u left join app_users a on a.org_id = u.org_id and a.user_id = u.id and a.app_id = {app.Id}
            where u.org_id = {org} and u.id in {users} order by u.id
            """,
            row => (User: UserTable.Read(row), Scope: row.TextOrNull(14), Name: row.TextOrNull(15), HasPassword: row.BytesOrNull(16) is not null,
                Profile: row.TextOrNull(17), Created: row.LongOrNull(18), Updated: row.LongOrNull(19), PasswordChanged: row.LongOrNull(20)));
        var template = UserNames.Of(app);
        var found = new List<AppUser>(rows.Count);
        foreach (var row in rows)
        {
            var group = row.User.Status == UserStatus.DEPROVISIONED ? null : through.GetValueOrDefault(row.User.Id);
            if (row.Scope != "USER" && group is null) continue;
            found.Add(new AppUser(
                row.User, row.Scope == "USER", row.Name ?? template.For(row.User), row.HasPassword, row.Profile ?? group!.Profile,
                row.Created ?? group!.Since, row.Updated ?? group!.Since, row.PasswordChanged));
        }
        return found;
    }

    /// <summary>Ids of users who may have an app, in their order, after one: those with a row, and each assigned group's members.</summary>
    public static async ValueTask<List<string>> Candidates(Queries db, string org, string app, string after, long limit)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        found.UnionWith(await db.All(
            $"select user_id from app_users where org_id = {org} and app_id = {app} and scope = 'USER' and user_id > {after} order by user_id limit {limit}", row => row.Text(0)));
        var groups = await db.All(
            $"select g.group_id, b.type from app_groups g join groups b on b.org_id = g.org_id and b.id = g.group_id where g.org_id = {org} and g.app_id = {app}",
            row => (Id: row.Text(0), IsEveryone: row.Text(1) == "BUILT_IN"));
        if (groups.Exists(group => group.IsEveryone))
            found.UnionWith(await db.All($"select id from users where org_id = {org} and id > {after} order by id limit {limit}", row => row.Text(0)));
        else
            foreach (var (group, _) in groups)
                found.UnionWith(await db.All(
                    $"select distinct user_id from group_members where org_id = {org} and group_id = {group} and user_id > {after} order by user_id limit {limit}", row => row.Text(0)));
        return [.. found.Take((int)limit)];
    }

    /// <summary>Ids of users who have an app and whose login, mail, first or last name begins with a text, in their order, after one.</summary>
    public static ValueTask<List<string>> Search(Queries db, string org, string app, string text, string after, long limit)
    {
        var end = text + "\U0010FFFF";
        return db.All(
            $"""
            select u.id from users u
            where u.org_id = {org} and u.id > {after}
              and (u.login_key >= {text} and u.login_key < {end} or u.email_key >= {text} and u.email_key < {end}
                or exists (select 1 from user_values v where v.org_id = u.org_id and v.user_id = u.id and v.name in ('firstName', 'lastName') and v.value >= {text} and v.value < {end}))
              and (exists (select 1 from app_users a where a.org_id = u.org_id and a.user_id = u.id and a.app_id = {app} and a.scope = 'USER')
                or exists (select 1 from app_groups g left join group_members m on m.org_id = g.org_id and m.group_id = g.group_id and m.user_id = u.id
                  join groups b on b.org_id = g.org_id and b.id = g.group_id
                  where g.org_id = u.org_id and g.app_id = {app} and (m.user_id is not null or b.type = 'BUILT_IN')))
            order by u.id limit {limit}
            """,
            row => row.Text(0));
    }

    /// <summary>Keeps what is known of one user in an app.</summary>
    public static async ValueTask Put(WriteTransaction tx, App app, string user, string scope, string? name, byte[]? password, string profile, long created, long? passwordChanged) => await tx.Run(
        $"""
        insert into app_users (org_id, app_id, user_id, scope, user_name, password, profile, created, last_updated, password_changed)
        values ({tx.Org.Id}, {app.Id}, {user}, {scope}, {name}, {password}, {profile}, {created}, {tx.At}, {passwordChanged})
        on conflict (org_id, app_id, user_id) do update set scope = excluded.scope, user_name = excluded.user_name, password = excluded.password,
          profile = excluded.profile, last_updated = excluded.last_updated, password_changed = excluded.password_changed
        """);

    /// <summary>The name and the sealed password that are kept for a user itself.</summary>
    public static ValueTask<(string? Name, byte[]? Password)> Kept(Queries db, string org, string app, string user) => db.One(
        $"select user_name, password from app_users where org_id = {org} and app_id = {app} and user_id = {user}", row => (row.TextOrNull(0), row.BytesOrNull(1)));

    public static ValueTask<int> Delete(WriteTransaction tx, string app, string user) =>
        tx.Run($"delete from app_users where org_id = {tx.Org.Id} and app_id = {app} and user_id = {user}");

    // By user, what its best group says: the lowest number is the highest priority.
    private static async ValueTask<Dictionary<string, Membership>> Through(Queries db, string org, string app, IReadOnlyCollection<string> users)
    {
        var rows = await db.All(
            $"""
            select m.user_id, g.priority, g.group_id, g.profile, g.created, m.added from app_groups g join group_members m on m.org_id = g.org_id and m.group_id = g.group_id
            where g.org_id = {org} and g.app_id = {app} and m.user_id in {users}
            union all
            select u.id, g.priority, g.group_id, g.profile, g.created, u.created from app_groups g join groups b on b.org_id = g.org_id and b.id = g.group_id
              join users u on u.org_id = g.org_id
            where g.org_id = {org} and g.app_id = {app} and b.type = 'BUILT_IN' and u.id in {users}
            """,
            row => (User: row.Text(0), Priority: row.Long(1), Membership: new Membership(row.Text(3), Math.Max(row.Long(4), row.Long(5)))));
        return rows.GroupBy(row => row.User).ToDictionary(user => user.Key, user => user.MinBy(row => row.Priority).Membership, StringComparer.Ordinal);
    }

    private sealed record Membership(string Profile, long Since);

    // The app's template, read once for a page of users.
    private sealed record UserNames(string? Template, string? Suffix)
    {
        public static UserNames Of(App app)
        {
            using var body = JsonDocument.Parse(app.Body);
            var template = JsonText.Of(JsonText.Of(body.RootElement, "credentials"), "userNameTemplate");
            return JsonText.TextOf(template, "type") == "NONE" ? new(null, null) : new(JsonText.TextOf(template, "template"), JsonText.TextOf(template, "userSuffix"));
        }

        public string? For(User user) => Template is null ? null : UserNameTemplate.Fill(Template, Suffix, user);
    }
}
