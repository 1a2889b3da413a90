using System.Text.Json;
using Firebreak.SystemLog;

namespace Firebreak.Directory;

/// <summary>A user who has an app: because it was assigned, or as a member of a group that has it.</summary>
/// <param name="IsOwn">Assigned to the user itself (scope USER), whatever groups say.</param>
/// <param name="UserName">What the user is called in the app; null: nothing.</param>
/// <param name="Profile">JSON.</param>
internal sealed record AppUser(
    User User, bool IsOwn, string? UserName, bool HasPassword, string Profile, long Created, long LastUpdated, long? PasswordChanged)
{
    public const string Kind = "AppUser";

    public EventTarget Target(App app) => new(User.Id, Kind, UserName, User.DisplayName) { Details = [new("appId", app.Id)] };
}

/// <summary>What an assignment of a user to an app says, as it was sent.</summary>
internal sealed record AppUserForm(string? UserName, string? Password, string? Profile)
{
    private const int LongestName = 254, LongestPassword = 1024, LongestProfile = 16 * 1024;

    public override string ToString() => "AppUserForm";

    public static Outcome<AppUserForm> Read(JsonElement sent)
    {
        var credentials = JsonText.Of(sent, "credentials");
        if (credentials.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.Object)) return Refusal.BadBody("credentials: An object is expected.");
        if (JsonText.Of(credentials, "userName") is { ValueKind: not (JsonValueKind.String or JsonValueKind.Undefined or JsonValueKind.Null) }) return Refusal.BadBody("credentials.userName: A text is expected.");
        var name = JsonText.TextOf(credentials, "userName");
        if (name is { Length: 0 or > LongestName }) return Refusal.Invalid("userName", $"userName: 1 to {LongestName} characters are expected.");
        var password = JsonText.TextOf(JsonText.Of(credentials, "password"), "value");
        if (password is { Length: > LongestPassword }) return Refusal.Invalid("password", $"password: At most {LongestPassword} characters are expected.");
        var profile = JsonText.Of(sent, "profile");
        if (profile.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.Object)) return Refusal.BadBody("profile: An object is expected.");
        if (profile.ValueKind == JsonValueKind.Object && profile.GetRawText().Length > LongestProfile) return Refusal.Invalid("profile", $"profile: At most {LongestProfile} characters are kept.");
        if (JsonText.Of(sent, "scope") is { ValueKind: not (JsonValueKind.Undefined or JsonValueKind.Null) } scope && (scope.ValueKind != JsonValueKind.String || scope.GetString() is not ("USER" or "GROUP")))
            return Refusal.Invalid("scope", "scope: USER or GROUP is expected.");
        return new AppUserForm(name, password, profile.ValueKind == JsonValueKind.Object ? profile.GetRawText() : null);
    }
}
