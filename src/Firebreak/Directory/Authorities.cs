using System.Collections.Immutable;
using Firebreak.Storage;

namespace Firebreak.Directory;

/// <summary>Finds who a token or session belongs to, and what that user may do.</summary>
internal static class Authorities
{
    /// <summary>A token's user and authority as they are now; null when there is no such token.</summary>
    public static async ValueTask<(ApiToken Token, User User, Authority Authority)?> OfToken(OrgReader db, string secret)
    {
        var found = await db.One(
            $"""
            select {UserTable.Columns}, t.id, t.name, t.client_name, t.network, t.unused_for, t.created, t.last_updated,
              (select last_used from token_uses l where l.org_id = t.org_id and l.token_id = t.id)
            from api_tokens t join users u on u.org_id = t.org_id and u.id = t.user_id
            where t.org_id = {db.Org.Id} and t.hash = {Tokens.Hash(secret)}
            """,
            row => (User: UserTable.Read(row), Token: new ApiToken(
                row.Text(14), row.Text(0), row.Text(15), row.Text(16), row.Text(17), row.TextOrNull(18), row.Long(19), row.Long(20), row.LongOrNull(21))));
        return found.User is null ? null : (found.Token, found.User, await OfUser(db, db.Org, found.User.Id));
    }

    /// <summary>What a user may do: its own roles and those of its groups.</summary>
    public static async ValueTask<Authority> OfUser(Queries db, Org org, string userId)
    {
        var rows = await db.All(
            $"""
            select a.id, a.role, t.kind, t.target
            from role_assignments a left join role_targets t on t.org_id = a.org_id and t.assignment_id = a.id
            where a.org_id = {org.Id} and (a.assignee_type = 'USER' and a.assignee_id = {userId}
              or a.assignee_type = 'GROUP' and a.assignee_id in (select m.group_id from group_members m where m.org_id = {org.Id} and m.user_id = {userId}))
            order by a.id
            """,
            row => (Id: row.Text(0), Role: Enum.Parse<RoleType>(row.Text(1)), Kind: row.TextOrNull(2), Target: row.TextOrNull(3)));
        if (rows.Count == 0) return Authority.None;
        return Authority.Of(org,
        [
            .. rows.GroupBy(row => row.Id).Select(role => new HeldRole(
                role.First().Role,
                role.Where(row => row.Kind == "GROUP").Select(row => row.Target!).ToImmutableArray(),
                role.Where(row => row.Kind is "APP" or "CATALOG").Select(row => row.Target!).ToImmutableArray())),
        ]);
    }

    /// <summary>Whether a caller holds a permission on one user: everywhere, or on a group that the user is in.</summary>
    public static async ValueTask<bool> AllowOnUser(Queries db, Caller caller, Permission permission, string userId) =>
        caller.Authority.AllowsEverywhere(permission)
        || caller.Authority.AllowsOnGroups(permission, await GroupTable.IdsOf(db, caller.Org.Id, userId));
}
