using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Firebreak.Directory;

/// <summary>
/// Says what a user is called in an app: text with <c>${source.login}</c> or <c>${user.firstName}</c> in it, and the functions
/// <c>fn:substringBefore</c>, <c>fn:substringAfter</c>, <c>fn:toLowerCase</c> and <c>fn:toUpperCase</c> over one attribute.
/// Source: Okta, Applications API, "Username template object".
/// </summary>
internal static partial class UserNameTemplate
{
    /// <summary>The login: what every app begins with.</summary>
    public const string Login = "${source.login}";

    public const int MaxLength = 1024;

    /// <summary>Whether every hole of a template can be filled.</summary>
    public static bool IsTemplate(string template) =>
        template.Length is > 0 and <= MaxLength && !Hole().Replace(template, "").Contains("${", StringComparison.Ordinal);

    /// <summary>The user's name in the app; an attribute that the user does not have leaves nothing.</summary>
    public static string Fill(string template, string? suffix, User user)
    {
        using var profile = JsonDocument.Parse(user.Profile);
        var filled = new StringBuilder();
        var end = 0;
        foreach (Match hole in Hole().Matches(template))
        {
            filled.Append(template, end, hole.Index - end).Append(Value(hole, user, profile.RootElement));
            end = hole.Index + hole.Length;
        }
        return filled.Append(template, end, template.Length - end).Append(suffix).ToString();
    }

    private static string Value(Match hole, User user, JsonElement profile)
    {
        var name = hole.Groups["name"].Value;
        var text = name == "login" ? user.Login
            : profile.TryGetProperty(name, out var found) && found.ValueKind == JsonValueKind.String ? found.GetString()! : "";
        var mark = hole.Groups["mark"].Value;
        var at = mark.Length == 0 ? -1 : text.IndexOf(mark, StringComparison.Ordinal);
        return hole.Groups["function"].Value switch
        {
            "toLowerCase" => text.ToLowerInvariant(),
            "toUpperCase" => text.ToUpperInvariant(),
            "substringBefore" => at < 0 ? text : text[..at],
            "substringAfter" => at < 0 ? "" : text[(at + mark.Length)..],
            _ => text,
        };
    }

    [GeneratedRegex("""
        \$\{(?:(?:source|user)\.(?<name>\w{1,100})|fn:(?<function>substringBefore|substringAfter)\(\s*(?:source|user)\.(?<name>\w{1,100})\s*,\s*(?:"(?<mark>[^"]{1,20})"|'(?<mark>[^']{1,20})')\s*\)|fn:(?<function>toLowerCase|toUpperCase)\(\s*(?:source|user)\.(?<name>\w{1,100})\s*\))\}
        """, RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Hole();
}
