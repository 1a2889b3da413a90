using System.Text.Json;
using Firebreak.Directory;
using Firebreak.Expressions;
using Firebreak.Tests.Service;
using Xunit;

namespace Firebreak.Tests.Directory;

public sealed class GroupRulesOnSqlite() : GroupRuleContract(Engine.Sqlite);

public sealed class GroupRulesOnPostgres() : GroupRuleContract(Engine.Postgres);

public abstract class GroupRuleContract(Engine engine)
{
    [Fact]
    public async Task A_rule_begins_inactive_works_while_active_and_leaves_its_members_when_stopped()
    {
        await using var service = await TestService.Start(engine);
        var group = await service.NewGroup("sales");
        var before = await service.NewUser("before", ",\"department\":\"Sales\"");
        var (_, rule, _) = await service.Send("POST", "api/v1/groups/rules", Directories.Rule("r", "user.department==\"Sales\"", group));
        Assert.Equal("INACTIVE", rule.GetProperty("status").GetString());
        Assert.Equal("user.department==\"Sales\"", rule.GetProperty("conditions").GetProperty("expression").GetProperty("value").GetString());
        var path = $"api/v1/groups/rules/{rule.GetProperty("id").GetString()}";
        Assert.Empty(await service.Ids($"api/v1/groups/{group}/users"));

        await service.Does(204, "POST", path + "/lifecycle/activate");
        await service.Does(204, "POST", path + "/lifecycle/activate");
        Assert.Equal([before], await service.Ids($"api/v1/groups/{group}/users"));
        Assert.Equal("ACTIVE", (await service.Send("GET", path)).Body.GetProperty("status").GetString());
        var added = Assert.Single(await service.Events("group.user_membership.add"));
        Assert.Equal(rule.GetProperty("id").GetString(), added.GetProperty("debugContext").GetProperty("debugData").GetProperty("triggeredByGroupRuleId").GetString());

        await service.Refused(400, "E0000001", "PUT", path, Directories.Rule("r", "false", group));
        await service.Refused(400, "E0000001", "DELETE", path);
        await service.Does(204, "POST", path + "/lifecycle/deactivate");
        Assert.Equal([before], await service.Ids($"api/v1/groups/{group}/users"));
        await service.Does(200, "PUT", path, Directories.Rule("r2", "user.department==\"Other\"", group));
        await service.Does(204, "POST", path + "/lifecycle/activate");
        Assert.Empty(await service.Ids($"api/v1/groups/{group}/users"));
    }

    [Fact]
    public async Task Deleting_a_rule_keeps_its_members_or_takes_them_out()
    {
        await using var service = await TestService.Start(engine);
        var group = await service.NewGroup("all");
        var user = await service.NewUser("ada");
        var byHand = await service.NewUser("bob");
        await service.Does(204, "PUT", $"api/v1/groups/{group}/users/{byHand}");
        foreach (var remove in new[] { false, true })
        {
            var rule = await service.NewRule("r", "String.startsWith(user.login, \"ada\") OR String.startsWith(user.login, \"bob\")", group);
            await service.Does(204, "POST", $"api/v1/groups/rules/{rule}/lifecycle/activate");
            await service.Does(204, "POST", $"api/v1/groups/rules/{rule}/lifecycle/deactivate");
            var (status, body, _) = await service.Send("DELETE", $"api/v1/groups/rules/{rule}?removeUsers={(remove ? "true" : "false")}");
            Assert.Equal((202, "{}"), (status, body.GetRawText()));
            await service.Refused(404, "E0000007", "GET", $"api/v1/groups/rules/{rule}");
            Assert.Contains(user, await service.Ids($"api/v1/groups/{group}/users"));
            if (!remove) await service.Does(204, "DELETE", $"api/v1/groups/{group}/users/{user}");
            if (!remove) await service.Does(204, "PUT", $"api/v1/groups/{group}/users/{user}");
        }
        // Both were members by hand too, and so they stay; one who was there by the rule alone goes.
        var carol = await service.NewUser("carol");
        var last = await service.NewRule("r", "user.firstName==\"carol\"", group);
        await service.Does(204, "POST", $"api/v1/groups/rules/{last}/lifecycle/activate");
        Assert.Contains(carol, await service.Ids($"api/v1/groups/{group}/users"));
        await service.Does(204, "POST", $"api/v1/groups/rules/{last}/lifecycle/deactivate");
        await service.Does(202, "DELETE", $"api/v1/groups/rules/{last}?removeUsers=true");
        Assert.DoesNotContain(carol, await service.Ids($"api/v1/groups/{group}/users"));
    }

