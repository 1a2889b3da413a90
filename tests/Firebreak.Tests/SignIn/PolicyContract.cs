using System.Text.Json;
using Firebreak.Tests.Service;
using Xunit;

namespace Firebreak.Tests.SignIn;

public sealed class PoliciesOnSqlite() : PolicyContract(Engine.Sqlite);

public sealed class PoliciesOnPostgres() : PolicyContract(Engine.Postgres);

public abstract class PolicyContract(Engine engine)
{
    [Theory]
    [InlineData("OKTA_SIGN_ON", "Default Policy", "Default Rule")]
    [InlineData("PASSWORD", "Default Policy", "Default Rule")]
    [InlineData("MFA_ENROLL", "Default Policy", "Default Rule")]
    [InlineData("ACCESS_POLICY", "Any two factors", "Catch-all Rule")]
    public async Task Every_type_has_a_default_that_stays(string type, string name, string ruleName)
    {
        await using var service = await TestService.Start(engine);
        var policy = Assert.Single((await service.Send("GET", $"api/v1/policies?type={type}")).Body.EnumerateArray());
        Assert.Equal((name, "ACTIVE", true, 1), (Text(policy, "name"), Text(policy, "status"), policy.GetProperty("system").GetBoolean(), policy.GetProperty("priority").GetInt32()));
        var path = $"api/v1/policies/{Text(policy, "id")}";
        var rule = Assert.Single((await service.Send("GET", path + "/rules")).Body.EnumerateArray());
        Assert.Equal((ruleName, true), (Text(rule, "name"), rule.GetProperty("system").GetBoolean()));
        var rulePath = $"{path}/rules/{Text(rule, "id")}";
        foreach (var (method, url) in new[] { ("DELETE", path), ("POST", path + "/lifecycle/deactivate"), ("DELETE", rulePath), ("POST", rulePath + "/lifecycle/deactivate") })
            Assert.Equal(400, (await service.Send(method, url)).Status);
        // What happens can be changed; when, and for whom, cannot.
        Assert.Equal(200, (await service.Send("PUT", path, $$"""{"type":"{{type}}","name":"{{name}}","description":"ours"}""")).Status);
        Assert.Equal(400, (await service.Send("PUT", path, $$"""{"type":"{{type}}","name":"another"}""")).Status);
        Assert.Equal(200, (await service.Send("PUT", rulePath, $$"""{"name":"{{ruleName}}"}""")).Status);
        Assert.Equal("ours", Text((await service.Send("GET", path)).Body, "description"));
        Assert.Equal(ruleName, Text((await service.Send("GET", rulePath)).Body, "name"));
        Assert.Single((await service.Send("GET", path + "/rules")).Body.EnumerateArray());
    }

    [Fact]
    public async Task Policies_have_their_order_and_every_change_is_an_event()
    {
        await using var service = await TestService.Start(engine);
        var group = Text((await service.Send("POST", "api/v1/groups", """{"profile":{"name":"Admins"}}""")).Body, "id");
        var conditions = """{"people":{"groups":{"include":["GROUP"]}}}""".Replace("GROUP", group, StringComparison.Ordinal);
        string Sent(string name, string more = "") => $$"""{"type":"PASSWORD","name":"{{name}}"{{more}},"conditions":""" + conditions + "}";
        var (status, first, _) = await service.Send("POST", "api/v1/policies", Sent("one"));
        Assert.Equal((200, 1, 8), (status, first.GetProperty("priority").GetInt32(), first.GetProperty("settings").GetProperty("password").GetProperty("complexity").GetProperty("minLength").GetInt32()));
        await service.Send("POST", "api/v1/policies?activate=false", Sent("two"));
        await service.Send("POST", "api/v1/policies", Sent("three", ",\"priority\":1"));
        Assert.Equal(["three 1 ACTIVE", "one 2 ACTIVE", "two 3 INACTIVE", "Default Policy 4 ACTIVE"], await Names(service, "api/v1/policies?type=PASSWORD"));
        Assert.Equal(["two 3 INACTIVE"], await Names(service, "api/v1/policies?type=PASSWORD&status=INACTIVE"));
        Assert.Equal(["three 1 ACTIVE"], await Names(service, "api/v1/policies?type=PASSWORD&q=THR"));
        Assert.Equal(["three 1 ACTIVE"], await Names(service, "api/v1/policies?type=PASSWORD&limit=1"));
        Assert.Equal(["two 3 INACTIVE", "Default Policy 4 ACTIVE"], await Names(service, $"api/v1/policies?type=PASSWORD&limit=2&after={Text(first, "id")}"));
        Assert.Equal(400, (await service.Send("GET", "api/v1/policies?type=PASSWORD&expand=rules")).Status);
        var path = $"api/v1/policies/{Text(first, "id")}";
        Assert.Equal(400, (await service.Send("POST", "api/v1/policies", Sent("ONE"))).Status);
        Assert.Equal(200, (await service.Send("PUT", path, Sent("uno", ",\"priority\":9,\"settings\":{\"password\":{\"age\":{\"historyCount\":7}}}"))).Status);
        Assert.Equal(["three 1 ACTIVE", "two 2 INACTIVE", "uno 3 ACTIVE", "Default Policy 4 ACTIVE"], await Names(service, "api/v1/policies?type=PASSWORD"));
        Assert.Equal(7, (await service.Send("GET", path)).Body.GetProperty("settings").GetProperty("password").GetProperty("age").GetProperty("historyCount").GetInt32());
        Assert.Equal(204, (await service.Send("POST", path + "/lifecycle/deactivate")).Status);
        Assert.Equal(204, (await service.Send("POST", path + "/lifecycle/activate")).Status);
        Assert.Equal(204, (await service.Send("DELETE", path)).Status);
        Assert.Equal(404, (await service.Send("GET", path)).Status);
        Assert.Equal(["three 1 ACTIVE", "two 2 INACTIVE", "Default Policy 3 ACTIVE"], await Names(service, "api/v1/policies?type=PASSWORD"));
        var events = (await service.Events()).Select(e => Text(e, "eventType")!).Where(type => type.StartsWith("policy.", StringComparison.Ordinal));
        Assert.Equal(["create", "create", "create", "update", "deactivate", "activate", "delete"], events.Select(type => type.Split('.')[^1]));
    }

