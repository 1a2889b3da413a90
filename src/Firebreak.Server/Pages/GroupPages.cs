using System.Text.Json;
using Firebreak.Directory;
using Firebreak.Server.Hosting;
using Firebreak.Storage;

namespace Firebreak.Server.Pages;

/// <summary>A group in the list.</summary>
public sealed record GroupLine(Group Group, long Members);

/// <summary>Groups as a list.</summary>
public sealed record GroupsPage(IReadOnlyList<GroupLine> Groups, string Search, string? Next, bool IsFirst);

/// <summary>One group with a page of its members.</summary>
public sealed record GroupDetail(Group Group, IReadOnlyList<User> Members, long Count, string? Next, bool IsFirst, IReadOnlyList<RoleAssignment> Roles, Refusal? Problem);

/// <summary>The form of a group; a new one's when there is no group yet.</summary>
public sealed record GroupForm(Group? Group, string Name, string Description, Refusal? Problem);

/// <summary>The question whether to delete a group.</summary>
public sealed record GroupConfirm(Group Group, long Count, Refusal? Problem);

/// <summary>The pages of an org's groups.</summary>
internal static class GroupPages
{
    private const int PageSize = 50;

    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        ApiRoute.Page(Permission.ReadGroups, "GET", "/admin/groups", List),
        ApiRoute.Page(Permission.ManageGroups, "GET", "/admin/groups/new", call => ShowForm(call, new GroupForm(null, "", "", null))),
        ApiRoute.Page(Permission.ManageGroups, "POST", "/admin/groups/new", Create),
        ApiRoute.Page(Permission.ReadGroups, "GET", "/admin/groups/{id}", call => Show(call, null)),
        ApiRoute.Page(Permission.ManageGroups, "GET", "/admin/groups/{id}/edit", AskEdit),
        ApiRoute.Page(Permission.ManageGroups, "POST", "/admin/groups/{id}/edit", Edit),
        ApiRoute.Page(Permission.ManageGroups, "GET", "/admin/groups/{id}/delete", call => AskDelete(call, null)),
        ApiRoute.Page(Permission.ManageGroups, "POST", "/admin/groups/{id}/delete", Delete),
        ApiRoute.Page(Permission.ManageMembers, "POST", "/admin/groups/{id}/members", AddMember),
        ApiRoute.Page(Permission.ManageMembers, "POST", "/admin/groups/{id}/members/{user}/remove", RemoveMember),
    ];

    private static async Task List(Call call)
    {
        var (search, after) = ((call.Query("q") ?? "").Trim(), call.Query("after"));
        var question = GroupQuestion.Parse(search.Length > 0 ? search : null, null, null, null, null, after, PageSize);
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        var found = await GroupSearch.List(db, call.Caller, question.Value);
        var lines = new List<GroupLine>(found.Groups.Count);
        foreach (var group in found.Groups) lines.Add(new GroupLine(group, await GroupTable.CountMembers(db, call.Org.Id, group)));
        await call.Show<GroupsView, GroupsPage>("groups", call.Say("nav.groups"), new GroupsPage(lines, search, found.Next, after is null));
    }

    private static async Task Show(Call call, Refusal? problem)
    {
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        if (await Find(call, db) is not { } group) return;
        var after = call.Query("after");
        var members = call.Caller.Authority.Allows(Permission.ReadUsers) ? await GroupTable.Members(db, call.Org.Id, group, after ?? "", PageSize + 1) : [];
        var page = new GroupDetail(
            group, [.. members.Take(PageSize)], await GroupTable.CountMembers(db, call.Org.Id, group), members.Count > PageSize ? members[PageSize - 1].Id : null, after is null,
            call.Caller.Authority.Allows(Permission.ReadRoles) ? await RoleTable.OfAssignee(db, call.Org.Id, AssigneeType.GROUP, group.Id) : [], problem);
        await call.Show<GroupView, GroupDetail>("groups", group.Name, page, problem?.Status ?? 200);
    }

    private static async Task Create(Call call)
    {
        var form = await call.Form();
        var page = new GroupForm(null, form.Text("name"), form.Text("description"), null);
        var made = await Groups.Create(call.Store, call.Caller, Body(page), call.Aborted);
        await made.Match(group => call.GoTo("admin/groups/" + group.Id, "group_create"), refusal => ShowForm(call, page with { Problem = refusal }));
    }

    private static async Task AskEdit(Call call)
    {
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        if (await Find(call, db) is { } group) await ShowForm(call, new GroupForm(group, group.Name, group.Description ?? "", null));
    }

    private static async Task Edit(Call call)
    {
        var form = await call.Form();
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        if (await Find(call, db) is not { } group) return;
        var page = new GroupForm(group, form.Text("name"), form.Text("description"), null);
        var changed = await Groups.Replace(call.Store, call.Caller, group.Id, Body(page), call.Aborted);
        await changed.Match(_ => call.GoTo("admin/groups/" + group.Id, "group_edit"), refusal => ShowForm(call, page with { Problem = refusal }));
    }

    private static async Task AskDelete(Call call, Refusal? problem)
    {
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        if (await Find(call, db) is { } group)
            await call.Show<GroupConfirmView, GroupConfirm>("groups", call.Say("group.delete"), new GroupConfirm(group, await GroupTable.CountMembers(db, call.Org.Id, group), problem), problem?.Status ?? 200);
    }

    private static async Task Delete(Call call)
    {
        var typed = (await call.Form()).Text("confirm");
        Group? group;
        await using (var db = await call.Store.Read(call.Org, call.Aborted)) group = await Find(call, db);
        if (group is null) return;
        var deleted = typed == group.Name ? await Groups.Delete(call.Store, call.Caller, group.Id, call.Aborted) : Refusal.Invalid("confirm", call.Say("confirm.name_differs"));
        await deleted.Match(_ => call.GoTo("admin/groups", "group_delete"), refusal => AskDelete(call, refusal));
    }

    private static async Task AddMember(Call call)
    {
        var id = call.Path("id");
        var added = await GroupMembers.Add(call.Store, call.Caller, id, (await call.Form()).Text("user"), call.Aborted);
        await added.Match(_ => call.GoTo("admin/groups/" + id, "member_add"), refusal => Show(call, refusal));
    }

    private static async Task RemoveMember(Call call)
    {
        var id = call.Path("id");
        var removed = await GroupMembers.Remove(call.Store, call.Caller, id, call.Path("user"), call.Aborted);
        await removed.Match(_ => call.GoTo("admin/groups/" + id, "member_remove"), refusal => Show(call, refusal));
    }

    private static async ValueTask<Group?> Find(Call call, OrgReader db)
    {
        var id = call.Path("id");
        if (call.Caller.Authority.AllowsOnGroups(Permission.ReadGroups, [id]) && await GroupTable.Find(db, call.Org.Id, id) is { } group) return group;
        await call.Refuse(Refusal.NotFound(id, "UserGroup"));
        return null;
    }

    private static JsonElement Body(GroupForm form) => JsonSerializer.SerializeToElement(new { profile = new { name = form.Name, description = form.Description.Length > 0 ? form.Description : null } });

    private static Task ShowForm(Call call, GroupForm page) =>
        call.Show<GroupFormView, GroupForm>("groups", call.Say(page.Group is null ? "groups.new" : "groups.edit"), page, page.Problem?.Status ?? 200);
}
