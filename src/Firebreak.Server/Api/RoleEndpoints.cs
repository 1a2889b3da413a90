using Firebreak.Directory;
using Firebreak.Server.Hosting;
using Firebreak.Storage;

namespace Firebreak.Server.Api;

/// <summary>Administrator roles of users and groups. Source: Okta, Role assignments API.</summary>
internal static class RoleEndpoints
{
    private const int ListLimit = 100;

    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        .. Of(AssigneeType.USER, "/api/v1/users/{assigneeId}/roles"),
        .. Of(AssigneeType.GROUP, "/api/v1/groups/{assigneeId}/roles"),
        ApiRoute.For(Permission.ReadRoles, "GET", "/api/v1/iam/assignees/users", Administrators),
    ];

    private static IEnumerable<ApiRoute> Of(AssigneeType type, string path) =>
    [
        ApiRoute.For(Permission.ReadRoles, "GET", path, call => List(call, type)),
        ApiRoute.For(Permission.ManageRoles, "POST", path, call => Assign(call, type)),
        ApiRoute.For(Permission.ReadRoles, "GET", path + "/{roleId}", call => Get(call, type)),
        ApiRoute.For(Permission.ManageRoles, "DELETE", path + "/{roleId}", call => Unassign(call, type)),
    ];

    private static async Task List(Call call, AssigneeType type)
    {
        var expand = call.Query("expand");
        if (expand is not (null or "" or "targets/groups" or "targets/catalog/apps"))
        {
            await call.Refuse(Refusal.Invalid("expand", "expand: 'targets/groups' or 'targets/catalog/apps' is expected."));
            return;
        }
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        var roles = await RoleAssignments.List(db, call.Org, type, call.Path("assigneeId"));
        if (roles.Refusal is { } refusal)
        {
            await call.Refuse(refusal);
            return;
        }
        var targets = new Dictionary<string, RoleTargetsShown>(StringComparer.Ordinal);
        if (!string.IsNullOrEmpty(expand))
            foreach (var role in roles.Value.Where(role => Roles.TakesTargets(role.Type))) targets[role.Key] = await Targets(db, call.Org, role, expand);
        await call.AnswerList(roles.Value, (json, role) => RoleJson.Write(json, role, call.BaseUrl, targets.GetValueOrDefault(role.Key)));
    }

    private static async Task Assign(Call call, AssigneeType type)
    {
        var body = await call.Body();
        if (body.Refusal is { } refusal)
        {
            await call.Refuse(refusal);
            return;
        }
        var quiet = call.Query("disableNotifications");
        if (quiet is not (null or "" or "true" or "false"))
        {
            await call.Refuse(Refusal.Invalid("disableNotifications", "disableNotifications: 'true' or 'false' is expected."));
            return;
        }
        var assigned = await RoleAssignments.Assign(call.Store, call.Caller, type, call.Path("assigneeId"), body.Value, quiet == "true", call.Aborted);
        await call.Answer(assigned, role => call.Answer(201, json => RoleJson.Write(json, role, call.BaseUrl)));
    }

    private static async Task Get(Call call, AssigneeType type)
    {
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        var found = await RoleAssignments.Get(db, call.Org, type, call.Path("assigneeId"), call.Path("roleId"));
        await call.Answer(found, role => call.Answer(200, json => RoleJson.Write(json, role, call.BaseUrl)));
    }

    private static async Task Unassign(Call call, AssigneeType type) => await call.Answer(
        await RoleAssignments.Unassign(call.Store, call.Caller, type, call.Path("assigneeId"), call.Path("roleId"), call.Aborted), _ => call.AnswerNothing());

    private static async Task Administrators(Call call)
    {
        var limit = call.Limit(ListLimit, ListLimit);
        if (limit.Refusal is { } wrong)
        {
            await call.Refuse(wrong);
            return;
        }
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        var ids = await RoleTable.Administrators(db, call.Org.Id, call.Query("after") ?? "", limit.Value + 1L);
        var next = GroupEndpoints.Cut(ids, limit.Value) ? ids[^1] : null;
        call.Link(next);
        await call.Answer(200, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("value"u8);
            foreach (var id in ids)
            {
                json.WriteStartObject();
                json.WriteString("id"u8, id);
                json.WriteString("orn"u8, $"orn:okta:directory:{call.Org.Id}:users:{id}");
                json.WriteStartObject("_links"u8);
                GroupJson.WriteLink(json, "self", $"{call.BaseUrl}/api/v1/users/{id}");
                GroupJson.WriteLink(json, "roles", $"{call.BaseUrl}/api/v1/users/{id}/roles");
                json.WriteEndObject();
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteStartObject("_links"u8);
            if (next is not null) GroupJson.WriteLink(json, "next", $"{call.BaseUrl}/api/v1/iam/assignees/users?after={next}&limit={limit.Value}");
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    private static async ValueTask<RoleTargetsShown> Targets(Queries db, Org org, RoleAssignment role, string expand)
    {
        if (expand == "targets/catalog/apps") return new RoleTargetsShown(null, await RoleTable.Targets(db, org.Id, role.Key, kinds: [TargetKind.APP, TargetKind.CATALOG]));
        var groups = await RoleTable.Targets(db, org.Id, role.Key, kinds: TargetKind.GROUP);
        return new RoleTargetsShown(await GroupTable.FindAll(db, org.Id, groups.ConvertAll(target => target.Target)), null);
    }
}
