using System.Text.Json;
using Firebreak.Directory;

namespace Firebreak.Server.Api;

/// <summary>What a role is limited to, with the groups themselves, when it was asked for.</summary>
internal sealed record RoleTargetsShown(IReadOnlyList<Group>? Groups, IReadOnlyList<RoleTarget>? Apps);

/// <summary>Administrator roles as the API shows them. Source: the recorded answers of real orgs.</summary>
internal static class RoleJson
{
    public static void Write(Utf8JsonWriter json, RoleAssignment role, string baseUrl, RoleTargetsShown? targets = null)
    {
        var kind = role.AssigneeType == AssigneeType.USER ? "users" : "groups";
        json.WriteStartObject();
        json.WriteString("id"u8, role.Id);
        json.WriteString("label"u8, Roles.Label(role.Type));
        json.WriteString("type"u8, role.Type.ToString());
        json.WriteString("status"u8, "ACTIVE"u8);
        GroupJson.WriteTime(json, "created"u8, role.Created);
        GroupJson.WriteTime(json, "lastUpdated"u8, role.LastUpdated);
        json.WriteString("assignmentType"u8, role.AssigneeType.ToString());
        if (targets is not null) WriteTargets(json, targets, baseUrl);
        json.WriteStartObject("_links"u8);
        GroupJson.WriteLink(json, "assignee", $"{baseUrl}/api/v1/{kind}/{role.AssigneeId}");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>An app target: of a kind of apps the name alone, of one app its id too.</summary>
    public static void WriteApp(Utf8JsonWriter json, RoleTarget target, string baseUrl)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, target.Kind == TargetKind.APP ? target.AppName : target.Target);
        json.WriteString("status"u8, "ACTIVE"u8);
        if (target.Kind == TargetKind.APP) json.WriteString("id"u8, target.Target);
        json.WriteStartObject("_links"u8);
        GroupJson.WriteLink(json, "self", target.Kind == TargetKind.APP ? $"{baseUrl}/api/v1/apps/{target.Target}" : $"{baseUrl}/api/v1/catalog/apps/{target.Target}");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Any target by its resource name.</summary>
    public static void WriteResource(Utf8JsonWriter json, RoleTarget target, AssigneeType through, Org org, string baseUrl)
    {
        var (name, self) = target.Kind switch
        {
            TargetKind.GROUP => ($"orn:okta:directory:{org.Id}:groups:{target.Target}", $"{baseUrl}/api/v1/groups/{target.Target}"),
            TargetKind.APP => ($"orn:okta:idp:{org.Id}:apps:{target.AppName}:{target.Target}", $"{baseUrl}/api/v1/apps/{target.Target}"),
            _ => ($"orn:okta:idp:{org.Id}:apps:{target.Target}", $"{baseUrl}/api/v1/apps?filter=name+eq+%22{target.Target}%22"),
        };
        json.WriteStartObject();
        json.WriteString("orn"u8, name);
        json.WriteString("assignmentType"u8, through.ToString());
        json.WriteStartObject("_links"u8);
        GroupJson.WriteLink(json, "self", self);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteTargets(Utf8JsonWriter json, RoleTargetsShown targets, string baseUrl)
    {
        json.WriteStartObject("_embedded"u8);
        json.WriteStartObject("targets"u8);
        if (targets.Groups is { } groups)
        {
            json.WriteStartArray("groups"u8);
            foreach (var group in groups) GroupJson.Write(json, group, baseUrl);
            json.WriteEndArray();
        }
        if (targets.Apps is { } apps)
        {
            json.WriteStartObject("catalog"u8);
            json.WriteStartArray("apps"u8);
            foreach (var app in apps) WriteApp(json, app, baseUrl);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
