using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Firebreak.Directory;

namespace Firebreak.SignIn;

/// <summary>
/// What a part of a policy may look like, as data: an object whose texts say what stands there. <c>int 1..9 = 4</c>, <c>bool = true</c>, <c>A|B = A</c>,
/// <c>ids</c> (a list of texts), <c>any</c>. A name with a question mark before it is there only when it is sent; all others have their default.
/// </summary>
/// <remarks>What is not in it is refused, not ignored: a condition that nobody looks at would let in whom it was to keep out.</remarks>
internal sealed class PolicySchema(string text)
{
    private const int MostItems = 200, MostBytes = 20_000;
    private readonly JsonObject _root = JsonNode.Parse(text)!.AsObject();

    /// <summary>What was sent with every default filled in.</summary>
    /// <param name="name">What it is called, for refusals.</param>
    public Outcome<JsonObject> Fill(JsonElement sent, string name) =>
        sent.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null) && sent.GetRawText().Length > MostBytes
            ? Refusal.Invalid(name, $"{name}: At most {MostBytes} characters are allowed.")
            : Object(_root, sent, name);

    private static Outcome<JsonObject> Object(JsonObject schema, JsonElement sent, string path)
    {
        var isNothing = sent.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null;
        if (!isNothing && sent.ValueKind != JsonValueKind.Object) return Refusal.Invalid(path, $"{path}: An object is expected.");
        if (!isNothing && sent.EnumerateObject().FirstOrDefault(item => !schema.ContainsKey(item.Name) && !schema.ContainsKey("?" + item.Name)) is { Value.ValueKind: not JsonValueKind.Undefined } other)
            return Refusal.Invalid(path, $"{path}.{(other.Name.Length > 50 ? other.Name[..50] : other.Name)}: This service does not support this property.");
        var filled = new JsonObject();
        foreach (var (key, said) in schema)
        {
            var (isOptional, name) = key[0] == '?' ? (true, key[1..]) : (false, key);
            var value = JsonText.Of(sent, name);
            if (isOptional && value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null) continue;
            var made = said is JsonObject inner ? Object(inner, value, $"{path}.{name}").Match<Outcome<JsonNode?>>(done => done, refused => refused) : Leaf((string)said!, value, $"{path}.{name}");
            if (made.Refusal is { } wrong) return wrong;
            filled[name] = made.Value;
        }
        return filled;
    }

    private static Outcome<JsonNode?> Leaf(string said, JsonElement value, string path)
    {
        var (kind, otherwise) = said.Split(" = ") is [var left, var right] ? (left, right) : (said, null);
        var isNothing = value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null;
        if (kind == "any") return isNothing ? (JsonNode?)null : JsonNode.Parse(value.GetRawText());
        if (kind == "ids") return isNothing ? new JsonArray() : Ids(value, path);
        if (kind == "bool")
        {
            if (isNothing) return JsonValue.Create(otherwise == "true");
            return value.ValueKind is JsonValueKind.True or JsonValueKind.False ? JsonValue.Create(value.GetBoolean()) : Refusal.Invalid(path, $"{path}: True or false is expected.");
        }
        if (kind.StartsWith("int ", StringComparison.Ordinal))
        {
            var bounds = kind[4..].Split("..");
            var (least, most) = (int.Parse(bounds[0], CultureInfo.InvariantCulture), int.Parse(bounds[1], CultureInfo.InvariantCulture));
            if (isNothing && otherwise is not null) return JsonValue.Create(int.Parse(otherwise, CultureInfo.InvariantCulture));
            return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least && number <= most
                ? JsonValue.Create(number)
                : Refusal.Invalid(path, $"{path}: A whole number from {least} to {most} is expected.");
        }
        if (isNothing && otherwise is not null) return JsonValue.Create(otherwise);
        return value.ValueKind == JsonValueKind.String && kind.Split('|').Contains(value.GetString())
            ? JsonValue.Create(value.GetString())
            : Refusal.Invalid(path, $"{path}: One of {kind.Replace("|", ", ", StringComparison.Ordinal)} is expected.");
    }

    private static Outcome<JsonNode?> Ids(JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() > MostItems || value.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String || item.GetString()!.Length > 100))
            return Refusal.Invalid(path, $"{path}: A list of at most {MostItems} texts is expected.");
        return new JsonArray([.. value.EnumerateArray().Select(item => (JsonNode)item.GetString()!)]);
    }
}
