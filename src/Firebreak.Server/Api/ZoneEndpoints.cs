using System.Text.Json;
using Firebreak.Expressions;
using Firebreak.Server.Hosting;
using Firebreak.SignIn;

namespace Firebreak.Server.Api;

/// <summary>Network zones. Source: Okta, Network Zones API.</summary>
internal static class ZoneEndpoints
{
    private const string Path = "/api/v1/zones";
    private const int ListLimit = 20, MostListed = 200;

    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        ApiRoute.For(Permission.ReadPolicies, "GET", Path, List),
        ApiRoute.For(Permission.ManagePolicies, "POST", Path, Create),
        ApiRoute.For(Permission.ReadPolicies, "GET", Path + "/{zoneId}", Get),
        ApiRoute.For(Permission.ManagePolicies, "PUT", Path + "/{zoneId}", Replace),
        ApiRoute.For(Permission.ManagePolicies, "DELETE", Path + "/{zoneId}", Delete),
        ApiRoute.For(Permission.ManagePolicies, "POST", Path + "/{zoneId}/lifecycle/activate", call => Switch(call, ZoneStatus.ACTIVE)),
        ApiRoute.For(Permission.ManagePolicies, "POST", Path + "/{zoneId}/lifecycle/deactivate", call => Switch(call, ZoneStatus.INACTIVE)),
    ];

    private static async Task List(Call call)
    {
        var limit = call.Limit(ListLimit, MostListed);
        var filter = Filter(call);
        if ((limit.Refusal ?? filter.Refusal) is { } refusal)
        {
            await call.Refuse(refusal);
            return;
        }
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        var after = call.Query("after") ?? "";
        var zones = (await ZoneTable.All(db, call.Org)).Where(zone => string.CompareOrdinal(zone.Id, after) > 0 && filter.Value(zone)).Take(limit.Value + 1).ToList();
        call.Link(GroupEndpoints.Cut(zones, limit.Value) ? zones[^1].Id : null);
        await call.AnswerList(zones, (json, zone) => Write(json, zone, call.BaseUrl));
    }

    private static async Task Create(Call call)
    {
        var body = await call.Body();
        await (body.Refusal is { } refusal
            ? call.Refuse(refusal)
            : call.Answer(await Zones.Create(call.Store, call.Caller, body.Value, call.Aborted), zone => Answer(call, zone)));
    }

    private static async Task Get(Call call)
    {
        var id = call.Path("zoneId");
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        await (await ZoneTable.Find(db, call.Org, id) is { } zone ? Answer(call, zone) : call.Refuse(Refusal.NotFound(id, "NetworkZone")));
    }

    private static async Task Replace(Call call)
    {
        var body = await call.Body();
        await (body.Refusal is { } refusal
            ? call.Refuse(refusal)
            : call.Answer(await Zones.Replace(call.Store, call.Caller, call.Path("zoneId"), body.Value, call.Aborted), zone => Answer(call, zone)));
    }

    private static async Task Delete(Call call) => await call.Answer(
        await Zones.Delete(call.Store, call.Caller, call.Path("zoneId"), call.Aborted), _ => call.AnswerNothing());

    private static async Task Switch(Call call, ZoneStatus status) => await call.Answer(
        await Zones.Switch(call.Store, call.Caller, call.Path("zoneId"), status, call.Aborted), zone => Answer(call, zone));

    // Okta filters by these three and no other.
    private static Outcome<Func<Zone, bool>> Filter(Call call)
    {
        if (call.Query("filter") is not { Length: > 0 } text) return (Func<Zone, bool>)(_ => true);
        if (!ScimFilter.TryParse(text, out var filter, out var problem)) return Refusal.BadSearch(problem);
        if (Asked(filter).FirstOrDefault(name => name is not ("id" or "usage" or "system")) is { } other) return Refusal.BadSearch($"Zones are filtered by id, usage and system, not by {other}.");
        return (Func<Zone, bool>)(zone => filter.Matches(JsonSerializer.SerializeToElement(new { id = zone.Id, usage = zone.Usage.ToString(), system = zone.IsSystem })));
    }

    private static IEnumerable<string> Asked(Filter filter) => filter switch
    {
        Filter.And and => and.Parts.SelectMany(Asked),
        Filter.Or or => or.Parts.SelectMany(Asked),
        Filter.Not not => Asked(not.Inner),
        Filter.Present present => [present.Path.ToString()],
        Filter.Comparison comparison => [comparison.Path.ToString()],
        Filter.ValuePath path => [path.Path.ToString()],
        _ => throw new InvalidOperationException("There are no other filters."),
    };

    private static Task Answer(Call call, Zone zone) => call.Answer(200, json => Write(json, zone, call.BaseUrl));

    private static void Write(Utf8JsonWriter json, Zone zone, string baseUrl)
    {
        var self = $"{baseUrl}{Path}/{zone.Id}";
        var other = zone.Status == ZoneStatus.ACTIVE ? "deactivate" : "activate";
        json.WriteStartObject();
        json.WriteString("type"u8, zone.Type.ToString());
        json.WriteString("id"u8, zone.Id);
        json.WriteString("name"u8, zone.Name);
        json.WriteString("status"u8, zone.Status.ToString());
        json.WriteString("usage"u8, zone.Usage.ToString());
        json.WriteString("created"u8, Times.Show(zone.Created));
        json.WriteString("lastUpdated"u8, Times.Show(zone.LastUpdated));
        json.WriteBoolean("system"u8, zone.IsSystem);
        ZoneJson.Write(json, zone.Type, zone.Content);
        json.WriteStartObject("_links"u8);
        Links.Write(json, "self", self, "GET", "PUT", "DELETE");
        Links.Write(json, other, $"{self}/lifecycle/{other}", "POST");
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
