using Firebreak.Tests.Service;
using Xunit;

namespace Firebreak.Tests.Directory;

public sealed class RolesOnSqlite() : RoleContract(Engine.Sqlite);

public sealed class RolesOnPostgres() : RoleContract(Engine.Postgres);

public abstract class RoleContract(Engine engine)
{
    [Fact]
    public async Task A_role_is_assigned_listed_and_taken_away_as_recorded()
    {
        await using var service = await TestService.Start(engine);
        var user = await service.NewUser("ada");
        var (status, role, _) = await service.Send("POST", $"api/v1/users/{user}/roles?disableNotifications=true", """{"type":"USER_ADMIN"}""");
        Assert.Equal(201, status);
        Assert.Equal("KVJUKUS7IFCE2SKO", role.GetProperty("id").GetString());
        Assert.Equal("User Administrator", role.GetProperty("label").GetString());
        Assert.Equal("USER", role.GetProperty("assignmentType").GetString());
        Assert.EndsWith($"/api/v1/users/{user}", role.GetProperty("_links").GetProperty("assignee").GetProperty("href").GetString(), StringComparison.Ordinal);
        await service.Refused(409, "E0000090", "POST", $"api/v1/users/{user}/roles", """{"type":"USER_ADMIN"}""");
        Assert.Equal(role.GetRawText(), (await service.Send("GET", $"api/v1/users/{user}/roles/KVJUKUS7IFCE2SKO")).Body.GetRawText());
        Assert.Equal(["KVJUKUS7IFCE2SKO"], await service.Ids($"api/v1/users/{user}/roles"));
        await service.Does(204, "DELETE", $"api/v1/users/{user}/roles/KVJUKUS7IFCE2SKO");
        await service.Refused(404, "E0000007", "DELETE", $"api/v1/users/{user}/roles/KVJUKUS7IFCE2SKO");
        Assert.Empty(await service.Ids($"api/v1/users/{user}/roles"));
        var granted = (await service.Events("user.account.privilege.grant")).Last();
        Assert.Equal("User Administrator", granted.GetProperty("debugContext").GetProperty("debugData").GetProperty("privilegeGranted").GetString());
        Assert.Single(await service.Events("user.account.privilege.revoke"));

        var (_, super, _) = await service.Send("POST", $"api/v1/users/{user}/roles", """{"type":"SUPER_ADMIN"}""");
        Assert.StartsWith("ra1", super.GetProperty("id").GetString(), StringComparison.Ordinal);
        foreach (var bad in new[] { "{}", """{"type":7}""", """{"type":"0"}""", """{"type":"EMPEROR"}""", """{"type":"CUSTOM","role":"cr0"}""" }) await service.Refused(400, "E0000001", "POST", $"api/v1/users/{user}/roles", bad);
        await service.Refused(400, "E0000001", "POST", $"api/v1/users/{user}/roles?disableNotifications=perhaps", """{"type":"ORG_ADMIN"}""");
        await service.Refused(404, "E0000007", "POST", "api/v1/users/00unobody00000000000/roles", """{"type":"ORG_ADMIN"}""");
        await service.Refused(404, "E0000007", "GET", $"api/v1/users/{user}/roles/nothing");
    }

    [Fact]
    public async Task A_groups_role_is_held_by_its_members_and_lost_by_leaving()
    {
        await using var service = await TestService.Start(engine);
        var group = await service.NewGroup("admins");
        var (client, _) = await service.NewClient(service.Org, null);
        var everyone = (await service.Ids("api/v1/groups?q=everyone"))[0];
        var user = Assert.Single(await Nobodies(service, everyone));
        await service.Does(403, "GET", "api/v1/groups", by: client);
        await service.Does(201, "POST", $"api/v1/groups/{group}/roles", """{"type":"READ_ONLY_ADMIN"}""");
        await service.Refused(409, "E0000090", "POST", $"api/v1/groups/{group}/roles", """{"type":"READ_ONLY_ADMIN"}""");
        await service.Does(204, "PUT", $"api/v1/groups/{group}/users/{user}");
        await service.Does(200, "GET", "api/v1/groups", by: client);
        var (_, roles, _) = await service.Send("GET", $"api/v1/users/{user}/roles");
        Assert.Equal("GROUP", Assert.Single(roles.EnumerateArray()).GetProperty("assignmentType").GetString());
        var (_, admins, _) = await service.Send("GET", "api/v1/iam/assignees/users");
        Assert.Contains(user, admins.GetProperty("value").EnumerateArray().Select(admin => admin.GetProperty("id").GetString()));
        await service.Does(204, "DELETE", $"api/v1/groups/{group}/users/{user}");
        await service.Does(403, "GET", "api/v1/groups", by: client);

        await service.Refused(400, "E0000211", "POST", $"api/v1/groups/{everyone}/roles", """{"type":"READ_ONLY_ADMIN"}""");
        var ruled = await service.NewGroup("ruled");
        await service.NewRule("r", "true", ruled);
        await service.Refused(400, "E0000192", "POST", $"api/v1/groups/{ruled}/roles", """{"type":"READ_ONLY_ADMIN"}""");
        await service.Refused(400, "E0000001", "POST", "api/v1/groups/rules", Directories.Rule("q", "true", group));
    }

