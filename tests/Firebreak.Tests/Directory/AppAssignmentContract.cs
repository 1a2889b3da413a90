using System.Text.Json;
using Firebreak.Directory;
using Firebreak.Tests.Service;
using Xunit;

namespace Firebreak.Tests.Directory;

public sealed class AppAssignmentsOnSqlite() : AppAssignmentContract(Engine.Sqlite);

public sealed class AppAssignmentsOnPostgres() : AppAssignmentContract(Engine.Postgres);

public abstract class AppAssignmentContract(Engine engine)
{
    [Fact]
    public async Task A_user_gets_an_app_changes_in_it_and_loses_it()
    {
        await using var service = await TestService.Start(engine);
        var (app, ada) = (await NewApp(service), await NewUser(service, "ada"));
        var (assigned, first, _) = await service.Send("POST", $"api/v1/apps/{app}/users", $$"""{"id":"{{ada}}"}""");
        Assert.Equal(200, assigned);
        Assert.Equal("ada@example.com", first.GetProperty("credentials").GetProperty("userName").GetString());
        Assert.Equal(("USER", "ACTIVE", "DISABLED"), (Text(first, "scope"), Text(first, "status"), Text(first, "syncState")));
        Assert.Equal("Wiki", Assert.Single((await service.Send("GET", $"api/v1/users/{ada}/appLinks")).Body.EnumerateArray()).GetProperty("label").GetString());

        var changed = (await service.Send("POST", $"api/v1/apps/{app}/users/{ada}", """{"credentials":{"userName":"countess","password":{"value":"engine"}},"profile":{"team":"A"}}""")).Body;
        Assert.Equal("""{"userName":"countess","password":{}}""", changed.GetProperty("credentials").GetRawText());
        Assert.Equal("""{"team":"A"}""", changed.GetProperty("profile").GetRawText());
        var embedded = (await service.Send("GET", $"api/v1/apps/{app}/users/{ada}?expand=user")).Body.GetProperty("_embedded").GetProperty("user");
        Assert.Equal(ada, Text(embedded, "id"));
        Assert.Equal("countess", (await service.Send("GET", $"api/v1/apps/{app}?expand=user/{ada}")).Body.GetProperty("_embedded").GetProperty("user").GetProperty("credentials").GetProperty("userName").GetString());
        Assert.Single((await service.Send("GET", $"api/v1/apps?filter=user.id+eq+%22{ada}%22")).Body.EnumerateArray());

        Assert.Equal(204, (await service.Send("DELETE", $"api/v1/apps/{app}/users/{ada}")).Status);
        var (missing, gone, _) = await service.Send("GET", $"api/v1/apps/{app}/users/{ada}");
        Assert.Equal((404, $"Not found: Resource not found: {ada} (AppUser)"), (missing, Text(gone, "errorSummary")));
        Assert.Empty((await service.Send("GET", $"api/v1/users/{ada}/appLinks")).Body.EnumerateArray());
        foreach (var type in new[] { "application.user_membership.add", "application.user_membership.update", "application.user_membership.change_password", "application.user_membership.remove" })
            Assert.Contains(await service.Events(type), e => e.GetProperty("target")[1].GetProperty("id").GetString() == app);
    }