    [Fact]
    public async Task Whoever_is_left_out_or_taken_out_by_hand_stays_out()
    {
        await using var service = await TestService.Start(engine);
        var (group, kept) = (await service.NewGroup("all"), await service.NewGroup("kept out"));
        var (ada, bob, carol) = (await service.NewUser("ada"), await service.NewUser("bob"), await service.NewUser("carol"));
        await service.Does(204, "PUT", $"api/v1/groups/{kept}/users/{carol}");
        var (status, rule, _) = await service.Send("POST", "api/v1/groups/rules",
            $$$"""
            {"type":"group_rule","name":"r","conditions":{"people":{"users":{"exclude":["{{{ada}}}"]},"groups":{"exclude":["{{{kept}}}"]} },
            "expression":{"value":"user.lastName==\"Test\"","type":"urn:okta:expression:1.0"} },"actions":{"assignUserToGroups":{"groupIds":["{{{group}}}"]} } }
            """);
        Assert.Equal(200, status);
        var id = rule.GetProperty("id").GetString();
        await service.Does(204, "POST", $"api/v1/groups/rules/{id}/lifecycle/activate");
        Assert.Equal([bob], await service.Ids($"api/v1/groups/{group}/users"));
        await service.Does(204, "DELETE", $"api/v1/groups/{kept}/users/{carol}");
        Assert.Equal([bob, carol], await service.Ids($"api/v1/groups/{group}/users"));
        await service.Does(204, "DELETE", $"api/v1/groups/{group}/users/{bob}");
        Assert.Equal([carol], await service.Ids($"api/v1/groups/{group}/users"));
        Assert.Single(await service.Events("group.user_membership.rule.add_exclusion"));
        var excluded = (await service.Send("GET", $"api/v1/groups/rules/{id}")).Body.GetProperty("conditions").GetProperty("people").GetProperty("users").GetProperty("exclude");
        Assert.Equal(new[] { ada, bob }.Order(StringComparer.Ordinal), excluded.EnumerateArray().Select(user => user.GetString()!));
    }

    [Fact]
    public async Task Rules_read_what_rules_wrote_and_names_of_groups()
    {
        await using var service = await TestService.Start(engine);
        var (a, b, c) = (await service.NewGroup("a"), await service.NewGroup("b"), await service.NewGroup("c"));
        var user = await service.NewUser("ada");
        foreach (var rule in new[] { await service.NewRule("r1", $"isMemberOfGroup(\"{a}\")", b), await service.NewRule("r2", "isMemberOfGroupName(\"b\") AND isMemberOfGroupName(\"Everyone\")", c) })
            await service.Does(204, "POST", $"api/v1/groups/rules/{rule}/lifecycle/activate");
        Assert.Empty(await service.Ids($"api/v1/groups/{c}/users"));
        await service.Does(204, "PUT", $"api/v1/groups/{a}/users/{user}");
        Assert.Equal([user], await service.Ids($"api/v1/groups/{c}/users"));
        await service.Does(200, "PUT", $"api/v1/groups/{b}", """{"profile":{"name":"renamed"}}""");
        Assert.Empty(await service.Ids($"api/v1/groups/{c}/users"));
        await service.Does(200, "PUT", $"api/v1/groups/{b}", """{"profile":{"name":"b"}}""");
        Assert.Equal([user], await service.Ids($"api/v1/groups/{c}/users"));
        await service.Does(204, "DELETE", $"api/v1/groups/{a}/users/{user}");
        Assert.Empty(await service.Ids($"api/v1/groups/{c}/users"));
    }

    [Fact]
    public async Task A_rule_that_contradicts_itself_ends_all_the_same()
    {
        await using var service = await TestService.Start(engine);
        var a = await service.NewGroup("a");
        await service.NewUser("ada");
        var rule = await service.NewRule("r", $"!isMemberOfGroup(\"{a}\")", a);
        await service.Does(204, "POST", $"api/v1/groups/rules/{rule}/lifecycle/activate");
    }

    [Fact]
    public async Task Deleting_a_group_invalidates_rules_that_name_it()
    {
        await using var service = await TestService.Start(engine);
        var (a, b) = (await service.NewGroup("a"), await service.NewGroup("b"));
        var into = await service.NewRule("into", "user.firstName==\"x\"", a);
        var about = await service.NewRule("about", $"isMemberOfAnyGroup(\"{a}\")", b);
        await service.Does(204, "POST", $"api/v1/groups/rules/{about}/lifecycle/activate");
        await service.Does(204, "DELETE", $"api/v1/groups/{a}");
        foreach (var rule in new[] { into, about })
        {
            Assert.Equal("INVALID", (await service.Send("GET", $"api/v1/groups/rules/{rule}")).Body.GetProperty("status").GetString());
            Assert.Contains("INVALID", await service.Refused(400, "E0000001", "POST", $"api/v1/groups/rules/{rule}/lifecycle/activate"), StringComparison.Ordinal);
            await service.Does(202, "DELETE", $"api/v1/groups/rules/{rule}");
        }
        Assert.Equal(2, (await service.Events("group.user_membership.rule.invalidate")).Count);
    }