    [Fact]
    public async Task The_last_super_administrator_stays_one()
    {
        await using var service = await TestService.Start(engine);
        await using var db = await service.Store.Read(service.Org);
        var (last, id) = await db.One($"select assignee_id, id from role_assignments where org_id = {service.Org.Id} and role = 'SUPER_ADMIN'", row => (row.Text(0), row.Text(1)));
        Assert.Contains("super administrator", await service.Refused(400, "E0000001", "DELETE", $"api/v1/users/{last}/roles/{id}"), StringComparison.Ordinal);
        var group = await service.NewGroup("supers");
        await service.Does(201, "POST", $"api/v1/groups/{group}/roles", """{"type":"SUPER_ADMIN"}""");
        await service.Refused(400, "E0000001", "DELETE", $"api/v1/users/{last}/roles/{id}");
        await service.Does(204, "PUT", $"api/v1/groups/{group}/users/{last}");
        await service.Does(204, "DELETE", $"api/v1/users/{last}/roles/{id}");
        await service.Refused(400, "E0000001", "DELETE", $"api/v1/groups/{group}/users/{last}");
        await service.Refused(400, "E0000001", "DELETE", $"api/v1/groups/{group}");
        var roles = await service.Ids($"api/v1/groups/{group}/roles");
        await service.Refused(400, "E0000001", "DELETE", $"api/v1/groups/{group}/roles/{roles[0]}");
        Assert.Equal([last], await service.Ids($"api/v1/groups/{group}/users"));
    }

    [Fact]
    public async Task Only_super_administrators_manage_roles_and_groups_that_hold_them()
    {
        await using var service = await TestService.Start(engine);
        var user = await service.NewUser("ada");
        var group = await service.NewGroup("admins");
        await service.Does(201, "POST", $"api/v1/groups/{group}/roles", """{"type":"HELP_DESK_ADMIN"}""");
        foreach (var role in Enum.GetValues<RoleType>().Where(role => role != RoleType.SUPER_ADMIN))
        {
            var (client, _) = await service.NewClient(service.Org, role);
            await service.Does(403, "POST", $"api/v1/users/{user}/roles", """{"type":"HELP_DESK_ADMIN"}""", client);
            await service.Does(403, "POST", $"api/v1/groups/{group}/roles", """{"type":"READ_ONLY_ADMIN"}""", client);
            await service.Does(403, "PUT", $"api/v1/groups/{group}/users/{user}", by: client);
            await service.Does(403, "DELETE", $"api/v1/groups/{group}", by: client);
        }
    }

