using System.Text.Json;
using Firebreak.Directory;
using Firebreak.Server.Hosting;

namespace Firebreak.Server.Api;

/// <summary>
/// What Okta answers of apps into which nobody is provisioned and to which no refresh token was given, which is every app until there are
/// rooms for these. Source: Okta, Application Features, Application Connections and Application Tokens APIs, and what real orgs answer.
/// </summary>
internal static class AppProvisioningEndpoints
{
    private const string App = "/api/v1/apps/{appId}", Features = App + "/features", Connection = App + "/connections/default", Grants = App + "/tokens";

    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        ApiRoute.For(Permission.ReadApps, "GET", Features, call => RefuseFeature(call, Permission.ReadApps)),
        ApiRoute.For(Permission.ReadApps, "GET", Features + "/{featureName}", call => RefuseFeature(call, Permission.ReadApps)),
        ApiRoute.For(Permission.ManageApps, "PUT", Features + "/{featureName}", ReplaceFeature),
        ApiRoute.For(Permission.ReadApps, "GET", Connection, AnswerConnection),
        ApiRoute.For(Permission.ManageApps, "POST", Connection, SetConnection),
        ApiRoute.For(Permission.ManageApps, "POST", Connection + "/lifecycle/activate", AnswerNothing),
        ApiRoute.For(Permission.ManageApps, "POST", Connection + "/lifecycle/deactivate", AnswerNothing),
        ApiRoute.For(Permission.ReadApps, "GET", Grants, ListTokens),
        ApiRoute.For(Permission.ManageApps, "DELETE", Grants, AnswerNothing),
        ApiRoute.For(Permission.ReadApps, "GET", Grants + "/{tokenId}", call => RefuseToken(call, Permission.ReadApps)),
        ApiRoute.For(Permission.ManageApps, "DELETE", Grants + "/{tokenId}", call => RefuseToken(call, Permission.ManageApps)),
    ];

    private static async Task RefuseFeature(Call call, Permission permission)
    {
        if (call.Http.Request.RouteValues.TryGetValue("featureName", out var name) && (string)name! is not ("USER_PROVISIONING" or "INBOUND_PROVISIONING"))
            await call.Refuse(Refusal.NotFound((string)name!, "PublicAppFeatureSetName"));
        else if (await IsSeen(call, permission)) await call.Refuse(Refusal.Invalid("feature", "Provisioning is not supported."));
    }

    private static async Task ReplaceFeature(Call call)
    {
        var body = await call.Body();
        if (body.Refusal is { } refusal) await call.Refuse(refusal);
        else await RefuseFeature(call, Permission.ManageApps);
    }

    private static async Task AnswerConnection(Call call)
    {
        if (await IsSeen(call, Permission.ReadApps)) await WriteConnection(call);
    }

    private static async Task SetConnection(Call call)
    {
        var body = await call.Body();
        if (body.Refusal is { } refusal) await call.Refuse(refusal);
        else if (!await IsSeen(call, Permission.ManageApps)) return;
        else if (JsonText.TextOf(JsonText.Of(body.Value, "profile"), "authScheme") != "UNKNOWN") await call.Refuse(Refusal.Invalid("connection", "Provisioning is not supported."));
        else await WriteConnection(call);
    }

    private static Task WriteConnection(Call call) => call.Answer(200, json =>
    {
        json.WriteStartObject();
        json.WriteString("status"u8, "UNKNOWN"u8);
        json.WriteStartObject("profile"u8);
        json.WriteString("authScheme"u8, "UNKNOWN"u8);
        json.WriteEndObject();
        json.WriteEndObject();
    });

    private static async Task AnswerNothing(Call call)
    {
        if (await IsSeen(call, Permission.ManageApps)) await call.AnswerNothing();
    }

    private static async Task ListTokens(Call call)
    {
        if (!await IsSeen(call, Permission.ReadApps)) return;
        call.Link(null);
        await call.AnswerList(Array.Empty<string>(), (Utf8JsonWriter json, string token) => json.WriteStringValue(token));
    }

    private static async Task RefuseToken(Call call, Permission permission)
    {
        if (await IsSeen(call, permission)) await call.Refuse(Refusal.NotFound($"{call.Path("appId")}.{call.Path("tokenId")}", "OAuth2RefreshTokenTx"));
    }

    private static async ValueTask<bool> IsSeen(Call call, Permission permission)
    {
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        return await AppEndpoints.Seen(call, db, permission) is not null;
    }
}
