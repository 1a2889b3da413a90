using System.Text.Json;

namespace Firebreak.Directory;

/// <summary>What must hold between the parts of one attribute, and whether a value is one that it may have.</summary>
internal static class SchemaAttributeRules
{
    /// <summary>Says each thing that does not go together.</summary>
    public static void Check(SchemaAttribute attribute, Action<string> say)
    {
        if (attribute.Title.Length == 0) say("title: The field cannot be left blank");
        if (attribute.Type == AttributeType.Array && attribute.Items is null) say("items: The field cannot be left blank for an array");
        if (attribute.Type != AttributeType.String && (attribute.MinLength ?? attribute.MaxLength) is not null) say("minLength and maxLength are for the type string alone");
        if (attribute.Type != AttributeType.String && attribute.Format is not null) say("format: Is for the type string alone");
        if (attribute.Type is not (AttributeType.Number or AttributeType.Integer) && (attribute.Minimum ?? attribute.Maximum) is not null)
            say("minimum and maximum are for the types number and integer alone");
        if (attribute.Type == AttributeType.Boolean && !attribute.Choices.IsEmpty) say("enum: Is not for the type boolean");
        if (attribute.MinLength > attribute.MaxLength) say("minLength: Must not be greater than maxLength");
        if (attribute.Minimum > attribute.Maximum) say("minimum: Must not be greater than maximum");
        if (attribute.IsUnique && attribute.Type is AttributeType.Array or AttributeType.Boolean) say("unique: Is for the types string, number and integer alone");
        if (attribute.Choices.Select(choice => choice.GetRawText()).Distinct(StringComparer.Ordinal).Count() != attribute.Choices.Length) say("enum: The values must be unique");
        if (attribute.Pattern is not null && (attribute.Name != "login" || !LoginPattern.IsValid(attribute.Pattern))) say("pattern: Is for login alone, as \".+\" or \"[...]+\"");
    }

    /// <summary>What is wrong with a value that is not null; null when nothing is.</summary>
    public static string? Problem(SchemaAttribute attribute, JsonElement value)
    {
        if (attribute.Type != AttributeType.Array) return ProblemOfOne(attribute, attribute.Type, value);
        if (value.ValueKind != JsonValueKind.Array) return "An array is expected";
        foreach (var item in value.EnumerateArray())
            if (ProblemOfOne(attribute, attribute.Items ?? AttributeType.String, item) is { } problem) return $"Item: {problem}";
        return null;
    }

    /// <summary>Whether a value is of a type that holds one value.</summary>
    public static bool Fits(JsonElement value, AttributeType type) => type switch
    {
        AttributeType.String => value.ValueKind == JsonValueKind.String,
        AttributeType.Boolean => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        AttributeType.Number => value.ValueKind == JsonValueKind.Number && double.IsFinite(value.GetDouble()),
        AttributeType.Integer => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out _),
        AttributeType.Array => false,
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    private static string? ProblemOfOne(SchemaAttribute attribute, AttributeType type, JsonElement value)
    {
        if (!Fits(value, type)) return $"A value of the type {SchemaAttribute.Word(type)} is expected";
        if (!attribute.Choices.IsEmpty && !attribute.Choices.Any(choice => JsonElement.DeepEquals(choice, value))) return "The value is not one of the enumerated values";
        if (type == AttributeType.String) return ProblemOfText(attribute, value.GetString()!);
        if (type is AttributeType.Number or AttributeType.Integer && (value.GetDouble() < attribute.Minimum || value.GetDouble() > attribute.Maximum))
            return $"A value between {attribute.Minimum} and {attribute.Maximum} is expected";
        return null;
    }

    private static string? ProblemOfText(SchemaAttribute attribute, string text)
    {
        if (text.Length < (LoginPattern.IsAnything(attribute.Pattern) ? 1 : attribute.MinLength)) return $"The field must have at least {attribute.MinLength} characters";
        if (text.Length > attribute.MaxLength) return $"The field cannot exceed {attribute.MaxLength} characters";
        if (attribute.Pattern is { } pattern && !LoginPattern.Matches(pattern, text)) return "Does not match required pattern";
        if (attribute.Format is { } format && text.Length > 0 && !AttributeFormat.Matches(format, text)) return $"Does not match the format {format}";
        return null;
    }
}
