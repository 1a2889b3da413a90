using System.Text.Json.Nodes;

namespace Firebreak.Directory;

/// <summary>What an app's parts are until somebody says otherwise, in the order in which the API shows them. Null stands for a text that nobody set.</summary>
internal static class AppDefaults
{
    public static JsonObject Accessibility() => new() { ["selfService"] = false, ["errorRedirectUrl"] = null, ["loginRedirectUrl"] = null };

    // An OpenID Connect client is no tile in a dashboard unless it says how to begin.
    public static JsonObject Visibility(AppKind kind)
    {
        var hidden = kind.Mode == SignOnMode.OPENID_CONNECT;
        return new()
        {
            ["autoLaunch"] = false,
            ["autoSubmitToolbar"] = false,
            ["hide"] = new JsonObject { ["iOS"] = hidden, ["web"] = hidden },
            ["appLinks"] = new JsonObject { [LinkName(kind.Mode)] = true },
        };
    }

    /// <summary>The name of the one link by which people open an app.</summary>
    public static string LinkName(SignOnMode mode) => mode == SignOnMode.OPENID_CONNECT ? "oidc_client_link" : "login";

    public static JsonObject UserNameTemplate() => new() { ["template"] = Directory.UserNameTemplate.Login, ["type"] = "BUILT_IN" };

    public static JsonObject Settings(AppKind kind)
    {
        var settings = new JsonObject
        {
            ["app"] = AppSettings(kind),
            ["notifications"] = new JsonObject
            {
                ["vpn"] = new JsonObject { ["network"] = new JsonObject { ["connection"] = "DISABLED" }, ["message"] = null, ["helpUrl"] = null },
            },
            ["manualProvisioning"] = false,
            ["implicitAssignment"] = false,
            ["emOptInStatus"] = "NONE",
            ["notes"] = new JsonObject { ["admin"] = null, ["enduser"] = null },
        };
        if (SignOn(kind.Mode) is { } signOn) settings["signOn"] = signOn;
        return settings;
    }

    public static JsonObject OAuthClient(bool refreshes, bool isPublic)
    {
        var client = new JsonObject
        {
            ["client_uri"] = null,
            ["logo_uri"] = null,
            ["redirect_uris"] = new JsonArray(),
            ["response_types"] = new JsonArray("code"),
            ["grant_types"] = new JsonArray("authorization_code"),
            ["application_type"] = "web",
            ["consent_method"] = "TRUSTED",
            ["issuer_mode"] = "DYNAMIC",
        };
        if (refreshes) client["refresh_token"] = isPublic ? new JsonObject { ["rotation_type"] = "ROTATE", ["leeway"] = 0 } : new JsonObject { ["rotation_type"] = "STATIC" };
        client["idp_initiated_login"] = new JsonObject { ["mode"] = "DISABLED", ["default_scope"] = new JsonArray() };
        client["wildcard_redirect"] = "DISABLED";
        client["dpop_bound_access_tokens"] = false;
        return client;
    }

    private static JsonObject AppSettings(AppKind kind)
    {
        var app = new JsonObject();
        if (kind.Mode == SignOnMode.BOOKMARK) app["requestIntegration"] = false;
        foreach (var name in kind.Needed.Concat(kind.Known)) app[name] = null;
        return app;
    }

    private static JsonObject? SignOn(SignOnMode mode) => mode switch
    {
        SignOnMode.SAML_2_0 => new()
        {
            ["defaultRelayState"] = null,
            ["ssoAcsUrlOverride"] = null,
            ["audienceOverride"] = null,
            ["recipientOverride"] = null,
            ["destinationOverride"] = null,
            ["attributeStatements"] = new JsonArray(),
        },
        SignOnMode.SAML_1_1 => new() { ["defaultRelayState"] = null, ["ssoAcsUrlOverride"] = null, ["audienceOverride"] = null, ["recipientOverride"] = null },
        SignOnMode.AUTO_LOGIN => new() { ["redirectUrl"] = null, ["loginUrl"] = null },
        _ => null,
    };
}
