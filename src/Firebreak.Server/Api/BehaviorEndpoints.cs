using System.Text.Json;
using Firebreak.Server.Hosting;
using Firebreak.SignIn;

namespace Firebreak.Server.Api;

/// <summary>Behavior detection rules. Source: Okta, Behavior Rules API; pages by name, as recorded.</summary>
internal static class BehaviorEndpoints
{
    private const string Path = "/api/v1/behaviors";
    private const int ListLimit = 10, MostListed = 200;

    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        ApiRoute.For(Permission.ReadPolicies, "GET", Path, List),
        ApiRoute.For(Permission.ManagePolicies, "POST", Path, Create),
        ApiRoute.For(Permission.ReadPolicies, "GET", Path + "/{behaviorId}", Get),
        ApiRoute.For(Permission.ManagePolicies, "PUT", Path + "/{behaviorId}", Replace),
        ApiRoute.For(Permission.ManagePolicies, "DELETE", Path + "/{behaviorId}", Delete),
        ApiRoute.For(Permission.ManagePolicies, "POST", Path + "/{behaviorId}/lifecycle/activate", call => Switch(call, BehaviorStatus.ACTIVE)),
        ApiRoute.For(Permission.ManagePolicies, "POST", Path + "/{behaviorId}/lifecycle/deactivate", call => Switch(call, BehaviorStatus.INACTIVE)),
    ];

    private static async Task List(Call call)
    {
        var limit = call.Limit(ListLimit, MostListed);
        if (limit.Refusal is { } refusal)
        {
            await call.Refuse(refusal);
            return;
        }
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        var after = call.Query("after") ?? "";
        var behaviors = (await BehaviorTable.All(db, call.Org)).Where(behavior => string.CompareOrdinal(behavior.Name, after) > 0).Take(limit.Value + 1).ToList();
        call.Link(GroupEndpoints.Cut(behaviors, limit.Value) ? behaviors[^1].Name : null);
        await call.AnswerList(behaviors, (json, behavior) => Write(json, behavior, call.BaseUrl));
    }

    private static async Task Create(Call call)
    {
        var body = await call.Body();
        await (body.Refusal is { } refusal
            ? call.Refuse(refusal)
            : call.Answer(await Behaviors.Create(call.Store, call.Caller, body.Value, call.Aborted), behavior => Answer(call, behavior)));
    }

    private static async Task Get(Call call)
    {
        var id = call.Path("behaviorId");
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        await (await BehaviorTable.Find(db, call.Org, id) is { } behavior ? Answer(call, behavior) : call.Refuse(Refusal.NotFound(id, "BehaviorSettings")));
    }

    private static async Task Replace(Call call)
    {
        var body = await call.Body();
        await (body.Refusal is { } refusal
            ? call.Refuse(refusal)
            : call.Answer(await Behaviors.Replace(call.Store, call.Caller, call.Path("behaviorId"), body.Value, call.Aborted), behavior => Answer(call, behavior)));
    }

    private static async Task Delete(Call call) => await call.Answer(
        await Behaviors.Delete(call.Store, call.Caller, call.Path("behaviorId"), call.Aborted), _ => call.AnswerNothing());

    private static async Task Switch(Call call, BehaviorStatus status) => await call.Answer(
        await Behaviors.Switch(call.Store, call.Caller, call.Path("behaviorId"), status, call.Aborted), behavior => Answer(call, behavior));

    private static Task Answer(Call call, Behavior behavior) => call.Answer(200, json => Write(json, behavior, call.BaseUrl));

    private static void Write(Utf8JsonWriter json, Behavior behavior, string baseUrl)
    {
        var self = $"{baseUrl}{Path}/{behavior.Id}";
        var other = behavior.Status == BehaviorStatus.ACTIVE ? "deactivate" : "activate";
        json.WriteStartObject();
        json.WriteString("id"u8, behavior.Id);
        json.WriteString("name"u8, behavior.Name);
        json.WriteString("status"u8, behavior.Status.ToString());
        json.WritePropertyName("settings"u8);
        BehaviorJson.Write(json, behavior.Settings);
        json.WriteString("type"u8, behavior.Type.ToString());
        json.WriteString("created"u8, OldTimes.Show(behavior.Created, ".0"));
        json.WriteString("lastUpdated"u8, OldTimes.Show(behavior.LastUpdated, ".0"));
        json.WriteStartObject("_links"u8);
        Links.Write(json, "self", self, "GET", "PUT", "DELETE");
        Links.Write(json, other, $"{self}/lifecycle/{other}", "POST");
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
