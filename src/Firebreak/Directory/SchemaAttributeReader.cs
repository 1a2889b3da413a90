using System.Collections.Immutable;
using System.Text.Json;

namespace Firebreak.Directory;

/// <summary>
/// Reads an attribute from JSON: what was sent changes what is known, null takes it away, and what is not named stays. Everything that is
/// wrong is said at once. Source: Okta, Schemas API, schema property object.
/// </summary>
internal sealed class SchemaAttributeReader
{
    /// <summary>The most values of an enum, and the most characters of a title or description.</summary>
    internal const int MostChoices = 1000, MostText = 1024;

    private static readonly Dictionary<string, Func<SchemaAttributeReader, SchemaAttribute, JsonElement, SchemaAttribute>> Fields = new(StringComparer.Ordinal)
    {
        ["title"] = (r, a, v) => a with { Title = r.Text(v, "title") is { Length: > 0 } title ? title : r.Wrong(a.Title, "title: The field cannot be left blank") },
        ["description"] = (r, a, v) => a with { Description = r.Text(v, "description") },
        ["required"] = (r, a, v) => a with { IsRequired = r.Flag(v, "required") },
        ["format"] = (r, a, v) => a with { Format = r.OneOf(v, "format", AttributeFormat.Names) },
        ["pattern"] = (r, a, v) => a with { Pattern = r.Text(v, "pattern") },
        ["mutability"] = (r, a, v) => a with { Mutability = r.OneOf(v, "mutability", ["READ_WRITE", "READ_ONLY", "IMMUTABLE", "WRITE_ONLY"]) ?? "READ_WRITE" },
        ["scope"] = (r, a, v) => a with { Scope = r.OneOf(v, "scope", ["NONE", "SELF"]) ?? "NONE" },
        ["unique"] = (r, a, v) => a with { IsUnique = r.Unique(v) },
        ["externalName"] = (r, a, v) => a with { ExternalName = r.Text(v, "externalName") },
        ["externalNamespace"] = (r, a, v) => a with { ExternalNamespace = r.Text(v, "externalNamespace") },
        ["minLength"] = (r, a, v) => a with { MinLength = r.Length(v, "minLength") },
        ["maxLength"] = (r, a, v) => a with { MaxLength = r.Length(v, "maxLength") },
        ["minimum"] = (r, a, v) => a with { Minimum = r.Number(v, "minimum") },
        ["maximum"] = (r, a, v) => a with { Maximum = r.Number(v, "maximum") },
        ["permissions"] = (r, a, v) => a with { Self = r.Permissions(v) },
        ["master"] = (r, a, v) => a with { Master = r.Master(v) },
        ["default"] = (r, a, v) => v.ValueKind == JsonValueKind.Null ? a : r.Wrong(a, "default: This service does not fill in values that were not sent"),
    };

    private readonly string _name;
    private readonly List<string> _causes;

    private SchemaAttributeReader(string name, List<string> causes) => (_name, _causes) = (name, causes);

    /// <summary>The attribute as it is after a change; null when it cannot be, and then the causes say why.</summary>
    public static SchemaAttribute? Read(SchemaAttribute? known, string name, JsonElement change, List<string> causes)
    {
        var before = causes.Count;
        var reader = new SchemaAttributeReader(name, causes);
        if (change.ValueKind != JsonValueKind.Object) return reader.Wrong<SchemaAttribute?>(null, "An object is expected");
        if (reader.Type(known, change) is not { } type) return null;
        var attribute = known ?? new SchemaAttribute(name, type, "");
        if (type == AttributeType.Array && change.TryGetProperty("items", out var items)) attribute = reader.ItemsOf(attribute, items);
        foreach (var field in change.EnumerateObject())
        {
            if (field.Name is "type" or "items" or "enum" or "oneOf") continue;
            if (Fields.TryGetValue(field.Name, out var set)) attribute = set(reader, attribute, field.Value);
            else if (field.Value.ValueKind != JsonValueKind.Null) reader.Wrong(0, $"{field.Name}: Is not a property of an attribute that this service knows");
        }
        attribute = reader.Choices(attribute, attribute.Items ?? type, change);
        SchemaAttributeRules.Check(attribute, cause => reader.Wrong(0, cause));
        return causes.Count == before ? attribute : null;
    }

    private AttributeType? Type(SchemaAttribute? known, JsonElement change)
    {
        if (!change.TryGetProperty("type", out var given)) return known?.Type ?? Wrong<AttributeType?>(null, "type: The field cannot be left blank");
        if (Parse(given) is not { } type) return Wrong<AttributeType?>(null, "type: One of array, boolean, integer, number and string is expected");
        return known is null || known.Type == type ? type : Wrong<AttributeType?>(null, "type: Cannot be changed; remove the attribute and add it again");
    }

    private SchemaAttribute ItemsOf(SchemaAttribute attribute, JsonElement items)
    {
        if (items.ValueKind == JsonValueKind.Null && attribute.Items is not null) return attribute;
        var type = items.ValueKind == JsonValueKind.Object && items.TryGetProperty("type", out var given) ? Parse(given) : attribute.Items;
        if (items.ValueKind != JsonValueKind.Object || type is not (AttributeType.String or AttributeType.Number or AttributeType.Integer))
            return Wrong(attribute, "items: An object with the type string, number or integer is expected");
        if (attribute.Items is { } known && known != type) return Wrong(attribute, "items: The type cannot be changed; remove the attribute and add it again");
        return Choices(attribute with { Items = type }, type.Value, items);
    }

