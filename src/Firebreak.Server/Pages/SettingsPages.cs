using System.Text.Json;
using Firebreak.Directory;
using Firebreak.Server.Hosting;
using Firebreak.SystemLog;

namespace Firebreak.Server.Pages;

/// <summary>An org's settings, and how its log can be checked.</summary>
/// <param name="Texts">The general settings by their API names, companyName first.</param>
/// <param name="Contacts">Who is asked, by kind; the login of a user.</param>
public sealed record SettingsPage(
    string Url, string Origin, long LogSize, LogRetention Retention, IReadOnlyList<LogKey> Keys, IReadOnlyList<(string Name, string Value)> Texts, IReadOnlyList<(string Type, string Login)> Contacts, Refusal? Problem);

/// <summary>The page of an org's settings.</summary>
internal static class SettingsPages
{
    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        ApiRoute.Page(Permission.ReadOrg, "GET", "/admin/settings", call => Show(call, null)),
        ApiRoute.Page(Permission.ManageOrg, "POST", "/admin/settings/general", SetGeneral),
        ApiRoute.Page(Permission.ManageOrg, "POST", "/admin/settings/contacts", SetContacts),
    ];

    /// <summary>The page, perhaps with what was refused on it.</summary>
    /// <param name="typed">What stood in the form; null: show what is kept.</param>
    public static async Task Show(Call call, Refusal? problem, IReadOnlyDictionary<string, string>? typed = null)
    {
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        var settings = await OrgSettingTable.Load(db, call.Org.Id);
        var texts = OrgSettings.General.Select(setting => (setting.Name, Value: settings[setting.Name] ?? setting.Default ?? "")).Prepend(("companyName", call.Org.Label))
            .Select(pair => (pair.Item1, typed?.GetValueOrDefault(pair.Item1) ?? pair.Item2));
        var contacts = new List<(string, string)>();
        foreach (var type in OrgSettings.ContactTypes)
        {
            var id = settings[OrgSettings.ContactName(type)] ?? await OrgSettingTable.FirstAdministrator(db, call.Org.Id);
            contacts.Add((type, id is not null && await UserTable.Find(db, call.Org.Id, id) is { } user ? user.Login : ""));
        }
        var page = new SettingsPage(
            call.BaseUrl, LogKeys.Origin(call.Store.InstanceId, call.Org), await StoredEvents.Size(db, call.Org), await Retention.Of(db, call.Org), await LogKeys.List(db, call.Org), [.. texts], contacts, problem);
        await call.Show<SettingsView, SettingsPage>("settings", call.Say("nav.settings"), page, problem?.Status ?? 200);
    }

    private static async Task SetGeneral(Call call)
    {
        var form = await call.Form();
        var sent = OrgSettings.General.Select(setting => setting.Name).Prepend("companyName").ToDictionary(name => name, form.Text, StringComparer.Ordinal);
        var set = await OrgSettingChanges.Update(call.Store, call.Caller, JsonSerializer.SerializeToElement(sent), all: false, call.Aborted);
        await set.Match(_ => call.GoTo("admin/settings", "settings"), refusal => Show(call, refusal, sent));
    }

    private static async Task SetContacts(Call call)
    {
        var found = await FindContacts(call, await call.Form());
        if (found.Refusal is { } nobody)
        {
            await Show(call, nobody);
            return;
        }
        foreach (var (type, user) in found.Value)
        {
            if ((await OrgSettingChanges.SetContact(call.Store, call.Caller, type, user, call.Aborted)).Refusal is not { } refusal) continue;
            await Show(call, refusal);
            return;
        }
        await call.GoTo("admin/settings", "contacts");
    }

    // All are found before one is set: a slip in the second name shall not leave the first half done.
    private static async Task<Outcome<List<(string Type, string User)>>> FindContacts(Call call, Form form)
    {
        var found = new List<(string, string)>();
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        foreach (var type in OrgSettings.ContactTypes)
        {
            if (await Users.Find(db, call.Org, form.Text(type)) is not { } user) return Refusal.NotFound(form.Text(type), "User");
            found.Add((type, user.Id));
        }
        return found;
    }
}
