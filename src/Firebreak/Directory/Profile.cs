using System.Text.Encodings.Web;
using System.Text.Json;

namespace Firebreak.Directory;

/// <summary>A user's profile: attributes by name, each a JSON value that is not null.</summary>
internal sealed class Profile
{
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // As Okta shows them: these first and last, whatever stands between; two are shown though they are null.
    private static readonly string[] First = ["firstName", "lastName", "mobilePhone"], Last = ["secondEmail", "login", "email"], AlwaysShown = ["mobilePhone", "secondEmail"];

    private readonly Dictionary<string, JsonElement> _values;

    public Profile(Dictionary<string, JsonElement> values)
    {
        _values = values;
        Json = Write();
    }

    /// <summary>The JSON object that is kept and shown.</summary>
    public string Json { get; }

    public string Login => Text("login") ?? "";

    public string Email => Text("email") ?? "";

    public string? FirstName => Text("firstName");

    public string? LastName => Text("lastName");

    public IReadOnlyDictionary<string, JsonElement> Values => _values;

    /// <summary>The profile as it is kept.</summary>
    public static Profile Parse(string json)
    {
        var root = JsonElement.Parse(json);
        return new Profile(root.EnumerateObject().Where(property => property.Value.ValueKind != JsonValueKind.Null).ToDictionary(property => property.Name, property => property.Value));
    }

    /// <summary>The names of the attributes in which two profiles differ, in order.</summary>
    public static IReadOnlyList<string> Changes(Profile before, Profile after) =>
    [
        .. before._values.Keys.Union(after._values.Keys)
            .Where(name => !(before._values.TryGetValue(name, out var old) && after._values.TryGetValue(name, out var now) && JsonElement.DeepEquals(old, now)))
            .Order(StringComparer.Ordinal),
    ];

    private string? Text(string name) => _values.TryGetValue(name, out var value) ? ProfileText.Of(value) : null;

    private string Write()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Writing))
        {
            json.WriteStartObject();
            foreach (var name in First) Write(json, name);
            foreach (var name in ProfileSchema.Order(_values.Keys.Except(First).Except(Last))) Write(json, name);
            foreach (var name in Last) Write(json, name);
            json.WriteEndObject();
        }
        return System.Text.Encoding.UTF8.GetString(stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }

    private void Write(Utf8JsonWriter json, string name)
    {
        if (_values.TryGetValue(name, out var value))
        {
            json.WritePropertyName(name);
            value.WriteTo(json);
        }
        else if (AlwaysShown.Contains(name))
        {
            json.WriteNull(name);
        }
    }
}
