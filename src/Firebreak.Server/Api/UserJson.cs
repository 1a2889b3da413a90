using System.Text.Json;
using Firebreak.Directory;

namespace Firebreak.Server.Api;

/// <summary>A user as the API shows it. In a list the links are the user itself alone; otherwise one for each thing that its status allows.</summary>
internal static class UserJson
{
    // What may be done next, by status. Source: the recorded answers of real orgs.
    private static readonly (string Rel, string Path, Func<UserStatus, bool> When)[] Operations =
    [
        ("suspend", "lifecycle/suspend", status => status is UserStatus.ACTIVE or UserStatus.PASSWORD_EXPIRED or UserStatus.RECOVERY or UserStatus.LOCKED_OUT),
        ("unsuspend", "lifecycle/unsuspend", status => status is UserStatus.SUSPENDED),
        ("unlock", "lifecycle/unlock", status => status is UserStatus.LOCKED_OUT),
        ("activate", "lifecycle/activate", status => status is UserStatus.STAGED or UserStatus.DEPROVISIONED),
        ("reactivate", "lifecycle/reactivate", status => status is UserStatus.PROVISIONED),
        ("resetPassword", "lifecycle/reset_password", CanSignIn),
        ("forgotPassword", "credentials/forgot_password", status => status is UserStatus.ACTIVE),
        ("expirePassword", "lifecycle/expire_password", CanSignIn),
        ("changeRecoveryQuestion", "credentials/change_recovery_question", status => status is UserStatus.ACTIVE),
        ("resetFactors", "lifecycle/reset_factors", CanSignIn),
        ("changePassword", "credentials/change_password", CanSignIn),
        ("deactivate", "lifecycle/deactivate", status => status is not UserStatus.DEPROVISIONED),
    ];

    public static void Write(Utf8JsonWriter json, User user, string baseUrl, bool inList)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, user.Id);
        json.WriteString("status"u8, user.Status.ToString());
        WriteTime(json, "created"u8, user.Created);
        WriteTime(json, "activated"u8, user.Activated);
        WriteTime(json, "statusChanged"u8, user.StatusChanged);
        WriteTime(json, "lastLogin"u8, user.LastLogin);
        WriteTime(json, "lastUpdated"u8, user.LastUpdated);
        WriteTime(json, "passwordChanged"u8, user.PasswordChanged);
        json.WriteStartObject("type"u8);
        json.WriteString("id"u8, user.TypeId);
        json.WriteEndObject();
        json.WritePropertyName("profile"u8);
        json.WriteRawValue(user.Profile, skipInputValidation: true);
        json.WritePropertyName("credentials"u8);
        WriteCredentials(json, user, withEmails: true);
        WriteLinks(json, user, baseUrl, inList);
        json.WriteEndObject();
    }

    /// <summary>What is shown of a user's credentials: never a secret.</summary>
    public static void WriteCredentials(Utf8JsonWriter json, User user, bool withEmails)
    {
        json.WriteStartObject();
        if (user.Password is not null)
        {
            json.WriteStartObject("password"u8);
            json.WriteEndObject();
        }
        if (withEmails) WriteEmails(json, user);
        if (user.Question is not null)
        {
            json.WriteStartObject("recovery_question"u8);
            json.WriteString("question"u8, user.Question);
            json.WriteEndObject();
        }
        json.WriteStartObject("provider"u8);
        json.WriteString("type"u8, "OKTA"u8);
        json.WriteString("name"u8, "OKTA"u8);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteEmails(Utf8JsonWriter json, User user)
    {
        json.WriteStartArray("emails"u8);
        json.WriteStartObject();
        json.WriteString("value"u8, user.Email);
        json.WriteString("status"u8, "VERIFIED"u8);
        json.WriteString("type"u8, "PRIMARY"u8);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteLinks(Utf8JsonWriter json, User user, string baseUrl, bool inList)
    {
        json.WriteStartObject("_links"u8);
        WriteLink(json, "self", $"{baseUrl}/api/v1/users/{user.Id}", post: false);
        if (!inList)
        {
            WriteLink(json, "schema", $"{baseUrl}/api/v1/meta/schemas/user/{Ids.Schema}{user.TypeId[3..]}", post: false);
            WriteLink(json, "type", $"{baseUrl}/api/v1/meta/types/user/{user.TypeId}", post: false);
            foreach (var (rel, path, when) in Operations)
                if (when(user.Status)) WriteLink(json, rel, $"{baseUrl}/api/v1/users/{user.Id}/{path}", post: true);
        }
        json.WriteEndObject();
    }

    private static void WriteLink(Utf8JsonWriter json, string rel, string href, bool post)
    {
        json.WriteStartObject(rel);
        json.WriteString("href"u8, href);
        if (post) json.WriteString("method"u8, "POST"u8);
        json.WriteEndObject();
    }

    private static void WriteTime(Utf8JsonWriter json, ReadOnlySpan<byte> name, long? micros)
    {
        if (micros is not { } time)
        {
            json.WriteNull(name);
            return;
        }
        Span<byte> text = stackalloc byte[Times.Length];
        Times.Write(text, time);
        json.WriteString(name, text);
    }

    private static bool CanSignIn(UserStatus status) => status is UserStatus.ACTIVE or UserStatus.PASSWORD_EXPIRED or UserStatus.RECOVERY;
}
