using System.Text.Json;
using Firebreak.Directory;
using Firebreak.SignIn;

namespace Firebreak.Server.Api;

/// <summary>Second factors as the API shows them. Source: Okta, Factors API, schema UserFactor, and recorded orgs.</summary>
internal static class FactorJson
{
    /// <summary>A factor of a user.</summary>
    /// <param name="activation">What whoever enrols is told once.</param>
    public static void Write(Utf8JsonWriter json, Factor factor, User user, string baseUrl, FactorActivation? activation = null)
    {
        var mine = $"{baseUrl}/api/v1/users/{user.Id}";
        var self = $"{mine}/factors/{factor.Id}";
        json.WriteStartObject();
        WriteNames(json, factor.Kind, factor.Id);
        json.WriteString("status"u8, factor.IsActive ? "ACTIVE"u8 : "PENDING_ACTIVATION"u8);
        json.WriteString("created"u8, Times.Show(factor.Created));
        json.WriteString("lastUpdated"u8, Times.Show(factor.LastUpdated));
        WriteProfile(json, factor, user);
        json.WriteStartObject("_links"u8);
        if (!factor.IsActive) Links.Write(json, "activate", self + "/lifecycle/activate", "POST");
        else if (factor.Kind.IsTotp) Links.Write(json, "verify", self + "/verify", "POST");
        else
        {
            Links.Write(json, "questions", mine + "/factors/questions", "GET");
            Links.Write(json, "verify", self + "/verify", "POST");
        }
        if (factor.IsActive) Links.Write(json, "self", self, "GET", "DELETE");
        else Links.Write(json, "self", self, "GET");
        Links.Write(json, "user", mine, "GET");
        json.WriteEndObject();
        if (activation is not null) WriteActivation(json, factor, activation, baseUrl);
        json.WriteEndObject();
    }

    /// <summary>A kind of factor that a user may enroll.</summary>
    public static void WriteKind(Utf8JsonWriter json, FactorKind kind, User user, string baseUrl, bool isActive)
    {
        var factors = $"{baseUrl}/api/v1/users/{user.Id}/factors";
        json.WriteStartObject();
        WriteNames(json, kind, null);
        json.WriteStartObject("_links"u8);
        if (!kind.IsTotp) Links.Write(json, "questions", factors + "/questions", "GET");
        if (!isActive) Links.Write(json, "enroll", factors, "POST");
        json.WriteEndObject();
        json.WriteString("status"u8, isActive ? "ACTIVE"u8 : "NOT_SETUP"u8);
        json.WriteString("enrollment"u8, "OPTIONAL"u8);
        json.WriteEndObject();
    }

    public static void WriteQuestion(Utf8JsonWriter json, KeyValuePair<string, string> question)
    {
        json.WriteStartObject();
        json.WriteString("question"u8, question.Key);
        json.WriteString("questionText"u8, question.Value);
        json.WriteEndObject();
    }

    public static void WriteVerified(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("factorResult"u8, "SUCCESS"u8);
        json.WriteEndObject();
    }

    /// <summary>What names a factor or a kind, the first properties of its object.</summary>
    public static void WriteNames(Utf8JsonWriter json, FactorKind kind, string? id)
    {
        if (id is not null) json.WriteString("id"u8, id);
        json.WriteString("factorType"u8, kind.Type);
        json.WriteString("provider"u8, kind.Provider);
        json.WriteString("vendorName"u8, kind.Provider);
    }

    public static void WriteProfile(Utf8JsonWriter json, Factor factor, User user)
    {
        json.WriteStartObject("profile"u8);
        if (factor.Kind.IsTotp) json.WriteString("credentialId"u8, user.Login);
        else
        {
            json.WriteString("question"u8, factor.Question);
            json.WriteString("questionText"u8, FactorQuestions.TextOf(factor.Question!));
        }
        json.WriteEndObject();
    }

    public static void WriteActivation(Utf8JsonWriter json, Factor factor, FactorActivation activation, string baseUrl)
    {
        json.WriteStartObject("_embedded"u8);
        json.WriteStartObject("activation"u8);
        json.WriteNumber("timeStep"u8, Totp.StepSeconds);
        json.WriteString("sharedSecret"u8, activation.Secret);
        json.WriteString("encoding"u8, "base32"u8);
        json.WriteNumber("keyLength"u8, Totp.Digits);
        json.WriteStartObject("_links"u8);
        Links.WriteTyped(json, "qrcode", $"{baseUrl}/api/v1/users/{factor.UserId}/factors/{factor.Id}/qr/{activation.Picture}", "image/png");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
