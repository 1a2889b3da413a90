using System.Text.Json;
using Firebreak.Tests.Service;
using Xunit;

namespace Firebreak.Tests.Directory;

public sealed class GroupsOnSqlite() : GroupContract(Engine.Sqlite);

public sealed class GroupsOnPostgres() : GroupContract(Engine.Postgres);

public abstract class GroupContract(Engine engine)
{
    [Fact]
    public async Task A_group_is_made_read_replaced_and_deleted_and_each_is_an_event()
    {
        await using var service = await TestService.Start(engine);
        var (status, made, _) = await service.Send("POST", "api/v1/groups", """{"profile":{"name":"West Coast","description":"All users west"}}""");
        Assert.Equal(200, status);
        Assert.Equal("OKTA_GROUP", made.GetProperty("type").GetString());
        Assert.Equal("okta:user_group", made.GetProperty("objectClass")[0].GetString());
        Assert.Equal(["medium", "large"], made.GetProperty("_links").GetProperty("logo").EnumerateArray().Select(logo => logo.GetProperty("name").GetString()));
        var id = made.GetProperty("id").GetString();
        Assert.StartsWith("00g", id, StringComparison.Ordinal);

        var (_, replaced, _) = await service.Send("PUT", $"api/v1/groups/{id}", """{"profile":{"name":"East Coast"}}""");
        Assert.Equal("""{"name":"East Coast","description":null}""", replaced.GetProperty("profile").GetRawText());
        Assert.Equal(made.GetProperty("created").GetString(), replaced.GetProperty("created").GetString());
        Assert.Equal(replaced.GetRawText(), (await service.Send("GET", $"api/v1/groups/{id}")).Body.GetRawText());

        await service.Does(204, "DELETE", $"api/v1/groups/{id}");
        Assert.Contains($"Not found: Resource not found: {id} (UserGroup)", await service.Refused(404, "E0000007", "GET", $"api/v1/groups/{id}"), StringComparison.Ordinal);
        await service.Refused(404, "E0000007", "DELETE", $"api/v1/groups/{id}");
        foreach (var type in new[] { "group.lifecycle.create", "group.profile.update", "group.lifecycle.delete" })
            Assert.Equal(id, Assert.Single(await service.Events(type)).GetProperty("target")[0].GetProperty("id").GetString());
    }

    [Theory]
    [InlineData("{}", "E0000003")]
    [InlineData("""{"profile":[]}""", "E0000003")]
    [InlineData("""[]""", "E0000003")]
    [InlineData("""{"profile":{}}""", "E0000001")]
    [InlineData("""{"profile":{"name":""}}""", "E0000001")]
    [InlineData("""{"profile":{"name":null}}""", "E0000001")]
    [InlineData("""{"profile":{"name":7}}""", "E0000001")]
    [InlineData("""{"profile":{"name":"\ud800"}}""", "E0000003")]
    [InlineData("""{"profile":{"name":"a\u0000b"}}""", "E0000003")]
    [InlineData("""{"profile":{"name":"x","description":{}}}""", "E0000001")]
    [InlineData("""{"profile":{"name":"x","unknown":"y"}}""", "E0000001")]
    [InlineData("""{"profile":{"name":"everyone"}}""", "E0000001")]
    public async Task What_is_no_group_is_refused(string body, string code)
    {
        await using var service = await TestService.Start(engine);
        await service.Refused(400, code, "POST", "api/v1/groups", body);
    }

    [Fact]
    public async Task Names_are_unique_without_case_and_have_an_end()
    {
        await using var service = await TestService.Start(engine);
        var id = await service.NewGroup("Straße");
        Assert.Contains("already exists", await service.Refused(400, "E0000001", "POST", "api/v1/groups", """{"profile":{"name":"STRAßE"}}"""), StringComparison.Ordinal);
        var other = await service.NewGroup("Other");
        await service.Refused(400, "E0000001", "PUT", $"api/v1/groups/{other}", """{"profile":{"name":"straße"}}""");
        await service.Does(200, "PUT", $"api/v1/groups/{id}", """{"profile":{"name":"strasse"}}""");
        await service.Does(200, "PUT", $"api/v1/groups/{other}", """{"profile":{"name":"straße"}}""");
        await service.Does(200, "POST", "api/v1/groups", $$$"""{"profile":{"name":"{{{new string('x', 255)}}}"}}""");
        await service.Refused(400, "E0000001", "POST", "api/v1/groups", $$$"""{"profile":{"name":"{{{new string('y', 256)}}}"}}""");
        await service.Refused(400, "E0000001", "POST", "api/v1/groups", $$$"""{"profile":{"name":"z","description":"{{{new string('y', 1025)}}}"}}""");
    }

