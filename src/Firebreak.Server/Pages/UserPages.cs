using System.Text.Json;
using Firebreak.Directory;
using Firebreak.Server.Hosting;
using Firebreak.Storage;
using Firebreak.SystemLog;

namespace Firebreak.Server.Pages;

/// <summary>Users as a list.</summary>
/// <param name="Counts">How many there are of each status.</param>
public sealed record UsersPage(IReadOnlyList<User> Users, string Search, string Status, IReadOnlyDictionary<UserStatus, long> Counts, string? Next, bool IsFirst, Refusal? Problem);

/// <summary>What can be done to a user, as its page offers it.</summary>
public sealed record UserOffer(string Code, bool IsGrave);

/// <summary>One user.</summary>
/// <param name="Profile">Attributes and their values as text, in the profile's order.</param>
/// <param name="Grantable">Roles that the caller may grant and the user does not hold.</param>
public sealed record UserDetail(
    User User, IReadOnlyList<(string Name, string Value)> Profile, IReadOnlyList<Group> Groups, IReadOnlyList<RoleAssignment> Roles, IReadOnlyList<RoleType> Grantable,
    IReadOnlyList<EventRow> Events, IReadOnlyList<UserOffer> Offers);

/// <summary>The question before something is done to a user, and what is shown once afterwards.</summary>
public sealed record UserConfirm(User User, string Code, bool IsGrave, Refusal? Problem, string? Shown)
{
    /// <inheritdoc/>
    public override string ToString() => "UserConfirm(hidden)";
}

/// <summary>The form of a profile; a new user's when there is no user yet.</summary>
public sealed record UserForm(User? User, IReadOnlyDictionary<string, string> Values, bool Activate, Refusal? Problem);

/// <summary>The pages of an org's users.</summary>
internal static class UserPages
{
    private const int PageSize = 50;
    private const int MostEvents = 20;