    [Fact]
    public async Task Members_of_an_assigned_group_have_the_app_as_long_as_they_are_members()
    {
        await using var service = await TestService.Start(engine);
        var (app, ada, bob) = (await NewApp(service), await NewUser(service, "ada"), await NewUser(service, "bob"));
        var (staff, heads) = (await NewGroup(service, "Staff", ada, bob), await NewGroup(service, "Heads", ada));
        var (put, group, _) = await service.Send("PUT", $"api/v1/apps/{app}/groups/{staff}", """{"profile":{"level":1}}""");
        Assert.Equal((200, 0), (put, group.GetProperty("priority").GetInt32()));
        Assert.Equal(200, (await service.Send("PUT", $"api/v1/apps/{app}/groups/{heads}", """{"priority":0,"profile":{"level":2}}""")).Status);
        Assert.Equal([heads, staff], Ids((await service.Send("GET", $"api/v1/apps/{app}/groups")).Body));
        Assert.Equal([app], Ids((await service.Send("GET", $"api/v1/groups/{staff}/apps")).Body));
        var embedded = (await service.Send("GET", $"api/v1/apps/{app}/groups?expand=group")).Body.EnumerateArray().Select(one => one.GetProperty("_embedded").GetProperty("group"));
        Assert.Equal([heads, staff], embedded.Select(one => Text(one, "id")));
        var one = (await service.Send("GET", $"api/v1/apps/{app}/groups/{staff}?expand=group")).Body.GetProperty("_embedded").GetProperty("group");
        Assert.Equal((await service.Send("GET", $"api/v1/groups/{staff}")).Body.GetRawText(), one.GetRawText());
        foreach (var expand in new[] { "metadata", "everything" }) Assert.Equal(400, (await service.Send("GET", $"api/v1/apps/{app}/groups?expand={expand}")).Status);

        var users = (await service.Send("GET", $"api/v1/apps/{app}/users")).Body;
        Assert.Equal([ada, bob], Ids(users));
        Assert.Equal(["GROUP", "GROUP"], users.EnumerateArray().Select(user => Text(user, "scope")));
        Assert.Equal([2, 1], users.EnumerateArray().Select(user => user.GetProperty("profile").GetProperty("level").GetInt32()));
        Assert.Equal([bob], Ids((await service.Send("GET", $"api/v1/apps/{app}/users?q=BO")).Body));
        Assert.Equal(403, (await service.Send("DELETE", $"api/v1/apps/{app}/users/{bob}")).Status);

        // What is kept of a member goes with the membership.
        Assert.Equal("GROUP", Text((await service.Send("POST", $"api/v1/apps/{app}/users/{bob}", """{"credentials":{"userName":"bobby"}}""")).Body, "scope"));
        await service.Store.Write<Done>(service.Caller, Permission.ManageMembers, async tx =>
        {
            await GroupTable.Remove(tx, staff, bob, GroupTable.ByHand);
            await AppAssignments.MembershipChanged(tx, bob);
            tx.Record(Firebreak.SystemLog.Event.Of(AppEvents.UserRemoved));
            return Done.It;
        });
        Assert.Equal(404, (await service.Send("GET", $"api/v1/apps/{app}/users/{bob}")).Status);
        await using var db = await service.Store.Read(service.Org);
        Assert.False(await db.Any($"select 1 from app_users where org_id = {service.Org.Id}"));

        Assert.Equal(204, (await service.Send("DELETE", $"api/v1/apps/{app}/groups/{heads}")).Status);
        Assert.Equal(1, (await service.Send("GET", $"api/v1/apps/{app}/users/{ada}")).Body.GetProperty("profile").GetProperty("level").GetInt32());
        var (patched, moved, _) = await service.Send("PATCH", $"api/v1/apps/{app}/groups/{staff}", """[{"op":"replace","path":"/priority","value":5}]""");
        Assert.Equal((200, 5), (patched, moved.GetProperty("priority").GetInt32()));
        Assert.Single(await service.Events("group.application_assignment.remove"));
    }

    [Fact]
    public async Task Everyone_has_what_the_built_in_group_has_and_pages_hold_each_once()
    {
        await using var service = await TestService.Start(engine);
        var app = await NewApp(service);
        foreach (var name in new[] { "ann", "ben", "cai" }) await NewUser(service, name);
        await using (var db = await service.Store.Read(service.Org))
        {
            var everyone = await db.One($"select id from groups where org_id = {service.Org.Id} and type = 'BUILT_IN'", row => row.Text(0));
            Assert.Equal(200, (await service.Send("PUT", $"api/v1/apps/{app}/groups/{everyone}")).Status);
        }
        var seen = new List<string>();
        string? path = $"api/v1/apps/{app}/users?limit=2";
        while (path is not null)
        {
            var (_, page, response) = await service.Send("GET", path);
            Assert.InRange(page.GetArrayLength(), 1, 2);
            seen.AddRange(Ids(page));
            var next = response.Headers.GetValues("Link").FirstOrDefault(link => link.Contains("rel=\"next\"", StringComparison.Ordinal));
            path = next is null ? null : next[(next.IndexOf("/api/", StringComparison.Ordinal) + 1)..next.IndexOf('>', StringComparison.Ordinal)];
        }
        Assert.Equal(4, seen.Count);
        Assert.Equal(seen.Distinct().Order(StringComparer.Ordinal), seen);
    }

    [Fact]
    public async Task A_user_who_is_gone_has_no_apps_and_a_group_that_is_gone_gives_none()
    {
        await using var service = await TestService.Start(engine);
        var (app, ada) = (await NewApp(service), await NewUser(service, "ada"));
        var staff = await NewGroup(service, "Staff", ada);
        await service.Send("POST", $"api/v1/apps/{app}/users", $$"""{"id":"{{ada}}"}""");
        await service.Send("PUT", $"api/v1/apps/{app}/groups/{staff}");
        await service.Store.Write<Done>(service.Caller, Permission.ManageUsers, async tx =>
        {
            await AppAssignments.UserGone(tx, ada);
            await AppAssignments.GroupGone(tx, staff);
            return Done.It;
        });
        Assert.Empty((await service.Send("GET", $"api/v1/apps/{app}/users")).Body.EnumerateArray());
        Assert.Empty((await service.Send("GET", $"api/v1/apps/{app}/groups")).Body.EnumerateArray());
        Assert.Single(await service.Events("application.user_membership.remove"));
        Assert.Single(await service.Events("group.application_assignment.remove"));
    }