    [Fact]
    public async Task What_is_no_rule_is_refused()
    {
        await using var service = await TestService.Start(engine);
        var group = await service.NewGroup("a");
        var everyone = (await service.Ids("api/v1/groups?q=everyone"))[0];
        await service.NewRule("taken", "true", group);
        foreach (var (body, word) in new (string, string)[]
        {
            ("{}", "name"), ("""{"name":7}""", "name"),
            (Directories.Rule("taken", "true", group), "already exists"),
            (Directories.Rule(new string('x', 51), "true", group), "50"),
            (Directories.Rule("r", "user.city ==", group), "At character"),
            (Directories.Rule("r", "\"text\"", group), "condition"),
            (Directories.Rule("r", "user.shoeSize==\"7\"", group), "Invalid property shoeSize"),
            (Directories.Rule("r", "hasWorkdayUser()", group), "not supported"),
            (Directories.Rule("r", "isMemberOfGroup(\"00gnothing0000000000\")", group), "no group"),
            (Directories.Rule("r", "true"), "groupIds"),
            (Directories.Rule("r", "true", "00gnothing0000000000"), "no group"),
            (Directories.Rule("r", "true", everyone), "BUILT_IN"),
            (Directories.Rule("r", "true", group).Replace("group_rule", "other", StringComparison.Ordinal), "type"),
            (Directories.Rule("r", "true", group).Replace("expression:1.0", "expression:2.0", StringComparison.Ordinal), "type"),
            (Directories.Rule("r", "true", group).Replace("[\"", "[7,\"", StringComparison.Ordinal), "groupIds"),
        })
            Assert.Contains(word, await service.Refused(400, "E0000001", "POST", "api/v1/groups/rules", body), StringComparison.Ordinal);
        var other = await service.NewGroup("b");
        var rule = await service.NewRule("r", "true", group);
        await service.Refused(400, "E0000001", "PUT", $"api/v1/groups/rules/{rule}", Directories.Rule("r", "true", other));
        foreach (var path in new[] { "", "/lifecycle/activate", "/lifecycle/deactivate" })
            await service.Refused(404, "E0000007", path.Length == 0 ? "GET" : "POST", $"api/v1/groups/rules/0prnothing0000000000{path}");
        await service.Refused(400, "E0000001", "GET", "api/v1/groups/rules?expand=all");
    }

    [Fact]
    public async Task Rules_are_listed_in_pages_by_word_and_with_names()
    {
        await using var service = await TestService.Start(engine);
        var group = await service.NewGroup("a");
        var ids = new List<string>();
        for (var i = 0; i < 5; i++) ids.Add(await service.NewRule($"rule {i}", "true", group));
        Assert.Equal(ids.Order(StringComparer.Ordinal), await service.AllIds("api/v1/groups/rules?limit=2"));
        Assert.Equal([ids[3]], await service.Ids("api/v1/groups/rules?search=RULE+3"));
        var (_, list, _) = await service.Send("GET", "api/v1/groups/rules?expand=groupIdToGroupNameMap&limit=1");
        Assert.Equal("a", list[0].GetProperty("_embedded").GetProperty("groupIdToGroupNameMap").GetProperty(group).GetString());
    }

