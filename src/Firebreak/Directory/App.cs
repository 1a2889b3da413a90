using Firebreak.SystemLog;

namespace Firebreak.Directory;

/// <summary>How users get into an app. Source: Okta, Applications API, "Sign-on modes".</summary>
public enum SignOnMode
{
    /// <summary>A form that a browser plugin fills in, described by the org.</summary>
    AUTO_LOGIN,

    /// <summary>HTTP basic authentication.</summary>
    BASIC_AUTH,

    /// <summary>A link.</summary>
    BOOKMARK,

    /// <summary>A form that a browser plugin fills in.</summary>
    BROWSER_PLUGIN,

    /// <summary>OpenID Connect.</summary>
    OPENID_CONNECT,

    /// <summary>SAML 1.1.</summary>
    SAML_1_1,

    /// <summary>SAML 2.0.</summary>
    SAML_2_0,

    /// <summary>A form that is posted for the user.</summary>
    SECURE_PASSWORD_STORE,

    /// <summary>WS-Federation.</summary>
    WS_FEDERATION,
}

/// <summary>Whether an app can be used.</summary>
public enum AppStatus
{
    /// <summary>Users can sign in to it.</summary>
    ACTIVE,

    /// <summary>Nobody can; it can be deleted.</summary>
    INACTIVE,
}

/// <summary>An app as it is kept; its secrets are elsewhere.</summary>
/// <param name="Name">The kind of app: <c>bookmark</c>, <c>oidc_client</c>, a catalogue's name.</param>
/// <param name="KeyId">The id of the key that signs for it; null where nothing is signed.</param>
/// <param name="ClientId">The OAuth client id; null for all but OpenID Connect.</param>
/// <param name="Body">JSON: accessibility, visibility, features, credentials and settings as the API shows them, without secrets.</param>
public sealed record App(
    string Id, string Name, string Label, SignOnMode Mode, AppStatus Status, long Created, long LastUpdated, string? KeyId, string? ClientId, string Body)
{
    /// <summary>Okta's word for an app in its errors.</summary>
    public const string Kind = "AppInstance";

    /// <summary>The app as an event's target.</summary>
    public EventTarget Target => new(Id, Kind, Label, Label);

    /// <inheritdoc/>
    public override string ToString() => $"App({Id})";
}

/// <summary>A client secret of an app, sealed.</summary>
internal sealed record AppSecret(string Id, bool IsActive, long Created, long LastUpdated, byte[] Sealed)
{
    public const string Kind = "OAuth2ClientSecret";

    public EventTarget Target => new(Id, "ClientSecret", Id, Id);

    public override string ToString() => $"AppSecret({Id})";
}
