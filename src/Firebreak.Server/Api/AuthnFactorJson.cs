using System.Text.Json;
using Firebreak.SignIn;

namespace Firebreak.Server.Api;

/// <summary>The factors in a sign-in as the API shows them. Source: Okta, Authentication API, "Factor object".</summary>
internal static class AuthnFactorJson
{
    public static void Write(Utf8JsonWriter json, SignInAnswer answer, string baseUrl)
    {
        var state = answer.Transaction.State;
        if (state.Status == SignInStatus.MFA_REQUIRED) WriteChoice(json, answer, baseUrl);
        else if (state.Status == SignInStatus.MFA_ENROLL) WriteKinds(json, answer, baseUrl);
        else if (answer.Factors.FirstOrDefault(factor => factor.Id == state.FactorId) is { } chosen) WriteOne(json, answer, chosen, baseUrl);
        if (state.Status is SignInStatus.MFA_REQUIRED or SignInStatus.MFA_CHALLENGE) WritePolicy(json);
    }

    private static void WriteChoice(Utf8JsonWriter json, SignInAnswer answer, string baseUrl)
    {
        json.WriteStartArray("factors"u8);
        foreach (var factor in answer.Factors.Where(factor => factor.IsActive))
        {
            json.WriteStartObject();
            FactorJson.WriteNames(json, factor.Kind, factor.Id);
            FactorJson.WriteProfile(json, factor, answer.User);
            json.WriteStartObject("_links"u8);
            Links.Write(json, "verify", $"{baseUrl}/api/v1/authn/factors/{factor.Id}/verify", "POST");
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteKinds(Utf8JsonWriter json, SignInAnswer answer, string baseUrl)
    {
        json.WriteStartArray("factors"u8);
        foreach (var kind in answer.Kinds)
        {
            var isActive = answer.Factors.Any(factor => factor.IsActive && factor.Kind == kind);
            json.WriteStartObject();
            FactorJson.WriteNames(json, kind, null);
            json.WriteStartObject("_links"u8);
            if (!kind.IsTotp) Links.Write(json, "questions", $"{baseUrl}/api/v1/users/{answer.User.Id}/factors/questions", "GET");
            if (!isActive) Links.Write(json, "enroll", baseUrl + "/api/v1/authn/factors", "POST");
            json.WriteEndObject();
            json.WriteString("status"u8, isActive ? "ACTIVE"u8 : "NOT_SETUP"u8);
            json.WriteString("enrollment"u8, "OPTIONAL"u8);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteOne(Utf8JsonWriter json, SignInAnswer answer, Factor factor, string baseUrl)
    {
        json.WriteStartObject("factor"u8);
        FactorJson.WriteNames(json, factor.Kind, factor.Id);
        FactorJson.WriteProfile(json, factor, answer.User);
        if (answer.Activation is { } activation) FactorJson.WriteActivation(json, factor, activation, baseUrl);
        json.WriteEndObject();
    }

    // Until policies say otherwise no device is remembered.
    private static void WritePolicy(Utf8JsonWriter json)
    {
        json.WriteStartObject("policy"u8);
        json.WriteBoolean("allowRememberDevice"u8, false);
        json.WriteNumber("rememberDeviceLifetimeInMinutes"u8, 0);
        json.WriteBoolean("rememberDeviceByDefault"u8, false);
        json.WriteEndObject();
    }
}
