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
    private const int MostDays = 36_500;

    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        ApiRoute.Page(Permission.ReadOrg, "GET", "/admin/settings", call => Show(call, null)),
        ApiRoute.Page(Permission.ManageOrg, "POST", "/admin/settings/general", SetGeneral),
        ApiRoute.Page(Permission.ManageOrg, "POST", "/admin/settings/contacts", SetContacts),
        ApiRoute.Page(Permission.ManageOrg, "POST", "/admin/settings/retention", SetRetention),
    ];

    private static async Task Show(Call call, Refusal? problem)
    {
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        var settings = await OrgSettingTable.Load(db, call.Org.Id);
        var texts = OrgSettings.General.Select(setting => (setting.Name, settings[setting.Name] ?? setting.Default ?? "")).Prepend(("companyName", call.Org.Label));
        var contacts = new List<(string, string)>();
        foreach (var type in OrgSettings.ContactTypes)
        {
            var id = settings[OrgSettings.ContactName(type)] ?? await OrgSettingTable.FirstAdministrator(db, call.Org.Id);
            contacts.Add((type, id is not null && await UserTable.Find(db, call.Org.Id, id) is { } user ? user.Login : ""));
        }
        var page = new SettingsPage(
            call.BaseUrl, LogKeys.Origin(call.Store.InstanceId, call.Org), await StoredEvents.Size(db, call.Org), await Retention.Of(db, call.Org), await LogKeys.List(db, call.Org), [.. texts], contacts, problem);
        await call.Show<SettingsView, SettingsPage>("settings", Sentences.English.Say("nav.settings"), page, problem?.Status ?? 200);
    }

    private static async Task SetGeneral(Call call)
    {
        var form = await call.Form();
        var sent = OrgSettings.General.Select(setting => setting.Name).Prepend("companyName").ToDictionary(name => name, form.Text, StringComparer.Ordinal);
        var set = await OrgSettingChanges.Update(call.Store, call.Caller, JsonSerializer.SerializeToElement(sent), all: false, call.Aborted);
        await set.Match(_ => call.GoTo("admin/settings", "settings"), refusal => Show(call, refusal));
    }

    private static async Task SetContacts(Call call)
    {
        var form = await call.Form();
        foreach (var type in OrgSettings.ContactTypes)
        {
            var login = form.Text(type);
            User? user;
            await using (var db = await call.Store.Read(call.Org, call.Aborted)) user = await Users.Find(db, call.Org, login);
            var set = user is null ? Refusal.NotFound(login, "User") : await OrgSettingChanges.SetContact(call.Store, call.Caller, type, user.Id, call.Aborted);
            if (set.Refusal is not { } refusal) continue;
            await Show(call, refusal);
            return;
        }
        await call.GoTo("admin/settings", "contacts");
    }

    private static async Task SetRetention(Call call)
    {
        var form = await call.Form();
        var forEver = form.Text("keep") == "ever";
        var set = forEver ? await Retention.Set(call.Store, call.Caller, null, call.Aborted)
            : form.Text("confirm") != call.Org.Name ? Refusal.Invalid("confirm", Sentences.English.Say("confirm.name_differs"))
            : int.TryParse(form.Text("days"), out var days) && days is > 0 and <= MostDays ? await Retention.Set(call.Store, call.Caller, days, call.Aborted)
            : Refusal.Invalid("days", Sentences.English.Say("settings.days_wrong", MostDays));
        await set.Match(_ => call.GoTo("admin/settings", "retention"), refusal => Show(call, refusal));
    }
}
