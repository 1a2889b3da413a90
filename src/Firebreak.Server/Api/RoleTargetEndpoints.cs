using Firebreak.Directory;
using Firebreak.Server.Hosting;

namespace Firebreak.Server.Api;

/// <summary>To what administrator roles are limited. Source: Okta, Role targets API.</summary>
internal static class RoleTargetEndpoints
{
    private const int ListLimit = 20, MostListed = 200;

    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        .. Of(AssigneeType.USER, "/api/v1/users/{assigneeId}/roles/{roleId}/targets"),
        .. Of(AssigneeType.GROUP, "/api/v1/groups/{assigneeId}/roles/{roleId}/targets"),
        ApiRoute.For(Permission.ReadRoles, "GET", "/api/v1/users/{assigneeId}/roles/{roleId}/targets", All),
        ApiRoute.For(Permission.ManageRoles, "PUT", "/api/v1/users/{assigneeId}/roles/{roleId}/targets/catalog/apps", AllApps),
    ];

    private static IEnumerable<ApiRoute> Of(AssigneeType type, string path) =>
    [
        ApiRoute.For(Permission.ReadRoles, "GET", path + "/groups", call => Groups(call, type)),
        ApiRoute.For(Permission.ManageRoles, "PUT", path + "/groups/{groupId}", call => AddGroup(call, type)),
        ApiRoute.For(Permission.ManageRoles, "DELETE", path + "/groups/{groupId}", call => RemoveGroup(call, type)),
        ApiRoute.For(Permission.ReadRoles, "GET", path + "/catalog/apps", call => Apps(call, type)),
        ApiRoute.For(Permission.ManageRoles, "PUT", path + "/catalog/apps/{appName}", call => AddKind(call, type)),
        ApiRoute.For(Permission.ManageRoles, "DELETE", path + "/catalog/apps/{appName}", call => RemoveKind(call, type)),
        ApiRoute.For(Permission.ManageRoles, "PUT", path + "/catalog/apps/{appName}/{appId}", call => AddApp(call, type)),
        ApiRoute.For(Permission.ManageRoles, "DELETE", path + "/catalog/apps/{appName}/{appId}", call => RemoveApp(call, type)),
    ];

    private static Task Groups(Call call, AssigneeType type) => List(call, type, async (db, targets) =>
    {
        var groups = await GroupTable.FindAll(db, call.Org.Id, targets.ConvertAll(target => target.Target));
        await call.AnswerList(groups, (json, group) => GroupJson.Write(json, group, call.BaseUrl));
    }, TargetKind.GROUP);

    private static Task Apps(Call call, AssigneeType type) => List(
        call, type, (_, targets) => call.AnswerList(targets, (json, target) => RoleJson.WriteApp(json, target, call.BaseUrl)), TargetKind.APP, TargetKind.CATALOG);

    private static async Task List(Call call, AssigneeType type, Func<Storage.Queries, List<RoleTarget>, Task> answer, params TargetKind[] kinds)
    {
        var limit = call.Limit(ListLimit, MostListed);
        if (limit.Refusal is { } wrong)
        {
            await call.Refuse(wrong);
            return;
        }
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        var targets = await RoleTargets.List(db, call.Org, type, call.Path("assigneeId"), call.Path("roleId"), call.Query("after") ?? "", limit.Value + 1, kinds);
        if (targets.Refusal is { } refusal)
        {
            await call.Refuse(refusal);
            return;
        }
        call.Link(GroupEndpoints.Cut(targets.Value, limit.Value) ? targets.Value[^1].Target : null);
        await answer(db, targets.Value);
    }

    private static async Task All(Call call)
    {
        var through = call.Query("assignmentType");
        var limit = call.Limit(ListLimit, MostListed);
        if ((limit.Refusal ?? (through is null or "USER" or "GROUP" ? null : Refusal.Invalid("assignmentType", "assignmentType: 'USER' or 'GROUP' is expected."))) is { } wrong)
        {
            await call.Refuse(wrong);
            return;
        }
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        var held = await RoleAssignments.List(db, call.Org, AssigneeType.USER, call.Path("assigneeId"));
        if (held.Refusal is { } refusal)
        {
            await call.Refuse(refusal);
            return;
        }
        var id = call.Path("roleId");
        var roles = held.Value.FindAll(role => (role.Id == id || role.Key == id || RoleAssignment.Encoded(role.Type) == id) && (through is null || role.AssigneeType.ToString() == through));
        if (roles.Count == 0)
        {
            await call.Refuse(Refusal.NotFound(id, "RoleAssignment"));
            return;
        }
        var targets = new List<(RoleTarget Target, AssigneeType Through)>();
        foreach (var role in roles) targets.AddRange((await RoleTable.Targets(db, call.Org.Id, role.Key)).ConvertAll(target => (target, role.AssigneeType)));
        // Through several groups the same target may be held twice; it is shown once for each way.
        var page = targets.Distinct().OrderBy(Cursor, StringComparer.Ordinal).Where(target => string.CompareOrdinal(Cursor(target), call.Query("after") ?? "") > 0).Take(limit.Value + 1).ToList();
        call.Link(GroupEndpoints.Cut(page, limit.Value) ? Cursor(page[^1]) : null);
        await call.AnswerList(page, (json, target) => RoleJson.WriteResource(json, target.Target, target.Through, call.Org, call.BaseUrl));
    }

    private static string Cursor((RoleTarget Target, AssigneeType Through) target) => $"{target.Target.Target}.{target.Through}.{target.Target.Kind}";

    private static async Task AddGroup(Call call, AssigneeType type) =>
        await Answer(call, 204, await RoleTargets.AddGroup(call.Store, call.Caller, type, call.Path("assigneeId"), call.Path("roleId"), call.Path("groupId"), call.Aborted));

    private static async Task RemoveGroup(Call call, AssigneeType type) =>
        await Answer(call, 204, await RoleTargets.RemoveGroup(call.Store, call.Caller, type, call.Path("assigneeId"), call.Path("roleId"), call.Path("groupId"), call.Aborted));

    // Okta's description: 204 for a user, 200 without a body for a group.
    private static async Task AddKind(Call call, AssigneeType type) => await Answer(
        call, type == AssigneeType.USER ? 204 : 200,
        await RoleTargets.AddKind(call.Store, call.Caller, type, call.Path("assigneeId"), call.Path("roleId"), call.Path("appName"), call.Aborted));

    private static async Task RemoveKind(Call call, AssigneeType type) =>
        await Answer(call, 204, await RoleTargets.RemoveKind(call.Store, call.Caller, type, call.Path("assigneeId"), call.Path("roleId"), call.Path("appName"), call.Aborted));

    private static async Task AddApp(Call call, AssigneeType type) => await Answer(
        call, 204, await RoleTargets.AddApp(call.Store, call.Caller, type, call.Path("assigneeId"), call.Path("roleId"), call.Path("appName"), call.Path("appId"), call.Aborted));

    private static async Task RemoveApp(Call call, AssigneeType type) => await Answer(
        call, 204, await RoleTargets.RemoveApp(call.Store, call.Caller, type, call.Path("assigneeId"), call.Path("roleId"), call.Path("appId"), call.Aborted));

    private static async Task AllApps(Call call) =>
        await Answer(call, 200, await RoleTargets.AllApps(call.Store, call.Caller, AssigneeType.USER, call.Path("assigneeId"), call.Path("roleId"), call.Aborted));

    private static Task Answer(Call call, int status, Outcome<Done> outcome) => call.Answer(outcome, _ =>
    {
        call.Http.Response.StatusCode = status;
        return Task.CompletedTask;
    });
}
