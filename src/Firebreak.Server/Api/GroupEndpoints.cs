using Firebreak.Directory;
using Firebreak.Server.Hosting;

namespace Firebreak.Server.Api;

/// <summary>Groups, their members and owners. Source: Okta, Groups API.</summary>
internal static class GroupEndpoints
{
    private const int ListLimit = 10_000, PickerLimit = 300, MembersLimit = 1000;

    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        ApiRoute.For(Permission.ReadGroups, "GET", "/api/v1/groups", List),
        ApiRoute.For(Permission.ManageGroups, "POST", "/api/v1/groups", Create),
        ApiRoute.For(Permission.ReadGroups, "GET", "/api/v1/groups/{groupId}", Get),
        ApiRoute.For(Permission.ManageGroups, "PUT", "/api/v1/groups/{groupId}", Replace),
        ApiRoute.For(Permission.ManageGroups, "DELETE", "/api/v1/groups/{groupId}", Delete),
        ApiRoute.For(Permission.ReadGroups, "GET", "/api/v1/groups/{groupId}/users", Members),
        ApiRoute.For(Permission.ManageMembers, "PUT", "/api/v1/groups/{groupId}/users/{userId}", AddMember),
        ApiRoute.For(Permission.ManageMembers, "DELETE", "/api/v1/groups/{groupId}/users/{userId}", RemoveMember),
        ApiRoute.For(Permission.ReadGroups, "GET", "/api/v1/groups/{groupId}/owners", Owners),
        ApiRoute.For(Permission.ManageGroups, "POST", "/api/v1/groups/{groupId}/owners", AddOwner),
        ApiRoute.For(Permission.ManageGroups, "DELETE", "/api/v1/groups/{groupId}/owners/{ownerId}", RemoveOwner),
        ApiRoute.For(Permission.ReadUsers, "GET", "/api/v1/users/{id}/groups", OfUser),
    ];

    private static async Task List(Call call)
    {
        var limit = call.Limit(call.Query("q") is { Length: > 0 } ? PickerLimit : ListLimit, ListLimit);
        var expand = Expand(call);
        if ((limit.Refusal ?? expand.Refusal) is { } wrong)
        {
            await call.Refuse(wrong);
            return;
        }
        var question = GroupQuestion.Parse(
            call.Query("q"), call.Query("filter"), call.Query("search"), call.Query("sortBy"), call.Query("sortOrder"), call.Query("after"), limit.Value);
        if (question.Refusal is { } refusal)
        {
            await call.Refuse(refusal);
            return;
        }
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        var page = await GroupSearch.List(db, call.Caller, question.Value);
        var stats = new Dictionary<string, GroupStats>(StringComparer.Ordinal);
        if (expand.Value)
            foreach (var group in page.Groups)
                stats[group.Id] = new GroupStats(await GroupTable.CountMembers(db, call.Org.Id, group), (await RoleTable.OfAssignee(db, call.Org.Id, AssigneeType.GROUP, group.Id)).Count > 0);
        call.Link(page.Next);
        await call.AnswerList(page.Groups, (json, group) => GroupJson.Write(json, group, call.BaseUrl, stats.GetValueOrDefault(group.Id)));
    }

    private static async Task Create(Call call)
    {
        var body = await call.Body();
        await (body.Refusal is { } refusal
            ? call.Refuse(refusal)
            : call.Answer(await Groups.Create(call.Store, call.Caller, body.Value, call.Aborted), group => Answer(call, group)));
    }

    private static async Task Get(Call call)
    {
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        await call.Answer(await Readable(db, call), group => Answer(call, group));
    }

    private static async Task Replace(Call call)
    {
        var body = await call.Body();
        await (body.Refusal is { } refusal
            ? call.Refuse(refusal)
            : call.Answer(await Groups.Replace(call.Store, call.Caller, call.Path("groupId"), body.Value, call.Aborted), group => Answer(call, group)));
    }

    private static async Task Delete(Call call) =>
        await call.Answer(await Groups.Delete(call.Store, call.Caller, call.Path("groupId"), call.Aborted), _ => call.AnswerNothing());

    private static async Task Members(Call call)
    {
        var limit = call.Limit(MembersLimit, ListLimit);
        if (limit.Refusal is { } wrong)
        {
            await call.Refuse(wrong);
            return;
        }
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        var group = await Readable(db, call);
        if (group.Refusal is { } refusal)
        {
            await call.Refuse(refusal);
            return;
        }
        var users = await GroupTable.Members(db, call.Org.Id, group.Value, call.Query("after") ?? "", limit.Value + 1L);
        call.Link(Cut(users, limit.Value) ? users[^1].Id : null);
        await call.AnswerList(users, (json, user) => UserJson.Write(json, user, call.BaseUrl, inList: true));
    }

    private static async Task AddMember(Call call) => await call.Answer(
        await GroupMembers.Add(call.Store, call.Caller, call.Path("groupId"), call.Path("userId"), call.Aborted), _ => call.AnswerNothing());

    private static async Task RemoveMember(Call call) => await call.Answer(
        await GroupMembers.Remove(call.Store, call.Caller, call.Path("groupId"), call.Path("userId"), call.Aborted), _ => call.AnswerNothing());

    private static async Task Owners(Call call)
    {
        var limit = call.Limit(MembersLimit, MembersLimit);
        var type = GroupOwners.ReadSearch(call.Query("search"));
        if ((limit.Refusal ?? type.Refusal) is { } wrong)
        {
            await call.Refuse(wrong);
            return;
        }
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        var group = await Readable(db, call);
        if (group.Refusal is { } refusal)
        {
            await call.Refuse(refusal);
            return;
        }
        var owners = await GroupOwners.List(db, call.Org, group.Value.Id, type.Value, call.Query("after") ?? "", limit.Value + 1);
        call.Link(Cut(owners, limit.Value) ? owners[^1].Id : null);
        await call.AnswerList(owners, GroupJson.Write);
    }

    private static async Task AddOwner(Call call)
    {
        var body = await call.Body();
        await (body.Refusal is { } refusal
            ? call.Refuse(refusal)
            : call.Answer(
                await GroupOwners.Add(call.Store, call.Caller, call.Path("groupId"), body.Value, call.Aborted),
                owner => call.Answer(201, json => GroupJson.Write(json, owner))));
    }

    private static async Task RemoveOwner(Call call) => await call.Answer(
        await GroupOwners.Remove(call.Store, call.Caller, call.Path("groupId"), call.Path("ownerId"), call.Aborted), _ => call.AnswerNothing());

    private static async Task OfUser(Call call)
    {
        var id = call.Path("id");
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        if (await Users.Find(db, call.Org, id) is not { } user)
        {
            await call.Refuse(Refusal.NotFound(id, "User"));
            return;
        }
        if (!await Authorities.AllowOnUser(db, call.Caller, Permission.ReadUsers, user.Id))
        {
            await call.Refuse(Refusal.NotAllowed());
            return;
        }
        var groups = await GroupTable.Of(db, call.Org.Id, user);
        call.Link(null);
        await call.AnswerList(groups, (json, group) => GroupJson.Write(json, group, call.BaseUrl));
    }

    /// <summary>Cuts a list that was read with one more than asked for; whether there was one more.</summary>
    internal static bool Cut<T>(List<T> items, int limit)
    {
        if (items.Count <= limit) return false;
        items.RemoveRange(limit, items.Count - limit);
        return true;
    }

    private static async ValueTask<Outcome<Group>> Readable(Storage.Queries db, Call call)
    {
        var id = call.Path("groupId");
        if (await GroupTable.Find(db, call.Org.Id, id) is not { } group) return Refusal.NotFound(id, Groups.Kind);
        return call.Caller.Authority.AllowsOnGroups(Permission.ReadGroups, [id]) ? group : Refusal.NotAllowed();
    }

    private static Task Answer(Call call, Group group) => call.Answer(200, json => GroupJson.Write(json, group, call.BaseUrl));

    // "app" is about groups that an app imported: there are none, so nothing is embedded for it.
    private static Outcome<bool> Expand(Call call)
    {
        var words = (call.Query("expand") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return Array.Exists(words, word => word is not ("stats" or "app")) ? Refusal.Invalid("expand", "expand: 'stats' or 'app' is expected.") : words.Contains("stats");
    }
}
