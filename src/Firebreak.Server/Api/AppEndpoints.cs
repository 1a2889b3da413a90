using Firebreak.Directory;
using Firebreak.Expressions;
using Firebreak.Server.Hosting;
using Firebreak.Storage;

namespace Firebreak.Server.Api;

/// <summary>Apps. Source: Okta, Applications API.</summary>
/// <remarks>
/// Of the documented parameters of the list, <c>useOptimization</c>, <c>alwaysIncludeVpnSettings</c> and <c>includeNonDeleted</c> change nothing:
/// every app that is not deleted is shown, whole.
/// </remarks>
internal static class AppEndpoints
{
    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        ApiRoute.For(Permission.ReadApps, "GET", "/api/v1/apps", List),
        ApiRoute.For(Permission.ManageApps, "POST", "/api/v1/apps", Create),
        ApiRoute.For(Permission.ReadApps, "GET", "/api/v1/apps/{appId}", Get),
        ApiRoute.For(Permission.ManageApps, "PUT", "/api/v1/apps/{appId}", Replace),
        ApiRoute.For(Permission.ManageApps, "DELETE", "/api/v1/apps/{appId}", Delete),
        ApiRoute.For(Permission.ManageApps, "POST", "/api/v1/apps/{appId}/lifecycle/activate", call => SetStatus(call, AppStatus.ACTIVE)),
        ApiRoute.For(Permission.ManageApps, "POST", "/api/v1/apps/{appId}/lifecycle/deactivate", call => SetStatus(call, AppStatus.INACTIVE)),
        ApiRoute.For(Permission.ReadApps, "GET", "/api/v1/groups/{groupId}/apps", ListOfGroup),
        ApiRoute.For(Permission.ReadApps, "GET", "/api/v1/users/{id}/appLinks", ListLinks),
    ];

    /// <summary>An app that the caller may see; otherwise it has been answered, and a refusal of what is there recorded.</summary>
    public static async ValueTask<App?> Seen(Call call, Queries db, Permission permission = Permission.ReadApps)
    {
        var found = await Apps.Find(db, call.Caller, permission, call.Path("appId"));
        if (found.Refusal is null) return found.Value;
        if (found.Refusal.IsRecorded) await call.Store.Refuse(call.Caller, permission.ToString(), found.Refusal);
        await call.Refuse(found.Refusal);
        return null;
    }

    private static async Task List(Call call)
    {
        Filter? filter = null;
        if (call.Query("filter") is { Length: > 0 } text && !ScimFilter.TryParse(text, out filter, out var problem))
        {
            await call.Refuse(Refusal.BadSearch(problem));
            return;
        }
        var expand = ExpandedUser(call);
        if (expand.Refusal is { } bad) await call.Refuse(bad);
        else await AnswerList(call, filter, call.Query("q"), expand.Value);
    }

    private static async Task AnswerList(Call call, Filter? filter, string? q, string? user)
    {
        var limit = call.Limit(AppList.DefaultLimit, AppList.MostLimit);
        if (limit.Refusal is { } no)
        {
            await call.Refuse(no);
            return;
        }
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        var listed = await new AppList(q, filter, call.Query("after"), limit.Value).Run(db, call.Caller);
        if (listed.Refusal is { } bad)
        {
            await call.Refuse(bad);
            return;
        }
        var (apps, more) = listed.Value;
        var secrets = await ShownSecrets(call, db, apps);
        var embedded = new Dictionary<string, AppUser>(StringComparer.Ordinal);
        if (user is not null)
            foreach (var app in apps)
                if (await AppUserTable.Find(db, call.Org.Id, app, user) is { } one) embedded[app.Id] = one;
        call.Link(more ? apps[^1].Id : null);
        await call.AnswerList(apps, (json, app) => AppJson.Write(json, app, call.Org, call.BaseUrl, secrets.GetValueOrDefault(app.Id), embedded.GetValueOrDefault(app.Id)));
    }

    private static async Task ListOfGroup(Call call)
    {
        var group = call.Path("groupId");
        await using (var db = await call.Store.Read(call.Org, call.Aborted))
        {
            if (!await db.Any($"select 1 from groups where org_id = {call.Org.Id} and id = {group}"))
            {
                await call.Refuse(Refusal.NotFound(group, "UserGroup"));
                return;
            }
        }
        _ = AttributePath.TryParse("group.id", out var path);
        await AnswerList(call, new Filter.Comparison(path!, FilterOperator.Equal, new FilterValue.Text(group)), null, null);
    }

    private static async Task Create(Call call)
    {
        var body = await call.Body();
        if (body.Refusal is { } refusal) await call.Refuse(refusal);
        else await Answer(call, await Apps.Create(call.Store, call.Caller, body.Value, call.Flag("activate", true), call.Aborted));
    }

    private static async Task Get(Call call)
    {
        var expand = ExpandedUser(call);
        if (expand.Refusal is { } bad)
        {
            await call.Refuse(bad);
            return;
        }
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        if (await Seen(call, db) is not { } app) return;
        var user = expand.Value is { } id ? await AppUserTable.Find(db, call.Org.Id, app, id) : null;
        await Answer(call, db, app, user);
    }

    private static async Task Replace(Call call)
    {
        var body = await call.Body();
        if (body.Refusal is { } refusal) await call.Refuse(refusal);
        else await Answer(call, await Apps.Replace(call.Store, call.Caller, call.Path("appId"), body.Value, call.Aborted));
    }

    private static async Task Delete(Call call) =>
        await call.Answer(await Apps.Delete(call.Store, call.Caller, call.Path("appId"), call.Aborted), _ => call.AnswerNothing());

    private static async Task SetStatus(Call call, AppStatus status) =>
        await call.Answer(await Apps.SetStatus(call.Store, call.Caller, call.Path("appId"), status, call.Aborted), _ => call.AnswerEmptyObject());

    private static async Task ListLinks(Call call)
    {
        var id = call.Path("id");
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        if (await Users.Find(db, call.Org, id) is not { } user)
        {
            await call.Refuse(Refusal.NotFound(id, "User"));
            return;
        }
        var apps = await AppTable.List(db, call.Org.Id, $" and a.status = 'ACTIVE' and a.id in ({AppUserTable.AppsOf(call.Org.Id, user.Id)})", "", 1000);
        var shown = apps.Where(app => AppVisibility.IsShown(app) && call.Caller.Authority.AllowsOnApp(Permission.ReadApps, app.Id, app.Name));
        await call.AnswerList(shown, (json, app) => AppLinks.WriteOfUser(json, app, user, call.BaseUrl));
    }

    private static async Task Answer(Call call, Outcome<App> outcome)
    {
        if (outcome.Refusal is { } refusal)
        {
            await call.Refuse(refusal);
            return;
        }
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        await Answer(call, db, outcome.Value, null);
    }

    private static async Task Answer(Call call, Queries db, App app, AppUser? user)
    {
        var secrets = await ShownSecrets(call, db, [app]);
        await call.Answer(200, json => AppJson.Write(json, app, call.Org, call.BaseUrl, secrets.GetValueOrDefault(app.Id), user));
    }

    // The newest active secret of each client, for those who may change it; who may only read apps reads no secrets.
    private static async ValueTask<Dictionary<string, string>> ShownSecrets(Call call, Queries db, List<App> apps)
    {
        string[] clients = [.. apps.Where(app => app.ClientId is not null && call.Caller.Authority.AllowsOnApp(Permission.ManageApps, app.Id, app.Name)).Select(app => app.Id)];
        if (clients.Length == 0) return [];
        var seal = AppSecrets.Of(call.Store);
        var rows = await AppTable.Secrets(db, call.Org.Id, clients);
        return rows.Where(row => row.Secret.IsActive).GroupBy(row => row.App)
            .ToDictionary(app => app.Key, app => seal.Open(app.Last().Secret.Sealed, call.Org.Id, app.Last().Secret.Id), StringComparer.Ordinal);
    }

    // expand=user/{id}: the one thing that Okta embeds in an app.
    private static Outcome<string?> ExpandedUser(Call call)
    {
        if (call.Query("expand") is not { Length: > 0 } text) return (string?)null;
        var id = text.StartsWith("user/", StringComparison.Ordinal) ? text[5..] : "";
        return id.Length == Ids.Length && id.All(char.IsAsciiLetterOrDigit) ? id : Refusal.Invalid("RequestParams", "Expand query is malformed.");
    }
}