    [Fact]
    public async Task Rules_have_their_order_and_every_change_is_an_event()
    {
        await using var service = await TestService.Start(engine);
        var zone = Text((await service.Send("POST", "api/v1/zones", """{"type":"IP","name":"Office","status":"INACTIVE","gateways":[{"type":"CIDR","value":"192.0.2.0/24"}]}""")).Body, "id");
        var made = (await service.Send("POST", "api/v1/policies", """{"type":"OKTA_SIGN_ON","name":"Ours"}""")).Body;
        var rules = $"api/v1/policies/{Text(made, "id")}/rules";
        Assert.Empty((await service.Send("GET", rules)).Body.EnumerateArray());
        const string FromOffice = """{"type":"SIGN_ON","name":"from the office","conditions":{"network":{"connection":"ZONE","include":["ZONE-ID"]}},"actions":{"signon":{"access":"ALLOW","session":{"maxSessionIdleMinutes":720}}}}""";
        var (status, rule, _) = await service.Send("POST", rules, FromOffice.Replace("ZONE-ID", zone, StringComparison.Ordinal));
        Assert.Equal(200, status);
        Assert.Equal(
            """{"signon":{"access":"ALLOW","requireFactor":false,"primaryFactor":"PASSWORD_IDP","rememberDeviceByDefault":false,"session":{"usePersistentCookie":false,"maxSessionIdleMinutes":720,"maxSessionLifetimeMinutes":0}}}""",
            rule.GetProperty("actions").GetRawText());
        var path = $"{rules}/{Text(rule, "id")}";
        // A zone that a rule names stays.
        Assert.Equal(400, (await service.Send("DELETE", $"api/v1/zones/{zone}")).Status);
        await service.Send("POST", rules, """{"name":"first","priority":1,"actions":{"signon":{"access":"DENY"}}}""");
        Assert.Equal(["first 1 ACTIVE", "from the office 2 ACTIVE"], await Names(service, rules));
        Assert.Equal(400, (await service.Send("POST", rules, """{"name":"FIRST"}""")).Status);
        Assert.Equal(204, (await service.Send("POST", path + "/lifecycle/deactivate")).Status);
        Assert.Equal("INACTIVE", Text((await service.Send("GET", path)).Body, "status"));
        Assert.Equal(204, (await service.Send("POST", path + "/lifecycle/activate")).Status);
        Assert.Equal(200, (await service.Send("PUT", path, """{"type":"SIGN_ON","name":"moved","priority":1}""")).Status);
        Assert.Equal(["moved 1 ACTIVE", "first 2 ACTIVE"], await Names(service, rules));
        Assert.Equal(204, (await service.Send("DELETE", path)).Status);
        Assert.Equal(404, (await service.Send("GET", path)).Status);
        Assert.Equal(["first 1 ACTIVE"], await Names(service, rules));
        Assert.Equal(204, (await service.Send("DELETE", $"api/v1/zones/{zone}")).Status);
        // Rules go with their policy.
        Assert.Equal(204, (await service.Send("DELETE", $"api/v1/policies/{Text(made, "id")}")).Status);
        Assert.Equal(404, (await service.Send("GET", rules)).Status);
        var events = (await service.Events()).Select(e => Text(e, "eventType")!).Where(type => type.StartsWith("policy.rule.", StringComparison.Ordinal));
        Assert.Equal(["add", "add", "deactivate", "activate", "update", "delete"], events.Select(type => type.Split('.')[^1]));
    }