    /// <summary>The attributes that the form has; the others are for the API.</summary>
    public static readonly string[] Attributes = ["firstName", "lastName", "email", "login", "mobilePhone", "secondEmail"];

    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        ApiRoute.Page(Permission.ReadUsers, "GET", "/admin/users", List),
        ApiRoute.Page(Permission.ManageUsers, "GET", "/admin/users/new", call => ShowForm(call, new UserForm(null, new Dictionary<string, string>(StringComparer.Ordinal), true, null))),
        ApiRoute.Page(Permission.ManageUsers, "POST", "/admin/users/new", Create),
        ApiRoute.Page(Permission.ReadUsers, "GET", "/admin/users/{id}", Show),
        ApiRoute.Page(Permission.ManageUsers, "GET", "/admin/users/{id}/edit", AskEdit),
        ApiRoute.Page(Permission.ManageUsers, "POST", "/admin/users/{id}/edit", Edit),
        ApiRoute.Page(Permission.ManageRoles, "POST", "/admin/users/{id}/roles", Grant),
        ApiRoute.Page(Permission.ManageRoles, "POST", "/admin/users/{id}/roles/{role}/revoke", Revoke),
        .. UserAction.All.SelectMany(action => new[]
        {
            ApiRoute.Page(action.Needs, "GET", $"/admin/users/{{id}}/{action.Code}", call => Ask(call, action)),
            ApiRoute.Page(action.Needs, "POST", $"/admin/users/{{id}}/{action.Code}", call => Do(call, action)),
        }),
    ];

    private static async Task List(Call call)
    {
        var (search, status, after) = ((call.Query("q") ?? "").Trim(), Enum.TryParse<UserStatus>(call.Query("status"), out var known) ? known.ToString() : "", call.Query("after"));
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        var found = await UserList.Page(db, call.Caller, new UserQuestion(Question(search, status), null, null, null, false, after, PageSize));
        var counts = (await OrgFacts.Read(db, call.Org, call.Store.NowMicros)).Users;
        var page = found.Match(
            users => new UsersPage(users.Users, search, status, counts, users.Next, after is null, null),
            refusal => new UsersPage([], search, status, counts, null, true, refusal));
        await call.Show<UsersView, UsersPage>("users", call.Say("nav.users"), page, page.Problem?.Status ?? 200);
    }

    private static readonly string[] Named = ["profile.login", "profile.email", "profile.firstName", "profile.lastName"];

    // What looks like an expression of the API's parameter "search" is one; anything else is the beginning of a name, mail address or login.
    private static string? Question(string search, string status)
    {
        var text = search.Length == 0 ? null
            : search.Contains('"', StringComparison.Ordinal) || search.EndsWith(" pr", StringComparison.Ordinal) ? $"({search})"
            : "(" + string.Join(" or ", Named.Select(name => $"{name} sw {JsonSerializer.Serialize(search)}").Concat(WholeName(search))) + ")";
        var which = status.Length == 0 ? null : $"status eq \"{status}\"";
        return (text, which) switch
        {
            (null, _) => which,
            (_, null) => text,
            _ => $"{which} and {text}",
        };
    }

    // Also the first name and the last together, as people type them.
    private static IEnumerable<string> WholeName(string search) => search.Split(' ', 2, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) is [var first, var last]
        ? [$"(profile.firstName eq {JsonSerializer.Serialize(first)} and profile.lastName sw {JsonSerializer.Serialize(last)})"] : [];

    private static async Task Show(Call call)
    {
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        if (await Find(call, db) is { } user) await call.Show<UserView, UserDetail>("users", user.DisplayName, await Detail(call, db, user));
    }

    private static async ValueTask<UserDetail> Detail(Call call, OrgReader db, User user)
    {
        var authority = call.Caller.Authority;
        var roles = authority.Allows(Permission.ReadRoles) ? await RoleTable.OfUser(db, call.Org.Id, user.Id) : [];
        var grantable = authority.AllowsEverywhere(Permission.ManageRoles)
            ? Enum.GetValues<RoleType>().Where(type => authority.Covers(type) && !roles.Exists(role => role.Type == type && role.AssigneeType == AssigneeType.USER)).ToList() : [];
        return new UserDetail(
            user, Values(user), await GroupTable.Of(db, call.Org.Id, user), roles, grantable,
            authority.Allows(Permission.ReadLog) ? await Events(call, db, user.Id) : [],
            [.. UserAction.All.Where(action => authority.Allows(action.Needs) && action.When(user.Status)).Select(action => new UserOffer(action.Code, action.IsGrave))]);
    }

    // What it did and what was done to it: two searches by the index, put together.
    private static async ValueTask<IReadOnlyList<EventRow>> Events(Call call, OrgReader db, string id)
    {
        var rows = new List<EventRow>();
        foreach (var attribute in new[] { "actor.id", "target.id" })
        {
            var query = LogSearchQuery.Read(name => name switch
            {
                "filter" => $"{attribute} eq \"{id}\"",
                "since" => Times.Show(0),
                "sortOrder" => "DESCENDING",
                "limit" => MostEvents.ToString(),
                _ => null,
            });
            rows.AddRange(LogPages.Rows(await LogSearch.Page(db, query.Value, call.Store.NowMicros, call.Aborted)));
        }
        return [.. rows.DistinctBy(row => row.Index).OrderByDescending(row => row.Index).Take(MostEvents)];
    }

    private static async Task Create(Call call)
    {
        var form = await call.Form();
        var (values, activate) = (Values(form), form.Ticked("activate"));
        if (values["login"].Length == 0) values["login"] = values["email"];
        var body = new Dictionary<string, object> { ["profile"] = Filled(values) };
        if (form.Secret("password") is { Length: > 0 } password) body["credentials"] = new { password = new { value = password } };
        var sent = UserRequest.Read(JsonSerializer.SerializeToElement(body));
        var made = sent.Refusal is { } wrong ? wrong
            : await Users.Create(call.Store, call.Caller, sent.Value, new NewUser(activate, form.Ticked("expire") && form.Secret("password").Length > 0 && activate, OfProvider: false), call.Aborted);
        await made.Match(user => call.GoTo("admin/users/" + user.Id, "user_create"), refusal => ShowForm(call, new UserForm(null, values, activate, refusal)));
    }

    private static async Task AskEdit(Call call)
    {
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        if (await Find(call, db) is { } user) await ShowForm(call, new UserForm(user, Values(user).ToDictionary(pair => pair.Name, pair => pair.Value, StringComparer.Ordinal), true, null));
    }

    private static async Task Edit(Call call)
    {
        var values = Values(await call.Form());
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        if (await Find(call, db) is not { } user) return;
        var changed = await Users.Update(call.Store, call.Caller, user.Id, UserRequest.Of(JsonSerializer.SerializeToElement(Nulled(values))), replace: false, strict: false, call.Aborted);
        await changed.Match(_ => call.GoTo("admin/users/" + user.Id, "user_edit"), refusal => ShowForm(call, new UserForm(user, values, true, refusal)));
    }

    private static async Task Grant(Call call)
    {
        var id = call.Path("id");
        var granted = await RoleAssignments.Assign(
            call.Store, call.Caller, AssigneeType.USER, id, JsonSerializer.SerializeToElement(new { type = (await call.Form()).Text("type") }), isQuiet: false, call.Aborted);
        await call.Answer(granted, _ => call.GoTo("admin/users/" + id, "role_grant"));
    }

    private static async Task Revoke(Call call)
    {
        var id = call.Path("id");
        var revoked = await RoleAssignments.Unassign(call.Store, call.Caller, AssigneeType.USER, id, call.Path("role"), call.Aborted);
        await call.Answer(revoked, _ => call.GoTo("admin/users/" + id, "role_revoke"));
    }

    private static async Task Ask(Call call, UserAction action)
    {
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        if (await Find(call, db) is { } user) await ShowConfirm(call, new UserConfirm(user, action.Code, action.IsGrave, null, null));
    }

    private static async Task Do(Call call, UserAction action)
    {
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        if (await Find(call, db) is not { } user) return;
        var page = new UserConfirm(user, action.Code, action.IsGrave, null, null);
        if (action.IsGrave && (await call.Form()).Text("confirm") != user.Login)
        {
            await ShowConfirm(call, page with { Problem = Refusal.Invalid("confirm", call.Say("confirm.name_differs")) });
            return;
        }
        var done = await action.Do(call, user.Id);
        if (done.Refusal is { } refusal) await ShowConfirm(call, page with { Problem = refusal });
        else if (done.Value is { } once) await ShowConfirm(call, page with { Shown = once });
        else await call.GoTo(action.Code == "delete" ? "admin/users" : "admin/users/" + user.Id, "user_" + action.Code);
    }

    private static async ValueTask<User?> Find(Call call, OrgReader db)
    {
        var id = call.Path("id");
        if (await Users.Find(db, call.Org, id) is { } user && await UserAuthority.MaySee(db, call.Caller, user.Id)) return user;
        await call.Refuse(Refusal.NotFound(id, "User"));
        return null;
    }

    private static List<(string Name, string Value)> Values(User user)
    {
        using var profile = JsonDocument.Parse(user.Profile);
        return [.. profile.RootElement.EnumerateObject().Where(pair => pair.Value.ValueKind != JsonValueKind.Null).Select(pair => (pair.Name, pair.Value.ToString()))];
    }

    private static Dictionary<string, string> Values(Form form) => Attributes.ToDictionary(name => name, form.Text, StringComparer.Ordinal);

    private static Dictionary<string, string> Filled(Dictionary<string, string> values) => values.Where(pair => pair.Value.Length > 0).ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);

    private static Dictionary<string, string?> Nulled(Dictionary<string, string> values) => values.ToDictionary(pair => pair.Key, pair => pair.Value.Length > 0 ? pair.Value : null, StringComparer.Ordinal);

    private static Task ShowConfirm(Call call, UserConfirm page) =>
        call.Show<UserConfirmView, UserConfirm>("users", call.Say("user." + page.Code), page, page.Problem?.Status ?? 200);

    private static Task ShowForm(Call call, UserForm page) =>
        call.Show<UserFormView, UserForm>("users", call.Say(page.User is null ? "users.new" : "users.edit"), page, page.Problem?.Status ?? 200);
}
