using System.Text.Json;
using Firebreak.Directory;

namespace Firebreak.Server.Api;

/// <summary>Where an app's answer leads.</summary>
internal static class AppLinks
{
    public static void Write(Utf8JsonWriter json, App app, Org org, string baseUrl)
    {
        var self = $"{baseUrl}/api/v1/apps/{app.Id}";
        json.WriteStartObject("_links"u8);
        if (app.Mode == SignOnMode.SAML_2_0)
        {
            Links.WriteTyped(json, "help", $"{baseUrl}/app/{app.Name}/{app.Id}/setup/help/SAML_2_0/external-doc", "text/html");
            Links.WriteTyped(json, "metadata", $"{self}/sso/saml/metadata", "application/xml");
        }
        Links.Write(json, "uploadLogo", $"{self}/logo", "POST");
        json.WriteStartArray("appLinks"u8);
        Links.WriteNamed(json, AppDefaults.LinkName(app.Mode), Home(app, baseUrl), "text/html");
        json.WriteEndArray();
        Links.Write(json, "profileEnrollment", $"{baseUrl}/api/v1/policies/{PolicyOf(org, '1')}");
        Links.Write(json, "policies", $"{self}/policies", "PUT");
        Links.Write(json, "groups", $"{self}/groups");
        // No logos are kept.
        json.WriteStartArray("logo"u8);
        json.WriteEndArray();
        if (app.ClientId is not null)
        {
            json.WriteStartArray("clientCredentials"u8);
            Links.WriteNamed(json, "secrets", $"{self}/credentials/secrets", null);
            json.WriteEndArray();
        }
        Links.Write(json, "accessPolicy", $"{baseUrl}/api/v1/policies/{PolicyOf(org, '0')}");
        Links.Write(json, "users", $"{self}/users");
        if (app.Status == AppStatus.ACTIVE) Links.Write(json, "deactivate", $"{self}/lifecycle/deactivate");
        else Links.Write(json, "activate", $"{self}/lifecycle/activate");
        json.WriteEndObject();
    }

    /// <summary>An app among those that a user can open (AssignedAppLink).</summary>
    public static void WriteOfUser(Utf8JsonWriter json, App app, User user, string baseUrl)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, app.Id);
        json.WriteString("label"u8, app.Label);
        json.WriteString("linkUrl"u8, Home(app, baseUrl));
        json.WriteNull("logoUrl"u8);
        json.WriteString("appName"u8, app.Name);
        json.WriteString("appInstanceId"u8, app.Id);
        json.WriteString("appAssignmentId"u8, user.Id);
        json.WriteBoolean("credentialsSetup"u8, false);
        json.WriteBoolean("hidden"u8, false);
        json.WriteNumber("sortOrder"u8, 0);
        json.WriteEndObject();
    }

    /// <summary>Where people open an app.</summary>
    public static string Home(App app, string baseUrl) => $"{baseUrl}/home/{app.Name}/{app.Id}/{AppDefaults.LinkName(app.Mode)}";

    // An org's default policies have their ids from the org's own, before there is a room for policies.
    private static string PolicyOf(Org org, char which) => $"rst{org.Id[3..^1]}{which}";
}

/// <summary>What an app says about being seen.</summary>
internal static class AppVisibility
{
    /// <summary>Whether people see it among their apps.</summary>
    public static bool IsShown(App app)
    {
        using var body = JsonDocument.Parse(app.Body);
        return JsonText.Of(JsonText.Of(JsonText.Of(body.RootElement, "visibility"), "hide"), "web").ValueKind != JsonValueKind.True;
    }
}
