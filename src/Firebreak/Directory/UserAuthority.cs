using Firebreak.Storage;

namespace Firebreak.Directory;

/// <summary>Who may change which users, and see which.</summary>
internal static class UserAuthority
{
    /// <summary>
    /// Why a caller may not change a user; null when it may. Whoever holds a role is changed by itself and by super administrators alone:
    /// otherwise who sets an administrator's password or mail address would be that administrator.
    /// </summary>
    public static async ValueTask<Refusal?> Refuse(WriteTransaction tx, Permission permission, User user)
    {
        if (!await Authorities.AllowOnUser(tx, tx.Caller, permission, user.Id)) return Refusal.NotAllowed();
        if (tx.Caller.Authority.AllowsEverywhere(Permission.ManageRoles) || tx.Caller.Actor.Id == user.Id) return null;
        return (await Authorities.OfUser(tx, tx.Org, user.Id)).Roles.Count > 0 ? Refusal.NotAllowed() : null;
    }

    /// <summary>Why a caller may not make a user in these groups; null when it may. Who is limited to some groups makes users in those alone.</summary>
    public static async ValueTask<Refusal?> RefuseNew(WriteTransaction tx, IReadOnlyCollection<string> groups)
    {
        var authority = tx.Caller.Authority;
        if (!authority.AllowsEverywhere(Permission.ManageUsers) && (groups.Count == 0 || !groups.All(group => authority.AllowsOnGroups(Permission.ManageUsers, [group])))) return Refusal.NotAllowed();
        if (!groups.All(group => authority.AllowsOnGroups(Permission.ManageMembers, [group]))) return Refusal.NotAllowed();
        if (groups.Count == 0 || authority.AllowsEverywhere(Permission.ManageRoles)) return null;
        return await tx.Any($"select 1 from role_assignments where org_id = {tx.Org.Id} and assignee_type = 'GROUP' and assignee_id in {groups}") ? Refusal.NotAllowed() : null;
    }

    /// <summary>The groups whose members a caller may see; null: everybody. A role limited to apps sees everybody, for anybody may be assigned.</summary>
    public static IReadOnlyCollection<string>? Visible(Authority authority)
    {
        if (authority.AllowsEverywhere(Permission.ReadUsers)) return null;
        var roles = authority.Roles.Where(role => Roles.Grants(role.Type, Permission.ReadUsers)).ToList();
        return roles.Exists(role => role.Groups.IsEmpty) ? null : roles.SelectMany(role => role.Groups).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Whether a caller may see a user. Everybody sees itself.</summary>
    public static async ValueTask<bool> MaySee(Queries db, Caller caller, string userId) =>
        Visible(caller.Authority) is not { } groups || caller.Actor.Id == userId || (await GroupTable.IdsOf(db, caller.Org.Id, userId)).Exists(groups.Contains);
}
