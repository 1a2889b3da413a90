using System.Text.Json;
using Firebreak.Directory;
using Firebreak.SignIn;

namespace Firebreak.Server.Api;

/// <summary>A sign-in as the API shows it, with a link for each step that may be made and no other. Source: Okta, Authentication API, "Transaction object".</summary>
internal static class AuthnJson
{
    public static void Write(Utf8JsonWriter json, SignInAnswer answer, string baseUrl)
    {
        var state = answer.Transaction.State;
        json.WriteStartObject();
        if (answer.Token is { } token) json.WriteString("stateToken"u8, token.Plain);
        if (answer.Transaction.Ends > 0) json.WriteString("expiresAt"u8, Times.Show(answer.Transaction.Ends));
        json.WriteString("status"u8, state.Status.ToString());
        if (answer.Session is { } session) json.WriteString("sessionToken"u8, session.Plain);
        if (state.Status == SignInStatus.PASSWORD_RESET) json.WriteString("recoveryType"u8, answer.User.Status == UserStatus.PROVISIONED ? "ACCOUNT_ACTIVATION"u8 : "PASSWORD"u8);
        // Who is locked out has shown too little to be shown anything.
        if (state.Status != SignInStatus.LOCKED_OUT)
        {
            WriteEmbedded(json, answer, baseUrl);
            WriteLinks(json, state, baseUrl + "/api/v1/authn");
        }
        json.WriteEndObject();
    }

    private static void WriteEmbedded(Utf8JsonWriter json, SignInAnswer answer, string baseUrl)
    {
        json.WriteStartObject("_embedded"u8);
        WriteUser(json, answer.User);
        if (answer.Transaction.State.Status is SignInStatus.PASSWORD_WARN or SignInStatus.PASSWORD_EXPIRED or SignInStatus.PASSWORD_RESET) WritePolicy(json, answer.PasswordExpireDays);
        AuthnFactorJson.Write(json, answer, baseUrl);
        json.WriteEndObject();
    }

    private static void WriteUser(Utf8JsonWriter json, User user)
    {
        json.WriteStartObject("user"u8);
        json.WriteString("id"u8, user.Id);
        if (user.PasswordChanged is { } changed) json.WriteString("passwordChanged"u8, Times.Show(changed));
        json.WriteStartObject("profile"u8);
        var values = Profile.Parse(user.Profile);
        json.WriteString("login"u8, user.Login);
        json.WriteString("firstName"u8, values.FirstName);
        json.WriteString("lastName"u8, values.LastName);
        // Okta shows its defaults where the profile has none.
        json.WriteString("locale"u8, Text(values, "locale") ?? "en_US");
        json.WriteString("timeZone"u8, Text(values, "timezone") ?? "America/Los_Angeles");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WritePolicy(Utf8JsonWriter json, long? daysLeft)
    {
        var policy = UserPassword.Policy;
        json.WriteStartObject("policy"u8);
        if (daysLeft is { } days)
        {
            json.WriteStartObject("expiration"u8);
            json.WriteNumber("passwordExpireDays"u8, Math.Max(0, days));
            json.WriteEndObject();
        }
        json.WriteStartObject("complexity"u8);
        json.WriteNumber("minLength"u8, policy.MinLength);
        json.WriteNumber("minLowerCase"u8, policy.MinLowerCase);
        json.WriteNumber("minUpperCase"u8, policy.MinUpperCase);
        json.WriteNumber("minNumber"u8, policy.MinNumber);
        json.WriteNumber("minSymbol"u8, policy.MinSymbol);
        json.WriteBoolean("excludeUsername"u8, policy.ExcludeUsername);
        json.WriteEndObject();
        json.WriteStartObject("age"u8);
        json.WriteNumber("minAgeMinutes"u8, 0);
        json.WriteNumber("historyCount"u8, policy.HistoryCount);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteLinks(Utf8JsonWriter json, SignInState state, string authn)
    {
        json.WriteStartObject("_links"u8);
        foreach (var step in state.Legal)
        {
            switch (step)
            {
                case SignInStep.ChangePassword: WriteNext(json, "changePassword", authn + "/credentials/change_password"); break;
                case SignInStep.ResetPassword: WriteNext(json, "resetPassword", authn + "/credentials/reset_password"); break;
                case SignInStep.Verify when state.FactorId is { } chosen: WriteNext(json, "verify", $"{authn}/factors/{chosen}/verify"); break;
                case SignInStep.Activate: WriteNext(json, "activate", $"{authn}/factors/{state.FactorId}/lifecycle/activate"); break;
                case SignInStep.Skip: WriteNamed(json, "skip", "skip", authn + "/skip"); break;
                case SignInStep.Previous: Links.Write(json, "prev", authn + "/previous", "POST"); break;
                case SignInStep.Cancel: Links.Write(json, "cancel", authn + "/cancel", "POST"); break;
            }
        }
        // Recorded orgs show it at the end too, where nothing is left to cancel.
        if (state.Status == SignInStatus.SUCCESS) Links.Write(json, "cancel", authn + "/cancel", "POST");
        json.WriteEndObject();
    }

    private static void WriteNext(Utf8JsonWriter json, string name, string href) => WriteNamed(json, "next", name, href);

    private static void WriteNamed(Utf8JsonWriter json, string rel, string name, string href)
    {
        json.WriteStartObject(rel);
        json.WriteString("name"u8, name);
        json.WriteString("href"u8, href);
        json.WriteStartObject("hints"u8);
        json.WriteStartArray("allow"u8);
        json.WriteStringValue("POST"u8);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string? Text(Profile profile, string name) => profile.Values.TryGetValue(name, out var value) ? ProfileText.Of(value) : null;
}
