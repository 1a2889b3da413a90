using Firebreak.Storage;
using Firebreak.SystemLog;

namespace Firebreak.Directory;

/// <summary>
/// Which users and groups have which apps, as users and groups change. Who has an app through a group has no row for it, so that joining and
/// leaving need nothing done here but to forget what was kept of a user for an app that it no longer has.
/// </summary>
public static class AppAssignments
{
    /// <summary>A user joined or left groups: what its apps are follows from that.</summary>
    internal static async ValueTask MembershipChanged(WriteTransaction tx, string userId) => await DropUnheld(tx, $"and user_id = {userId}");

    /// <summary>A user was deactivated or deleted: it has no apps any more.</summary>
    internal static async ValueTask UserGone(WriteTransaction tx, string userId)
    {
        var rows = await tx.All(
            $"""
            select a.id, a.label, x.user_name from app_users x join apps a on a.org_id = x.org_id and a.id = x.app_id
            where x.org_id = {tx.Org.Id} and x.user_id = {userId} and x.scope = 'USER' order by a.id
            """,
            row => (Id: row.Text(0), Label: row.Text(1), UserName: row.TextOrNull(2)));
        await tx.Run($"delete from app_users where org_id = {tx.Org.Id} and user_id = {userId}");
        var user = await UserTable.Find(tx, tx.Org.Id, userId);
        var who = user?.Target ?? new EventTarget(userId, "User", null, null);
        foreach (var (id, label, name) in rows)
        {
            var kept = new EventTarget(userId, AppUser.Kind, name, who.DisplayName) { Details = [new("appId", id)] };
            tx.Record(Event.Of(AppEvents.UserRemoved, kept, new EventTarget(id, App.Kind, label, label), who));
        }
    }

    /// <summary>Whether there is an app of a kind.</summary>
    internal static ValueTask<bool> Exists(Queries db, Org org, string appId, string appName) =>
        db.Any($"select 1 from apps where org_id = {org.Id} and id = {appId} and name_key = {User.Fold(appName)}");

    /// <summary>A group was deleted: nobody has apps through it any more.</summary>
    internal static async ValueTask GroupGone(WriteTransaction tx, string groupId)
    {
        var apps = await tx.All(
            $"""
            select a.id, a.label from app_groups g join apps a on a.org_id = g.org_id and a.id = g.app_id
            where g.org_id = {tx.Org.Id} and g.group_id = {groupId} order by a.id
            """,
            row => new EventTarget(row.Text(0), App.Kind, row.Text(1), row.Text(1)));
        if (apps.Count == 0) return;
        var name = await tx.One($"select name from groups where org_id = {tx.Org.Id} and id = {groupId}", row => row.Text(0));
        await tx.Run($"delete from app_groups where org_id = {tx.Org.Id} and group_id = {groupId}");
        foreach (var app in apps)
        {
            await DropUnheld(tx, $"and app_id = {app.Id}");
            tx.Record(Event.Of(AppEvents.GroupRemoved, new EventTarget(groupId, "UserGroup", name, name), app));
        }
    }

    /// <summary>Forgets what was kept of users for apps that they had through a group and have no longer.</summary>
    internal static ValueTask<int> DropUnheld(WriteTransaction tx, Sql where) => tx.Run(
        $"""
        delete from app_users where org_id = {tx.Org.Id} and scope = 'GROUP' {where}
          and not exists (select 1 from app_groups g join group_members m on m.org_id = g.org_id and m.group_id = g.group_id
            where g.org_id = app_users.org_id and g.app_id = app_users.app_id and m.user_id = app_users.user_id)
          and not exists (select 1 from app_groups g join groups b on b.org_id = g.org_id and b.id = g.group_id
            where g.org_id = app_users.org_id and g.app_id = app_users.app_id and b.type = 'BUILT_IN')
        """);
}
