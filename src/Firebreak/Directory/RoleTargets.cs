using Firebreak.Storage;

namespace Firebreak.Directory;

/// <summary>
/// To what a role is limited: the first target narrows a role from everything to that one, the last cannot be taken away. Source: Okta, Role
/// targets API.
/// </summary>
internal static class RoleTargets
{
    /// <summary>Limits a role to a group's users, beside those that it is limited to.</summary>
    public static Task<Outcome<Done>> AddGroup(Store store, Caller caller, AssigneeType of, string assigneeId, string roleId, string groupId, CancellationToken ct = default) =>
        Change(store, caller, of, assigneeId, roleId, TargetKind.GROUP, async (tx, role) =>
        {
            if (await GroupTable.Find(tx, tx.Org.Id, groupId) is not { } group) return Refusal.NotFound(groupId, Groups.Kind);
            if (group.Type == GroupType.BUILT_IN) return Refusal.Invalid("target", "target: Everyone is no limit; a role without targets is held over everyone.");
            await RoleTable.AddTarget(tx, role.Key, new RoleTarget(TargetKind.GROUP, groupId, null));
            return groupId;
        }, ct);

    /// <summary>Takes a group from those that a role is limited to.</summary>
    public static Task<Outcome<Done>> RemoveGroup(Store store, Caller caller, AssigneeType of, string assigneeId, string roleId, string groupId, CancellationToken ct = default) =>
        Change(store, caller, of, assigneeId, roleId, TargetKind.GROUP, (tx, role) => Remove(tx, role, TargetKind.GROUP, groupId, Groups.Kind), ct);

    /// <summary>Limits a role to all apps of a kind; single apps of that kind are in it.</summary>
    public static Task<Outcome<Done>> AddKind(Store store, Caller caller, AssigneeType of, string assigneeId, string roleId, string appName, CancellationToken ct = default) =>
        Change(store, caller, of, assigneeId, roleId, TargetKind.CATALOG, async (tx, role) =>
        {
            if (!IsAppName(appName)) return Refusal.NotFound(appName, "App");
            await RoleTable.AddTarget(tx, role.Key, new RoleTarget(TargetKind.CATALOG, appName, null));
            foreach (var app in await RoleTable.Targets(tx, tx.Org.Id, role.Key, kinds: TargetKind.APP))
                if (app.AppName == appName) await RoleTable.RemoveTarget(tx, role.Key, TargetKind.APP, app.Target);
            return appName;
        }, ct);

    /// <summary>Takes a kind of apps from those that a role is limited to.</summary>
    public static Task<Outcome<Done>> RemoveKind(Store store, Caller caller, AssigneeType of, string assigneeId, string roleId, string appName, CancellationToken ct = default) =>
        Change(store, caller, of, assigneeId, roleId, TargetKind.CATALOG, (tx, role) => Remove(tx, role, TargetKind.CATALOG, appName, "App"), ct);

    /// <summary>Limits a role to one app, beside what it is limited to.</summary>
    public static Task<Outcome<Done>> AddApp(
        Store store, Caller caller, AssigneeType of, string assigneeId, string roleId, string appName, string appId, CancellationToken ct = default) =>
        Change(store, caller, of, assigneeId, roleId, TargetKind.APP, async (tx, role) =>
        {
            if (!IsAppName(appName) || !await AppAssignments.Exists(tx, tx.Org, appId, appName)) return Refusal.NotFound(appId, "AppInstance");
            if ((await RoleTable.Targets(tx, tx.Org.Id, role.Key, kinds: TargetKind.CATALOG)).Exists(kind => kind.Target == appName))
                return Refusal.Invalid("target", $"target: The role is held over all apps of the kind '{appName}' already.");
            await RoleTable.AddTarget(tx, role.Key, new RoleTarget(TargetKind.APP, appId, appName));
            return appId;
        }, ct);

    /// <summary>Takes an app from those that a role is limited to.</summary>
    public static Task<Outcome<Done>> RemoveApp(
        Store store, Caller caller, AssigneeType of, string assigneeId, string roleId, string appId, CancellationToken ct = default) =>
        Change(store, caller, of, assigneeId, roleId, TargetKind.APP, (tx, role) => Remove(tx, role, TargetKind.APP, appId, "AppInstance"), ct);

    /// <summary>Lifts the limit to some apps: the role is held over all of them.</summary>
    public static Task<Outcome<Done>> AllApps(Store store, Caller caller, AssigneeType of, string assigneeId, string roleId, CancellationToken ct = default) =>
        Change(store, caller, of, assigneeId, roleId, TargetKind.APP, async (tx, role) =>
        {
            foreach (var target in await RoleTable.Targets(tx, tx.Org.Id, role.Key, kinds: [TargetKind.APP, TargetKind.CATALOG]))
                await RoleTable.RemoveTarget(tx, role.Key, target.Kind, target.Target);
            return "all apps";
        }, ct);

    /// <summary>A role and its targets of some kinds; refused where the role takes none of them.</summary>
    public static async ValueTask<Outcome<List<RoleTarget>>> List(
        Queries db, Org org, AssigneeType of, string assigneeId, string roleId, string after, int limit, params TargetKind[] kinds)
    {
        var role = await RoleAssignments.Get(db, org, of, assigneeId, roleId);
        if (role.Refusal is { } no) return no;
        if (!Array.Exists(kinds, kind => Takes(role.Value.Type, kind))) return WrongRole;
        return await RoleTable.Targets(db, org.Id, role.Value.Key, after, limit, kinds);
    }

    private static Refusal WrongRole => Refusal.Of(400, "E0000091", "The provided role type was not the same as required role type.");

    private static Task<Outcome<Done>> Change(
        Store store, Caller caller, AssigneeType of, string assigneeId, string roleId, TargetKind kind, Func<WriteTransaction, RoleAssignment, ValueTask<Outcome<string>>> change, CancellationToken ct) =>
        store.Write<Done>(caller, Permission.ManageRoles, async tx =>
        {
            var found = await RoleAssignments.Find(tx, of, assigneeId, roleId);
            if (found.Refusal is { } no) return no;
            var (role, assignee) = found.Value;
            if (!Takes(role.Type, kind)) return WrongRole;
            var changed = await change(tx, role);
            if (changed.Refusal is { } refusal) return refusal;
            await RoleTable.Touch(tx, role.Key);
            var targets = await RoleTable.Targets(tx, tx.Org.Id, role.Key, limit: 100);
            tx.Record(RoleAssignments.Granted(role, assignee).With("changedTarget", changed.Value).With("targets", targets.Count == 0 ? "all" : string.Join(',', targets.Select(target => target.Target))));
            return Done.It;
        }, ct);

    private static async ValueTask<Outcome<string>> Remove(WriteTransaction tx, RoleAssignment role, TargetKind kind, string target, string word)
    {
        if (!await RoleTable.RemoveTarget(tx, role.Key, kind, target)) return Refusal.NotFound(target, word);
        return (await RoleTable.Targets(tx, tx.Org.Id, role.Key, limit: 1)).Count > 0
            ? target
            : Refusal.Invalid("target", "target: The last target of a role cannot be removed, for the role would be held over everything. Remove the role and assign it again.");
    }

    private static bool Takes(RoleType type, TargetKind kind) => kind == TargetKind.GROUP ? Roles.TakesGroups(type) : Roles.TakesApps(type);

    private static bool IsAppName(string name) => name.Length is >= 1 and <= 100 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');
}
