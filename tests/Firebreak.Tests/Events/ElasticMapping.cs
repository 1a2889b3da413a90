using System.Text.Json.Nodes;

namespace Firebreak.Tests.Events;

/// <summary>
/// What Elastic's integration makes of an event when it does not keep the original: fields renamed one by one, empty
/// ones dropped, some moved to its common schema.
/// </summary>
internal static class ElasticMapping
{
    private static readonly (string From, string To)[] Renames =
    [
        ("displayMessage", "okta.display_message"),
        ("eventType", "okta.event_type"),
        ("uuid", "okta.uuid"),
        ("actor.alternateId", "okta.actor.alternate_id"),
        ("actor.displayName", "okta.actor.display_name"),
        ("actor.id", "okta.actor.id"),
        ("actor.type", "okta.actor.type"),
        ("client.device", "okta.client.device"),
        ("client.geographicalContext.city", "client.geo.city_name"),
        ("client.geographicalContext.state", "client.geo.region_name"),
        ("client.geographicalContext.country", "client.geo.country_name"),
        ("client.id", "okta.client.id"),
        ("client.ipAddress", "okta.client.ip"),
        ("client.userAgent.rawUserAgent", "okta.client.user_agent.raw_user_agent"),
        ("client.zone", "okta.client.zone"),
        ("device.id", "okta.device.id"),
        ("outcome.reason", "okta.outcome.reason"),
        ("outcome.result", "okta.outcome.result"),
        ("target", "okta.target"),
        ("transaction.id", "okta.transaction.id"),
        ("transaction.type", "okta.transaction.type"),
        ("debugContext.debugData", "okta.debug_context.debug_data.flattened"),
        ("debugContext.debugData.deviceFingerprint", "okta.debug_context.debug_data.device_fingerprint"),
        ("debugContext.debugData.requestId", "okta.debug_context.debug_data.request_id"),
        ("debugContext.debugData.requestUri", "okta.debug_context.debug_data.request_uri"),
        ("debugContext.debugData.url", "okta.debug_context.debug_data.url"),
        ("authenticationContext.authenticationStep", "okta.authentication_context.authentication_step"),
        ("authenticationContext.externalSessionId", "okta.authentication_context.external_session_id"),
        ("securityContext.asNumber", "okta.security_context.as.number"),
        ("securityContext.asOrg", "okta.security_context.as.organization.name"),
        ("securityContext.domain", "okta.security_context.domain"),
        ("securityContext.isProxy", "okta.security_context.is_proxy"),
        ("request.ipChain", "okta.request.ip_chain"),
        ("published", "@timestamp"),
    ];

    public static JsonObject Of(JsonObject read)
    {
        var mapped = new JsonObject { ["event"] = new JsonObject { ["action"] = (string?)read["eventType"], ["kind"] = "event" } };
        foreach (var (from, to) in Renames)
        {
            var value = from.Split('.').Aggregate((JsonNode?)read, (at, step) => (at as JsonObject)?[step]);
            if (value is not null) Put(mapped, to.Split('.'), value.DeepClone());
        }

        foreach (var target in ((mapped["okta"]!["target"] as JsonArray) ?? []).Select(node => node!.AsObject()))
        {
            (target["alternate_id"], target["display_name"]) = (target["alternateId"]?.DeepClone(), target["displayName"]?.DeepClone());
            foreach (var name in new[] { "alternateId", "displayName", "detailEntry" }) target.Remove(name);
        }

        return mapped;
    }

    private static void Put(JsonObject into, string[] path, JsonNode value)
    {
        foreach (var step in path[..^1]) into = (into[step] ??= new JsonObject()).AsObject();
        into[path[^1]] = value;
    }
}
