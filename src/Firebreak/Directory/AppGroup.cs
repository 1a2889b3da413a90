using System.Text.Json;
using Firebreak.Storage;
using Firebreak.SystemLog;

namespace Firebreak.Directory;

/// <summary>A group whose members have an app.</summary>
/// <param name="Priority">Whose profile a member of several such groups gets: 0 is the highest.</param>
/// <param name="Profile">JSON.</param>
internal sealed record AppGroup(string GroupId, string GroupName, string GroupType, long Priority, string Profile, long LastUpdated)
{
    public const string Kind = "ApplicationGroupAssignment";

    public EventTarget Target => new(GroupId, "UserGroup", GroupName, GroupName);
}

/// <summary>How it is kept which groups have an app.</summary>
internal static class AppGroupTable
{
    private static Sql Columns => $"g.group_id, b.name, b.type, g.priority, g.profile, g.last_updated";

    private static Sql Tables => $"app_groups g join groups b on b.org_id = g.org_id and b.id = g.group_id";

    public static ValueTask<AppGroup?> Find(Queries db, string org, string app, string group) =>
        db.One($"select {Columns} from {Tables} where g.org_id = {org} and g.app_id = {app} and g.group_id = {group}", Read)!;

    /// <summary>The groups of an app by priority, after one, whose names begin with a text.</summary>
    public static ValueTask<List<AppGroup>> List(Queries db, string org, string app, string? q, AppGroup? after, long limit)
    {
        var condition = Sql.Nothing;
        if (!string.IsNullOrEmpty(q)) condition = condition.Then($" and b.name_key >= {User.Fold(q)} and b.name_key < {User.Fold(q) + "\U0010FFFF"}");
        if (after is not null) condition = condition.Then($" and (g.priority > {after.Priority} or g.priority = {after.Priority} and g.group_id > {after.GroupId})");
        return db.All($"select {Columns} from {Tables} where g.org_id = {org} and g.app_id = {app}{condition} order by g.priority, g.group_id limit {limit}", Read);
    }

    /// <summary>Makes room at a priority, if somebody is there: those at it and below it step down.</summary>
    public static async ValueTask MakeRoom(WriteTransaction tx, string app, long priority)
    {
        if (await tx.Any($"select 1 from app_groups where org_id = {tx.Org.Id} and app_id = {app} and priority = {priority}"))
            await tx.Run($"update app_groups set priority = priority + 1 where org_id = {tx.Org.Id} and app_id = {app} and priority >= {priority}");
    }

    public static ValueTask<int> Put(WriteTransaction tx, string app, string group, long priority, string profile) => tx.Run(
        $"""
        insert into app_groups (org_id, app_id, group_id, priority, profile, created, last_updated)
        values ({tx.Org.Id}, {app}, {group}, {priority}, {profile}, {tx.At}, {tx.At})
        on conflict (org_id, app_id, group_id) do update set priority = excluded.priority, profile = excluded.profile, last_updated = excluded.last_updated
        """);

    public static ValueTask<int> Delete(WriteTransaction tx, string app, string group) =>
        tx.Run($"delete from app_groups where org_id = {tx.Org.Id} and app_id = {app} and group_id = {group}");

    private static AppGroup Read(Row row) => new(row.Text(0), row.Text(1), row.Text(2), row.Long(3), row.Text(4), row.Long(5));
}

/// <summary>What an assignment of a group to an app says, as it was sent.</summary>
internal sealed record AppGroupForm(long? Priority, string? Profile)
{
    private const int MostPriority = 1_000_000, LongestProfile = 16 * 1024;

    public static Outcome<AppGroupForm> Read(JsonElement sent)
    {
        long? priority = null;
        if (JsonText.Of(sent, "priority") is { ValueKind: not (JsonValueKind.Undefined or JsonValueKind.Null) } number)
        {
            if (number.ValueKind != JsonValueKind.Number || !number.TryGetInt64(out var given) || given is < 0 or > MostPriority)
                return Refusal.Invalid("priority", $"priority: A whole number from 0 to {MostPriority} is expected.");
            priority = given;
        }
        var profile = JsonText.Of(sent, "profile");
        if (profile.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null) return new AppGroupForm(priority, null);
        if (profile.ValueKind != JsonValueKind.Object) return Refusal.BadBody("profile: An object is expected.");
        return profile.GetRawText().Length > LongestProfile
            ? Refusal.Invalid("profile", $"profile: At most {LongestProfile} characters are kept.")
            : new AppGroupForm(priority, profile.GetRawText());
    }

    /// <summary>A change as Okta sends it: a list of JSON Patch steps that replace (RFC 6902), or an object with what changes.</summary>
    public static Outcome<AppGroupForm> ReadPatch(JsonElement sent)
    {
        if (sent.ValueKind == JsonValueKind.Object) return Read(sent);
        if (sent.ValueKind != JsonValueKind.Array || sent.GetArrayLength() > 100) return Refusal.BadBody();
        var changed = new System.Text.Json.Nodes.JsonObject();
        foreach (var step in sent.EnumerateArray())
        {
            if (JsonText.TextOf(step, "op") is not ("replace" or "add")) return Refusal.Invalid("op", "op: Only 'replace' and 'add' are supported.");
            var value = JsonText.Of(step, "value");
            var path = JsonText.TextOf(step, "path") ?? "";
            if (path is not ("/priority" or "/profile")) return Refusal.Invalid("path", "path: '/priority' or '/profile' is expected.");
            if (value.ValueKind == JsonValueKind.Undefined) return Refusal.Invalid("value", "value: The field cannot be left blank");
            changed[path[1..]] = System.Text.Json.Nodes.JsonNode.Parse(value.GetRawText());
        }
        return Read(JsonElement.Parse(changed.ToJsonString()));
    }
}
