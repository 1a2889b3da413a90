using System.Text.Json;
using Firebreak.Directory;

namespace Firebreak.Server.Api;

/// <summary>A user as the API shows it. In a list the links are the user itself alone; otherwise one for each thing that its status allows.</summary>
internal static class UserJson
{
    // What may be done next. Source: the recorded answers of real orgs.
    private static readonly (string Rel, string Path, UserMove Move, bool IsOfCredentials)[] Operations =
    [
        ("suspend", "lifecycle/suspend", UserMove.Suspend, false),
        ("unsuspend", "lifecycle/unsuspend", UserMove.Unsuspend, false),
        ("unlock", "lifecycle/unlock", UserMove.Unlock, false),
        ("activate", "lifecycle/activate", UserMove.Activate, false),
        ("reactivate", "lifecycle/reactivate", UserMove.Reactivate, false),
        ("resetPassword", "lifecycle/reset_password", UserMove.ResetPassword, true),
        ("forgotPassword", "credentials/forgot_password", UserMove.ForgetPassword, true),
        ("expirePassword", "lifecycle/expire_password", UserMove.ExpirePassword, true),
        ("changeRecoveryQuestion", "credentials/change_recovery_question", UserMove.ChangeQuestion, true),
        ("resetFactors", "lifecycle/reset_factors", UserMove.ResetFactors, false),
        ("changePassword", "credentials/change_password", UserMove.ChangePassword, true),
        ("deactivate", "lifecycle/deactivate", UserMove.Deactivate, false),
    ];

    /// <summary>Writes a user.</summary>
    /// <param name="omit">What the caller does not want to see.</param>
    /// <param name="more">Writes further properties.</param>
    public static void Write(Utf8JsonWriter json, User user, string baseUrl, bool inList, UserOmission omit = UserOmission.Nothing, Action<Utf8JsonWriter>? more = null)
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
        if (!omit.HasFlag(UserOmission.Credentials))
        {
            json.WritePropertyName("credentials"u8);
            WriteCredentials(json, user, withEmails: true);
        }
        WriteLinks(json, user, baseUrl, inList, omit);
        more?.Invoke(json);
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
        var own = user.HasImportedPassword ? "IMPORT" : "OKTA";
        json.WriteString("type"u8, user.Provider?.Type ?? own);
        json.WriteString("name"u8, user.Provider?.Name ?? own);
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

    private static void WriteLinks(Utf8JsonWriter json, User user, string baseUrl, bool inList, UserOmission omit)
    {
        json.WriteStartObject("_links"u8);
        WriteLink(json, "self", $"{baseUrl}/api/v1/users/{user.Id}", post: false);
        if (!inList)
        {
            WriteLink(json, "schema", $"{baseUrl}/api/v1/meta/schemas/user/{Ids.Schema}{user.TypeId[3..]}", post: false);
            WriteLink(json, "type", $"{baseUrl}/api/v1/meta/types/user/{user.TypeId}", post: false);
            foreach (var (rel, path, move, isOfCredentials) in Operations)
                if (IsShown(user, rel, move, isOfCredentials, omit)) WriteLink(json, rel, $"{baseUrl}/api/v1/users/{user.Id}/{path}", post: true);
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

    private static bool IsShown(User user, string rel, UserMove move, bool isOfCredentials, UserOmission omit) =>
        move.IsAllowed(user.Status)
        && !(isOfCredentials && (user.Provider is not null || omit.HasFlag(UserOmission.CredentialsLinks)))
        && (user.Status != UserStatus.STAGED || rel is "activate" or "resetFactors");
}

/// <summary>What a caller does not want to see of a user. Source: Okta, Users API, header Content-Type, parameter okta-response.</summary>
[Flags]
internal enum UserOmission
{
    /// <summary>Everything is shown.</summary>
    Nothing = 0,

    /// <summary>omitCredentials</summary>
    Credentials = 1,

    /// <summary>omitCredentialsLinks</summary>
    CredentialsLinks = 2,
}
