using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Firebreak.Directory;

namespace Firebreak.SignIn;

/// <summary>What somebody sends who begins to sign in. Source: Okta, Authentication API, "Primary authentication".</summary>
/// <param name="Device">The hash of <c>context.deviceToken</c>, for those who may say it.</param>
public sealed record SignInRequest(string Login, string Password, bool Multi, bool Warn, string? Device)
{
    private const int LongestDeviceToken = 32;

    /// <summary>Reads the body.</summary>
    /// <param name="isTrusted">Whether an administrator's API token came with it: what others say of their device is ignored.</param>
    public static Outcome<SignInRequest> Read(JsonElement body, bool isTrusted)
    {
        if (JsonText.TextOf(body, "username") is not { Length: > 0 } login || JsonText.TextOf(body, "password") is not { Length: > 0 } password)
            return Refusal.Invalid("authRequest", "The 'username' and 'password' attributes are required in this context.");
        var options = JsonText.Of(body, "options");
        if (Flag(options, "multiOptionalFactorEnroll") is not { } multi) return Refusal.BadBody("options.multiOptionalFactorEnroll: A boolean is expected.");
        if (Flag(options, "warnBeforePasswordExpired") is not { } warn) return Refusal.BadBody("options.warnBeforePasswordExpired: A boolean is expected.");
        var device = isTrusted ? JsonText.TextOf(JsonText.Of(body, "context"), "deviceToken") : null;
        if (device?.Length > LongestDeviceToken) return Refusal.Invalid("deviceToken", $"deviceToken: The field cannot have more than {LongestDeviceToken} characters.");
        return new SignInRequest(login, password, multi, warn, string.IsNullOrEmpty(device) ? null : HashOf(device));
    }

    /// <inheritdoc/>
    public override string ToString() => "SignInRequest(hidden)";

    /// <summary>A member that is true or false, false where there is none; null when it is something else.</summary>
    internal static bool? Flag(JsonElement owner, string name) => JsonText.Of(owner, name).ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False or JsonValueKind.Null or JsonValueKind.Undefined => false,
        _ => null,
    };

    // As the System Log shows devices (debugData.dtHash).
    private static string HashOf(string device) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(device)));
}
