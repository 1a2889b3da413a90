using System.Text.Json;
using Firebreak.Storage;
using Firebreak.SystemLog;

namespace Firebreak.Directory;

/// <summary>What can be done with administrator roles of users and groups. Source: Okta, Role assignments API.</summary>
public static class RoleAssignments
{
    private const string Kind = "RoleAssignment";
    private const int MostMembers = 5000;

    /// <summary>Gives a role to a user or a group.</summary>
    public static async Task<Outcome<RoleAssignment>> Assign(
        Store store, Caller caller, AssigneeType to, string assigneeId, JsonElement body, bool isQuiet, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        var read = Read(body);
        if (read.Refusal is { } wrong) return wrong;
        var type = read.Value;
        return await store.Write<RoleAssignment>(caller, Permission.ManageRoles, async tx =>
        {
            if (!tx.Caller.Authority.Covers(type)) return Refusal.NotAllowed("Nobody grants more than it holds.");
            var found = await Assignee(tx, to, assigneeId);
            if (found.Refusal is { } no) return no;
            var (id, target) = found.Value;
            if (to == AssigneeType.GROUP && await Unfit(tx, id) is { } unfit) return unfit;
            var held = await RoleTable.OfAssignee(tx, tx.Org.Id, to, id);
            if (held.Exists(role => role.Type == type)) return Refusal.Of(409, "E0000090", "The role specified is already assigned to the user.");
            var prefix = to == AssigneeType.USER ? Ids.RoleAssignment : Ids.GroupRoleAssignment;
            var role = new RoleAssignment(Ids.New(prefix, tx.At), to, id, type, isQuiet, tx.At, tx.At);
            await RoleTable.Insert(tx, role);
            tx.Record(Granted(role, target));
            return role;
        }, ct);
    }

    /// <summary>Takes a role away. The last super administrator keeps its own.</summary>
    public static Task<Outcome<Done>> Unassign(Store store, Caller caller, AssigneeType from, string assigneeId, string roleId, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        return store.Write<Done>(caller, Permission.ManageRoles, async tx =>
        {
            var found = await Find(tx, from, assigneeId, roleId);
            if (found.Refusal is { } no) return no;
            var (role, target) = found.Value;
            await RoleTable.Delete(tx, role.Key);
            if (role.Type == RoleType.SUPER_ADMIN && await NobodyLeft(tx)) return LastSuperAdmin;
            tx.Record(Revoked(role, target));
            return Done.It;
        }, ct);
    }

    /// <summary>What a user or a group holds; of a user also what it holds through groups.</summary>
    internal static async ValueTask<Outcome<List<RoleAssignment>>> List(Queries db, Org org, AssigneeType of, string assigneeId)
    {
        var found = await Assignee(db, org, of, assigneeId);
        if (found.Refusal is { } no) return no;
        return of == AssigneeType.USER ? await RoleTable.OfUser(db, org.Id, found.Value.Id) : await RoleTable.OfAssignee(db, org.Id, of, found.Value.Id);
    }

    /// <summary>One role of a user or a group, by its id or its name in base 32.</summary>
    internal static async ValueTask<Outcome<RoleAssignment>> Get(Queries db, Org org, AssigneeType of, string assigneeId, string roleId)
    {
        var held = await List(db, org, of, assigneeId);
        if (held.Refusal is { } no) return no;
        return ById(held.Value, roleId) is { } role ? role : Refusal.NotFound(roleId, Kind);
    }

    /// <summary>A role that is assigned to a user or a group itself, and who that is as an event's target.</summary>
    internal static async ValueTask<Outcome<(RoleAssignment Role, EventTarget Target)>> Find(WriteTransaction tx, AssigneeType of, string assigneeId, string roleId)
    {
        var found = await Assignee(tx, of, assigneeId);
        if (found.Refusal is { } no) return no;
        var held = await RoleTable.OfAssignee(tx, tx.Org.Id, of, found.Value.Id);
        return ById(held, roleId) is { } role ? (role, found.Value.Target) : Refusal.NotFound(roleId, Kind);
    }

    /// <summary>A group is about to be deleted: its roles go, and so does a role that was limited to nothing but it, which would else be limited to nothing.</summary>
    internal static async ValueTask GroupGone(WriteTransaction tx, Group group)
    {
        foreach (var role in await RoleTable.OfAssignee(tx, tx.Org.Id, AssigneeType.GROUP, group.Id))
        {
            await RoleTable.Delete(tx, role.Key);
            tx.Record(Revoked(role, group.Target));
        }
        await TargetGone(tx, TargetKind.GROUP, group.Id);
    }

    /// <summary>An app was deleted: see <see cref="GroupGone"/>.</summary>
    internal static ValueTask AppGone(WriteTransaction tx, string appId) => TargetGone(tx, TargetKind.APP, appId);