    [Fact]
    public async Task Access_policies_are_cloned_with_their_rules_and_map_to_nothing_here()
    {
        await using var service = await TestService.Start(engine);
        var made = (await service.Send("POST", "api/v1/policies", """{"type":"ACCESS_POLICY","name":"Strict"}""")).Body;
        Assert.StartsWith("rst", Text(made, "id"), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, made.GetProperty("conditions").ValueKind);
        var path = $"api/v1/policies/{Text(made, "id")}";
        await service.Send("POST", path + "/rules", """{"name":"one factor will do","actions":{"appSignOn":{"verificationMethod":{"factorMode":"1FA"}}}}""");
        var clone = (await service.Send("POST", path + "/clone")).Body;
        Assert.Equal("[cloned] Strict", Text(clone, "name"));
        Assert.Equal(["one factor will do 1 ACTIVE", "Catch-all Rule 2 ACTIVE"], await Names(service, $"api/v1/policies/{Text(clone, "id")}/rules"));
        foreach (var list in new[] { "app", "mappings" }) Assert.Equal(0, (await service.Send("GET", $"{path}/{list}")).Body.GetArrayLength());
        Assert.Equal(400, (await service.Send("POST", path + "/mappings", """{"resourceId":"x","resourceType":"ACCESS_POLICY"}""")).Status);
        var password = (await service.Send("GET", "api/v1/policies?type=PASSWORD")).Body[0];
        Assert.Equal(400, (await service.Send("POST", $"api/v1/policies/{Text(password, "id")}/clone")).Status);
    }

    [Theory]
    [InlineData("""{"name":"x"}""")]
    [InlineData("""{"type":"IDP_DISCOVERY","name":"x"}""")]
    [InlineData("""{"type":"2","name":"x"}""")]
    [InlineData("""{"type":"PASSWORD"}""")]
    [InlineData("""{"type":"PASSWORD","name":"x","priority":"first"}""")]
    [InlineData("""{"type":"PASSWORD","name":"x","status":"ASLEEP"}""")]
    [InlineData("""{"type":"PASSWORD","name":"x","settings":{"password":{"complexity":{"minLength":3}}}}""")]
    [InlineData("""{"type":"PASSWORD","name":"x","settings":{"password":{"complexity":{"minEmoji":1}}}}""")]
    [InlineData("""{"type":"PASSWORD","name":"x","settings":[]}""")]
    [InlineData("""{"type":"PASSWORD","name":"x","conditions":{"authProvider":{"provider":"PIGEON"}}}""")]
    [InlineData("""{"type":"OKTA_SIGN_ON","name":"x","conditions":{"people":{"groups":{"include":["00gnone"]}}}}""")]
    [InlineData("""{"type":"OKTA_SIGN_ON","name":"x","conditions":{"device":{"managed":true}}}""")]
    [InlineData("""{"type":"ACCESS_POLICY","name":"x","conditions":{"people":{}}}""")]
    public async Task What_is_no_policy_is_refused(string sent)
    {
        await using var service = await TestService.Start(engine);
        var (status, body, _) = await service.Send("POST", "api/v1/policies", sent);
        Assert.Equal(400, status);
        Assert.NotEmpty(body.GetProperty("errorCauses").EnumerateArray());
        Assert.Empty(await service.Events("policy.lifecycle.create"));
    }

    [Theory]
    [InlineData("""{"name":"x","type":"PASSWORD"}""")]
    [InlineData("""{"name":"x","conditions":{"network":{"connection":"ZONE","include":["nzonone"]}}}""")]
    [InlineData("""{"name":"x","conditions":{"people":{"users":{"exclude":["00unone"]}}}}""")]
    [InlineData("""{"name":"x","conditions":{"risk":{"behaviors":["bhvnone"]}}}""")]
    [InlineData("""{"name":"x","conditions":{"riskScore":{"level":"EXTREME"}}}""")]
    [InlineData("""{"name":"x","conditions":{"weather":"sunny"}}""")]
    [InlineData("""{"name":"x","actions":{"signon":{"access":"PERHAPS"}}}""")]
    [InlineData("""{"name":"x","actions":{"signon":{"session":{"maxSessionIdleMinutes":1.5}}}}""")]
    public async Task What_is_no_rule_is_refused(string sent)
    {
        await using var service = await TestService.Start(engine);
        var policy = (await service.Send("GET", "api/v1/policies?type=OKTA_SIGN_ON")).Body[0];
        Assert.Equal(400, (await service.Send("POST", $"api/v1/policies/{Text(policy, "id")}/rules", sent)).Status);
        Assert.Empty(await service.Events("policy.rule.add"));
    }

    private static async Task<IEnumerable<string>> Names(TestService service, string path) =>
        (await service.Send("GET", path)).Body.EnumerateArray().Select(item => $"{Text(item, "name")} {item.GetProperty("priority").GetInt32()} {Text(item, "status")}");

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
