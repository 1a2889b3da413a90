using Firebreak.Directory;
using Firebreak.Server.Hosting;

namespace Firebreak.Server.Api;

/// <summary>
/// What users have. Clients, devices, grants and identity providers of users are empty lists until this service keeps any. Source: Okta, User
/// Sessions API, User Resources API, User Grants API.
/// </summary>
internal static class UserResourceEndpoints
{
    private const string Grants = "/api/v1/users/{id}/grants";

    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        ApiRoute.For(Permission.RevokeSessions, "DELETE", "/api/v1/users/{id}/sessions", ClearSessions),
        ApiRoute.For(Permission.ReadUsers, "GET", "/api/v1/users/{id}/clients", Nothing),
        ApiRoute.For(Permission.ReadUsers, "GET", "/api/v1/users/{id}/devices", Nothing),
        ApiRoute.For(Permission.ReadUsers, "GET", "/api/v1/users/{id}/idps", Nothing),
        ApiRoute.For(Permission.ReadUsers, "GET", Grants, Nothing),
        ApiRoute.For(Permission.ManageUsers, "DELETE", Grants, RevokeGrants),
    ];

    private static async Task ClearSessions(Call call)
    {
        var outcome = await UserLifecycle.ClearSessions(call.Store, call.Caller, call.Path("id"), call.Flag("oauthTokens", false), call.Flag("forgetDevices", true), call.Aborted);
        await call.Answer(outcome, _ => call.AnswerNothing());
    }

    private static async Task Nothing(Call call) => await call.Answer(await Users.Get(call.Store, call.Caller, call.Path("id"), call.Aborted), _ =>
    {
        call.Link(null);
        return call.AnswerList(Array.Empty<User>(), (_, _) => { });
    });

    // There are none to revoke, so that nothing changes.
    private static async Task RevokeGrants(Call call) =>
        await call.Answer(await Users.Get(call.Store, call.Caller, call.Path("id"), call.Aborted), _ => call.AnswerNothing());
}
