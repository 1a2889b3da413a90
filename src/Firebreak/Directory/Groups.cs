using System.Text.Json;
using Firebreak.Storage;
using Firebreak.SystemLog;

namespace Firebreak.Directory;

/// <summary>What can be done with groups. Source: Okta, Groups API.</summary>
public static class Groups
{
    /// <summary>Okta's word for a group in a "not found".</summary>
    internal const string Kind = "UserGroup";

    /// <summary>Makes a group. Only who may do so everywhere: a new group is in nobody's targets.</summary>
    public static async Task<Outcome<Group>> Create(Store store, Caller caller, JsonElement body, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(caller);
        var parsed = GroupProfile.Parse(body);
        if (parsed.Refusal is { } wrong) return wrong;
        var profile = parsed.Value;
        return await store.Write<Group>(caller, Permission.ManageGroups, async tx =>
        {
            if (!caller.Authority.AllowsEverywhere(Permission.ManageGroups)) return Refusal.NotAllowed();
            if (await profile.Check(tx, tx.Org) is { } refusal) return refusal;
            if (await GroupTable.FindByName(tx, tx.Org.Id, profile.Name) is not null) return Taken;
            var group = new Group(Ids.New(Ids.Group, tx.At), GroupType.OKTA_GROUP, profile.Name, profile.Description, profile.ToJson(), tx.At, tx.At, tx.At);
            await GroupTable.Insert(tx, group);
            tx.Record(Event.Of(GroupEvents.Created, group.Target));
            return group;
        }, ct);
    }

    /// <summary>Replaces a group's profile.</summary>
    public static async Task<Outcome<Group>> Replace(Store store, Caller caller, string id, JsonElement body, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(caller);
        var parsed = GroupProfile.Parse(body);
        if (parsed.Refusal is { } wrong) return wrong;
        var profile = parsed.Value;
        return await store.Write<Group>(caller, Permission.ManageGroups, async tx =>
        {
            var found = await Changeable(tx, Permission.ManageGroups, id);
            if (found.Refusal is { } no) return no;
            var old = found.Value;
            if (await profile.Check(tx, tx.Org) is { } refusal) return refusal;
            if (await GroupTable.FindByName(tx, tx.Org.Id, profile.Name) is { } namesake && namesake.Id != id) return Taken;
            var group = old with { Name = profile.Name, Description = profile.Description, Profile = profile.ToJson(), LastUpdated = tx.At };
            await GroupTable.Update(tx, group);
            if (group.Name != old.Name) await GroupRules.GroupRenamed(tx);
            tx.Record(Event.Of(GroupEvents.Updated, group.Target));
            return group;
        }, ct);
    }

    /// <summary>Deletes a group, with everything that hung on it: memberships, owners, roles, and rules that named it become invalid.</summary>
    public static Task<Outcome<Done>> Delete(Store store, Caller caller, string id, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(caller);
        return store.Write<Done>(caller, Permission.ManageGroups, async tx =>
        {
            var found = await Changeable(tx, Permission.ManageGroups, id);
            if (found.Refusal is { } no) return no;
            if (await Roles(tx, id) is { } guarded) return guarded;
            var isSuper = await RoleAssignments.IsSuper(tx, AssigneeType.GROUP, id);
            await RoleAssignments.GroupGone(tx, found.Value);
            if (isSuper && await RoleAssignments.NobodyLeft(tx)) return RoleAssignments.LastSuperAdmin;
            await GroupRules.GroupGone(tx, found.Value);
            await AppAssignments.GroupGone(tx, id);
            await GroupTable.Delete(tx, id);
            await GroupRules.AfterGroupGone(tx);
            tx.Record(Event.Of(GroupEvents.Deleted, found.Value.Target));
            return Done.It;
        }, ct);
    }

    /// <summary>A group that may be changed, by this caller: not the built-in one, not an app's.</summary>
    internal static async ValueTask<Outcome<Group>> Changeable(WriteTransaction tx, Permission permission, string id)
    {
        if (await GroupTable.Find(tx, tx.Org.Id, id) is not { } group) return Refusal.NotFound(id, Kind);
        if (!tx.Caller.Authority.AllowsOnGroups(permission, [id])) return Refusal.NotAllowed();
        return group.Type switch
        {
            GroupType.OKTA_GROUP => group,
            GroupType.BUILT_IN => Refusal.NotAllowed("type: Groups of the type BUILT_IN cannot be changed."),
            _ => Refusal.NotAllowed("type: Groups of the type APP_GROUP are changed by their app alone."),
        };
    }

    /// <summary>Who enters or leaves a group with administrator roles gains or loses them: that is granting roles. Null when it has none, or the caller may.</summary>
    internal static async ValueTask<Refusal?> Roles(WriteTransaction tx, string id)
    {
        if (tx.Caller.Authority.AllowsEverywhere(Permission.ManageRoles)) return null;
        return (await RoleTable.OfAssignee(tx, tx.Org.Id, AssigneeType.GROUP, id)).Count == 0
            ? null : Refusal.NotAllowed("This group holds administrator roles: only who may grant them may do this.");
    }

    private static Refusal Taken => Refusal.Invalid("name", "name: An object with this field already exists in the current organization");
}
