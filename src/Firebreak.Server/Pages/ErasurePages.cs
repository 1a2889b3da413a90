using Firebreak.Directory;
using Firebreak.Log.Live;
using Firebreak.Server.Hosting;
using Firebreak.Storage;
using Firebreak.SystemLog;

namespace Firebreak.Server.Pages;

/// <summary>What the log says of one person, to be erased: what would go, what went before, and whether the copies followed.</summary>
/// <param name="User">Null when the user is deleted: its entries are then found by the id alone.</param>
/// <param name="Plan">What would go now.</param>
/// <param name="Before">What went already.</param>
/// <param name="Check">Whether every copy of that followed.</param>
/// <param name="Orders">The events that say so, the newest first.</param>
/// <param name="Done">How many have just gone; null: nothing was ordered.</param>
public sealed record ErasePage(
    string Id, User? User, Erasure Plan, IndexRanges Before, ErasureCheck Check, IReadOnlyList<EventRow> Orders, string Reason, long? Done, Refusal? Problem)
{
    /// <summary>What must be typed: the login, or the id of whoever has none any more.</summary>
    public string Name => User?.Login ?? Id;

    /// <summary>What people call whom it is about.</summary>
    public string Shown => User?.DisplayName ?? Id;

    /// <summary>Whether something went and every copy of it followed, and nothing is left.</summary>
    public bool IsClean => Before.Count > 0 && Check.IsDone && Plan.Count == 0;
}

/// <summary>Erasing one person's entries from a page. The operation is the one of <c>POST /log/erasures</c>.</summary>
internal static class ErasurePages
{
    private const int MostOrders = 20;

    // A dry run asks for no reason; the operation does.
    private const string NoReason = "dry run";

    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        ApiRoute.Page(Permission.EraseEntries, "GET", "/admin/users/{id}/erase", call => Show(call, "", null, null)),
        ApiRoute.Page(Permission.EraseEntries, "POST", "/admin/users/{id}/erase", Erase),
    ];

    private static async Task Erase(Call call)
    {
        var form = await call.Form();
        var reason = form.Text("reason");
        var (id, user) = await Whom(call);
        if (id is null) return;
        if (form.Text("confirm") != (user?.Login ?? id))
        {
            await Show(call, reason, null, Refusal.Invalid("confirm", call.Say("confirm.name_differs")));
            return;
        }
        var done = await Erasures.Erase(call.Store, call.Caller, new ErasureRequest(id, null, reason), call.Aborted);
        await done.Match(erasure => Show(call, "", erasure, null), refusal => Show(call, reason, null, refusal));
    }

    private static async Task Show(Call call, string reason, Erasure? done, Refusal? problem)
    {
        var (id, user) = await Whom(call);
        if (id is null) return;
        var plan = await Erasures.Plan(call.Store, call.Caller, new ErasureRequest(id, null, NoReason), call.Aborted);
        if (plan.Refusal is { } no)
        {
            await call.Refuse(no);
            return;
        }
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        var (orders, before) = await Erasures.Of(db, id, call.Store.NowMicros, call.Aborted);
        // On PostgreSQL the event of what was just done may not be placed yet; what it will name is known.
        if (done is not null) before = IndexRanges.Of(Erasures.All(before).Concat(Erasures.All(done.Indexes)).Distinct());
        var page = new ErasePage(
            id, user, plan.Value, before, await ErasureCheck.Of(db, call.Org, before, call.Aborted), await Orders(db, orders), reason, done?.Count, problem);
        await call.Show<EraseView, ErasePage>("users", call.Say("erase.title", page.Shown), page, problem?.Status ?? 200);
    }

    private static async Task<IReadOnlyList<EventRow>> Orders(OrgReader db, IReadOnlyList<long> indexes)
    {
        var rows = new List<EventRow>();
        foreach (var index in indexes.Take(MostOrders))
            if (await StoredEvents.Find(db, db.Org, index) is { } stored) rows.Add(EventRow.Of(stored));
        return rows;
    }

    // Also somebody who is gone: the log may still speak of it. What is no user's id names nobody.
    private static async ValueTask<(string? Id, User? User)> Whom(Call call)
    {
        var id = call.Path("id");
        await using (var db = await call.Store.Read(call.Org, call.Aborted))
            if (await Users.Find(db, call.Org, id) is { } user) return (user.Id, user);
        if (id.Length == Ids.Length && id.StartsWith(Ids.User, StringComparison.Ordinal) && id.All(char.IsAsciiLetterOrDigit)) return (id, null);
        await call.Refuse(Refusal.NotFound(id, "User"));
        return (null, null);
    }
}
