using System.Text.Json;
using Firebreak.Directory;

namespace Firebreak.Server.Api;

/// <summary>A user type as the API shows it.</summary>
internal static class UserTypeJson
{
    public static void Write(Utf8JsonWriter json, UserType type, string baseUrl)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, type.Id);
        json.WriteString("displayName"u8, type.DisplayName);
        json.WriteString("name"u8, type.Name);
        json.WriteString("description"u8, type.Description);
        json.WriteString("createdBy"u8, type.CreatedBy);
        json.WriteString("lastUpdatedBy"u8, type.LastUpdatedBy);
        json.WriteString("created"u8, Times.Show(type.Created));
        json.WriteString("lastUpdated"u8, Times.Show(type.LastUpdated));
        json.WriteBoolean("default"u8, type.IsDefault);
        json.WriteStartObject("_links"u8);
        WriteLink(json, "schema", $"{baseUrl}/api/v1/meta/schemas/user/{type.SchemaId}");
        WriteLink(json, "self", $"{baseUrl}/api/v1/meta/types/user/{type.Id}");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>A link as the endpoints under /meta show it.</summary>
    internal static void WriteLink(Utf8JsonWriter json, string rel, string href)
    {
        json.WriteStartObject(rel);
        json.WriteString("rel"u8, rel);
        json.WriteString("href"u8, href);
        json.WriteString("method"u8, "GET"u8);
        json.WriteEndObject();
    }
}
