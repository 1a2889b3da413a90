using System.Text.Json;
using System.Text.Json.Nodes;

namespace Firebreak.Directory;

/// <summary>An app as somebody sent it, checked and filled in with defaults.</summary>
/// <param name="Body">What <see cref="App.Body"/> will be.</param>
/// <param name="Client">What only an OpenID Connect client has.</param>
/// <param name="Password">The password that everyone shares, where the scheme is such.</param>
/// <param name="KeyId">The key credential that is to sign for it; null: the one that did, or the org's own.</param>
internal sealed record AppForm(AppKind Kind, string Label, JsonObject Body, AppClient? Client, string? Password, string? KeyId)
{
    public const int LongestLabel = 100;

    private const int MostCharacters = 64 * 1024;
    private static readonly string[] Schemes =
        ["ADMIN_SETS_CREDENTIALS", "EDIT_PASSWORD_ONLY", "EDIT_USERNAME_AND_PASSWORD", "EXTERNAL_PASSWORD_SYNC", "SHARED_USERNAME_AND_PASSWORD"];

    /// <summary>Reads an app.</summary>
    /// <param name="known">The app that this one replaces; its name stays.</param>
    public static Outcome<AppForm> Read(JsonElement sent, Org org, App? known = null)
    {
        if (sent.GetRawText().Length > MostCharacters) return Refusal.BadBody($"An app has at most {MostCharacters} characters.");
        var label = JsonText.TextOf(sent, "label")?.Trim();
        if (string.IsNullOrEmpty(label)) return Refusal.Invalid("label", "label: The field cannot be left blank");
        if (label.Length > LongestLabel) return Refusal.Invalid("label", $"label: The field is too long; at most {LongestLabel} characters are kept.");
        var kind = KindOf(sent, org, label, known);
        return kind.Refusal is { } no ? no : Fill(sent, kind.Value, label);
    }

    private static Outcome<AppKind> KindOf(JsonElement sent, Org org, string label, App? known)
    {
        var name = JsonText.TextOf(sent, "name");
        var mode = JsonText.TextOf(sent, "signOnMode");
        if (mode is not null && !Enum.IsDefined(typeof(SignOnMode), mode)) return Refusal.Invalid("signOnMode", $"signOnMode: One of {string.Join(", ", Enum.GetNames<SignOnMode>())} is expected.");
        SignOnMode? given = mode is null ? null : Enum.Parse<SignOnMode>(mode);
        if (known is null) return AppKind.Of(name, given, MadeName(org, label));
        if (name is not null && name != known.Name) return Refusal.Invalid("name", "name: The kind of an app cannot be changed.");
        return AppKind.Of(known.Name, given ?? known.Mode, known.Name);
    }

    // As at Okta: what an org describes itself is named after the org and the label.
    private static string MadeName(Org org, string label)
    {
        var word = new string([.. label.Where(char.IsAsciiLetterOrDigit)]).ToLowerInvariant();
        return $"{org.Name}_{(word.Length == 0 ? "app" : word[..Math.Min(word.Length, 30)])}_{Ids.Secret(4)}";
    }

    private static Outcome<AppForm> Fill(JsonElement sent, AppKind kind, string label)
    {
        var problems = new List<string>();
        var fill = new JsonFill(problems);
        var settings = fill.Into(AppDefaults.Settings(kind), JsonText.Of(sent, "settings"), "settings", open: true);
        CheckNeeded(kind, settings, problems);
        var credentials = Credentials(sent, kind, fill, problems, out var password);
        var key = JsonText.TextOf(JsonText.Of(JsonText.Of(sent, "credentials"), "signing"), "kid");
        if (key is not null && !kind.IsSigned) problems.Add($"kid: Nothing is signed for an app with the sign-on mode {kind.Mode}.");
        AppClient? client = null;
        if (kind.Mode == SignOnMode.OPENID_CONNECT) client = AppClient.Read(sent, settings, credentials, fill, problems);
        var body = new JsonObject
        {
            ["accessibility"] = fill.Into(AppDefaults.Accessibility(), JsonText.Of(sent, "accessibility"), "accessibility", open: false),
            ["visibility"] = fill.Into(AppDefaults.Visibility(kind), JsonText.Of(sent, "visibility"), "visibility", open: false),
            ["features"] = new JsonArray(),
            ["credentials"] = credentials,
            ["settings"] = settings,
        };
        return problems.Count > 0 ? Refusal.Invalid(problems[0][..problems[0].IndexOf(':', StringComparison.Ordinal)], [.. problems]) : new AppForm(kind, label, body, client, password, key);
    }

    private static JsonObject Credentials(JsonElement sent, AppKind kind, JsonFill fill, List<string> problems, out string? password)
    {
        var given = JsonText.Of(sent, "credentials");
        var credentials = new JsonObject();
        password = null;
        if (kind.HasPasswords)
        {
            var scheme = JsonText.TextOf(given, "scheme") ?? "EDIT_USERNAME_AND_PASSWORD";
            if (!Schemes.Contains(scheme, StringComparer.Ordinal)) problems.Add($"credentials.scheme: One of {string.Join(", ", Schemes)} is expected.");
            credentials["scheme"] = scheme;
            if (scheme == "SHARED_USERNAME_AND_PASSWORD")
            {
                credentials["userName"] = JsonText.TextOf(given, "userName");
                credentials["password"] = new JsonObject();
                password = JsonText.TextOf(JsonText.Of(given, "password"), "value");
            }
        }
        var template = fill.Into(AppDefaults.UserNameTemplate(), JsonText.Of(given, "userNameTemplate"), "credentials.userNameTemplate", open: true);
        if ((string)template["type"]! is not ("NONE" or "BUILT_IN" or "CUSTOM")) problems.Add("credentials.userNameTemplate.type: NONE, BUILT_IN or CUSTOM is expected.");
        if (!UserNameTemplate.IsTemplate((string)template["template"]!)) problems.Add("credentials.userNameTemplate.template: This template cannot be read.");
        if (template["userSuffix"] is { } suffix && suffix.GetValueKind() != JsonValueKind.String) problems.Add("credentials.userNameTemplate.userSuffix: A text is expected.");
        credentials["userNameTemplate"] = template;
        if (kind.HasPasswords) credentials["revealPassword"] = JsonText.Of(given, "revealPassword").ValueKind == JsonValueKind.True;
        credentials["signing"] = new JsonObject();
        return credentials;
    }

    private static void CheckNeeded(AppKind kind, JsonObject settings, List<string> problems)
    {
        var app = (JsonObject)settings["app"]!;
        foreach (var name in kind.Needed)
        {
            if (app[name] is not { } text || text.GetValueKind() != JsonValueKind.String || string.IsNullOrWhiteSpace((string)text!)) problems.Add($"{name}: The field cannot be left blank");
            else if (name.EndsWith("url", StringComparison.OrdinalIgnoreCase) && !IsAddress((string)text!)) problems.Add($"{name}: An address such as https://example.com/login is expected.");
        }
        if (kind.Mode != SignOnMode.AUTO_LOGIN) return;
        if (settings["signOn"]!["loginUrl"] is not { } login) problems.Add("loginUrl: The field cannot be left blank");
        else if (!IsAddress((string)login!)) problems.Add("loginUrl: An address such as https://example.com/login is expected.");
    }

    internal static bool IsAddress(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme is "https" or "http") && text.Length <= 2048;
}
