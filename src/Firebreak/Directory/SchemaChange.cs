using System.Text.Json;

namespace Firebreak.Directory;

/// <summary>
/// What a posted schema makes of the one that is: attributes are added, changed, and removed by null; what is not named stays. What may be
/// changed of base attributes is little: who sees them, who masters them, whether a name is required, and the pattern of logins.
/// </summary>
internal static class SchemaChange
{
    /// <summary>The most custom attributes of one schema, the most unique ones (Okta's limit), and the most characters of a name.</summary>
    public const int MostCustom = 500, MostUnique = 5, MostName = 64;

    /// <summary>The schema after a change, or everything that is wrong with the change.</summary>
    public static Outcome<Schema> Apply(Schema schema, JsonElement body)
    {
        var causes = new List<string>();
        if (body.TryGetProperty("definitions", out var definitions) && definitions.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null))
            return Refusal.BadBody("definitions: An object is expected");
        var changed = schema;
        foreach (var (name, change) in Properties(definitions, "base", causes)) changed = ChangeBase(changed, name, change, causes);
        foreach (var (name, change) in Properties(definitions, "custom", causes)) changed = ChangeCustom(changed, name, change, causes);
        if (changed.Custom.Length > MostCustom) causes.Add($"custom: At most {MostCustom} custom attributes are possible");
        if (changed.Kind != SchemaKind.User && changed.Unique.Any()) causes.Add("unique: This service keeps values unique among users alone");
        if (changed.Unique.Count() > MostUnique) causes.Add($"unique: At most {MostUnique} attributes can be unique");
        return causes.Count == 0 ? changed : Refusal.Invalid("schema", [.. causes]);
    }

    private static Schema ChangeCustom(Schema schema, string name, JsonElement change, List<string> causes)
    {
        var known = schema.Custom.FirstOrDefault(attribute => attribute.Name == name);
        if (change.ValueKind == JsonValueKind.Null)
            return known is null ? schema : schema.WithCustom(schema.Custom.Remove(known));
        if (known is null && WrongName(schema, name) is { } wrong)
        {
            causes.Add(wrong);
            return schema;
        }
        if (SchemaAttributeReader.Read(known, name, change, causes) is not { } attribute) return schema;
        return schema.WithCustom(known is null ? schema.Custom.Add(attribute) : schema.Custom.Replace(known, attribute));
    }

    private static Schema ChangeBase(Schema schema, string name, JsonElement change, List<string> causes)
    {
        if (schema.Base.FirstOrDefault(attribute => attribute.Name == name) is not { } known)
        {
            causes.Add($"{name}: This base property does not exist");
            return schema;
        }
        if (SchemaAttributeReader.Read(known, name, change, causes) is not { } attribute)
        {
            if (change.ValueKind == JsonValueKind.Null) causes.Add($"{name}: A base property cannot be removed");
            return schema;
        }
        if (!IsAllowed(schema.Kind, known, attribute))
        {
            causes.Add($"{name}: Only the permissions, the master, whether firstName and lastName are required, and the pattern of login can be changed of base properties");
            return schema;
        }
        return schema.WithBase(schema.Base.Replace(known, attribute));
    }

    private static bool IsAllowed(SchemaKind kind, SchemaAttribute known, SchemaAttribute changed)
    {
        if (kind == SchemaKind.Group) return Schema.Text(known) == Schema.Text(changed);
        var allowed = known with { Self = changed.Self, Master = changed.Master };
        if (known.Name is "firstName" or "lastName") allowed = allowed with { IsRequired = changed.IsRequired };
        if (known.Name == "login") allowed = allowed with { Pattern = changed.Pattern };
        return Schema.Text(allowed) == Schema.Text(changed);
    }

    // Names that differ in case alone would collide in expressions and imports.
    private static string? WrongName(Schema schema, string name)
    {
        if (name.Length is 0 or > MostName || !char.IsAsciiLetter(name[0]) || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            return $"{(name.Length > MostName ? name[..MostName] : name)}: A name of at most {MostName} letters, digits and underscores that begins with a letter is expected";
        return schema.All.FirstOrDefault(attribute => string.Equals(attribute.Name, name, StringComparison.OrdinalIgnoreCase)) is { } taken
            ? $"{name}: A property with the name {taken.Name} exists already"
            : null;
    }

    private static IEnumerable<(string Name, JsonElement Change)> Properties(JsonElement definitions, string part, List<string> causes)
    {
        if (definitions.ValueKind != JsonValueKind.Object || !definitions.TryGetProperty(part, out var found) || found.ValueKind == JsonValueKind.Null) return [];
        JsonElement properties = default;
        if (found.ValueKind == JsonValueKind.Object && (!found.TryGetProperty("properties", out properties) || properties.ValueKind == JsonValueKind.Null)) return [];
        if (properties.ValueKind == JsonValueKind.Object) return properties.EnumerateObject().Select(property => (property.Name, property.Value));
        causes.Add($"{part}: An object with an object of properties is expected");
        return [];
    }
}