    [Fact]
    public async Task Bad_assignments_are_refused()
    {
        await using var service = await TestService.Start(engine);
        var (app, ada) = (await NewApp(service), await NewUser(service, "ada"));
        var staff = await NewGroup(service, "Staff");
        (string Method, string Path, string? Sent, int Status)[] bad =
        [
            ("POST", "users", "{}", 400),
            ("POST", "users", """{"id":7}""", 400),
            ("POST", "users", """{"id":"00unobody"}""", 404),
            ("POST", "users", $$"""{"id":"{{ada}}","scope":"WORLD"}""", 400),
            ("POST", "users", $$"""{"id":"{{ada}}","scope":"GROUP"}""", 400),
            ("POST", "users", $$"""{"id":"{{ada}}","credentials":"x"}""", 400),
            ("POST", "users", $$$"""{"id":"{{{ada}}}","credentials":{"userName":7}}""", 400),
            ("POST", "users", $$"""{"id":"{{ada}}","profile":[]}""", 400),
            ("POST", $"users/{ada}", "{}", 404),
            ("DELETE", $"users/{ada}", null, 404),
            ("GET", "users?expand=group", null, 400),
            ("PUT", "groups/00gnobody", null, 404),
            ("PUT", $"groups/{staff}", """{"priority":-1}""", 400),
            ("PUT", $"groups/{staff}", """{"priority":"first"}""", 400),
            ("PUT", $"groups/{staff}", """{"profile":"x"}""", 400),
            ("PATCH", $"groups/{staff}", """[{"op":"replace","path":"/priority","value":1}]""", 404),
            ("PATCH", $"groups/{staff}", """[{"op":"remove","path":"/priority"}]""", 400),
            ("PATCH", $"groups/{staff}", """[{"op":"replace","path":"/id","value":1}]""", 400),
            ("GET", "groups?expand=metadata", null, 400),
            ("GET", "groups?after=x", null, 400),
        ];
        foreach (var (method, path, sent, expected) in bad)
        {
            var (status, body, _) = await service.Send(method, $"api/v1/apps/{app}/{path}", sent);
            Assert.True(status == expected, $"{method} {path} {sent}: {status} {body}");
        }
        Assert.Empty((await service.Send("GET", $"api/v1/apps/{app}/users")).Body.EnumerateArray());
    }

    [Fact]
    public async Task An_app_administrator_of_one_app_assigns_that_app_alone()
    {
        await using var service = await TestService.Start(engine);
        var (mine, other, ada) = (await NewApp(service), await NewApp(service), await NewUser(service, "ada"));
        var admin = await AppContract.NewAppAdministrator(service, "APP", mine);
        Assert.Equal(200, (await service.Send("POST", $"api/v1/apps/{mine}/users", $$"""{"id":"{{ada}}"}""", admin)).Status);
        Assert.Equal(403, (await service.Send("POST", $"api/v1/apps/{other}/users", $$"""{"id":"{{ada}}"}""", admin)).Status);
        Assert.Equal(403, (await service.Send("PUT", $"api/v1/apps/{other}/groups/{await NewGroup(service, "Staff")}", by: admin)).Status);
        var (reader, _) = await service.NewClient(service.Org, RoleType.READ_ONLY_ADMIN);
        Assert.Equal(403, (await service.Send("DELETE", $"api/v1/apps/{mine}/users/{ada}", by: reader)).Status);
    }

    private static async Task<string> NewApp(TestService service) => AppContract.Id((await service.Send("POST", "api/v1/apps", AppContract.Bookmark)).Body);

    private static async Task<string> NewUser(TestService service, string name) => AppContract.Id((await service.Send("POST", "api/v1/users?activate=false",
        $$$"""{"profile":{"firstName":"{{{name}}}","lastName":"L","login":"{{{name}}}@example.com","email":"{{{name}}}@example.com"}}""")).Body);

    // Straight into the table: how groups are made is another room's contract.
    private static async Task<string> NewGroup(TestService service, string name, params string[] members)
    {
        var made = await service.Store.Write<string>(service.Caller, Permission.ManageGroups, async tx =>
        {
            var id = global::Firebreak.Ids.New(global::Firebreak.Ids.Group, tx.At);
            await tx.Run(
                $"""
                insert into groups (org_id, id, type, name, name_key, description, profile, created, last_updated, last_membership_updated)
                values ({tx.Org.Id}, {id}, {"OKTA_GROUP"}, {name}, {User.Fold(name)}, {""}, {"{}"}, {tx.At}, {tx.At}, {tx.At})
                """);
            foreach (var member in members) await GroupTable.Add(tx, id, member, GroupTable.ByHand);
            tx.Record(Firebreak.SystemLog.Event.Of(new Firebreak.SystemLog.EventType("group.lifecycle.create", "Create group")));
            return id;
        });
        return made.Value;
    }

    private static string[] Ids(JsonElement list) => [.. list.EnumerateArray().Select(AppContract.Id)];

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
