using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Firebreak.Storage;

namespace Firebreak.Directory;

/// <summary>A group's profile as it was sent and found good: the name, the description, and custom attributes of the org's group schema.</summary>
internal sealed record GroupProfile(string Name, string? Description, ImmutableArray<JsonProperty> Custom)
{
    private const int NameLength = 255, DescriptionLength = 1024, CustomLength = 8 * 1024;

    /// <summary>Reads the body of "create" or "replace".</summary>
    public static Outcome<GroupProfile> Parse(JsonElement body)
    {
        if (!body.TryGetProperty("profile", out var profile) || profile.ValueKind != JsonValueKind.Object) return Refusal.BadBody("profile: The field cannot be left blank");
        string? name = null, description = null;
        var custom = ImmutableArray.CreateBuilder<JsonProperty>();
        foreach (var property in profile.EnumerateObject())
        {
            if (property.Name is not ("name" or "description")) custom.Add(property);
            else if (property.Value.ValueKind is not (JsonValueKind.String or JsonValueKind.Null)) return Refusal.Invalid(property.Name, $"{property.Name}: A string is expected.");
            else if (!property.Value.TryText(out var text)) return Refusal.Invalid(property.Name, $"{property.Name}: This is no Unicode text.");
            else if (property.Name == "name") name = text;
            else description = text;
        }
        if (string.IsNullOrWhiteSpace(name)) return Refusal.Invalid("name", "name: The field cannot be left blank");
        if (name.Length > NameLength) return Refusal.Invalid("name", $"name: String cannot exceed {NameLength} characters.");
        if (description is { Length: > DescriptionLength }) return Refusal.Invalid("description", $"description: String cannot exceed {DescriptionLength} characters.");
        return new GroupProfile(name, description, custom.ToImmutable());
    }

    /// <summary>Checks the custom attributes against the org's group schema; null when they pass.</summary>
    public async ValueTask<Refusal?> Check(Queries db, Org org)
    {
        if (Custom.IsEmpty) return null;
        var known = await db.One($"select custom from schemas where org_id = {org.Id} and kind = 'group' limit 1", row => row.Text(0));
        using var schema = JsonDocument.Parse(known ?? "{}");
        foreach (var property in Custom)
        {
            if (!schema.RootElement.TryGetProperty(property.Name, out var attribute))
                return Refusal.Invalid("profile", $"profile: The attribute '{Short(property.Name)}' is not defined in the group profile schema.");
            if (Wrong(attribute, property.Value) is { } sentence) return Refusal.Invalid(property.Name, $"{property.Name}: {sentence}");
        }
        return null;
    }

    /// <summary>The profile as it is kept and shown.</summary>
    public string ToJson()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("name"u8, Name);
            json.WriteString("description"u8, Description);
            foreach (var property in Custom) property.WriteTo(json);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static string? Wrong(JsonElement attribute, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null) return null;
        if (value.GetRawText().Length > CustomLength) return $"The value cannot exceed {CustomLength} characters.";
        var type = attribute.TryGetProperty("type", out var named) ? named.GetString() : null;
        var fits = type switch
        {
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "number" => value.ValueKind == JsonValueKind.Number,
            "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
            "array" => value.ValueKind == JsonValueKind.Array,
            _ => value.ValueKind == JsonValueKind.String,
        };
        if (!fits) return $"The value does not match the type {type}.";
        if (value.ValueKind != JsonValueKind.String) return null;
        if (!value.TryText(out var text)) return "This is no Unicode text.";
        if (attribute.TryGetProperty("maxLength", out var most) && most.TryGetInt32(out var longest) && text!.Length > longest) return $"String cannot exceed {longest} characters.";
        return attribute.TryGetProperty("minLength", out var least) && least.TryGetInt32(out var shortest) && text!.Length < shortest
            ? $"String must have at least {shortest} characters." : null;
    }

    private static string Short(string name) => name.Length <= 64 ? name : name[..64] + "...";
}

/// <summary>Reads texts that came from outside: JSON may escape half of a surrogate pair, and what is no text is refused, not thrown.</summary>
internal static class SentText
{
    /// <summary>The text of a string; null of a JSON null. False when it is no Unicode text, holds a null character, or is no string at all.</summary>
    public static bool TryText(this JsonElement element, out string? text)
    {
        text = null;
        if (element.ValueKind == JsonValueKind.Null) return true;
        if (element.ValueKind != JsonValueKind.String) return false;
        try
        {
            text = element.GetString();
            // PostgreSQL keeps no text with a null character.
            return !text!.Contains('\0');
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
