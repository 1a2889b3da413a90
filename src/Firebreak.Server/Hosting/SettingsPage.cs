using System.Text;

namespace Firebreak.Server.Hosting;

/// <summary>docs/settings.md, made from the table so that it cannot say anything else.</summary>
internal static class SettingsPage
{
    private const string Head = """
        # Settings

        Made from the table in `src/Firebreak.Server/Hosting/SettingTable.cs`; a test compares.

        Later ones win: the defaults, `firebreak.json` in the working folder, `firebreak.json` in the data folder, variables, options of
        `firebreak serve`. In `firebreak.json` the settings are the keys of one object; lists may be arrays, pairs an object, and comments are
        allowed. An empty variable counts as not set. A name that is not known stops the start, as does a value that does not fit; the sentence
        says which, where it stands, and what it takes. Secrets are never printed, and have no option, because a command line is seen by all users
        of a machine.

        | key | variable | option | takes | default | what it does |
        | --- | --- | --- | --- | --- | --- |

        """;

    /// <summary>The page as Markdown.</summary>
    public static string Make()
    {
        var defaults = new Settings();
        var page = new StringBuilder(Head);
        foreach (var setting in SettingTable.All)
        {
            var option = !setting.IsOption ? "" : $"`{setting.Option}`";
            var value = setting.Show(defaults) is { Length: > 0 } text ? $"`{text}`" : "empty";
            var takes = setting.IsSecret ? $"{setting.Takes} (secret)" : setting.Takes;
            page.Append($"| `{setting.Key}` | `{setting.Variable}` | {option} | {takes} | {value} | {setting.About} |\n");
        }

        return page.ToString();
    }
}
