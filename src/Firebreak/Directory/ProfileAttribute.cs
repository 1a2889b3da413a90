using System.Buffers;
using System.Collections.Immutable;
using System.Net.Mail;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Firebreak.Directory;

/// <summary>One attribute of a profile schema: which values it takes. Source: Okta, Schemas API, user schema attribute properties.</summary>
/// <param name="Type">string, boolean, integer, number or array, as in JSON Schema.</param>
internal sealed record ProfileAttribute(string Name, string Type)
{
    /// <summary>Okta bounds some strings; the others are bounded here, so that a profile has an end.</summary>
    public const int DefaultMaxLength = 4096;

    private const int MostElements = 100;

    /// <summary>The type of an array's elements.</summary>
    public string ElementType { get; init; } = "string";

    public bool Required { get; init; }

    public int MinLength { get; init; }

    public int MaxLength { get; init; } = DefaultMaxLength;

    public decimal? Minimum { get; init; }

    public decimal? Maximum { get; init; }

    /// <summary>email and country-code are checked; the other formats only describe.</summary>
    public string? Format { get; init; }

    /// <summary>A regular expression that the whole value matches; of a login, instead of the form of a mail address.</summary>
    public string? Pattern { get; init; }

    /// <summary>The only values allowed, each as JSON; empty: any.</summary>
    public ImmutableArray<string> Allowed { get; init; } = [];

    /// <summary>Whether no two users of the org have the same value.</summary>
    public bool IsUnique { get; init; }

    /// <summary>Reads an attribute from its JSON Schema, as the Schemas API takes it; what is not there keeps the value of another.</summary>
    public static ProfileAttribute Read(string name, JsonElement schema, ProfileAttribute? from = null)
    {
        var start = from ?? new ProfileAttribute(name, Text(schema, "type") ?? "string");
        return start with
        {
            ElementType = schema.TryGetProperty("items", out var items) && items.ValueKind == JsonValueKind.Object ? Text(items, "type") ?? "string" : start.ElementType,
            Required = schema.TryGetProperty("required", out var required) && required.ValueKind is JsonValueKind.True or JsonValueKind.False ? required.ValueKind == JsonValueKind.True : start.Required,
            MinLength = (int)Math.Clamp(Number(schema, "minLength") ?? start.MinLength, 0, DefaultMaxLength),
            MaxLength = (int)Math.Clamp(Number(schema, "maxLength") ?? start.MaxLength, 0, DefaultMaxLength),
            Minimum = Number(schema, "minimum") ?? start.Minimum,
            Maximum = Number(schema, "maximum") ?? start.Maximum,
            Format = Text(schema, "format") ?? start.Format,
            Pattern = Text(schema, "pattern") ?? start.Pattern,
            Allowed = schema.TryGetProperty("enum", out var allowed) && allowed.ValueKind == JsonValueKind.Array ? [.. allowed.EnumerateArray().Select(Canonical)] : start.Allowed,
            IsUnique = Text(schema, "unique") is { } unique ? unique is "UNIQUE_VALIDATED" or "PENDING_UNIQUENESS" : start.IsUnique,
        };
    }

    /// <summary>What is wrong with a value, in one sentence; null when nothing is.</summary>
    public string? Problem(JsonElement value)
    {
        if (Type != "array") return ProblemOf(value, Type);
        if (value.ValueKind != JsonValueKind.Array) return "The field must be an array.";
        if (value.GetArrayLength() > MostElements) return $"The field cannot have more than {MostElements} elements.";
        return value.EnumerateArray().Select(element => ProblemOf(element, ElementType)).FirstOrDefault(problem => problem is not null);
    }

    private string? ProblemOf(JsonElement value, string type) => type switch
    {
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : "The field must be a boolean.",
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _) ? ProblemOfNumber(value) : "The field must be an integer.",
        "number" => value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out _) ? ProblemOfNumber(value) : "The field must be a number.",
        _ => ProblemOfText(value),
    };

    private string? ProblemOfNumber(JsonElement value)
    {
        var number = value.GetDecimal();
        if (number < Minimum) return $"The field cannot be less than {Minimum}.";
        if (number > Maximum) return $"The field cannot be greater than {Maximum}.";
        return Disallowed(value);
    }

    private string? ProblemOfText(JsonElement value)
    {
        if (ProfileText.Of(value) is not { } text) return "The field must be a string of Unicode text.";
        if (text.Length > MaxLength) return $"String is too long ({text.Length} chars), maximum {MaxLength}";
        if (text.Length < MinLength) return MinLength == 1 ? "The field cannot be left blank" : $"String is too short ({text.Length} chars), minimum {MinLength}";
        if (text.Length > 0 && Format == "email" && !IsMail(text)) return "The field must be an email address.";
        if (text.Length > 0 && Format == "country-code" && !(text.Length == 2 && text.All(char.IsAsciiLetter))) return "The field must be a two-letter country code.";
        if (Pattern is null) return Name == "login" && !IsMail(text) ? "Username must be in the form of an email address" : Disallowed(value);
        return Matches(text) ? Disallowed(value) : "The field does not match its pattern.";
    }

    private string? Disallowed(JsonElement value) => Allowed.IsEmpty || Allowed.Contains(Canonical(value)) ? null : "The field is not one of the values allowed.";

    private bool Matches(string text)
    {
        // Such an expression takes time linear in the text, whoever wrote it; one that cannot be run matches nothing.
        try
        {
            return Regex.IsMatch(text, $"^(?:{Pattern})$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }

    private static bool IsMail(string text) => MailAddress.TryCreate(text, out var mail) && mail.Address == text;

    private static string Canonical(JsonElement value) => ProfileText.Of(value) is { } text ? "\"" + text : value.GetRawText();

    private static string? Text(JsonElement schema, string name) => schema.TryGetProperty(name, out var value) ? ProfileText.Of(value) : null;

    private static decimal? Number(JsonElement schema, string name) =>
        schema.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) ? number : null;
}

/// <summary>Strings of JSON that can be kept as text.</summary>
internal static class ProfileText
{
    /// <summary>The string; null when it is none, holds half a surrogate pair, or the character 0, which a database does not keep.</summary>
    public static string? Of(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String) return null;
        try
        {
            var text = value.GetString()!;
            return text.Contains('\0') ? null : text;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Two attributes of a profile's JSON object, null where there is no text; read without making a document of it, because lists ask this of every user.</summary>
    public static (string? First, string? Second) Read(string profile, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        var rented = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(profile.Length));
        var json = new Utf8JsonReader(rented.AsSpan(0, Encoding.UTF8.GetBytes(profile, rented)));
        (string? First, string? Second) found = default;
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var (isFirst, isSecond) = (json.ValueTextEquals(first), json.ValueTextEquals(second));
            json.Read();
            if (json.TokenType != JsonTokenType.String) json.Skip();
            else if (isFirst) found.First = json.GetString();
            else if (isSecond) found.Second = json.GetString();
        }
        ArrayPool<byte>.Shared.Return(rented);
        return found;
    }
}
