using System.Text.Json;

namespace Firebreak.Server.Api;

/// <summary>Links in answers (HAL, draft-kelly-json-hal), as Okta writes them.</summary>
internal static class Links
{
    public static void Write(Utf8JsonWriter json, string rel, string href, params ReadOnlySpan<string> methods)
    {
        json.WriteStartObject(rel);
        json.WriteString("href"u8, href);
        WriteHints(json, methods);
        json.WriteEndObject();
    }

    /// <summary>A link with the type of what is there.</summary>
    public static void WriteTyped(Utf8JsonWriter json, string rel, string href, string type)
    {
        json.WriteStartObject(rel);
        json.WriteString("href"u8, href);
        json.WriteString("type"u8, type);
        json.WriteEndObject();
    }

    /// <summary>A link with the name of what is there.</summary>
    public static void WriteTitled(Utf8JsonWriter json, string rel, string href, string title)
    {
        json.WriteStartObject(rel);
        json.WriteString("href"u8, href);
        json.WriteString("title"u8, title);
        json.WriteEndObject();
    }

    /// <summary>One of several links of a kind, with its name and the type of what is there.</summary>
    public static void WriteNamed(Utf8JsonWriter json, string name, string href, string? type)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, name);
        json.WriteString("href"u8, href);
        if (type is not null) json.WriteString("type"u8, type);
        json.WriteEndObject();
    }

    private static void WriteHints(Utf8JsonWriter json, ReadOnlySpan<string> methods)
    {
        if (methods.IsEmpty) return;
        json.WriteStartObject("hints"u8);
        json.WriteStartArray("allow"u8);
        foreach (var method in methods) json.WriteStringValue(method);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