    [Fact]
    public async Task Custom_attributes_are_those_of_the_schema()
    {
        await using var service = await TestService.Start(engine);
        await service.Store.Write<Done>(service.Caller, Permission.ManageSchemas, async tx =>
        {
            var custom = """{"cost":{"type":"integer"},"tag":{"type":"string","maxLength":3}}""";
            if (await tx.Run($"update schemas set custom = {custom} where org_id = {tx.Org.Id} and kind = 'group'") == 0)
                await tx.Run($"insert into schemas (org_id, id, kind, owner, custom, base, created, last_updated) values ({tx.Org.Id}, {"group"}, {"group"}, {""}, {custom}, {"{}"}, {tx.At}, {tx.At})");
            tx.Record(Firebreak.SystemLog.Event.Of(Firebreak.Directory.GroupEvents.Updated));
            return Done.It;
        });
        var (status, made, _) = await service.Send("POST", "api/v1/groups", """{"profile":{"name":"a","cost":7,"tag":"abc"}}""");
        Assert.Equal(200, status);
        Assert.Equal(7, made.GetProperty("profile").GetProperty("cost").GetInt32());
        var id = made.GetProperty("id").GetString()!;
        Assert.Equal([id], await service.Ids("api/v1/groups?search=" + Uri.EscapeDataString("profile.cost eq 7")));
        Assert.Equal([id], await service.Ids("api/v1/groups?search=" + Uri.EscapeDataString("profile.tag sw \"AB\"")));
        await service.Refused(400, "E0000001", "PUT", $"api/v1/groups/{id}", """{"profile":{"name":"a","cost":"7"}}""");
        await service.Refused(400, "E0000001", "PUT", $"api/v1/groups/{id}", """{"profile":{"name":"a","tag":"abcd"}}""");
    }

    [Fact]
    public async Task The_group_of_everyone_holds_everyone_and_cannot_be_changed()
    {
        await using var service = await TestService.Start(engine);
        var everyone = Assert.Single(await service.Ids("api/v1/groups?filter=" + Uri.EscapeDataString("type eq \"BUILT_IN\"")));
        var before = await service.Ids($"api/v1/groups/{everyone}/users");
        var user = await service.NewUser("ada");
        Assert.Equal([.. before, user], await service.Ids($"api/v1/groups/{everyone}/users"));
        Assert.Equal([everyone], await service.Ids($"api/v1/users/{user}/groups"));
        await service.Refused(403, "E0000006", "PUT", $"api/v1/groups/{everyone}", """{"profile":{"name":"Nobody"}}""");
        await service.Refused(403, "E0000006", "DELETE", $"api/v1/groups/{everyone}");
        await service.Refused(403, "E0000006", "PUT", $"api/v1/groups/{everyone}/users/{user}");
        await service.Refused(403, "E0000006", "DELETE", $"api/v1/groups/{everyone}/users/{user}");
    }

    [Fact]
    public async Task Members_are_added_once_listed_in_pages_and_taken_out()
    {
        await using var service = await TestService.Start(engine);
        var group = await service.NewGroup("a");
        var users = new List<string>();
        for (var i = 0; i < 5; i++) users.Add(await service.NewUser($"user{i}"));
        foreach (var user in users) await service.Does(204, "PUT", $"api/v1/groups/{group}/users/{user}");
        await service.Does(204, "PUT", $"api/v1/groups/{group}/users/{users[0]}");
        Assert.Equal(users.Order(StringComparer.Ordinal), await service.AllIds($"api/v1/groups/{group}/users?limit=2"));
        var (_, list, _) = await service.Send("GET", $"api/v1/groups?expand=stats&q=a");
        Assert.Equal(5, list[0].GetProperty("_embedded").GetProperty("stats").GetProperty("usersCount").GetInt32());
        Assert.Contains(group, await service.Ids($"api/v1/users/{users[0]}/groups"));

        await service.Does(204, "DELETE", $"api/v1/groups/{group}/users/{users[0]}");
        await service.Does(204, "DELETE", $"api/v1/groups/{group}/users/{users[0]}");
        Assert.DoesNotContain(users[0], await service.Ids($"api/v1/groups/{group}/users"));
        Assert.Equal(["SUCCESS", "SKIPPED"], (await service.Events("group.user_membership.remove")).Select(Result));
        Assert.Equal(5, (await service.Events("group.user_membership.add")).Count(e => Result(e) == "SUCCESS"));
        await service.Refused(404, "E0000007", "PUT", $"api/v1/groups/{group}/users/00unobody00000000000");
        await service.Refused(404, "E0000007", "PUT", $"api/v1/groups/00gnothing0000000000/users/{users[0]}");
        await service.Refused(404, "E0000007", "GET", "api/v1/users/00unobody00000000000/groups");
        await service.Does(204, "DELETE", $"api/v1/groups/{group}");
        Assert.DoesNotContain(group, await service.Ids($"api/v1/users/{users[1]}/groups"));
    }

