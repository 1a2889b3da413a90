using Firebreak.Directory;
using Firebreak.Server.Hosting;

namespace Firebreak.Server.Pages;

/// <summary>The operator's orgs.</summary>
/// <param name="Status">Only those of this status; null: all.</param>
/// <param name="Counts">How many there are of each.</param>
public sealed record OrgsPage(IReadOnlyList<OrgLine> Orgs, string Search, OrgStatus? Status, IReadOnlyDictionary<OrgStatus, long> Counts, string? Next, bool IsFirst);

/// <summary>The form of a new org.</summary>
public sealed record NewOrgPage(string Name, string Label, Refusal? Problem);

/// <summary>One org, with the question whether to stop or go on serving it.</summary>
public sealed record OrgPage(OrgLine Line, string Url, Refusal? Problem);

/// <summary>The operator's pages of orgs.</summary>
internal static class OrgPages
{
    private const int PageSize = 50;

    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        ApiRoute.Page(Permission.Operate, "GET", "/admin/orgs", List),
        ApiRoute.Page(Permission.Operate, "GET", "/admin/orgs/new", AskNew),
        ApiRoute.Page(Permission.Operate, "POST", "/admin/orgs/new", Create),
        ApiRoute.Page(Permission.Operate, "GET", "/admin/orgs/{id}", Show),
        ApiRoute.Page(Permission.Operate, "POST", "/admin/orgs/{id}/suspend", call => SetStatus(call, OrgStatus.Suspended)),
        ApiRoute.Page(Permission.Operate, "POST", "/admin/orgs/{id}/activate", call => SetStatus(call, OrgStatus.Active)),
    ];

    private static async Task List(Call call)
    {
        var (search, after) = ((call.Query("q") ?? "").Trim(), call.Query("after") ?? "");
        OrgStatus? status = Enum.TryParse<OrgStatus>(call.Query("status"), out var known) && Enum.IsDefined(known) ? known : null;
        await using var db = await call.Store.ReadAcross(call.Aborted);
        var found = await OrgLine.List(db, search, status, after, PageSize + 1);
        var next = found.Count > PageSize ? found[PageSize - 1].Org.Name : null;
        await call.Show<OrgsView, OrgsPage>("orgs", call.Say("nav.orgs"), new OrgsPage([.. found.Take(PageSize)], search, status, await OrgLine.Counts(db), next, after.Length == 0));
    }

    private static Task AskNew(Call call) => ShowNew(call, new NewOrgPage("", "", null), 200);

    private static async Task Create(Call call)
    {
        var form = await call.Form();
        var page = new NewOrgPage(form.Text("name"), form.Text("label"), null);
        var made = await Orgs.Create(call.Store, call.Caller, page.Name, page.Label.Length > 0 ? page.Label : null, call.Aborted);
        await made.Match(org => call.GoTo($"admin/orgs/{org.Id}", "org_create"), refusal => ShowNew(call, page with { Problem = refusal }, refusal.Status));
    }

    private static Task Show(Call call) => ShowOne(call, null);

    private static async Task SetStatus(Call call, OrgStatus status)
    {
        var id = call.Path("id");
        if (status == OrgStatus.Suspended && !await IsNamed(call, id))
        {
            await ShowOne(call, Refusal.Invalid("org", call.Say("confirm.name_differs")));
            return;
        }
        var changed = await Orgs.SetStatus(call.Store, call.Caller, id, status, call.Aborted);
        await changed.Match(org => call.GoTo($"admin/orgs/{org.Id}", status == OrgStatus.Active ? "org_activate" : "org_suspend"), refusal => ShowOne(call, refusal));
    }

    private static async Task<bool> IsNamed(Call call, string id)
    {
        var typed = (await call.Form()).Text("confirm");
        await using var db = await call.Store.ReadAcross(call.Aborted);
        return await OrgTable.Find(db, id) is { } org && org.Name == typed;
    }

    private static async Task ShowOne(Call call, Refusal? problem)
    {
        var id = call.Path("id");
        await using var db = await call.Store.ReadAcross(call.Aborted);
        if (await OrgTable.Find(db, id) is not { } org)
        {
            await call.Refuse(Refusal.NotFound(id, "Org"));
            return;
        }
        var page = new OrgPage(await OrgLine.Read(db, org), call.UrlOf(org), problem);
        await call.Show<OrgView, OrgPage>("orgs", org.Label, page, problem?.Status ?? 200);
    }

    private static Task ShowNew(Call call, NewOrgPage page, int status) => call.Show<NewOrgView, NewOrgPage>("orgs", call.Say("orgs.new"), page, status);
}
