using System.Collections.Immutable;

namespace Firebreak.Directory;

/// <summary>A kind of app: its name, its sign-on mode, and what its <c>settings.app</c> holds. Source: Okta, Applications API.</summary>
/// <param name="Needed">Texts that must be there.</param>
/// <param name="Known">Texts that are null until somebody sets them.</param>
internal sealed record AppKind(string Name, SignOnMode Mode, ImmutableArray<string> Needed, ImmutableArray<string> Known)
{
    /// <summary>The names with a meaning of their own. Any other name is a catalogue's, kept as it was sent.</summary>
    public static ImmutableArray<AppKind> All { get; } =
    [
        new("bookmark", SignOnMode.BOOKMARK, ["url"], []),
        new("oidc_client", SignOnMode.OPENID_CONNECT, [], []),
        new("template_basic_auth", SignOnMode.BASIC_AUTH, ["authURL", "url"], ["loginUrlRegex"]),
        new("template_swa", SignOnMode.BROWSER_PLUGIN, ["buttonField", "passwordField", "usernameField", "url"], ["loginUrlRegex", "redirectUrl", "checkbox"]),
        new("template_swa3field", SignOnMode.BROWSER_PLUGIN,
            ["buttonSelector", "passwordSelector", "userNameSelector", "targetURL", "extraFieldSelector", "extraFieldValue"], ["loginUrlRegex", "redirectUrl"]),
        new("template_sps", SignOnMode.SECURE_PASSWORD_STORE, ["passwordField", "usernameField", "url"],
            ["optionalField1", "optionalField1Value", "optionalField2", "optionalField2Value", "optionalField3", "optionalField3Value"]),
        new("template_wsfed", SignOnMode.WS_FEDERATION,
            ["audienceRestriction", "groupValueFormat", "wReplyURL", "nameIDFormat", "authnContextClassRef", "siteURL", "usernameAttribute"],
            ["realm", "attributeStatements", "groupFilter", "groupName"]),
    ];

    /// <summary>Whether people have a user name and a password in such an app.</summary>
    public bool HasPasswords =>
        Mode is SignOnMode.AUTO_LOGIN or SignOnMode.BASIC_AUTH or SignOnMode.BROWSER_PLUGIN or SignOnMode.SECURE_PASSWORD_STORE;

    /// <summary>Whether what it is sent is signed with a key of the org.</summary>
    public bool IsSigned => Mode is SignOnMode.OPENID_CONNECT or SignOnMode.SAML_1_1 or SignOnMode.SAML_2_0 or SignOnMode.WS_FEDERATION;

    /// <summary>The kind that a name and a mode make, one of which may be missing.</summary>
    /// <param name="made">The name for an app that the org describes itself (SAML 2.0, AUTO_LOGIN), when none was sent.</param>
    public static Outcome<AppKind> Of(string? name, SignOnMode? mode, string made)
    {
        if (name is not null && All.FirstOrDefault(kind => kind.Name == name) is { } known)
            return mode is null || mode == known.Mode ? known : Refusal.Invalid("signOnMode", $"signOnMode: An app named '{name}' has the sign-on mode {known.Mode}.");
        if (mode is not { } given)
            return name is null ? Refusal.Invalid("name", "name: The field cannot be left blank") : Refusal.Invalid("signOnMode", "signOnMode: The field cannot be left blank");
        if (name is null && given is not (SignOnMode.SAML_2_0 or SignOnMode.AUTO_LOGIN)) return Refusal.Invalid("name", "name: The field cannot be left blank");
        if (name is not null && !IsName(name)) return Refusal.Invalid("name", "name: 1 to 100 letters, digits, '_' and '-' are expected.");
        if (given is SignOnMode.BOOKMARK or SignOnMode.BASIC_AUTH or SignOnMode.OPENID_CONNECT)
            return Refusal.Invalid("name", $"name: An app with the sign-on mode {given} is named '{All.First(kind => kind.Mode == given).Name}'.");
        return new AppKind(name ?? made, given, [], []);
    }

    private static bool IsName(string name) => name.Length is >= 1 and <= 100 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');
}