    [Fact]
    public async Task Lists_are_filtered_searched_sorted_and_paged()
    {
        await using var service = await TestService.Start(engine);
        var ids = new Dictionary<string, string>();
        foreach (var name in new[] { "beta", "Alpha", "alphabet", "gamma" }) ids[name] = await service.NewGroup(name);
        var (_, alphabet, _) = await service.Send("GET", $"api/v1/groups/{ids["alphabet"]}");
        var since = alphabet.GetProperty("created").GetString();

        Task<List<string>> Found(string what, string expression) => service.Ids($"api/v1/groups?{what}={Uri.EscapeDataString(expression)}");
        Assert.Equal([ids["Alpha"], ids["alphabet"]], await Found("q", "ALPHA"));
        Assert.Equal([ids["Alpha"]], await Found("search", "profile.name eq \"ALPHA\""));
        Assert.Equal([ids["Alpha"], ids["alphabet"]], await Found("search", "profile.name sw \"alpha\""));
        Assert.Equal([ids["alphabet"]], await Found("search", "profile.name co \"bet\" and not (profile.name eq \"beta\")"));
        Assert.Equal([ids["beta"], ids["gamma"]], await Found("search", $"id eq \"{ids["gamma"]}\" or id eq \"{ids["beta"]}\""));
        Assert.Contains(ids["gamma"], await Found("filter", $"lastUpdated ge \"{since}\""));
        Assert.DoesNotContain(ids["gamma"], await Found("filter", $"lastUpdated lt \"{since}\""));
        Assert.Empty(await Found("filter", "type eq \"APP_GROUP\""));
        Assert.Equal([ids["gamma"], ids["beta"], ids["alphabet"], ids["Alpha"]], await service.AllIds("api/v1/groups?limit=1&sortBy=profile.name&sortOrder=desc&search=" + Uri.EscapeDataString("type eq \"OKTA_GROUP\"")));
        Assert.Equal(5, (await service.AllIds("api/v1/groups?limit=2")).Distinct().Count());

        foreach (var bad in new[] { "filter=nonsense", "filter=created+gt+%222020-01-01%22", "search=password+eq+%22x%22", "search=profile.name+eq", "sortBy=secret", "search=profile%5Bname+eq+%22x%22%5D" })
            await service.Refused(400, "E0000031", "GET", "api/v1/groups?" + bad);
        foreach (var bad in new[] { "limit=many", "limit=-1", "sortBy=id&sortOrder=up", "expand=everything" }) await service.Refused(400, "E0000001", "GET", "api/v1/groups?" + bad);
    }

    [Fact]
    public async Task Owners_are_users_or_groups_and_grant_nothing()
    {
        await using var service = await TestService.Start(engine);
        var (group, team, user) = (await service.NewGroup("a"), await service.NewGroup("team"), await service.NewUser("ada"));
        var (status, owner, _) = await service.Send("POST", $"api/v1/groups/{group}/owners", $$"""{"id":"{{user}}","type":"USER"}""");
        Assert.Equal(201, status);
        Assert.Equal("ada Test", owner.GetProperty("displayName").GetString());
        await service.Does(201, "POST", $"api/v1/groups/{group}/owners", $$"""{"id":"{{team}}","type":"GROUP"}""");
        await service.Refused(400, "E0000001", "POST", $"api/v1/groups/{group}/owners", $$"""{"id":"{{team}}","type":"GROUP"}""");
        await service.Refused(404, "E0000007", "POST", $"api/v1/groups/{group}/owners", $$"""{"id":"{{team}}","type":"USER"}""");
        foreach (var bad in new[] { "{}", """{"id":"x"}""", """{"id":7,"type":"USER"}""", """{"id":"x","type":"APP"}""" }) await service.Refused(400, "E0000001", "POST", $"api/v1/groups/{group}/owners", bad);
        Assert.Equal(2, (await service.AllIds($"api/v1/groups/{group}/owners?limit=1")).Count);
        Assert.Equal([user], await service.Ids($"api/v1/groups/{group}/owners?search=" + Uri.EscapeDataString("type eq \"USER\"")));
        await service.Refused(400, "E0000031", "GET", $"api/v1/groups/{group}/owners?search=" + Uri.EscapeDataString("id eq \"x\""));
        await service.Does(204, "DELETE", $"api/v1/groups/{group}/owners/{user}");
        await service.Refused(404, "E0000007", "DELETE", $"api/v1/groups/{group}/owners/{user}");
        await service.Does(204, "DELETE", $"api/v1/groups/{team}");
        Assert.Empty(await service.Ids($"api/v1/groups/{group}/owners"));
    }

    [Fact]
    public async Task Another_orgs_groups_are_not_there()
    {
        await using var service = await TestService.Start(engine);
        var group = await service.NewGroup("a");
        var user = await service.NewUser("ada");
        var (other, _) = await service.NewClient(await service.NewOrg("other"), RoleType.SUPER_ADMIN);
        await service.Refused(404, "E0000007", "GET", $"api/v1/groups/{group}", by: other);
        await service.Refused(404, "E0000007", "PUT", $"api/v1/groups/{group}", """{"profile":{"name":"b"}}""", other);
        await service.Refused(404, "E0000007", "PUT", $"api/v1/groups/{group}/users/{user}", by: other);
        await service.Refused(404, "E0000007", "GET", $"api/v1/users/{user}/groups", by: other);
        Assert.Single(await service.Ids("api/v1/groups", other));
    }

    private static string? Result(JsonElement e) => e.GetProperty("outcome").GetProperty("result").GetString();
}