    [Fact]
    public async Task Targets_narrow_a_role_and_the_last_cannot_be_removed()
    {
        await using var service = await TestService.Start(engine);
        var (mine, other) = (await service.NewGroup("mine"), await service.NewGroup("other"));
        var (inside, outside) = (await service.NewUser("inside"), await service.NewUser("outside"));
        await service.Does(204, "PUT", $"api/v1/groups/{mine}/users/{inside}");
        var (client, admin) = await service.NewAdministrator(RoleType.USER_ADMIN);
        await service.Does(204, "PUT", $"api/v1/groups/{other}/users/{outside}", by: client);
        await service.Does(200, "POST", "api/v1/groups", """{"profile":{"name":"made"}}""", client);

        var path = $"api/v1/users/{admin}/roles/KVJUKUS7IFCE2SKO/targets";
        Assert.Empty(await service.Ids(path + "/groups"));
        await service.Does(204, "PUT", $"{path}/groups/{mine}");
        await service.Does(204, "PUT", $"{path}/groups/{mine}");
        Assert.Equal([mine], await service.Ids(path + "/groups"));
        await service.Does(403, "PUT", $"api/v1/groups/{other}/users/{outside}", by: client);
        await service.Does(403, "DELETE", $"api/v1/groups/{other}/users/{outside}", by: client);
        await service.Does(403, "GET", $"api/v1/groups/{other}", by: client);
        await service.Does(403, "DELETE", $"api/v1/groups/{other}", by: client);
        await service.Does(403, "POST", "api/v1/groups", """{"profile":{"name":"more"}}""", client);
        await service.Does(403, "GET", "api/v1/groups/rules", by: client);
        await service.Does(403, "GET", $"api/v1/users/{outside}/groups", by: client);
        await service.Does(403, "PUT", $"api/v1/groups/{mine}/users/{outside}", by: client);
        Assert.Equal([mine], await service.Ids("api/v1/groups", client));
        Assert.Equal([inside], await service.Ids($"api/v1/groups/{mine}/users", client));
        await service.Does(200, "PUT", $"api/v1/groups/{mine}", """{"profile":{"name":"renamed"}}""", client);
        await service.Does(204, "DELETE", $"api/v1/groups/{mine}/users/{inside}", by: client);

        Assert.Contains("last target", await service.Refused(400, "E0000001", "DELETE", $"{path}/groups/{mine}"), StringComparison.Ordinal);
        await service.Refused(404, "E0000007", "DELETE", $"{path}/groups/{other}");
        await service.Does(204, "PUT", $"{path}/groups/{other}");
        await service.Does(204, "PUT", $"api/v1/groups/{other}/users/{inside}");
        Assert.Equal(2, (await service.AllIds(path + "/groups?limit=1")).Count);
        await service.Does(204, "DELETE", $"{path}/groups/{mine}");
        Assert.Equal([other], await service.Ids(path + "/groups"));
        var (_, all, _) = await service.Send("GET", path);
        Assert.EndsWith($":groups:{other}", Assert.Single(all.EnumerateArray()).GetProperty("orn").GetString(), StringComparison.Ordinal);
        var (_, roles, _) = await service.Send("GET", $"api/v1/users/{admin}/roles?expand=targets/groups");
        Assert.Equal(other, roles[0].GetProperty("_embedded").GetProperty("targets").GetProperty("groups")[0].GetProperty("id").GetString());

        // Without its last group the role would be held over everyone: it goes with the group.
        await service.Does(204, "DELETE", $"api/v1/groups/{other}");
        Assert.Empty(await service.Ids($"api/v1/users/{admin}/roles"));
        await service.Does(403, "GET", "api/v1/groups", by: client);
    }

    [Fact]
    public async Task Targets_fit_their_role()
    {
        await using var service = await TestService.Start(engine);
        var (user, group) = (await service.NewUser("ada"), await service.NewGroup("a"));
        var everyone = (await service.Ids("api/v1/groups?q=everyone"))[0];
        foreach (var type in new[] { "APP_ADMIN", "USER_ADMIN", "READ_ONLY_ADMIN" }) await service.Does(201, "POST", $"api/v1/users/{user}/roles", $$"""{"type":"{{type}}"}""");
        var (app, users) = ($"api/v1/users/{user}/roles/IFIFAX2BIRGUSTQ/targets", $"api/v1/users/{user}/roles/KVJUKUS7IFCE2SKO/targets");
        var reader = (await service.Ids($"api/v1/users/{user}/roles")).Single(id => id.StartsWith("ra1", StringComparison.Ordinal));
        await service.Refused(400, "E0000091", "PUT", $"{app}/groups/{group}");
        await service.Refused(400, "E0000091", "PUT", $"{users}/catalog/apps/facebook");
        await service.Refused(400, "E0000091", "PUT", $"api/v1/users/{user}/roles/{reader}/targets/groups/{group}");
        await service.Refused(400, "E0000091", "GET", $"{app}/groups");
        await service.Refused(400, "E0000001", "PUT", $"{users}/groups/{everyone}");
        await service.Refused(404, "E0000007", "PUT", $"{users}/groups/00gnothing0000000000");
        await service.Refused(404, "E0000007", "PUT", $"{app}/catalog/apps/facebook/0oanothing0000000000");

        await service.Does(204, "PUT", $"{app}/catalog/apps/facebook");
        await service.Does(204, "PUT", $"{app}/catalog/apps/google");
        var (_, apps, _) = await service.Send("GET", $"{app}/catalog/apps");
        Assert.Equal(["facebook", "google"], apps.EnumerateArray().Select(target => target.GetProperty("name").GetString()));
        await service.Does(204, "DELETE", $"{app}/catalog/apps/google");
        await service.Refused(400, "E0000001", "DELETE", $"{app}/catalog/apps/facebook");
        await service.Does(200, "PUT", $"{app}/catalog/apps");
        Assert.Empty((await service.Send("GET", $"{app}/catalog/apps")).Body.EnumerateArray());
        await service.Does(201, "POST", $"api/v1/groups/{group}/roles", """{"type":"APP_ADMIN"}""");
        await service.Does(200, "PUT", $"api/v1/groups/{group}/roles/IFIFAX2BIRGUSTQ/targets/catalog/apps/facebook");
    }