    [Fact]
    public async Task More_users_than_one_transaction_takes_are_done_soon_after()
    {
        await using var service = await TestService.Start(engine);
        var group = await service.NewGroup("all");
        var count = GroupRules.BatchSize + 50;
        await service.Store.Write<Done>(service.Caller, Permission.ManageUsers, async tx =>
        {
            for (var i = 0; i < count; i++)
            {
                var login = $"user{i}@example.com";
                var profile = $$"""{"firstName":"U","lastName":"Many","login":"{{login}}","email":"{{login}}"}""";
                await UserTable.Insert(tx, new User(Ids.New(Ids.User, tx.At), login, UserStatus.STAGED, "oty", tx.At, null, null, null, tx.At, null, null, null, null, profile), Profile.Parse(profile));
            }
            tx.Record(Firebreak.SystemLog.Event.Of(UserEvents.Created));
            return Done.It;
        });
        var rule = await service.NewRule("r", "user.lastName==\"Many\"", group);
        await service.Does(204, "POST", $"api/v1/groups/rules/{rule}/lifecycle/activate");
        await Until(async () => await service.AllIds($"api/v1/groups/{group}/users") is { Count: var found } && found == count);
        await service.Does(204, "POST", $"api/v1/groups/rules/{rule}/lifecycle/deactivate");
        await service.Does(202, "DELETE", $"api/v1/groups/rules/{rule}?removeUsers=true");
        await Until(async () => (await service.AllIds($"api/v1/groups/{group}/users")).Count == 0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task After_any_changes_members_by_rule_are_who_fulfils_its_condition(int seed)
    {
        await using var service = await TestService.Start(engine);
        var random = new Draw(seed);
        var groups = new List<string>();
        for (var i = 0; i < 4; i++) groups.Add(await service.NewGroup($"g{i}"));
        var users = new List<string>();
        var rules = new List<string>();
        for (var step = 0; step < 60; step++)
        {
            switch (random.Below(6))
            {
                case 0 or 1:
                    users.Add(await service.NewUser($"u{step}", $",\"department\":\"d{random.Below(3)}\",\"city\":\"c{random.Below(2)}\""));
                    break;
                case 2 when rules.Count < 6:
                    // A rule reads only groups before those into which it puts, so that there is one outcome.
                    var into = 1 + random.Below(3);
                    var condition = random.Below(4) switch
                    {
                        0 => $"user.department==\"d{random.Below(3)}\"",
                        1 => $"isMemberOfGroup(\"{groups[random.Below(into)]}\")",
                        2 => $"user.city==\"c{random.Below(2)}\" AND !isMemberOfGroupName(\"g{random.Below(into)}\")",
                        _ => $"String.stringContains(user.login, \"{random.Below(10)}\")",
                    };
                    rules.Add(await service.NewRule($"r{step}", condition, groups[into]));
                    await service.Does(204, "POST", $"api/v1/groups/rules/{rules[^1]}/lifecycle/activate");
                    break;
                case 3 when users.Count > 0:
                    await service.Does(204, "PUT", $"api/v1/groups/{random.Of(groups)}/users/{random.Of(users)}");
                    break;
                case 4 when users.Count > 0:
                    await service.Does(204, "DELETE", $"api/v1/groups/{random.Of(groups)}/users/{random.Of(users)}");
                    break;
                case 5 when rules.Count > 0:
                    var rule = random.Of(rules);
                    await service.Does(204, "POST", $"api/v1/groups/rules/{rule}/lifecycle/deactivate");
                    await service.Does(204, "POST", $"api/v1/groups/rules/{rule}/lifecycle/activate");
                    break;
            }
        }
        await CheckAll(service);
    }

    private static async Task CheckAll(TestService service)
    {
        var org = service.Org.Id;
        await using var db = await service.Store.Read(service.Org);
        var rules = await GroupRuleTable.In(db, org, GroupRuleStatus.ACTIVE);
        Assert.NotEmpty(rules);
        foreach (var user in await db.All($"select {UserTable.Columns} from users u where u.org_id = {org}", UserTable.Read))
        {
            var groups = await GroupTable.Of(db, org, user);
            using var profile = JsonDocument.Parse(user.Profile);
            var about = new ExpressionUser(profile.RootElement, user.Id, user.Status.ToString(), groups.Select(g => g.Id).ToHashSet(), [.. groups.Select(g => g.Name)]);
            var wanted = rules.Where(rule => rule.Holds(about)).SelectMany(rule => rule.GroupIds.Select(group => $"{group} {rule.Id}")).Order(StringComparer.Ordinal);
            var given = await db.All($"select group_id, source from group_members where org_id = {org} and user_id = {user.Id} and source <> ''", row => $"{row.Text(0)} {row.Text(1)}");
            Assert.Equal(wanted, given.Order(StringComparer.Ordinal));
        }
    }

    private static async Task Until(Func<Task<bool>> done)
    {
        while (!await done()) await Task.Delay(20, TestContext.Current.CancellationToken);
    }

    private sealed class Draw(int seed)
    {
        private ulong _state = unchecked((ulong)seed * 0x9E3779B97F4A7C15);

        public int Below(int end)
        {
            _state ^= _state << 13;
            _state ^= _state >> 7;
            _state ^= _state << 17;
            return (int)(_state % (ulong)end);
        }

        public string Of(List<string> items) => items[Below(items.Count)];
    }
}