    /// <summary>Whether a user (itself or through a group) or a group holds everything.</summary>
    internal static async ValueTask<bool> IsSuper(WriteTransaction tx, AssigneeType type, string id)
    {
        var held = type == AssigneeType.USER ? await RoleTable.OfUser(tx, tx.Org.Id, id) : await RoleTable.OfAssignee(tx, tx.Org.Id, type, id);
        return held.Exists(role => role.Type == RoleType.SUPER_ADMIN);
    }

    /// <summary>Whether this change leaves an org without a super administrator. Ask at its end, when one lost that role; the answer is <see cref="LastSuperAdmin"/>.</summary>
    internal static async ValueTask<bool> NobodyLeft(WriteTransaction tx) => !await RoleTable.HasSuperAdmin(tx, tx.Org.Id);

    /// <summary>The answer to whoever would leave an org to nobody.</summary>
    internal static Refusal LastSuperAdmin => Refusal.Invalid("role", "This would leave the org without a super administrator.");

    /// <summary>What an event says of a role that was granted or whose targets changed.</summary>
    internal static Event Granted(RoleAssignment role, EventTarget to) =>
        Event.Of(role.AssigneeType == AssigneeType.USER ? RoleEvents.Granted : RoleEvents.GroupGranted, to).With("privilegeGranted", Roles.Label(role.Type));

    private static Event Revoked(RoleAssignment role, EventTarget from) =>
        Event.Of(role.AssigneeType == AssigneeType.USER ? RoleEvents.Revoked : RoleEvents.GroupRevoked, from).With("privilegeRevoked", Roles.Label(role.Type));

    private static async ValueTask TargetGone(WriteTransaction tx, TargetKind kind, string target)
    {
        foreach (var role in await RoleTable.LimitedTo(tx, tx.Org.Id, kind, target))
        {
            await RoleTable.RemoveTarget(tx, role.Key, kind, target);
            if ((await RoleTable.Targets(tx, tx.Org.Id, role.Key, limit: 1)).Count > 0) continue;
            await RoleTable.Delete(tx, role.Key);
            var assignee = await Assignee(tx, tx.Org, role.AssigneeType, role.AssigneeId);
            if (assignee.Refusal is null) tx.Record(Revoked(role, assignee.Value.Target) with { Reason = "The only thing that the role was limited to was deleted." });
        }
    }

    private static RoleAssignment? ById(List<RoleAssignment> held, string id) => held.Find(role => role.Id == id || role.Key == id || RoleAssignment.Encoded(role.Type) == id);

    private static ValueTask<Outcome<(string Id, EventTarget Target)>> Assignee(WriteTransaction tx, AssigneeType type, string id) => Assignee(tx, tx.Org, type, id);

    private static async ValueTask<Outcome<(string Id, EventTarget Target)>> Assignee(Queries db, Org org, AssigneeType type, string id)
    {
        if (type == AssigneeType.GROUP) return await GroupTable.Find(db, org.Id, id) is { } group ? (group.Id, group.Target) : Refusal.NotFound(id, Groups.Kind);
        return await Users.Find(db, org, id) is { } user ? (user.Id, user.Target) : Refusal.NotFound(id, "User");
    }

    // E0000192 to E0000194 and E0000211: whoever can come into a group by itself must not become an administrator so.
    private static async ValueTask<Refusal?> Unfit(WriteTransaction tx, string groupId)
    {
        var group = (await GroupTable.Find(tx, tx.Org.Id, groupId))!;
        if (group.Type == GroupType.BUILT_IN) return Refusal.Of(400, "E0000211", $"Roles cannot be granted to built-in groups: {group.Name}");
        if (group.Type != GroupType.OKTA_GROUP) return Refusal.Of(400, "E0000194", $"Roles can only be granted to Okta groups, AD groups and LDAP groups. {group.Name}");
        if (await GroupRules.AssignTo(tx, tx.Org, groupId)) return Refusal.Of(400, "E0000192", $"Roles cannot be granted to groups with group membership rules. {group.Name}");
        return await GroupTable.CountMembers(tx, tx.Org.Id, group) > MostMembers
            ? Refusal.Of(400, "E0000193", $"Roles can only be granted to groups with 5000 or less users. {group.Name}") : null;
    }

    private static Outcome<RoleType> Read(JsonElement body)
    {
        if (!body.TryGetProperty("type", out var type) || !type.TryText(out var name) || string.IsNullOrEmpty(name)) return Refusal.Invalid("type", "type: The field cannot be left blank");
        if (name == "CUSTOM") return Refusal.Invalid("type", "type: This service has the standard roles alone.");
        return Enum.TryParse<RoleType>(name, out var role) && Enum.IsDefined(role) && !char.IsAsciiDigit(name[0]) ? role : Refusal.Invalid("type", "type: There is no such role.");
    }
}
