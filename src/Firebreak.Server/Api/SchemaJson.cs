using System.Text.Json;
using Firebreak.Directory;

namespace Firebreak.Server.Api;

/// <summary>A schema as the API shows it: a JSON schema of two parts. Source: the recorded answers of real orgs.</summary>
internal static class SchemaJson
{
    /// <summary>What stands around the attributes.</summary>
    /// <param name="Path">The part of its address after /meta/schemas/.</param>
    /// <param name="Self">The path of its own address.</param>
    /// <param name="Type">The path of the user type's address; null when there is none.</param>
    internal sealed record Frame(string Path, string Name, string Title, string? Description, string Self, string? Type);

    /// <summary>The frame of a user type's schema, asked for by its id or as "default".</summary>
    public static Frame OfUsers(UserType type, string asked) => new(
        $"user/{(asked == UserType.DefaultId ? asked : type.SchemaId)}", type.Name, type.DisplayName, type.Description,
        $"/api/v1/meta/schemas/user/{type.SchemaId}", $"/api/v1/meta/types/user/{type.Id}");

    /// <summary>The frame of the groups' schema.</summary>
    public static Frame OfGroups { get; } = new("group/default", "group", "Okta group", "Okta group profile template", "/api/v1/meta/schemas/group/default", null);

    public static void Write(Utf8JsonWriter json, KeptSchema kept, Frame frame, string baseUrl)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, $"{baseUrl}/meta/schemas/{frame.Path}");
        json.WriteString("$schema"u8, "http://json-schema.org/draft-04/schema#"u8);
        json.WriteString("name"u8, frame.Name);
        json.WriteString("title"u8, frame.Title);
        if (frame.Description is { } description) json.WriteString("description"u8, description);
        json.WriteString("lastUpdated"u8, Times.Show(kept.LastUpdated));
        json.WriteString("created"u8, Times.Show(kept.Created));
        json.WriteStartObject("definitions"u8);
        WritePart(json, "custom", kept.Schema.Custom);
        WritePart(json, "base", kept.Schema.Base);
        json.WriteEndObject();
        json.WriteString("type"u8, "object"u8);
        WriteProperties(json);
        WriteLinks(json, frame, baseUrl);
        json.WriteEndObject();
    }

    private static void WritePart(Utf8JsonWriter json, string name, IReadOnlyCollection<SchemaAttribute> attributes)
    {
        json.WriteStartObject(name);
        json.WriteString("id"u8, "#" + name);
        json.WriteString("type"u8, "object"u8);
        json.WriteStartObject("properties"u8);
        foreach (var attribute in attributes)
        {
            json.WritePropertyName(attribute.Name);
            attribute.Write(json);
        }
        json.WriteEndObject();
        json.WriteStartArray("required"u8);
        foreach (var attribute in attributes)
            if (attribute.IsRequired) json.WriteStringValue(attribute.Name);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteProperties(Utf8JsonWriter json)
    {
        json.WriteStartObject("properties"u8);
        json.WriteStartObject("profile"u8);
        json.WriteStartArray("allOf"u8);
        foreach (var part in (string[])["#/definitions/custom", "#/definitions/base"])
        {
            json.WriteStartObject();
            json.WriteString("$ref"u8, part);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteLinks(Utf8JsonWriter json, Frame frame, string baseUrl)
    {
        json.WriteStartObject("_links"u8);
        UserTypeJson.WriteLink(json, "self", baseUrl + frame.Self);
        if (frame.Type is { } type) UserTypeJson.WriteLink(json, "type", baseUrl + type);
        json.WriteEndObject();
    }
}
