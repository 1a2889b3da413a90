using Firebreak.Directory;
using Firebreak.Server.Hosting;

namespace Firebreak.Server.Api;

/// <summary>Users of apps. Source: Okta, Application Users API.</summary>
internal static class AppUserEndpoints
{
    private const string All = "/api/v1/apps/{appId}/users", One = All + "/{userId}";

    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        ApiRoute.For(Permission.ReadApps, "GET", All, List),
        ApiRoute.For(Permission.AssignApps, "POST", All, Assign),
        ApiRoute.For(Permission.ReadApps, "GET", One, Get),
        ApiRoute.For(Permission.AssignApps, "POST", One, Update),
        ApiRoute.For(Permission.AssignApps, "DELETE", One, Remove) with { Refused = ["sendEmail"] },
    ];

    private static async Task List(Call call)
    {
        var limit = call.Limit(AppUsers.DefaultLimit, AppUsers.MostLimit);
        if (limit.Refusal is { } bad)
        {
            await call.Refuse(bad);
            return;
        }
        if (WithUser(call) is not { } withUser)
        {
            await call.Refuse(BadExpand);
            return;
        }
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        if (await AppEndpoints.Seen(call, db) is not { } app) return;
        var (users, more) = await AppUsers.List(db, call.Org.Id, app, call.Query("q"), call.Query("after"), limit.Value);
        call.Link(more ? users[^1].User.Id : null);
        await call.AnswerList(users, (json, user) => AppUserJson.Write(json, user, app, call.BaseUrl, withUser));
    }

    private static async Task Get(Call call)
    {
        if (WithUser(call) is not { } withUser)
        {
            await call.Refuse(BadExpand);
            return;
        }
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        if (await AppEndpoints.Seen(call, db) is not { } app) return;
        var id = call.Path("userId");
        if (await AppUserTable.Find(db, call.Org.Id, app, id) is not { } user) await call.Refuse(Refusal.NotFound(id, AppUser.Kind));
        else await call.Answer(200, json => AppUserJson.Write(json, user, app, call.BaseUrl, withUser));
    }

    private static async Task Assign(Call call)
    {
        var body = await call.Body();
        if (body.Refusal is { } refusal) await call.Refuse(refusal);
        else await Answer(call, await AppUsers.Assign(call.Store, call.Caller, call.Path("appId"), body.Value, call.Aborted));
    }

    private static async Task Update(Call call)
    {
        var body = await call.Body();
        if (body.Refusal is { } refusal) await call.Refuse(refusal);
        else await Answer(call, await AppUsers.Update(call.Store, call.Caller, call.Path("appId"), call.Path("userId"), body.Value, call.Aborted));
    }

    private static async Task Remove(Call call) => await call.Answer(
        await AppUsers.Remove(call.Store, call.Caller, call.Path("appId"), call.Path("userId"), call.Aborted), _ => call.AnswerNothing());

    private static async Task Answer(Call call, Outcome<AppUser> outcome)
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

    private static bool? WithUser(Call call) => call.Query("expand") switch { null or "" => false, "user" => true, _ => null };
}
