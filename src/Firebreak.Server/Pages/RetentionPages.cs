using Firebreak.Server.Hosting;
using Firebreak.SystemLog;

namespace Firebreak.Server.Pages;

/// <summary>The question before it is changed how long entries are kept.</summary>
/// <param name="Days">Null: for ever.</param>
/// <param name="WouldDrop">How many entries the next run would drop.</param>
public sealed record RetentionConfirm(LogRetention Now, long? Days, long WouldDrop, Refusal? Problem);

/// <summary>How long an org keeps its entries. The operation is the one of <c>PUT /log/retention</c>.</summary>
internal static class RetentionPages
{
    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        ApiRoute.Page(Permission.EraseEntries, "GET", "/admin/settings/retention", call => Ask(call, call.Query("keep") ?? "", call.Query("days") ?? "", null)),
        ApiRoute.Page(Permission.EraseEntries, "POST", "/admin/settings/retention", Set),
    ];

    private static async Task Ask(Call call, string keep, string days, Refusal? problem)
    {
        var asked = Read(keep, days);
        if (asked.Refusal is { } wrong)
        {
            await SettingsPages.Show(call, wrong);
            return;
        }
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        var page = new RetentionConfirm(
            await Retention.Of(db, call.Org), asked.Value, asked.Value is { } kept ? await Retention.WouldDrop(db, call.Org, kept, call.Store.NowMicros) : 0, problem);
        await call.Show<RetentionView, RetentionConfirm>("settings", call.Say("settings.retention"), page, problem?.Status ?? 200);
    }

    private static async Task Set(Call call)
    {
        var form = await call.Form();
        var (keep, days) = (form.Text("keep"), form.Text("days"));
        var asked = Read(keep, days);
        // Fewer days take entries away for good, so the org is named; for ever takes nothing.
        var set = asked.Refusal is { } wrong ? wrong
            : asked.Value is not null && form.Text("confirm") != call.Org.Name ? Refusal.Invalid("confirm", call.Say("confirm.name_differs"))
            : await Retention.Set(call.Store, call.Caller, asked.Value, call.Aborted);
        await set.Match(_ => call.GoTo("admin/settings", "retention"), refusal => Ask(call, keep, days, refusal));
    }

    private static Outcome<long?> Read(string keep, string days)
    {
        if (keep == "ever") return (long?)null;
        long? asked = long.TryParse(days, out var number) ? number : 0;
        return Retention.Problem(asked) is { } problem ? problem : asked;
    }
}
