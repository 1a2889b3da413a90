using System.Text.Json;
using Firebreak.Directory;

namespace Firebreak.Server.Api;

/// <summary>Users and groups of apps as Okta's API shows them.</summary>
internal static class AppUserJson
{
    public static void Write(Utf8JsonWriter json, AppUser user, App app, string baseUrl, bool withUser = false)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, user.User.Id);
        json.WriteNull("externalId"u8);
        json.WriteString("created"u8, Times.Show(user.Created));
        json.WriteString("lastUpdated"u8, Times.Show(user.LastUpdated));
        json.WriteString("scope"u8, user.IsOwn ? "USER"u8 : "GROUP"u8);
        json.WriteString("status"u8, "ACTIVE"u8);
        json.WriteString("statusChanged"u8, Times.Show(user.Created));
        json.WriteString("passwordChanged"u8, user.PasswordChanged is { } changed ? Times.Show(changed) : null);
        json.WriteString("syncState"u8, "DISABLED"u8);
        json.WriteStartObject("credentials"u8);
        if (user.UserName is not null) json.WriteString("userName"u8, user.UserName);
        if (user.HasPassword)
        {
            json.WriteStartObject("password"u8);
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WritePropertyName("profile"u8);
        json.WriteRawValue(user.Profile, skipInputValidation: true);
        json.WriteStartObject("_links"u8);
        Links.Write(json, "app", $"{baseUrl}/api/v1/apps/{app.Id}");
        Links.Write(json, "user", $"{baseUrl}/api/v1/users/{user.User.Id}");
        json.WriteEndObject();
        if (withUser)
        {
            json.WriteStartObject("_embedded"u8);
            json.WritePropertyName("user"u8);
            UserJson.Write(json, user.User, baseUrl, inList: true);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, AppGroup group, App app, string baseUrl, Group? embedded = null)
    {
        var self = $"{baseUrl}/api/v1/apps/{app.Id}";
        json.WriteStartObject();
        json.WriteString("id"u8, group.GroupId);
        json.WriteString("lastUpdated"u8, Times.Show(group.LastUpdated));
        json.WriteNumber("priority"u8, group.Priority);
        json.WritePropertyName("profile"u8);
        json.WriteRawValue(group.Profile, skipInputValidation: true);
        json.WriteStartObject("_links"u8);
        Links.Write(json, "app", self);
        Links.Write(json, "self", $"{self}/groups/{group.GroupId}");
        Links.Write(json, "group", $"{baseUrl}/api/v1/groups/{group.GroupId}");
        json.WriteEndObject();
        if (embedded is not null)
        {
            json.WriteStartObject("_embedded"u8);
            json.WritePropertyName("group"u8);
            GroupJson.Write(json, embedded, baseUrl);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }
}