    [Fact]
    public async Task A_role_of_a_user_or_a_group_is_limited_to_apps_of_the_org()
    {
        await using var service = await TestService.Start(engine);
        var (user, group) = (await service.NewUser("ada"), await service.NewGroup("admins"));
        var (wiki, other) = (await NewApp(service, "Wiki"), await NewApp(service, "Other"));
        foreach (var holder in new[] { $"users/{user}", $"groups/{group}" })
        {
            await service.Does(201, "POST", $"api/v1/{holder}/roles", """{"type":"APP_ADMIN"}""");
            var role = $"api/v1/{holder}/roles/IFIFAX2BIRGUSTQ";
            Assert.Equal("APP_ADMIN", (await service.Send("GET", role)).Body.GetProperty("type").GetString());
            var apps = $"{role}/targets/catalog/apps";
            await service.Does(204, "PUT", $"{apps}/bookmark/{wiki}");
            await service.Does(204, "PUT", $"{apps}/bookmark/{other}");
            // Okta's own file answers a group 200 where it answers a user 204.
            await service.Does(holder[0] == 'u' ? 204 : 200, "PUT", $"{apps}/facebook");
            Assert.Equal(3, (await service.Send("GET", apps)).Body.GetArrayLength());
            await service.Refused(404, "E0000007", "PUT", $"{apps}/facebook/{wiki}");
            await service.Does(204, "DELETE", $"{apps}/bookmark/{other}");
            await service.Does(204, "DELETE", $"{apps}/facebook");
            Assert.Contains("last target", await service.Refused(400, "E0000001", "DELETE", $"{apps}/bookmark/{wiki}"), StringComparison.Ordinal);
            Assert.Equal(wiki, Assert.Single((await service.Send("GET", apps)).Body.EnumerateArray()).GetProperty("id").GetString());
        }

        static async Task<string> NewApp(TestService service, string label) =>
            AppContract.Id((await service.Send("POST", "api/v1/apps", AppContract.Bookmark.Replace("Wiki", label, StringComparison.Ordinal))).Body);
    }

    [Fact]
    public async Task A_limited_app_administrator_still_sees_groups()
    {
        await using var service = await TestService.Start(engine);
        var (client, admin) = await service.NewAdministrator(RoleType.APP_ADMIN);
        await service.Does(204, "PUT", $"api/v1/users/{admin}/roles/IFIFAX2BIRGUSTQ/targets/catalog/apps/facebook");
        Assert.NotEmpty(await service.Ids("api/v1/groups", client));
    }

    [Fact]
    public void The_matrix_of_roles_and_permissions_is_what_was_read()
    {
        var roles = Enum.GetValues<RoleType>();
        var lines = Enum.GetValues<Permission>().Select(permission => $"{permission,-20}" + string.Concat(roles.Select(role => Roles.Grants(role, permission) ? $" {Short(role),-9}" : $" {"-",-9}")).TrimEnd());
        var legend = roles.Select(role => $"{Short(role),-9} {role}: {Roles.Label(role)}{(Roles.TakesGroups(role) ? ", on all or some groups" : Roles.TakesApps(role) ? ", on all or some apps" : "")}");
        Golden.Check("authority.txt", string.Join('\n', [.. legend, "", .. lines, ""]));
    }

    private static string Short(RoleType role) => role.ToString().Replace("_ADMIN", "", StringComparison.Ordinal) switch
    {
        "API_ACCESS_MANAGEMENT" => "API",
        "GROUP_MEMBERSHIP" => "MEMBERS",
        "ACCESS_CERTIFICATIONS" => "CERTS",
        "ACCESS_REQUESTS" => "REQUESTS",
        var name => name,
    };

    private static async Task<List<string>> Nobodies(TestService service, string everyone)
    {
        var (_, users, _) = await service.Send("GET", $"api/v1/groups/{everyone}/users");
        return [.. users.EnumerateArray().Where(user => user.GetProperty("profile").GetProperty("login").GetString()!.StartsWith("nobody", StringComparison.Ordinal)).Select(user => user.GetProperty("id").GetString()!)];
    }
}
