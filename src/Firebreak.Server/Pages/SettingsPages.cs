using Firebreak.Server.Hosting;
using Firebreak.SystemLog;

namespace Firebreak.Server.Pages;

/// <summary>An org's settings, and how its log can be checked.</summary>
public sealed record SettingsPage(string Url, string Origin, long LogSize, LogRetention Retention, IReadOnlyList<LogKey> Keys, Refusal? Problem);

/// <summary>The page of an org's settings.</summary>
internal static class SettingsPages
{
    private const int MostDays = 36_500;

    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        ApiRoute.Page(Permission.ReadOrg, "GET", "/admin/settings", call => Show(call, null)),
        ApiRoute.Page(Permission.ManageOrg, "POST", "/admin/settings/retention", SetRetention),
    ];

    private static async Task Show(Call call, Refusal? problem)
    {
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        var page = new SettingsPage(
            call.BaseUrl, LogKeys.Origin(call.Store.InstanceId, call.Org), await StoredEvents.Size(db, call.Org), await Retention.Of(db, call.Org), await LogKeys.List(db, call.Org), problem);
        await call.Show<SettingsView, SettingsPage>("settings", Sentences.English.Say("nav.settings"), page, problem?.Status ?? 200);
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
