using System.Text.Json;
using Firebreak.Directory;
using Firebreak.Server.Hosting;

namespace Firebreak.Server.Api;

/// <summary>Users. Source: Okta, Users API.</summary>
internal static class UserEndpoints
{
    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        ApiRoute.For(Permission.ManageUsers, "POST", "/api/v1/users", Create),
        ApiRoute.For(Permission.ReadUsers, "GET", "/api/v1/users/{id}", Get),
    ];

    private static async Task Create(Call call)
    {
        var body = await call.Body();
        if (body.Refusal is { } refusal)
        {
            await call.Refuse(refusal);
            return;
        }
        if (!body.Value.TryGetProperty("profile", out var profile) || profile.ValueKind != JsonValueKind.Object)
        {
            await call.Refuse(Refusal.BadBody());
            return;
        }
        var created = await Users.Create(call.Store, call.Caller, profile, call.Flag("activate", true), call.Aborted);
        await call.Answer(created, user => call.Answer(200, json => UserJson.Write(json, user, call.BaseUrl, inList: false)));
    }

    private static async Task Get(Call call)
    {
        var id = call.Path("id");
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        if (await Users.Find(db, call.Org, id) is not { } user) await call.Refuse(Refusal.NotFound(id, "User"));
        else await call.Answer(200, json => UserJson.Write(json, user, call.BaseUrl, inList: false));
    }
}
