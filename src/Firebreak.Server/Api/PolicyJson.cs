using System.Text.Json;
using System.Text.Json.Nodes;
using Firebreak.SignIn;

namespace Firebreak.Server.Api;

/// <summary>Policies and rules as Okta writes them.</summary>
internal static class PolicyJson
{
    public static void Write(Utf8JsonWriter json, Policy policy, string baseUrl)
    {
        var self = $"{baseUrl}/api/v1/policies/{policy.Id}";
        json.WriteStartObject();
        json.WriteString("type"u8, policy.Type.ToString());
        json.WriteString("id"u8, policy.Id);
        json.WriteString("status"u8, policy.Status.ToString());
        json.WriteString("name"u8, policy.Name);
        json.WriteString("description"u8, policy.Description);
        json.WriteNumber("priority"u8, policy.Priority);
        json.WriteBoolean("system"u8, policy.IsSystem);
        Write(json, "conditions", policy.Conditions);
        json.WriteString("created"u8, Times.Show(policy.Created));
        json.WriteString("lastUpdated"u8, Times.Show(policy.LastUpdated));
        if (policy.Settings is not null) Write(json, "settings", policy.Settings);
        json.WriteStartObject("_links"u8);
        if (policy is { Type: PolicyType.ACCESS_POLICY, IsSystem: false }) Links.Write(json, "mappings", self + "/mappings", "GET", "POST");
        WriteLinks(json, self, policy.IsSystem, policy.Status);
        Links.Write(json, "rules", self + "/rules", "GET", "POST");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, PolicyRule rule, PolicyType type, string baseUrl)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, PolicyForm.Of[type].RuleType);
        json.WriteString("id"u8, rule.Id);
        json.WriteString("status"u8, rule.Status.ToString());
        json.WriteString("name"u8, rule.Name);
        json.WriteNumber("priority"u8, rule.Priority);
        json.WriteString("created"u8, Times.Show(rule.Created));
        json.WriteString("lastUpdated"u8, Times.Show(rule.LastUpdated));
        json.WriteBoolean("system"u8, rule.IsSystem);
        Write(json, "conditions", rule.Conditions);
        Write(json, "actions", rule.Actions);
        json.WriteStartObject("_links"u8);
        WriteLinks(json, $"{baseUrl}/api/v1/policies/{rule.PolicyId}/rules/{rule.Id}", rule.IsSystem, rule.Status);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    // What is the system's stays, and stays active.
    private static void WriteLinks(Utf8JsonWriter json, string self, bool isSystem, PolicyStatus status)
    {
        if (isSystem)
        {
            Links.Write(json, "self", self, "GET", "PUT");
            return;
        }
        var other = status == PolicyStatus.ACTIVE ? "deactivate" : "activate";
        Links.Write(json, "self", self, "GET", "PUT", "DELETE");
        Links.Write(json, other, $"{self}/lifecycle/{other}", "POST");
    }

    private static void Write(Utf8JsonWriter json, string name, JsonObject? part)
    {
        json.WritePropertyName(name);
        if (part is null) json.WriteNullValue();
        else part.WriteTo(json);
    }
}
