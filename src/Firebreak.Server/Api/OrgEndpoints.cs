using System.Text.Json;
using Firebreak.Directory;
using Firebreak.Server.Hosting;

namespace Firebreak.Server.Api;

/// <summary>An org's general settings, contacts and what is known of it publicly. Source: Okta, Org Settings API.</summary>
internal static class OrgEndpoints
{
    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        ApiRoute.Open("Clients ask where they are before they know who asks; the answer is the org's id and address", "GET", "/.well-known/okta-organization", WellKnown),
        ApiRoute.For(Permission.ReadOrg, "GET", "/api/v1/org", Get),
        ApiRoute.For(Permission.ManageOrg, "POST", "/api/v1/org", call => Update(call, all: false)),
        ApiRoute.For(Permission.ManageOrg, "PUT", "/api/v1/org", call => Update(call, all: true)),
        ApiRoute.For(Permission.ReadOrg, "GET", "/api/v1/org/contacts", ListContacts),
        ApiRoute.For(Permission.ReadOrg, "GET", "/api/v1/org/contacts/{contactType}", GetContact),
        ApiRoute.For(Permission.ManageOrg, "PUT", "/api/v1/org/contacts/{contactType}", SetContact),
    ];

    private static Task WellKnown(Call call) => call.Answer(200, json =>
    {
        json.WriteStartObject();
        json.WriteString("id"u8, call.Org.Id);
        json.WriteString("pipeline"u8, "idx"u8);
        json.WriteStartObject("_links"u8);
        Links.Write(json, "organization", call.BaseUrl);
        json.WriteEndObject();
        json.WriteEndObject();
    });

    private static async Task Get(Call call)
    {
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        // The org as it is now: the one of the request may be a second old.
        var org = await OrgTable.Find(db, call.Org.Id) ?? call.Org;
        var settings = await OrgSettingTable.Load(db, org.Id);
        await call.Answer(200, json => Write(json, org, settings, call.BaseUrl));
    }

    private static async Task Update(Call call, bool all)
    {
        var body = await call.Body();
        if (body.Refusal is { } refusal)
        {
            await call.Refuse(refusal);
            return;
        }
        await call.Answer(await OrgSettingChanges.Update(call.Store, call.Caller, body.Value, all, call.Aborted), _ => Get(call));
    }

    private static Task ListContacts(Call call) => call.AnswerList(OrgSettings.ContactTypes, (json, type) =>
    {
        var name = type.ToLowerInvariant();
        json.WriteStartObject();
        json.WriteString("contactType"u8, type);
        json.WriteStartObject("_links"u8);
        Links.Write(json, name, $"{call.BaseUrl}/api/v1/org/contacts/{name}");
        json.WriteEndObject();
        json.WriteEndObject();
    });

    private static async Task GetContact(Call call)
    {
        if (TypeOf(call) is not { } type)
        {
            await call.Refuse(Refusal.NotFound(call.Path("contactType"), "OrgContactType"));
            return;
        }
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        var settings = await OrgSettingTable.Load(db, call.Org.Id);
        var user = settings[OrgSettings.ContactName(type)] ?? await OrgSettingTable.FirstAdministrator(db, call.Org.Id);
        await AnswerContact(call, user);
    }

    private static async Task SetContact(Call call)
    {
        var body = await call.Body();
        if (body.Refusal is { } refusal) await call.Refuse(refusal);
        else if (TypeOf(call) is not { } type) await call.Refuse(Refusal.NotFound(call.Path("contactType"), "OrgContactType"));
        else if (JsonText.TextOf(body.Value, "userId") is not { } user) await call.Refuse(Refusal.Invalid("userId", "userId: The field cannot be left blank"));
        else await call.Answer(await OrgSettingChanges.SetContact(call.Store, call.Caller, type, user, call.Aborted), _ => AnswerContact(call, user));
    }

    private static Task AnswerContact(Call call, string? user) => call.Answer(200, json =>
    {
        json.WriteStartObject();
        json.WriteString("userId"u8, user);
        json.WriteStartObject("_links"u8);
        if (user is not null) Links.Write(json, "user", $"{call.BaseUrl}/api/v1/users/{user}");
        json.WriteEndObject();
        json.WriteEndObject();
    });

    private static string? TypeOf(Call call) => OrgSettings.ContactTypes.FirstOrDefault(type => type.Equals(call.Path("contactType"), StringComparison.OrdinalIgnoreCase));

    private static void Write(Utf8JsonWriter json, Org org, OrgSettings settings, string baseUrl)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, org.Id);
        json.WriteString("subdomain"u8, org.Name);
        json.WriteString("companyName"u8, org.Label);
        json.WriteString("status"u8, org.Status == OrgStatus.Active ? "ACTIVE"u8 : "INACTIVE"u8);
        json.WriteNull("expiresAt"u8);
        json.WriteString("created"u8, Times.Show(org.CreatedMicros));
        json.WriteString("lastUpdated"u8, Times.Show(settings.TimeOf(OrgSettings.LastUpdatedName) ?? org.CreatedMicros));
        foreach (var (name, otherwise) in OrgSettings.General) json.WriteString(name, settings[name] ?? otherwise);
        json.WriteStartObject("_links"u8);
        Links.Write(json, "preferences", $"{baseUrl}/api/v1/org/preferences");
        Links.Write(json, "uploadLogo", $"{baseUrl}/api/v1/org/logo", "POST");
        Links.Write(json, "oktaCommunication", $"{baseUrl}/api/v1/org/privacy/oktaCommunication");
        Links.Write(json, "logo", $"{baseUrl}/favicon.ico");
        Links.Write(json, "oktaSupport", $"{baseUrl}/api/v1/org/privacy/oktaSupport");
        Links.Write(json, "contacts", $"{baseUrl}/api/v1/org/contacts");
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
