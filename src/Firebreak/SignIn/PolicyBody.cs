using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Firebreak.Directory;
using Firebreak.Storage;

namespace Firebreak.SignIn;

/// <summary>What policies and rules have in common when they are sent.</summary>
/// <param name="Priority">Where it is to stand; null: where it stands, or last.</param>
internal sealed record PolicyBody(string Name, string? Description, PolicyStatus? Status, int? Priority)
{
    private const int NameLength = 100, DescriptionLength = 255;

    public static Outcome<PolicyBody> Read(JsonElement sent)
    {
        var name = JsonText.TextOf(sent, "name");
        if (string.IsNullOrWhiteSpace(name)) return Refusal.Invalid("name", "name: The field cannot be left blank");
        if (name.Length > NameLength) return Refusal.Invalid("name", $"name: String cannot exceed {NameLength} characters.");
        var description = JsonText.TextOf(sent, "description");
        if (description?.Length > DescriptionLength) return Refusal.Invalid("description", $"description: String cannot exceed {DescriptionLength} characters.");
        var status = JsonText.Of(sent, "status");
        if (status.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null) && JsonText.TextOf(sent, "status") is not ("ACTIVE" or "INACTIVE")) return Refusal.Invalid("status", "status: ACTIVE or INACTIVE is expected.");
        var priority = JsonText.Of(sent, "priority");
        if (priority.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null) && !(priority.ValueKind == JsonValueKind.Number && priority.TryGetInt32(out var number) && number >= 0))
            return Refusal.Invalid("priority", "priority: A whole number is expected.");
        return new PolicyBody(
            name, description, JsonText.TextOf(sent, "status") is { } word ? Enum.Parse<PolicyStatus>(word) : null, priority.ValueKind == JsonValueKind.Number ? Math.Max(1, priority.GetInt32()) : null);
    }

    /// <summary>The items with one of them put where it is to stand (counted from 1; null: last), and all priorities made new.</summary>
    public static ImmutableArray<T> Place<T>(IEnumerable<T> others, T item, int? wanted, Func<T, int, T> with)
    {
        var list = others.ToList();
        list.Insert(Math.Clamp((wanted ?? int.MaxValue) - 1, 0, list.Count), item);
        return [.. list.Select((one, i) => with(one, i + 1))];
    }

    /// <summary>Checks that whatever conditions name is there; null when all is well.</summary>
    public static async ValueTask<Refusal?> Check(Queries db, Org org, JsonObject? conditions)
    {
        foreach (var id in Ids(conditions, "people", "groups"))
            if (await GroupTable.Find(db, org.Id, id) is null) return Refusal.Invalid("conditions", "conditions.people.groups: There is no such group.");
        foreach (var id in Ids(conditions, "people", "users"))
            if (await UserTable.Find(db, org.Id, id) is null) return Refusal.Invalid("conditions", "conditions.people.users: There is no such user.");
        var zones = Ids(conditions, "network").Where(id => id != PolicyEvaluation.AllZones).ToList();
        if (zones.Count > 0 && zones.Except((await ZoneTable.All(db, org)).Select(zone => zone.Id)).Any()) return Refusal.Invalid("conditions", "conditions.network: There is no such network zone.");
        var behaviors = PolicyEvaluation.List(conditions, "risk", "behaviors").ToList();
        if (behaviors.Count > 0 && behaviors.Except((await BehaviorTable.All(db, org)).Select(behavior => behavior.Id)).Any()) return Refusal.Invalid("conditions", "conditions.risk.behaviors: There is no such behavior.");
        return null;
    }

    private static IEnumerable<string> Ids(JsonObject? conditions, params string[] path) =>
        PolicyEvaluation.List(conditions, [.. path, "include"]).Concat(PolicyEvaluation.List(conditions, [.. path, "exclude"]));
}
