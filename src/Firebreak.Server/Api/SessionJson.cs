using System.Text.Json;
using Firebreak.Directory;

namespace Firebreak.Server.Api;

/// <summary>A session as the API shows it. Source: Okta, Sessions API, schema Session, and recorded orgs.</summary>
internal static class SessionJson
{
    public static void Write(Utf8JsonWriter json, Session session, User user, Org org, string baseUrl, bool isOwn, bool mfaActive)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, session.Id);
        json.WriteString("userId"u8, user.Id);
        json.WriteString("login"u8, user.Login);
        json.WriteString("createdAt"u8, Times.Show(session.Created));
        json.WriteString("expiresAt"u8, Times.Show(session.Expires));
        json.WriteString("status"u8, "ACTIVE"u8);
        json.WriteString("lastPasswordVerification"u8, Times.Show(session.PasswordAt));
        if (session.FactorAt is { } at) json.WriteString("lastFactorVerification"u8, Times.Show(at));
        else json.WriteNull("lastFactorVerification"u8);
        json.WriteStartArray("amr"u8);
        foreach (var method in session.Methods) json.WriteStringValue(method);
        json.WriteEndArray();
        json.WriteStartObject("idp"u8);
        json.WriteString("id"u8, org.Id);
        json.WriteString("type"u8, "OKTA"u8);
        json.WriteEndObject();
        json.WriteBoolean("mfaActive"u8, mfaActive);
        WriteLinks(json, session, user, baseUrl + "/api/v1", isOwn);
        json.WriteEndObject();
    }

    private static void WriteLinks(Utf8JsonWriter json, Session session, User user, string api, bool isOwn)
    {
        var self = $"{api}/sessions/{(isOwn ? "me" : session.Id)}";
        json.WriteStartObject("_links"u8);
        Links.Write(json, "self", self, "GET", "DELETE");
        Links.Write(json, "refresh", self + "/lifecycle/refresh", "POST");
        json.WriteStartObject("user"u8);
        json.WriteString("name"u8, user.DisplayName);
        json.WriteString("href"u8, $"{api}/users/{(isOwn ? "me" : user.Id)}");
        json.WriteStartObject("hints"u8);
        json.WriteStartArray("allow"u8);
        json.WriteStringValue("GET"u8);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
