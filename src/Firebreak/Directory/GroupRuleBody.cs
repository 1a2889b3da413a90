using System.Collections.Immutable;
using System.Text.Json;
using Firebreak.Expressions;
using Firebreak.Storage;

namespace Firebreak.Directory;

/// <summary>A group rule as it was sent and found good. Source: Okta, Group rules API.</summary>
internal sealed record GroupRuleBody(
    string Name, string Expression, UserExpression Condition, ImmutableArray<string>? GroupIds, ImmutableArray<string> ExcludedUsers, ImmutableArray<string> ExcludedGroups)
{
    private const string Type = "group_rule", ExpressionType = "urn:okta:expression:1.0";
    private const int NameLength = 50, MostGroups = 100, MostExcluded = 1000;

    /// <summary>Reads the body of "create" (which needs the groups) or "replace".</summary>
    public static Outcome<GroupRuleBody> Parse(JsonElement body, bool needsGroups)
    {
        if (Text(body, "type") is not (Type or null)) return Refusal.Invalid("type", $"type: '{Type}' is expected.");
        var name = Text(body, "name");
        if (string.IsNullOrWhiteSpace(name)) return Refusal.Invalid("name", "name: The field cannot be left blank");
        if (name.Length > NameLength) return Refusal.Invalid("name", $"name: String cannot exceed {NameLength} characters.");
        var conditions = Object(body, "conditions");
        var expression = Object(conditions, "expression");
        if (Text(expression, "value") is not { Length: > 0 } written) return Refusal.Invalid("expression", "conditions.expression.value: The field cannot be left blank");
        if (Text(expression, "type") is not (ExpressionType or null)) return Refusal.Invalid("expression", $"conditions.expression.type: '{ExpressionType}' is expected.");
        if (!UserExpression.TryParseCondition(written, out var condition, out var problem)) return Refusal.Invalid("expression", $"conditions.expression.value: {problem}");

        var people = Object(conditions, "people");
        var groups = Ids(Object(Object(body, "actions"), "assignUserToGroups"), "groupIds", MostGroups);
        var excludedUsers = Ids(Object(people, "users"), "exclude", MostExcluded);
        var excludedGroups = Ids(Object(people, "groups"), "exclude", MostExcluded);
        if ((groups.Refusal ?? excludedUsers.Refusal ?? excludedGroups.Refusal) is { } wrong) return wrong;
        if (needsGroups && groups.Value.IsEmpty) return Refusal.Invalid("groupIds", "actions.assignUserToGroups.groupIds: The field cannot be left blank");
        return new GroupRuleBody(name, written, condition, groups.Value.IsEmpty ? null : groups.Value, excludedUsers.Value, excludedGroups.Value);
    }

    /// <summary>Checks that everything that the rule names exists, and that it hands out no administrator roles; null when all is well.</summary>
    public async ValueTask<Refusal?> Check(Queries db, Org org, IReadOnlyCollection<string> groupIds)
    {
        foreach (var id in groupIds)
        {
            if (await GroupTable.Find(db, org.Id, id) is not { } group) return Refusal.Invalid("groupIds", $"groupIds: There is no group '{Short(id)}'.");
            if (group.Type != GroupType.OKTA_GROUP) return Refusal.Invalid("groupIds", $"groupIds: Users cannot be assigned to '{Short(id)}', a group of the type {group.Type}.");
            if ((await RoleTable.OfAssignee(db, org.Id, AssigneeType.GROUP, id)).Count > 0)
                return Refusal.Invalid("groupIds", $"groupIds: Rules cannot assign users to '{Short(id)}', a group with administrator roles.");
        }
        if (await UnknownAttribute(db, org) is { } unknown) return Refusal.Invalid("expression", $"Invalid property {Short(unknown)} in expression {Expression}");
        foreach (var id in Condition.GroupIds)
            if (await GroupTable.Find(db, org.Id, id) is null) return Refusal.Invalid("expression", $"conditions.expression.value: There is no group '{Short(id)}'.");
        foreach (var id in ExcludedGroups)
            if (await GroupTable.Find(db, org.Id, id) is null) return Refusal.Invalid("people", $"conditions.people.groups.exclude: There is no group '{Short(id)}'.");
        foreach (var id in ExcludedUsers)
            if (await UserTable.Find(db, org.Id, id) is null) return Refusal.Invalid("people", $"conditions.people.users.exclude: There is no user '{Short(id)}'.");
        return null;
    }

    // An attribute of any user type will do: a rule is about users of all of them.
    private async ValueTask<string?> UnknownAttribute(Queries db, Org org)
    {
        var unknown = Condition.Attributes.Except(ProfileSchema.Base.Select(attribute => attribute.Name));
        if (unknown.IsEmpty) return null;
        foreach (var custom in await db.All($"select custom from schemas where org_id = {org.Id} and kind = 'user'", row => row.Text(0)))
        {
            using var schema = JsonDocument.Parse(custom);
            unknown = unknown.Except(schema.RootElement.EnumerateObject().Select(property => property.Name));
        }
        return unknown.IsEmpty ? null : unknown[0];
    }

    private static JsonElement Object(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var inner) ? inner : default;

    private static string? Text(JsonElement element, string name) =>
        Object(element, name) is var value && value.ValueKind is not JsonValueKind.Undefined and not JsonValueKind.Null ? value.TryText(out var text) ? text : "" : null;

    private static Outcome<ImmutableArray<string>> Ids(JsonElement element, string name, int most)
    {
        var list = Object(element, name);
        if (list.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null) return ImmutableArray<string>.Empty;
        if (list.ValueKind != JsonValueKind.Array) return Refusal.Invalid(name, $"{name}: A list of ids is expected.");
        if (list.GetArrayLength() > most) return Refusal.Invalid(name, $"{name}: At most {most} ids are allowed.");
        var ids = ImmutableArray.CreateBuilder<string>();
        foreach (var item in list.EnumerateArray())
        {
            if (!item.TryText(out var id) || string.IsNullOrEmpty(id)) return Refusal.Invalid(name, $"{name}: A list of ids is expected.");
            if (!ids.Contains(id)) ids.Add(id);
        }
        return ids.ToImmutable();
    }

    private static string Short(string text) => text.Length <= 32 ? text : text[..32] + "...";
}
