using System.Collections.Immutable;
using System.Text.Json;

namespace Firebreak.Directory;

/// <summary>What an attribute holds. Source: Okta, Schemas API, property types.</summary>
public enum AttributeType
{
    /// <summary>A text.</summary>
    String,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A number of double precision.</summary>
    Number,

    /// <summary>A whole number of 32 bits with a sign.</summary>
    Integer,

    /// <summary>A list of texts, numbers or whole numbers.</summary>
    Array,
}

/// <summary>
/// One attribute of a profile, base or custom: what it may hold, and who may see it. Made by <see cref="SchemaAttributeReader"/> alone, so one
/// that exists is valid; <see cref="Write"/> writes what the reader reads, and both the store and the API use it.
/// </summary>
public sealed record SchemaAttribute(string Name, AttributeType Type, string Title)
{
    /// <summary>The only <c>master</c> without a directory to master it from.</summary>
    public const string ProfileMaster = "PROFILE_MASTER";

    /// <summary>What it is for.</summary>
    public string? Description { get; init; }

    /// <summary>Whether a profile must have it.</summary>
    public bool IsRequired { get; init; }

    /// <summary>What the items of an array hold; null when this is no array.</summary>
    public AttributeType? Items { get; init; }

    /// <summary>The values that it, or each item, may have; empty: any.</summary>
    public ImmutableArray<JsonElement> Choices { get; init; } = [];

    /// <summary>How the choices are called, as many and in the same order; empty: as they are.</summary>
    public ImmutableArray<string> ChoiceTitles { get; init; } = [];

    /// <summary>What a text means: "email", "uri" ...; null: nothing in particular.</summary>
    public string? Format { get; init; }

    /// <summary>Which characters a login may have; on any other attribute null.</summary>
    public string? Pattern { get; init; }

    /// <summary>The fewest characters of a text.</summary>
    public int? MinLength { get; init; }

    /// <summary>The most characters of a text.</summary>
    public int? MaxLength { get; init; }

    /// <summary>The least number.</summary>
    public double? Minimum { get; init; }

    /// <summary>The greatest number.</summary>
    public double? Maximum { get; init; }

    /// <summary>Whether no two users may have the same value.</summary>
    public bool IsUnique { get; init; }

    /// <summary>What a user may do with it: HIDE, READ_ONLY or READ_WRITE.</summary>
    public string Self { get; init; } = "READ_ONLY";

    /// <summary>READ_WRITE as a rule.</summary>
    public string Mutability { get; init; } = "READ_WRITE";

    /// <summary>NONE, or SELF where an app's attribute is set for each user alone.</summary>
    public string Scope { get; init; } = "NONE";

    /// <summary>Who keeps it: PROFILE_MASTER, OKTA or OVERRIDE.</summary>
    public string Master { get; init; } = ProfileMaster;

    /// <summary>Its name in an app outside.</summary>
    public string? ExternalName { get; init; }

    /// <summary>The namespace of its name outside.</summary>
    public string? ExternalNamespace { get; init; }

    /// <summary>Writes it as an object, in the order in which Okta shows it.</summary>
    /// <param name="sayRequired">Also that it is not required, which Okta does not say: for what is kept of base attributes.</param>
    public void Write(Utf8JsonWriter json, bool sayRequired = false)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteStartObject();
        json.WriteString("title"u8, Title);
        WriteText(json, "description", Description);
        json.WriteString("type"u8, Word(Type));
        if (IsRequired || sayRequired) json.WriteBoolean("required"u8, IsRequired);
        WriteText(json, "format", Format);
        WriteText(json, "pattern", Pattern);
        json.WriteString("mutability"u8, Mutability);
        json.WriteString("scope"u8, Scope);
        // The word that real orgs answer; their specification says true.
        if (IsUnique) json.WriteString("unique"u8, "UNIQUE_VALIDATED"u8);
        WriteText(json, "externalName", ExternalName);
        WriteText(json, "externalNamespace", ExternalNamespace);
        WriteBounds(json);
        if (Items is { } items)
        {
            json.WriteStartObject("items"u8);
            json.WriteString("type"u8, Word(items));
            WriteChoices(json);
            json.WriteEndObject();
        }
        else
        {
            WriteChoices(json);
        }
        WriteAccess(json);
        json.WriteEndObject();
    }

    /// <summary>Okta's word for a type.</summary>
    internal static string Word(AttributeType type) => type switch
    {
        AttributeType.String => "string",
        AttributeType.Boolean => "boolean",
        AttributeType.Number => "number",
        AttributeType.Integer => "integer",
        AttributeType.Array => "array",
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    private void WriteBounds(Utf8JsonWriter json)
    {
        if (MinLength is { } fewest) json.WriteNumber("minLength"u8, fewest);
        if (MaxLength is { } most) json.WriteNumber("maxLength"u8, most);
        if (Minimum is { } least) json.WriteNumber("minimum"u8, least);
        if (Maximum is { } greatest) json.WriteNumber("maximum"u8, greatest);
    }

    private void WriteChoices(Utf8JsonWriter json)
    {
        if (Choices.IsEmpty) return;
        json.WriteStartArray("enum"u8);
        foreach (var choice in Choices) choice.WriteTo(json);
        json.WriteEndArray();
        if (ChoiceTitles.IsEmpty) return;
        json.WriteStartArray("oneOf"u8);
        for (var i = 0; i < Choices.Length; i++)
        {
            json.WriteStartObject();
            json.WritePropertyName("const"u8);
            Choices[i].WriteTo(json);
            json.WriteString("title"u8, ChoiceTitles[i]);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private void WriteAccess(Utf8JsonWriter json)
    {
        json.WriteStartArray("permissions"u8);
        json.WriteStartObject();
        json.WriteString("principal"u8, "SELF"u8);
        json.WriteString("action"u8, Self);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartObject("master"u8);
        json.WriteString("type"u8, Master);
        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null) json.WriteString(name, text);
    }
}
