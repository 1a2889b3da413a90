using System.Text.Json;
using Firebreak.Tests.Service;
using Xunit;

namespace Firebreak.Tests.SignIn;

public sealed class BehaviorsOnSqlite() : BehaviorContract(Engine.Sqlite);

public sealed class BehaviorsOnPostgres() : BehaviorContract(Engine.Postgres);

public abstract class BehaviorContract(Engine engine)
{
    [Fact]
    public async Task A_behavior_is_made_changed_switched_and_deleted_and_each_is_an_event()
    {
        await using var service = await TestService.Start(engine);
        var (status, made, _) = await service.Send("POST", "api/v1/behaviors", """{"name":"Too fast","status":"INACTIVE","type":"VELOCITY","settings":{"velocityKph":700}}""");
        // The status that is sent counts for nothing, as recorded.
        Assert.Equal((200, "ACTIVE", """{"velocityKph":700}"""), (status, Text(made, "status"), made.GetProperty("settings").GetRawText()));
        Assert.Matches(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.0$", Text(made, "created"));
        var path = $"api/v1/behaviors/{Text(made, "id")}";
        Assert.Equal(400, (await service.Send("POST", "api/v1/behaviors", """{"name":"TOO fast","type":"VELOCITY","settings":{"velocityKph":700}}""")).Status);
        Assert.Equal(400, (await service.Send("PUT", path, """{"name":"Too fast","type":"ANOMALOUS_IP"}""")).Status);
        var changed = (await service.Send("PUT", path, """{"name":"Faster","type":"VELOCITY","settings":{"velocityKph":900}}""")).Body;
        Assert.Equal(("Faster", 900), (Text(changed, "name"), changed.GetProperty("settings").GetProperty("velocityKph").GetInt32()));
        Assert.Equal("INACTIVE", Text((await service.Send("POST", path + "/lifecycle/deactivate")).Body, "status"));
        Assert.Equal("INACTIVE", Text((await service.Send("PUT", path, """{"name":"Faster","type":"VELOCITY"}""")).Body, "status"));
        Assert.Equal("ACTIVE", Text((await service.Send("POST", path + "/lifecycle/activate")).Body, "status"));
        Assert.Equal("Faster", Text((await service.Send("GET", path)).Body, "name"));
        Assert.Equal(204, (await service.Send("DELETE", path)).Status);
        Assert.Equal(404, (await service.Send("GET", path)).Status);
        Assert.Equal(404, (await service.Send("POST", path + "/lifecycle/activate")).Status);
        var events = (await service.Events()).Select(e => Text(e, "eventType")!).Where(type => type.StartsWith("security.behavior.", StringComparison.Ordinal));
        Assert.Equal(["create", "update", "update", "update", "update", "delete"], events.Select(type => type.Split('.')[^1]));
    }

    [Fact]
    public async Task An_org_begins_with_seven_which_change_and_go_for_good()
    {
        await using var service = await TestService.Start(engine);
        var first = (await service.Send("GET", "api/v1/behaviors")).Body.EnumerateArray().ToList();
        Assert.Equal(["New City", "New Country", "New Device", "New Geo-Location", "New IP", "New State", "Velocity"], first.Select(behavior => Text(behavior, "name")));
        Assert.All(first, behavior => Assert.Equal("ACTIVE", Text(behavior, "status")));
        Assert.Equal("""{"minEventsNeededForEvaluation":0,"maxEventsUsedForEvaluation":20,"granularity":"LAT_LONG","radiusKilometers":20}""", first[3].GetProperty("settings").GetRawText());
        var (city, device) = ($"api/v1/behaviors/{Text(first[0], "id")}", $"api/v1/behaviors/{Text(first[2], "id")}");
        Assert.Equal(204, (await service.Send("DELETE", device)).Status);
        Assert.Equal(404, (await service.Send("DELETE", device)).Status);
        Assert.Equal(200, (await service.Send("PUT", city, """{"name":"A new town","type":"ANOMALOUS_LOCATION","settings":{"granularity":"CITY"}}""")).Status);
        Assert.Equal(["A new town", "New Country", "New Geo-Location", "New IP", "New State", "Velocity"], (await service.Send("GET", "api/v1/behaviors")).Body.EnumerateArray().Select(behavior => Text(behavior, "name")));
        // Their names are free again.
        Assert.Equal(200, (await service.Send("POST", "api/v1/behaviors", """{"name":"New Device","type":"ANOMALOUS_DEVICE"}""")).Status);
    }

    [Fact]
    public async Task They_come_in_pages_by_name()
    {
        await using var service = await TestService.Start(engine);
        foreach (var name in new[] { "a b", "Z&z", "ü" }) await service.Send("POST", "api/v1/behaviors", $$"""{"name":"{{name}}","type":"ANOMALOUS_ASN"}""");
        List<string?> seen = [];
        for (var next = "api/v1/behaviors?limit=3"; next is not null;)
        {
            var (_, page, response) = await service.Send("GET", next);
            seen.AddRange(page.EnumerateArray().Select(behavior => Text(behavior, "name")));
            var link = response.Headers.GetValues("Link").FirstOrDefault(link => link.EndsWith("rel=\"next\"", StringComparison.Ordinal));
            next = link is null ? null : link[link.IndexOf("api/", StringComparison.Ordinal)..link.IndexOf('>', StringComparison.Ordinal)];
        }
        Assert.Equal(["New City", "New Country", "New Device", "New Geo-Location", "New IP", "New State", "Velocity", "Z&z", "a b", "ü"], seen);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"name":"x"}""")]
    [InlineData("""{"name":"x","type":"4"}""")]
    [InlineData("""{"type":"VELOCITY"}""")]
    [InlineData("""{"name":"x","type":"VELOCITY","settings":{"velocityKph":0}}""")]
    [InlineData("""{"name":"x","type":"VELOCITY","settings":{"velocityKph":"fast"}}""")]
    [InlineData("""{"name":"x","type":"VELOCITY","settings":[]}""")]
    [InlineData("""{"name":"x","type":"ANOMALOUS_LOCATION"}""")]
    [InlineData("""{"name":"x","type":"ANOMALOUS_LOCATION","settings":{"granularity":"PLANET"}}""")]
    [InlineData("""{"name":"x","type":"ANOMALOUS_LOCATION","settings":{"granularity":"LAT_LONG"}}""")]
    [InlineData("""{"name":"x","type":"ANOMALOUS_LOCATION","settings":{"granularity":"LAT_LONG","radiusKilometers":1e99}}""")]
    [InlineData("""{"name":"x","type":"ANOMALOUS_DEVICE","settings":{"maxEventsUsedForEvaluation":0}}""")]
    [InlineData("""{"name":"x","type":"ANOMALOUS_DEVICE","settings":{"minEventsNeededForEvaluation":11}}""")]
    public async Task What_is_no_behavior_is_refused(string sent)
    {
        await using var service = await TestService.Start(engine);
        var (status, body, _) = await service.Send("POST", "api/v1/behaviors", sent);
        Assert.Equal(400, status);
        Assert.NotEmpty(body.GetProperty("errorCauses").EnumerateArray());
        Assert.Empty(await service.Events("security.behavior.settings.create"));
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
