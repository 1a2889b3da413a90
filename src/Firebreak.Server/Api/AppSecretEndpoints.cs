using System.Text.Json;
using Firebreak.Directory;
using Firebreak.Server.Hosting;

namespace Firebreak.Server.Api;

/// <summary>Client secrets of apps. Source: Okta, Application SSO Public Keys API.</summary>
internal static class AppSecretEndpoints
{
    private const string All = "/api/v1/apps/{appId}/credentials/secrets", One = All + "/{secretId}";

    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        ApiRoute.For(Permission.ManageApps, "GET", All, List),
        ApiRoute.For(Permission.ManageApps, "POST", All, Create),
        ApiRoute.For(Permission.ManageApps, "GET", One, Get),
        ApiRoute.For(Permission.ManageApps, "DELETE", One, Delete),
        ApiRoute.For(Permission.ManageApps, "POST", One + "/lifecycle/activate", call => SetActive(call, true)),
        ApiRoute.For(Permission.ManageApps, "POST", One + "/lifecycle/deactivate", call => SetActive(call, false)),
    ];

    private static async Task List(Call call)
    {
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        if (await AppEndpoints.Seen(call, db, Permission.ManageApps) is not { } app) return;
        var seal = AppSecrets.Of(call.Store);
        var rows = await AppTable.Secrets(db, call.Org.Id, [app.Id]);
        await call.AnswerList(rows, (json, row) => Write(json, row.Secret, seal, call, app.Id));
    }

    private static async Task Get(Call call)
    {
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        if (await AppEndpoints.Seen(call, db, Permission.ManageApps) is not { } app) return;
        var id = call.Path("secretId");
        var seal = AppSecrets.Of(call.Store);
        if ((await AppTable.Secrets(db, call.Org.Id, [app.Id])).Find(row => row.Secret.Id == id).Secret is not { } secret) await call.Refuse(Refusal.NotFound(id, AppSecret.Kind));
        else await call.Answer(200, json => Write(json, secret, seal, call, app.Id));
    }

    private static async Task Create(Call call)
    {
        var body = await call.BodyOrNothing();
        if (body.Refusal is { } refusal)
        {
            await call.Refuse(refusal);
            return;
        }
        var given = JsonText.TextOf(body.Value, "client_secret");
        if (given is not null && (given.Length is < 14 or > 100 || !given.All(c => c is > ' ' and <= '~')))
        {
            await call.Refuse(Refusal.Invalid("client_secret", "client_secret: 14 to 100 printable ASCII characters are expected."));
            return;
        }
        var seal = AppSecrets.Of(call.Store);
        var made = await ClientSecrets.Create(call.Store, call.Caller, seal, call.Path("appId"), given, call.Aborted);
        await call.Answer(made, one => call.Answer(201, json => Write(json, one.Secret, seal, call, call.Path("appId"))));
    }

    private static async Task Delete(Call call) => await call.Answer(
        await ClientSecrets.Delete(call.Store, call.Caller, call.Path("appId"), call.Path("secretId"), call.Aborted), _ => call.AnswerNothing());

    private static async Task SetActive(Call call, bool active)
    {
        var seal = AppSecrets.Of(call.Store);
        var changed = await ClientSecrets.SetActive(call.Store, call.Caller, call.Path("appId"), call.Path("secretId"), active, call.Aborted);
        await call.Answer(changed, secret => call.Answer(200, json => Write(json, secret, seal, call, call.Path("appId"))));
    }

    private static void Write(Utf8JsonWriter json, AppSecret secret, AppSecrets seal, Call call, string app)
    {
        var plain = seal.Open(secret.Sealed, call.Org.Id, secret.Id);
        var self = $"{call.BaseUrl}/api/v1/apps/{app}/credentials/secrets/{secret.Id}";
        json.WriteStartObject();
        json.WriteString("id"u8, secret.Id);
        json.WriteString("created"u8, Times.Show(secret.Created));
        json.WriteString("lastUpdated"u8, Times.Show(secret.LastUpdated));
        json.WriteString("status"u8, secret.IsActive ? "ACTIVE"u8 : "INACTIVE"u8);
        json.WriteString("client_secret"u8, plain);
        json.WriteString("secret_hash"u8, ClientSecrets.HashOf(plain));
        json.WriteStartObject("_links"u8);
        if (secret.IsActive) Links.Write(json, "deactivate", self + "/lifecycle/deactivate", "POST");
        else
        {
            Links.Write(json, "activate", self + "/lifecycle/activate", "POST");
            Links.Write(json, "delete", self, "DELETE");
        }
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
