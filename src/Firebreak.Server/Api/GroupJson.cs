using System.Text.Json;
using Firebreak.Directory;

namespace Firebreak.Server.Api;

/// <summary>Numbers about a group, when they were asked for.</summary>
internal sealed record GroupStats(long Users, bool HasRoles);

/// <summary>Groups, their owners and rules as the API shows them. Source: the recorded answers of real orgs.</summary>
internal static class GroupJson
{
    public static void Write(Utf8JsonWriter json, Group group, string baseUrl, GroupStats? stats = null)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, group.Id);
        WriteTime(json, "created"u8, group.Created);
        WriteTime(json, "lastUpdated"u8, group.LastUpdated);
        WriteTime(json, "lastMembershipUpdated"u8, group.LastMembershipUpdated);
        json.WriteStartArray("objectClass"u8);
        json.WriteStringValue("okta:user_group"u8);
        json.WriteEndArray();
        json.WriteString("type"u8, group.Type.ToString());
        json.WritePropertyName("profile"u8);
        json.WriteRawValue(group.Profile, skipInputValidation: true);
        if (stats is not null) WriteStats(json, stats);
        json.WriteStartObject("_links"u8);
        json.WriteStartArray("logo"u8);
        WriteLogo(json, baseUrl, "medium");
        WriteLogo(json, baseUrl, "large");
        json.WriteEndArray();
        WriteLink(json, "users", $"{baseUrl}/api/v1/groups/{group.Id}/users");
        WriteLink(json, "apps", $"{baseUrl}/api/v1/groups/{group.Id}/apps");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, GroupOwner owner)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, owner.Id);
        json.WriteString("type"u8, owner.Type.ToString());
        json.WriteBoolean("resolved"u8, true);
        json.WriteNull("originId"u8);
        json.WriteString("originType"u8, "OKTA_DIRECTORY"u8);
        json.WriteString("displayName"u8, owner.DisplayName);
        WriteTime(json, "lastUpdated"u8, owner.LastUpdated);
        json.WriteEndObject();
    }

    /// <summary>A rule; names of its groups when they were asked for.</summary>
    public static void Write(Utf8JsonWriter json, GroupRule rule, IReadOnlyDictionary<string, string>? names)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "group_rule"u8);
        json.WriteString("id"u8, rule.Id);
        json.WriteString("status"u8, rule.Status.ToString());
        json.WriteString("name"u8, rule.Name);
        WriteTime(json, "created"u8, rule.Created);
        WriteTime(json, "lastUpdated"u8, rule.LastUpdated);
        json.WriteStartObject("conditions"u8);
        if (!rule.ExcludedUsers.IsEmpty || !rule.ExcludedGroups.IsEmpty)
        {
            json.WriteStartObject("people"u8);
            WriteExcluded(json, "users", rule.ExcludedUsers);
            WriteExcluded(json, "groups", rule.ExcludedGroups);
            json.WriteEndObject();
        }
        json.WriteStartObject("expression"u8);
        json.WriteString("value"u8, rule.Expression);
        json.WriteString("type"u8, "urn:okta:expression:1.0"u8);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartObject("actions"u8);
        json.WriteStartObject("assignUserToGroups"u8);
        WriteList(json, "groupIds", rule.GroupIds);
        json.WriteEndObject();
        json.WriteEndObject();
        if (names is not null) WriteNames(json, rule, names);
        json.WriteEndObject();
    }

    public static void WriteLink(Utf8JsonWriter json, string rel, string href)
    {
        json.WriteStartObject(rel);
        json.WriteString("href"u8, href);
        json.WriteEndObject();
    }

    public static void WriteTime(Utf8JsonWriter json, ReadOnlySpan<byte> name, long micros)
    {
        Span<byte> text = stackalloc byte[Times.Length];
        Times.Write(text, micros);
        json.WriteString(name, text);
    }

    private static void WriteStats(Utf8JsonWriter json, GroupStats stats)
    {
        json.WriteStartObject("_embedded"u8);
        json.WriteStartObject("stats"u8);
        json.WriteNumber("usersCount"u8, stats.Users);
        json.WriteNumber("groupPushMappingsCount"u8, 0);
        json.WriteBoolean("hasAdminPrivilege"u8, stats.HasRoles);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteLogo(Utf8JsonWriter json, string baseUrl, string size)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, size);
        json.WriteString("href"u8, $"{baseUrl}/assets/img/logos/groups/okta-{size}.png");
        json.WriteString("type"u8, "image/png"u8);
        json.WriteEndObject();
    }

    private static void WriteExcluded(Utf8JsonWriter json, string what, IEnumerable<string> ids)
    {
        json.WriteStartObject(what);
        WriteList(json, "exclude", ids);
        json.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter json, string name, IEnumerable<string> ids)
    {
        json.WriteStartArray(name);
        foreach (var id in ids) json.WriteStringValue(id);
        json.WriteEndArray();
    }

    private static void WriteNames(Utf8JsonWriter json, GroupRule rule, IReadOnlyDictionary<string, string> names)
    {
        json.WriteStartObject("_embedded"u8);
        json.WriteStartObject("groupIdToGroupNameMap"u8);
        foreach (var id in rule.GroupIds.Concat(rule.Condition.GroupIds).Distinct(StringComparer.Ordinal))
            if (names.TryGetValue(id, out var name)) json.WriteString(id, name);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
