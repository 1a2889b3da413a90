using System.Text.Json;
using Firebreak.Directory;
using Firebreak.Server.Hosting;

namespace Firebreak.Server.Api;

/// <summary>The scopes that apps may ask for. Source: Okta, Application Grants API, and what real orgs answer.</summary>
internal static class AppGrantEndpoints
{
    private const string All = "/api/v1/apps/{appId}/grants", One = All + "/{grantId}";

    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        ApiRoute.For(Permission.ReadApps, "GET", All, List),
        ApiRoute.For(Permission.ManageRoles, "POST", All, Grant),
        ApiRoute.For(Permission.ReadApps, "GET", One, Get),
        ApiRoute.For(Permission.ManageRoles, "DELETE", One, Revoke),
    ];

    private static async Task List(Call call)
    {
        var withScope = WithScope(call);
        if (withScope.Refusal is { } bad)
        {
            await call.Refuse(bad);
            return;
        }
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        if (await AppEndpoints.Seen(call, db) is not { } app) return;
        await call.AnswerList(await AppGrantTable.List(db, call.Org.Id, app.Id), (json, grant) => Write(json, grant, app, call.BaseUrl, withScope.Value));
    }

    private static async Task Get(Call call)
    {
        var withScope = WithScope(call);
        if (withScope.Refusal is { } bad)
        {
            await call.Refuse(bad);
            return;
        }
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        if (await AppEndpoints.Seen(call, db) is not { } app) return;
        var id = call.Path("grantId");
        if (await AppGrantTable.Find(db, call.Org.Id, app.Id, id) is not { } grant) await call.Refuse(Refusal.NotFound(id, AppGrant.Kind));
        else await call.Answer(200, json => Write(json, grant, app, call.BaseUrl, withScope.Value));
    }

    private static async Task Grant(Call call)
    {
        var body = await call.Body();
        var scope = body.Refusal is { } unread ? unread : Scope(call, body.Value);
        var made = scope.Refusal is { } refusal ? refusal : await AppGrants.Grant(call.Store, call.Caller, call.Path("appId"), scope.Value, call.Aborted);
        if (made.Refusal is { } no)
        {
            await call.Refuse(no);
            return;
        }
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        if (await AppTable.Find(db, call.Org.Id, call.Path("appId")) is not { } app) await call.Refuse(Apps.Missing(call.Path("appId")));
        else await call.Answer(200, json => Write(json, made.Value, app, call.BaseUrl, withScope: true));
    }

    private static async Task Revoke(Call call) => await call.Answer(
        await AppGrants.Revoke(call.Store, call.Caller, call.Path("appId"), call.Path("grantId"), call.Aborted), _ => call.AnswerNothing());

    // The only issuer of these scopes is the org itself, by the address at which the caller finds it.
    private static Outcome<string> Scope(Call call, JsonElement body)
    {
        if (JsonText.TextOf(body, "scopeId") is not { Length: > 0 } scope) return Refusal.Invalid("scopeId", "scopeId: The field cannot be left blank");
        if (JsonText.TextOf(body, "issuer") is not { Length: > 0 } issuer) return Refusal.Invalid("issuer", "issuer: The field cannot be left blank");
        return string.Equals(issuer.TrimEnd('/'), call.BaseUrl, StringComparison.OrdinalIgnoreCase) ? scope : Refusal.Invalid("issuer", $"issuer: The org's own address is expected: {call.BaseUrl}");
    }

    private static Outcome<bool> WithScope(Call call) => call.Query("expand") switch
    {
        null or "" => false,
        "scope" => true,
        _ => Refusal.Invalid("expand", "expand: scope is expected."),
    };

    private static void Write(Utf8JsonWriter json, AppGrant grant, App app, string baseUrl, bool withScope)
    {
        var self = $"{baseUrl}/api/v1/apps/{app.Id}";
        json.WriteStartObject();
        json.WriteString("id"u8, grant.Id);
        json.WriteString("status"u8, "ACTIVE"u8);
        json.WriteString("created"u8, Times.Show(grant.Created));
        json.WriteStartObject("createdBy"u8);
        json.WriteString("id"u8, grant.By);
        json.WriteString("type"u8, grant.ByType);
        json.WriteEndObject();
        json.WriteString("lastUpdated"u8, Times.Show(grant.Created));
        json.WriteString("issuer"u8, baseUrl);
        json.WriteString("clientId"u8, app.ClientId);
        json.WriteString("scopeId"u8, grant.Scope);
        json.WriteString("source"u8, "ADMIN"u8);
        if (withScope)
        {
            json.WriteStartObject("_embedded"u8);
            json.WriteStartObject("scope"u8);
            json.WriteString("id"u8, grant.Scope);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteStartObject("_links"u8);
        Links.WriteTitled(json, "app", self, app.Label);
        Links.Write(json, "self", $"{self}/grants/{grant.Id}", "GET", "DELETE");
        Links.WriteTitled(json, "client", $"{baseUrl}/oauth2/v1/clients/{app.ClientId}", app.Label);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
