using System.Text.Json;
using Firebreak.Server.Hosting;
using Firebreak.SignIn;

namespace Firebreak.Server.Api;

/// <summary>What an org has set against attacks on passwords. Source: Okta, ThreatInsight API and Attack Protection API.</summary>
internal static class ThreatEndpoints
{
    private const string Path = "/api/v1/threats/configuration", Protection = "/attack-protection/api/v1/";

    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        ApiRoute.For(Permission.ReadPolicies, "GET", Path, Get),
        ApiRoute.For(Permission.ManagePolicies, "POST", Path, Update),
        .. Setting(Protection + "authenticator-settings", AttackProtection.KnowledgeSecond),
        .. Setting(Protection + "user-lockout-settings", AttackProtection.NoLockoutFromUnknown),
    ];

    private static ApiRoute[] Setting(string path, string name) =>
    [
        ApiRoute.For(Permission.ReadOrg, "GET", path, call => GetSetting(call, name)),
        ApiRoute.For(Permission.ManageOrg, "PUT", path, call => ReplaceSetting(call, name)),
    ];

    private static async Task Get(Call call)
    {
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        await Answer(call, await ThreatInsight.Load(db, call.Org));
    }

    private static async Task Update(Call call)
    {
        var body = await call.Body();
        await (body.Refusal is { } refusal
            ? call.Refuse(refusal)
            : call.Answer(await ThreatInsight.Update(call.Store, call.Caller, body.Value, call.Aborted), insight => Answer(call, insight)));
    }

    private static Task Answer(Call call, ThreatInsight insight) => call.Answer(200, json =>
    {
        json.WriteStartObject();
        json.WriteString("action"u8, insight.Action.ToString());
        json.WriteStartArray("excludeZones"u8);
        foreach (var zone in insight.ExcludeZones) json.WriteStringValue(zone);
        json.WriteEndArray();
        json.WriteString("created"u8, OldTimes.Show(insight.Created));
        json.WriteString("lastUpdated"u8, OldTimes.Show(insight.LastUpdated));
        json.WriteStartObject("_links"u8);
        Links.Write(json, "self", call.BaseUrl + Path, "GET", "POST");
        json.WriteEndObject();
        json.WriteEndObject();
    });

    private static async Task GetSetting(Call call, string name)
    {
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        var isOn = await AttackProtection.IsOn(db, call.Org, name);
        await call.Answer(200, json => WriteSetting(json, name, isOn));
    }

    private static async Task ReplaceSetting(Call call, string name)
    {
        var body = await call.Body();
        await (body.Refusal is { } refusal
            ? call.Refuse(refusal)
            : call.Answer(
                await AttackProtection.Replace(call.Store, call.Caller, name, body.Value, call.Aborted), isOn => call.Answer(200, json => WriteSetting(json, name, isOn))));
    }

    private static void WriteSetting(Utf8JsonWriter json, string name, bool isOn)
    {
        json.WriteStartObject();
        json.WriteBoolean(name, isOn);
        json.WriteEndObject();
    }
}
