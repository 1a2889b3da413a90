using System.Text.Json;
using Firebreak.Directory;

namespace Firebreak.Server.Api;

/// <summary>Apps as Okta's API shows them, with the order and the nulls of real answers.</summary>
internal static class AppJson
{
    /// <param name="secret">The client secret, for those who may change the app; null for everybody else.</param>
    /// <param name="embedded">The user that was asked for with the app, if one was.</param>
    public static void Write(Utf8JsonWriter json, App app, Org org, string baseUrl, string? secret = null, AppUser? embedded = null)
    {
        using var body = JsonDocument.Parse(app.Body);
        json.WriteStartObject();
        json.WriteString("id"u8, app.Id);
        json.WriteString("orn"u8, $"orn:okta:idp:{org.Id}:apps:{app.Name}:{app.Id}");
        json.WriteString("name"u8, app.Name);
        json.WriteString("label"u8, app.Label);
        json.WriteString("status"u8, app.Status.ToString());
        json.WriteString("lastUpdated"u8, Times.Show(app.LastUpdated));
        json.WriteString("created"u8, Times.Show(app.Created));
        foreach (var part in body.RootElement.EnumerateObject())
        {
            if (part.NameEquals("credentials"u8))
            {
                json.WriteString("signOnMode"u8, app.Mode.ToString());
                WriteCredentials(json, part.Value, secret);
                WriteUniversalLogout(json, app.Mode);
            }
            else part.WriteTo(json);
        }
        AppLinks.Write(json, app, org, baseUrl);
        if (embedded is not null)
        {
            json.WriteStartObject("_embedded"u8);
            json.WritePropertyName("user"u8);
            AppUserJson.Write(json, embedded, app, baseUrl);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static void WriteCredentials(Utf8JsonWriter json, JsonElement credentials, string? secret)
    {
        json.WriteStartObject("credentials"u8);
        foreach (var part in credentials.EnumerateObject())
        {
            if (!part.NameEquals("oauthClient"u8))
            {
                part.WriteTo(json);
                continue;
            }
            json.WriteStartObject("oauthClient"u8);
            foreach (var field in part.Value.EnumerateObject())
            {
                field.WriteTo(json);
                if (secret is not null && field.NameEquals("client_id"u8)) json.WriteString("client_secret"u8, secret);
            }
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    // What Okta says of an app that takes no part in it.
    private static void WriteUniversalLogout(Utf8JsonWriter json, SignOnMode mode)
    {
        json.WriteStartObject("universalLogout"u8);
        json.WriteString("status"u8, mode == SignOnMode.OPENID_CONNECT ? "DISABLED"u8 : "UNSUPPORTED"u8);
        if (mode == SignOnMode.OPENID_CONNECT)
        {
            json.WriteString("supportType"u8, "FULL"u8);
            json.WriteString("identityStack"u8, "NOT_SHARED"u8);
            json.WriteString("protocol"u8, "GLOBAL_TOKEN_REVOCATION"u8);
        }
        json.WriteEndObject();
    }
}