    private SchemaAttribute Choices(SchemaAttribute attribute, AttributeType type, JsonElement from)
    {
        if (from.TryGetProperty("enum", out var choices))
        {
            if (choices.ValueKind == JsonValueKind.Null) attribute = attribute with { Choices = [], ChoiceTitles = [] };
            else if (IsList(choices) && choices.EnumerateArray().All(value => SchemaAttributeRules.Fits(value, type)))
                attribute = attribute with { Choices = [.. choices.EnumerateArray().Select(value => value.Clone())], ChoiceTitles = [] };
            else Wrong(0, $"enum: A list of 1 to {MostChoices} values of the attribute's type is expected");
        }
        if (!from.TryGetProperty("oneOf", out var named)) return attribute;
        if (named.ValueKind == JsonValueKind.Null) return attribute with { ChoiceTitles = [] };
        if (IsList(named) && named.EnumerateArray().All(IsNamed) && named.EnumerateArray().Select(one => one.GetProperty("const").GetRawText()).SequenceEqual(attribute.Choices.Select(c => c.GetRawText())))
            return attribute with { ChoiceTitles = [.. named.EnumerateArray().Select(one => one.GetProperty("title").GetString()!)] };
        return Wrong(attribute, "oneOf: For each value of enum, in its order, an object with const and title is expected");
    }

    private bool Unique(JsonElement value) => value switch
    {
        { ValueKind: JsonValueKind.Null or JsonValueKind.False } => false,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.String } when value.GetString() is "NOT_UNIQUE" => false,
        { ValueKind: JsonValueKind.String } when value.GetString() is "UNIQUE_VALIDATED" or "PENDING_UNIQUENESS" => true,
        _ => Wrong(false, "unique: true, false, UNIQUE_VALIDATED or NOT_UNIQUE is expected"),
    };

    private string Permissions(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null) return "READ_ONLY";
        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 1 && value[0] is { ValueKind: JsonValueKind.Object } one
            && one.TryGetProperty("principal", out var principal) && principal.ValueKind == JsonValueKind.String && principal.ValueEquals("SELF")
            && one.TryGetProperty("action", out var action) && action.ValueKind == JsonValueKind.String && action.GetString() is "HIDE" or "READ_ONLY" or "READ_WRITE")
            return action.GetString()!;
        return Wrong("READ_ONLY", "permissions: One object with the principal SELF and the action HIDE, READ_ONLY or READ_WRITE is expected");
    }

    private string Master(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null) return SchemaAttribute.ProfileMaster;
        if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String
            && type.GetString() is SchemaAttribute.ProfileMaster or "OKTA")
            return type.GetString()!;
        // OVERRIDE names directories and apps that master the attribute; nothing masters profiles here.
        return Wrong(SchemaAttribute.ProfileMaster, "master: An object with the type PROFILE_MASTER or OKTA is expected");
    }

    private string? Text(JsonElement value, string field)
    {
        if (value.ValueKind == JsonValueKind.Null) return null;
        if (value.ValueKind != JsonValueKind.String) return Wrong<string?>(null, $"{field}: A string is expected");
        var text = value.GetString()!;
        return text.Length <= MostText ? text : Wrong<string?>(null, $"{field}: At most {MostText} characters are expected");
    }

    private string? OneOf(JsonElement value, string field, IReadOnlyCollection<string> words)
    {
        if (value.ValueKind == JsonValueKind.Null) return null;
        return value.ValueKind == JsonValueKind.String && words.Contains(value.GetString()!) ? value.GetString() : Wrong<string?>(null, $"{field}: One of {string.Join(", ", words)} is expected");
    }

    private bool Flag(JsonElement value, string field) =>
        value.ValueKind is JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null ? value.ValueKind == JsonValueKind.True : Wrong(false, $"{field}: true or false is expected");

    private int? Length(JsonElement value, string field)
    {
        if (value.ValueKind == JsonValueKind.Null) return null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var length) && length >= 0 ? length : Wrong<int?>(null, $"{field}: A whole number of at least 0 is expected");
    }

    private double? Number(JsonElement value, string field)
    {
        if (value.ValueKind == JsonValueKind.Null) return null;
        return value.ValueKind == JsonValueKind.Number ? value.GetDouble() : Wrong<double?>(null, $"{field}: A number is expected");
    }

    private T Wrong<T>(T instead, string cause)
    {
        _causes.Add($"{_name}: {cause}");
        return instead;
    }

    private static bool IsList(JsonElement value) => value.ValueKind == JsonValueKind.Array && value.GetArrayLength() is > 0 and <= MostChoices;

    private static bool IsNamed(JsonElement one) =>
        one.ValueKind == JsonValueKind.Object && one.TryGetProperty("const", out _) && one.TryGetProperty("title", out var title) && title.ValueKind == JsonValueKind.String && title.GetString() is { Length: > 0 and <= MostText };

    private static AttributeType? Parse(JsonElement type) => (type.ValueKind == JsonValueKind.String ? type.GetString() : null) switch
    {
        "string" => AttributeType.String,
        "boolean" => AttributeType.Boolean,
        "number" => AttributeType.Number,
        "integer" => AttributeType.Integer,
        "array" => AttributeType.Array,
        _ => null,
    };
}
