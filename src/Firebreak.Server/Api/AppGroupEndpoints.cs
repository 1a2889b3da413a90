using Firebreak.Directory;
using Firebreak.Server.Hosting;

namespace Firebreak.Server.Api;

/// <summary>Groups of apps. Source: Okta, Application Groups API.</summary>
/// <remarks>Who set which attribute of an assignment, which <c>expand=metadata</c> asks for, is not kept.</remarks>
internal static class AppGroupEndpoints
{
    private const string All = "/api/v1/apps/{appId}/groups", One = All + "/{groupId}";

    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        ApiRoute.For(Permission.ReadApps, "GET", All, List) with { Refused = ["expand=metadata"] },
        ApiRoute.For(Permission.ReadApps, "GET", One, Get) with { Refused = ["expand=metadata"] },
        ApiRoute.For(Permission.AssignApps, "PUT", One, Assign),
        ApiRoute.For(Permission.AssignApps, "PATCH", One, Update),
        ApiRoute.For(Permission.AssignApps, "DELETE", One, Remove),
    ];

    private static async Task List(Call call)
    {
        var limit = call.Limit(AppGroups.DefaultLimit, AppGroups.MostLimit);
        if (limit.Refusal is { } bad)
        {
            await call.Refuse(bad);
            return;
        }
        if (WithGroup(call) is not { } withGroup)
        {
            await call.Refuse(BadExpand);
            return;
        }
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        if (await AppEndpoints.Seen(call, db) is not { } app) return;
        AppGroup? after = null;
        if (call.Query("after") is { Length: > 0 } last && (after = await AppGroupTable.Find(db, call.Org.Id, app.Id, last)) is null)
        {
            await call.Refuse(Refusal.Of(400, "E0000029", "Invalid paging request.", "Invalid cursor."));
            return;
        }
        var groups = await AppGroupTable.List(db, call.Org.Id, app.Id, call.Query("q"), after, limit.Value + 1L);
        var more = groups.Count > limit.Value;
        if (more) groups.RemoveAt(limit.Value);
        call.Link(more ? groups[^1].GroupId : null);
        var embedded = withGroup ? (await GroupTable.FindAll(db, call.Org.Id, groups.ConvertAll(group => group.GroupId))).ToDictionary(group => group.Id, StringComparer.Ordinal) : [];
        await call.AnswerList(groups, (json, group) => AppUserJson.Write(json, group, app, call.BaseUrl, embedded.GetValueOrDefault(group.GroupId)));
    }

    private static async Task Get(Call call)
    {
        if (WithGroup(call) is not { } withGroup)
        {
            await call.Refuse(BadExpand);
            return;
        }
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        if (await AppEndpoints.Seen(call, db) is not { } app) return;
        var id = call.Path("groupId");
        if (await AppGroupTable.Find(db, call.Org.Id, app.Id, id) is not { } group)
        {
            await call.Refuse(Refusal.NotFound(id, AppGroup.Kind));
            return;
        }
        var embedded = withGroup ? await GroupTable.Find(db, call.Org.Id, id) : null;
        await call.Answer(200, json => AppUserJson.Write(json, group, app, call.BaseUrl, embedded));
    }

    private static async Task Assign(Call call)
    {
        var body = await call.BodyOrNothing();
        var form = body.Refusal is { } unread ? unread : AppGroupForm.Read(body.Value);
        if (form.Refusal is { } refusal) await call.Refuse(refusal);
        else await Answer(call, await AppGroups.Assign(call.Store, call.Caller, call.Path("appId"), call.Path("groupId"), form.Value, call.Aborted));
    }

    private static async Task Update(Call call)
    {
        var body = await call.AnyBody();
        var form = body.Refusal is { } unread ? unread : AppGroupForm.ReadPatch(body.Value);
        if (form.Refusal is { } refusal) await call.Refuse(refusal);
        else await Answer(call, await AppGroups.Update(call.Store, call.Caller, call.Path("appId"), call.Path("groupId"), form.Value, call.Aborted));
    }

    private static async Task Remove(Call call) => await call.Answer(
        await AppGroups.Remove(call.Store, call.Caller, call.Path("appId"), call.Path("groupId"), call.Aborted), _ => call.AnswerNothing());

    private static async Task Answer(Call call, Outcome<AppGroup> outcome)
    {
        if (outcome.Refusal is { } refusal)
        {
            await call.Refuse(refusal);
            return;
        }
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        if (await AppTable.Find(db, call.Org.Id, call.Path("appId")) is not { } app) await call.Refuse(Apps.Missing(call.Path("appId")));
        else await call.Answer(200, json => AppUserJson.Write(json, outcome.Value, app, call.BaseUrl));
    }

    private static Refusal BadExpand => Refusal.Invalid("RequestParams", "Expand query is malformed.");

    private static bool? WithGroup(Call call) => call.Query("expand") switch { null or "" => false, "group" => true, _ => null };
}
