using System.Net;
using System.Text.Json;
using Firebreak.Server.Hosting;
using Firebreak.Tests.Service;
using Xunit;

namespace Firebreak.Tests.SignIn;

public sealed class ZonesOnSqlite() : ZoneContract(Engine.Sqlite);

public sealed class ZonesOnPostgres() : ZoneContract(Engine.Postgres);

public abstract class ZoneContract(Engine engine)
{
    private const string Office = """{"type":"IP","name":"Office","gateways":[{"type":"CIDR","value":"192.0.2.0/24"}],"proxies":[{"type":"RANGE","value":"198.51.100.1-198.51.100.9"}]}""";

    [Fact]
    public async Task A_zone_is_made_changed_switched_and_deleted_and_each_is_an_event()
    {
        await using var service = await TestService.Start(engine);
        var (status, made, _) = await service.Send("POST", "api/v1/zones", Office);
        Assert.Equal(200, status);
        Assert.Equal(("IP", "ACTIVE", "POLICY", false), (Text(made, "type"), Text(made, "status"), Text(made, "usage"), made.GetProperty("system").GetBoolean()));
        Assert.Equal("""[{"type":"CIDR","value":"192.0.2.0/24"}]""", made.GetProperty("gateways").GetRawText());
        var zone = $"api/v1/zones/{Text(made, "id")}";
        Assert.Equal(400, (await service.Send("POST", "api/v1/zones", Office.Replace("Office", "OFFICE", StringComparison.Ordinal))).Status);
        Assert.Equal(400, (await service.Send("DELETE", zone)).Status);

        var changed = (await service.Send("PUT", zone, """{"type":"IP","name":"Branch","usage":"BLOCKLIST","gateways":[{"type":"CIDR","value":"192.0.2.0/25"}]}""")).Body;
        Assert.Equal(("Branch", "BLOCKLIST", JsonValueKind.Null), (Text(changed, "name"), Text(changed, "usage"), changed.GetProperty("proxies").ValueKind));
        Assert.Equal("INACTIVE", Text((await service.Send("POST", zone + "/lifecycle/deactivate")).Body, "status"));
        Assert.Equal("ACTIVE", Text((await service.Send("POST", zone + "/lifecycle/activate")).Body, "status"));
        await service.Send("PUT", zone, """{"type":"IP","name":"Branch","usage":"POLICY","status":"INACTIVE","gateways":[{"type":"CIDR","value":"192.0.2.0/25"}]}""");
        Assert.Equal("INACTIVE", Text((await service.Send("GET", zone)).Body, "status"));
        Assert.Equal(204, (await service.Send("DELETE", zone)).Status);
        Assert.Equal(404, (await service.Send("GET", zone)).Status);

        var events = (await service.Events()).Where(e => Text(e, "eventType")!.StartsWith("zone.", StringComparison.Ordinal)).ToList();
        Assert.Equal(
            ["zone.create", "zone.update", "zone.make_blacklist", "zone.deactivate", "zone.activate", "zone.update", "zone.remove_blacklist", "zone.delete"],
            events.Select(e => Text(e, "eventType")));
        Assert.Equal(("NetworkZoneEntity", "Office"), (Text(events[0].GetProperty("target")[0], "type"), Text(events[0].GetProperty("target")[0], "displayName")));
        Assert.Contains("192.0.2.0/24", Text(events[0].GetProperty("debugContext").GetProperty("debugData"), "zoneData"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_org_has_the_systems_zones_which_change_and_stay()
    {
        await using var service = await TestService.Start(engine);
        var zones = (await service.Send("GET", "api/v1/zones")).Body.EnumerateArray().ToList();
        Assert.Equal(["BlockedIpZone", "DefaultEnhancedDynamicZone", "DefaultExemptIpZone", "LegacyIpZone"], zones.Select(zone => Text(zone, "name")));
        Assert.All(zones, zone => Assert.True(zone.GetProperty("system").GetBoolean()));
        Assert.Equal(["BLOCKLIST", "BLOCKLIST", "POLICY", "POLICY"], zones.Select(zone => Text(zone, "usage")));
        var blocked = $"api/v1/zones/{Text(zones[0], "id")}";
        Assert.Equal(400, (await service.Send("DELETE", blocked)).Status);
        Assert.Equal(400, (await service.Send("PUT", blocked, """{"type":"IP","name":"BlockedIpZone","usage":"POLICY"}""")).Status);
        Assert.Equal(200, (await service.Send("PUT", blocked, """{"type":"IP","name":"Kept out","gateways":[{"type":"CIDR","value":"203.0.113.7/32"}]}""")).Status);
        var kept = (await service.Send("GET", blocked)).Body;
        Assert.Equal(("Kept out", true, Text(zones[0], "created")), (Text(kept, "name"), kept.GetProperty("system").GetBoolean(), Text(kept, "created")));
        Assert.Equal(4, (await service.Send("GET", "api/v1/zones")).Body.GetArrayLength());
        // Another org has its own, as they were.
        var other = await service.NewOrg("globex");
        var (client, _) = await service.NewClient(other, RoleType.READ_ONLY_ADMIN);
        var theirs = (await service.Send("GET", "api/v1/zones", by: client)).Body.EnumerateArray().ToList();
        Assert.Equal("BlockedIpZone", Text(theirs[0], "name"));
        Assert.Empty(theirs.Select(zone => Text(zone, "id")).Intersect(zones.Select(zone => Text(zone, "id"))));
    }

    [Fact]
    public async Task Zones_are_filtered_and_come_in_pages()
    {
        await using var service = await TestService.Start(engine);
        var office = Text((await service.Send("POST", "api/v1/zones", Office)).Body, "id");
        Assert.Equal(["Office"], await Names(service, $"filter={Uri.EscapeDataString($"id eq \"{office}\"")}"));
        Assert.Equal(["Office"], await Names(service, $"filter={Uri.EscapeDataString("system eq false")}"));
        Assert.Equal(["BlockedIpZone", "DefaultEnhancedDynamicZone", "Office"], await Names(service, $"filter={Uri.EscapeDataString($"usage eq \"BLOCKLIST\" or id eq \"{office}\"")}"));
        foreach (var bad in new[] { "name eq \"Office\"", "usage eq", "(" }) Assert.Equal(400, (await service.Send("GET", $"api/v1/zones?filter={Uri.EscapeDataString(bad)}")).Status);
        List<string?> seen = [];
        for (var next = "api/v1/zones?limit=2"; next is not null;)
        {
            var (_, page, response) = await service.Send("GET", next);
            seen.AddRange(page.EnumerateArray().Select(zone => Text(zone, "name")));
            var link = response.Headers.GetValues("Link").FirstOrDefault(link => link.EndsWith("rel=\"next\"", StringComparison.Ordinal));
            next = link is null ? null : link[(link.IndexOf("api/", StringComparison.Ordinal))..link.IndexOf('>', StringComparison.Ordinal)];
        }
        Assert.Equal(["BlockedIpZone", "DefaultEnhancedDynamicZone", "DefaultExemptIpZone", "LegacyIpZone", "Office"], seen);
    }

    [Fact]
    public async Task An_address_in_a_zone_that_blocks_is_refused_at_the_door_and_recorded()
    {
        var time = new ManualTime();
        await using var service = await Behind(engine, time);
        Assert.Equal(200, (await From(service, "203.0.113.7", HttpMethod.Get, "api/v1/zones")).Status);
        Assert.Equal(200, (await service.Send("POST", "api/v1/zones", """{"type":"IP","name":"Attackers","usage":"BLOCKLIST","gateways":[{"type":"RANGE","value":"203.0.113.1-203.0.113.9"}]}""")).Status);
        time.Pass(TimeSpan.FromSeconds(1));
        foreach (var path in new[] { "api/v1/zones", ".well-known/okta-organization" })
        {
            var (status, body) = await From(service, "203.0.113.7", HttpMethod.Get, path);
            Assert.Equal(403, status);
            Assert.Contains("E0000006", body, StringComparison.Ordinal);
        }
        Assert.Equal(403, (await From(service, "203.0.113.7", HttpMethod.Get, "sign-in")).Status);
        Assert.Equal(200, (await From(service, "203.0.113.10", HttpMethod.Get, "api/v1/zones")).Status);
        var recorded = await service.Events("security.request.blocked");
        Assert.Equal(3, recorded.Count);
        Assert.Equal(("203.0.113.7", "Attackers", "DENY"), (Text(recorded[0].GetProperty("client"), "ipAddress"), Text(recorded[0].GetProperty("client"), "zone"), Text(recorded[0].GetProperty("outcome"), "result")));

        // Who is exempt comes in whatever blocks.
        var exempt = (await service.Send("GET", "api/v1/zones")).Body.EnumerateArray().Single(zone => Text(zone, "name") == "DefaultExemptIpZone");
        var path2 = $"api/v1/zones/{Text(exempt, "id")}";
        const string Seven = """{"type":"IP","name":"DefaultExemptIpZone","gateways":[{"type":"CIDR","value":"203.0.113.7/32"}]""";
        Assert.Equal(400, (await service.Send("PUT", path2, Seven + "}")).Status);
        Assert.Equal(200, (await service.Send("PUT", path2, Seven + ",\"useAsExemptList\":true}")).Status);
        time.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(200, (await From(service, "203.0.113.7", HttpMethod.Get, "api/v1/zones")).Status);
        Assert.Equal(403, (await From(service, "203.0.113.8", HttpMethod.Get, "api/v1/zones")).Status);
    }

    [Fact]
    public async Task Nobody_blocks_the_address_that_they_ask_from()
    {
        await using var service = await TestService.Start(engine);
        const string Here = """{"type":"IP","name":"Here","usage":"BLOCKLIST","gateways":[{"type":"CIDR","value":"127.0.0.0/8"}]""";
        Assert.Equal(400, (await service.Send("POST", "api/v1/zones", Here + "}")).Status);
        var made = (await service.Send("POST", "api/v1/zones", Here + ",\"status\":\"INACTIVE\"}")).Body;
        Assert.Equal(400, (await service.Send("POST", $"api/v1/zones/{Text(made, "id")}/lifecycle/activate")).Status);
        Assert.Empty(await service.Events("zone.activate"));
    }

    [Fact]
    public async Task Events_name_the_zones_that_a_request_came_from()
    {
        var time = new ManualTime();
        await using var service = await Behind(engine, time);
        await service.Send("POST", "api/v1/zones", """{"type":"DYNAMIC","name":"Britain","locations":[{"country":"GB","region":"GB-ENG"}]}""");
        time.Pass(TimeSpan.FromMilliseconds(1));
        await service.Send("POST", "api/v1/zones", """{"type":"DYNAMIC_V2","name":"In the open","ipServiceCategories":{"exclude":["ALL_ANONYMIZERS"]}}""");
        time.Pass(TimeSpan.FromMilliseconds(1));
        await service.Send("POST", "api/v1/zones", """{"type":"DYNAMIC_V2","name":"Telstra","asns":{"include":["1221"]}}""");
        time.Pass(TimeSpan.FromSeconds(1));
        await From(service, "81.2.69.142", HttpMethod.Post, "api/v1/groups", """{"profile":{"name":"one"}}""");
        await From(service, "2.125.160.216", HttpMethod.Post, "api/v1/groups", """{"profile":{"name":"two"}}""");
        await From(service, "1.128.0.0", HttpMethod.Post, "api/v1/groups", """{"profile":{"name":"three"}}""");
        await From(service, "10.0.0.1", HttpMethod.Post, "api/v1/groups", """{"profile":{"name":"four"}}""");
        Assert.Equal(["Britain", "Britain, In the open", "In the open, Telstra", "In the open"], (await service.Events("group.lifecycle.create"))[^4..].Select(e => Text(e.GetProperty("client"), "zone")));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"name":"x"}""")]
    [InlineData("""{"type":"ip","name":"x","gateways":[{"type":"CIDR","value":"10.0.0.0/8"}]}""")]
    [InlineData("""{"type":"1","name":"x","gateways":[{"type":"CIDR","value":"10.0.0.0/8"}]}""")]
    [InlineData("""{"type":"IP","name":" ","gateways":[{"type":"CIDR","value":"10.0.0.0/8"}]}""")]
    [InlineData("""{"type":"IP","name":"x"}""")]
    [InlineData("""{"type":"IP","name":"x","gateways":"10.0.0.0/8"}""")]
    [InlineData("""{"type":"IP","name":"x","gateways":["10.0.0.0/8"]}""")]
    [InlineData("""{"type":"IP","name":"x","gateways":[{"type":"CIDR","value":"10.0.0.0/40"}]}""")]
    [InlineData("""{"type":"IP","name":"x","usage":"BOTH","gateways":[{"type":"CIDR","value":"10.0.0.0/8"}]}""")]
    [InlineData("""{"type":"IP","name":"x","usage":"BLOCKLIST","gateways":[{"type":"CIDR","value":"10.0.0.0/8"}],"proxies":[{"type":"CIDR","value":"10.0.0.0/8"}]}""")]
    [InlineData("""{"type":"DYNAMIC","name":"x","locations":[{"country":"USA"}]}""")]
    [InlineData("""{"type":"DYNAMIC","name":"x","locations":[{"country":"US","region":"GB-ENG"}]}""")]
    [InlineData("""{"type":"DYNAMIC","name":"x","proxyType":"Vpn"}""")]
    [InlineData("""{"type":"DYNAMIC","name":"x","asns":["AS1"]}""")]
    [InlineData("""{"type":"DYNAMIC_V2","name":"x","asns":["1"]}""")]
    [InlineData("""{"type":"DYNAMIC_V2","name":"x","ipServiceCategories":{"include":["NORD_VPN"]}}""")]
    public async Task What_is_no_zone_is_refused(string sent)
    {
        await using var service = await TestService.Start(engine);
        var (status, body, _) = await service.Send("POST", "api/v1/zones", sent);
        Assert.Equal(400, status);
        Assert.NotEmpty(body.GetProperty("errorCauses").EnumerateArray());
        Assert.Empty(await service.Events("zone.create"));
    }

    private static Task<TestService> Behind(Engine engine, TimeProvider time) =>
        TestService.Start(engine, time, new Settings { RateLimits = false, PasswordIterations = 1000, TrustedProxies = [IPNetwork.Parse("127.0.0.0/8")] }, places: GeoPlacesTests.Files);

    private static async Task<(int Status, string Body)> From(TestService service, string address, HttpMethod method, string path, string? json = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (json is not null) request.Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        request.Headers.Add("X-Forwarded-For", address);
        using var response = await service.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static async Task<IEnumerable<string?>> Names(TestService service, string query) =>
        (await service.Send("GET", "api/v1/zones?" + query)).Body.EnumerateArray().Select(zone => Text(zone, "name"));

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
