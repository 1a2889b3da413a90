using System.Text.Json;

namespace Firebreak.Directory;

/// <summary>Texts in JSON that came from outside.</summary>
public static class JsonText
{
    /// <summary>
    /// Whether every text and name in it is text that every engine can keep: JSON may escape half of a surrogate pair, which is no text, and
    /// U+0000, which PostgreSQL has no place for.
    /// </summary>
    public static bool IsSound(JsonElement element) => !element.GetRawText().Contains("\\u", StringComparison.OrdinalIgnoreCase) || Walk(element);

    /// <summary>A text of an object; null where there is none, whatever is there instead.</summary>
    public static string? TextOf(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>A member of an object; undefined where there is none.</summary>
    public static JsonElement Of(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) ? value : default;

    private static bool Walk(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().All(property => IsText(property) && Walk(property.Value)),
        JsonValueKind.Array => element.EnumerateArray().All(Walk),
        JsonValueKind.String => IsText(element),
        _ => true,
    };

    private static bool IsText(JsonProperty property)
    {
        try
        {
            return !property.Name.Contains('\0', StringComparison.Ordinal);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static bool IsText(JsonElement text)
    {
        try
        {
            return !text.GetString()!.Contains('\0', StringComparison.Ordinal);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
