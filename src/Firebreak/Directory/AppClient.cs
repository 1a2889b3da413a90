using System.Text.Json;
using System.Text.Json.Nodes;

namespace Firebreak.Directory;

/// <summary>What only an OpenID Connect client has, as it was sent. Source: Okta, Applications API; RFC 7591, 2.</summary>
/// <param name="Id">Null: the app's id, or what it was before.</param>
/// <param name="Secret">Null: a new one, or what it was before.</param>
/// <param name="HasSecret">Whether such a client proves itself with a secret.</param>
internal sealed record AppClient(string? Id, string? Secret, bool HasSecret)
{
    private static readonly string[] Types = ["web", "native", "browser", "service"];
    private static readonly string[] Methods = ["none", "client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt"];
    private static readonly string[] ResponseTypes = ["code", "token", "id_token"];
    private static readonly string[] Grants =
    [
        "authorization_code", "implicit", "refresh_token", "client_credentials", "password", "interaction_code",
        "urn:ietf:params:oauth:grant-type:device_code", "urn:ietf:params:oauth:grant-type:token-exchange", "urn:ietf:params:oauth:grant-type:jwt-bearer",
        "urn:ietf:params:oauth:grant-type:saml2-bearer", "urn:openid:params:grant-type:ciba", "urn:okta:params:oauth:grant-type:otp",
        "urn:okta:params:oauth:grant-type:oob", "http://auth0.com/oauth/grant-type/mfa-otp", "http://auth0.com/oauth/grant-type/mfa-oob",
    ];

    /// <inheritdoc/>
    public override string ToString() => $"AppClient({Id})";

    /// <summary>Reads a client, and puts its parts into the settings and credentials; a secret goes into neither.</summary>
    public static AppClient Read(JsonElement sent, JsonObject settings, JsonObject credentials, JsonFill fill, List<string> problems)
    {
        var given = JsonText.Of(JsonText.Of(sent, "settings"), "oauthClient");
        var keys = JsonText.Of(JsonText.Of(sent, "credentials"), "oauthClient");
        var type = JsonText.TextOf(given, "application_type") ?? "web";
        var method = JsonText.TextOf(keys, "token_endpoint_auth_method") ?? (type is "browser" ? "none" : "client_secret_basic");
        var isPublic = method == "none";
        var client = fill.Into(AppDefaults.OAuthClient(Has(given, "grant_types", "refresh_token"), isPublic), given, "settings.oauthClient", open: true);
        settings["oauthClient"] = client;
        Check(client, type, method, problems);
        credentials["oauthClient"] = new JsonObject
        {
            ["autoKeyRotation"] = JsonText.Of(keys, "autoKeyRotation").ValueKind != JsonValueKind.False,
            ["token_endpoint_auth_method"] = method,
            ["pkce_required"] = JsonText.Of(keys, "pkce_required").ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => isPublic },
        };
        var id = JsonText.TextOf(keys, "client_id");
        if (id is not null && (id.Length is < 6 or > 100 || !id.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '~' or '$')))
            problems.Add("client_id: 6 to 100 letters, digits and any of $-_.~ are expected.");
        var secret = JsonText.TextOf(keys, "client_secret");
        if (secret is not null && (secret.Length is < 14 or > 100 || !secret.All(c => c is > ' ' and <= '~'))) problems.Add("client_secret: 14 to 100 printable ASCII characters are expected.");
        return new AppClient(id, secret, method.StartsWith("client_secret", StringComparison.Ordinal));
    }

    private static void Check(JsonObject client, string type, string method, List<string> problems)
    {
        if (!Types.Contains(type, StringComparer.Ordinal)) problems.Add($"application_type: One of {string.Join(", ", Types)} is expected.");
        if (!Methods.Contains(method, StringComparer.Ordinal)) problems.Add($"token_endpoint_auth_method: One of {string.Join(", ", Methods)} is expected.");
        var grants = Texts(client, "grant_types", Grants, problems);
        var responses = Texts(client, "response_types", ResponseTypes, problems);
        var redirects = Texts(client, "redirect_uris", null, problems);
        _ = Texts(client, "post_logout_redirect_uris", null, problems);
        if (problems.Count > 0) return;
        if (grants.Count == 0) problems.Add("grant_types: At least one grant type is expected.");
        if (type == "browser" && method != "none") problems.Add("token_endpoint_auth_method: A client in a browser cannot keep a secret; 'none' is expected.");
        if (type == "service" && !grants.Contains("client_credentials")) problems.Add("grant_types: A service needs 'client_credentials'.");
        if (type != "service" && grants.Contains("client_credentials") && method == "none") problems.Add("grant_types: 'client_credentials' needs a client that authenticates.");
        if (grants.Contains("authorization_code") && !responses.Contains("code")) problems.Add("response_types: The grant type 'authorization_code' needs 'code'.");
        if (grants.Contains("implicit") && !responses.Contains("token") && !responses.Contains("id_token")) problems.Add("response_types: The grant type 'implicit' needs 'token' or 'id_token'.");
        if ((grants.Contains("authorization_code") || grants.Contains("implicit")) && redirects.Count == 0) problems.Add("redirect_uris: At least one redirect URI is expected.");
        // RFC 6749, 3.1.2: absolute, and without a fragment.
        foreach (var uri in redirects)
            if (uri.Length > 1024 || !Uri.TryCreate(uri.Replace('*', 'x'), UriKind.Absolute, out _) || uri.Contains('#', StringComparison.Ordinal)) problems.Add($"redirect_uris: '{Short(uri)}' is no absolute URI without a fragment.");
    }

    private static List<string> Texts(JsonObject client, string name, string[]? allowed, List<string> problems)
    {
        if (client[name] is not JsonArray array) return [];
        if (array.Any(item => item?.GetValueKind() != JsonValueKind.String) || array.Count > 200)
        {
            problems.Add($"{name}: A list of at most 200 texts is expected.");
            return [];
        }
        var texts = array.Select(item => (string)item!).ToList();
        foreach (var text in texts)
            if (allowed is not null && !allowed.Contains(text, StringComparer.Ordinal)) problems.Add($"{name}: '{Short(text)}' is not one of {string.Join(", ", allowed)}.");
        return texts;
    }

    private static bool Has(JsonElement client, string name, string value) =>
        JsonText.Of(client, name) is { ValueKind: JsonValueKind.Array } list && list.EnumerateArray().Any(item => item.ValueKind == JsonValueKind.String && item.GetString() == value);

    private static string Short(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
