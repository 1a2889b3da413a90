using System.Text.Json;
using Firebreak.Tests.Service;
using Xunit;

namespace Firebreak.Tests.SignIn;

public sealed class ThreatsOnSqlite() : ThreatContract(Engine.Sqlite);

public sealed class ThreatsOnPostgres() : ThreatContract(Engine.Postgres);

public abstract class ThreatContract(Engine engine)
{
    private const string Configuration = "api/v1/threats/configuration";

    [Fact]
    public async Task An_org_says_what_is_done_about_addresses_that_try_passwords()
    {
        await using var service = await TestService.Start(engine);
        var before = (await service.Send("GET", Configuration)).Body;
        Assert.Equal(("audit", 0), (Text(before, "action"), before.GetProperty("excludeZones").GetArrayLength()));
        Assert.Matches(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$", Text(before, "created"));

        var zone = Text((await service.Send("POST", "api/v1/zones", """{"type":"IP","name":"Office","status":"INACTIVE","gateways":[{"type":"CIDR","value":"192.0.2.0/24"}]}""")).Body, "id");
        var (status, changed, _) = await service.Send("POST", Configuration, $$"""{"action":"block","excludeZones":["{{zone}}"]}""");
        Assert.Equal((200, "block", zone), (status, Text(changed, "action"), changed.GetProperty("excludeZones")[0].GetString()));
        // What is not sent stays.
        Assert.Equal(1, (await service.Send("POST", Configuration, """{"action":"none"}""")).Body.GetProperty("excludeZones").GetArrayLength());
        // A zone that is named here cannot go.
        Assert.Equal(400, (await service.Send("DELETE", $"api/v1/zones/{zone}")).Status);
        Assert.Equal(200, (await service.Send("POST", Configuration, """{"action":"audit","excludeZones":[]}""")).Status);
        Assert.Equal(204, (await service.Send("DELETE", $"api/v1/zones/{zone}")).Status);

        foreach (var bad in new[] { "{}", """{"action":"shout"}""", """{"action":"1"}""", """{"action":"audit","excludeZones":["nzonowhere"]}""", """{"action":"audit","excludeZones":"all"}""" })
            Assert.Equal(400, (await service.Send("POST", Configuration, bad)).Status);
        var events = await service.Events("security.threat.configuration.update");
        Assert.Equal(3, events.Count);
        Assert.Equal(JsonValueKind.Null, events[0].GetProperty("target").ValueKind);
    }

    [Theory]
    [InlineData("authenticator-settings", "verifyKnowledgeSecondWhen2faRequired")]
    [InlineData("user-lockout-settings", "preventBruteForceLockoutFromUnknownDevices")]
    public async Task Protections_are_off_until_they_are_switched_on(string path, string name)
    {
        await using var service = await TestService.Start(engine);
        var url = "attack-protection/api/v1/" + path;
        Assert.False((await service.Send("GET", url)).Body.GetProperty(name).GetBoolean());
        Assert.True((await service.Send("PUT", url, $$"""{"{{name}}":true}""")).Body.GetProperty(name).GetBoolean());
        Assert.True((await service.Send("GET", url)).Body.GetProperty(name).GetBoolean());
        Assert.Equal(400, (await service.Send("PUT", url, $$"""{"{{name}}":"yes"}""")).Status);
        Assert.False((await service.Send("PUT", url, "{}")).Body.GetProperty(name).GetBoolean());
        Assert.Equal(2, (await service.Events("security.attack_protection.settings.update")).Count);
        var (reader, _) = await service.NewClient(service.Org, RoleType.READ_ONLY_ADMIN);
        Assert.Equal(200, (await service.Send("GET", url, by: reader)).Status);
        Assert.Equal(403, (await service.Send("PUT", url, "{}", reader)).Status);
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
