using System.Buffers;
using System.Collections.Frozen;
using System.Text.Json;

namespace Firebreak.Server.Api;

/// <summary>The properties of users that a caller wants to see; the id is always shown. Source: Okta, Users API, "List all users", parameter fields.</summary>
/// <param name="Names">Properties of a user.</param>
/// <param name="Attributes">Attributes of the profile; null: all, where the profile is asked for.</param>
internal sealed record UserFields(FrozenSet<string> Names, FrozenSet<string>? Attributes)
{
    private const string OfProfile = "profile:(";

    private static readonly FrozenSet<string> Known =
    [
        "id", "status", "created", "activated", "statusChanged", "lastLogin", "lastUpdated", "passwordChanged", "type", "profile", "credentials", "_links", "_embedded",
    ];

    /// <summary>Reads a list such as <c>status,profile:(firstName,city)</c>; null when nothing was asked.</summary>
    public static Outcome<UserFields?> Read(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return (UserFields?)null;
        FrozenSet<string>? attributes = null;
        if (text.IndexOf(OfProfile, StringComparison.Ordinal) is var start and >= 0)
        {
            var end = text.IndexOf(')', start);
            if (end < 0) return Wrong("The parenthesis after 'profile:' is not closed");
            attributes = [.. Words(text[(start + OfProfile.Length)..end])];
            text = text[..start] + "profile" + text[(end + 1)..];
        }
        FrozenSet<string> names = [.. Words(text)];
        return names.FirstOrDefault(name => !Known.Contains(name)) is { } strange ? Wrong($"Users have no property '{(strange.Length <= 60 ? strange : strange[..60] + "…")}'") : new UserFields(names, attributes);
    }

    /// <summary>Writes of a user what was asked for.</summary>
    public void Write(Utf8JsonWriter json, Action<Utf8JsonWriter> whole)
    {
        var buffer = new ArrayBufferWriter<byte>(2048);
        using (var all = new Utf8JsonWriter(buffer)) whole(all);
        using var user = JsonDocument.Parse(buffer.WrittenMemory);
        json.WriteStartObject();
        foreach (var property in user.RootElement.EnumerateObject())
        {
            if (property.NameEquals("profile"u8) && Attributes is not null) WriteProfile(json, property.Value);
            else if (property.NameEquals("id"u8) || Names.Contains(property.Name)) property.WriteTo(json);
        }
        json.WriteEndObject();
    }

    private void WriteProfile(Utf8JsonWriter json, JsonElement profile)
    {
        json.WriteStartObject("profile"u8);
        foreach (var attribute in profile.EnumerateObject())
            if (Attributes!.Contains(attribute.Name)) attribute.WriteTo(json);
        json.WriteEndObject();
    }

    private static string[] Words(string text) => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static Refusal Wrong(string what) => Refusal.Invalid("fields", $"fields: {what}.");
}
