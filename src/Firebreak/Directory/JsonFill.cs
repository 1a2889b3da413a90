using System.Text.Json;
using System.Text.Json.Nodes;

namespace Firebreak.Directory;

/// <summary>Puts what was sent into an object of defaults, kind by kind: an object into an object, a list into a list, a truth into a truth.</summary>
internal sealed class JsonFill(List<string> problems)
{
    private const int LongestText = 4096;

    /// <summary>The defaults with what was sent in their place; a null that was sent leaves the default.</summary>
    /// <param name="path">What to call it in a problem.</param>
    /// <param name="open">Whether names that are not among the defaults are kept; otherwise they are no part of this object and fall away.</param>
    public JsonObject Into(JsonObject defaults, JsonElement sent, string path, bool open)
    {
        if (sent.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null) return defaults;
        if (sent.ValueKind != JsonValueKind.Object)
        {
            problems.Add($"{path}: An object is expected.");
            return defaults;
        }
        foreach (var property in sent.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Null) continue;
            var inner = path.Length == 0 ? property.Name : $"{path}.{property.Name}";
            if (defaults.TryGetPropertyValue(property.Name, out var known)) defaults[property.Name] = Take(known, property.Value, inner, open);
            else if (open) defaults[property.Name] = Copy(property.Value, inner);
        }
        return defaults;
    }

    private JsonNode? Take(JsonNode? known, JsonElement sent, string path, bool open)
    {
        if (known is JsonObject defaults) return Into((JsonObject)defaults.DeepClone(), sent, path, open);
        var fits = known?.GetValueKind() switch
        {
            null => sent.ValueKind == JsonValueKind.String,
            JsonValueKind.True or JsonValueKind.False => sent.ValueKind is JsonValueKind.True or JsonValueKind.False,
            { } kind => sent.ValueKind == kind,
        };
        if (fits) return Copy(sent, path);
        problems.Add($"{path}: {Expected(known)} is expected.");
        return known?.DeepClone();
    }

    private JsonNode? Copy(JsonElement sent, string path)
    {
        if (sent.ValueKind == JsonValueKind.String && sent.GetRawText().Length > LongestText) problems.Add($"{path}: At most {LongestText} characters are kept.");
        return sent.ValueKind switch
        {
            JsonValueKind.Object => JsonObject.Create(sent),
            JsonValueKind.Array => JsonArray.Create(sent),
            _ => JsonValue.Create(sent),
        };
    }

    private static string Expected(JsonNode? known) => known?.GetValueKind() switch
    {
        JsonValueKind.True or JsonValueKind.False => "True or false",
        JsonValueKind.Number => "A number",
        JsonValueKind.Array => "A list",
        _ => "A text",
    };
}
