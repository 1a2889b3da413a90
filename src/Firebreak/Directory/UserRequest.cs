using System.Collections.Immutable;
using System.Text.Json;

namespace Firebreak.Directory;

/// <summary>A user as somebody sends it, checked for form alone. What Okta calls read-only may be there and is passed over.</summary>
/// <param name="Profile">The attributes sent; null when there are none.</param>
/// <param name="TypeId">The user type; null when none was named.</param>
/// <param name="GroupIds">Groups to be put into, at creation.</param>
internal sealed record UserRequest(JsonElement? Profile, UserCredentials Credentials, string? TypeId, ImmutableArray<string> GroupIds)
{
    private const int MostGroups = 20;

    /// <summary>A user with a profile and nothing else.</summary>
    public static UserRequest Of(JsonElement profile) => new(profile, UserCredentials.None, null, []);

    public static Outcome<UserRequest> Read(JsonElement body)
    {
        JsonElement? profile = null;
        if (body.TryGetProperty("profile", out var sent) && sent.ValueKind != JsonValueKind.Null)
        {
            if (sent.ValueKind != JsonValueKind.Object) return Refusal.BadBody("profile: An object is expected.");
            profile = sent;
        }
        if (body.TryGetProperty("realmId", out var realm) && realm.ValueKind != JsonValueKind.Null) return Refusal.Invalid("realmId", "realmId: This service has no realms.");
        var credentials = UserCredentials.Read(body);
        if (credentials.Refusal is { } refusal) return refusal;
        var type = ReadType(body);
        if (type.Refusal is { } wrong) return wrong;
        var groups = ReadGroups(body);
        return groups.Refusal is { } bad ? bad : new UserRequest(profile, credentials.Value, type.Value, groups.Value);
    }

    private static Outcome<string?> ReadType(JsonElement body)
    {
        if (!body.TryGetProperty("type", out var type) || type.ValueKind == JsonValueKind.Null) return (string?)null;
        return type.ValueKind == JsonValueKind.Object && type.TryGetProperty("id", out var id) && ProfileText.Of(id) is { } text
            ? text
            : Refusal.BadBody("type: An object with an id is expected.");
    }

    private static Outcome<ImmutableArray<string>> ReadGroups(JsonElement body)
    {
        if (!body.TryGetProperty("groupIds", out var groups) || groups.ValueKind == JsonValueKind.Null) return ImmutableArray<string>.Empty;
        if (groups.ValueKind != JsonValueKind.Array) return Refusal.BadBody("groupIds: An array is expected.");
        if (groups.GetArrayLength() > MostGroups) return Refusal.Invalid("groupIds", $"groupIds: The field cannot have more than {MostGroups} elements.");
        var ids = groups.EnumerateArray().Select(ProfileText.Of).ToList();
        return ids.Contains(null) ? Refusal.BadBody("groupIds: An array of strings is expected.") : ids.Distinct().Select(id => id!).ToImmutableArray();
    }
}
