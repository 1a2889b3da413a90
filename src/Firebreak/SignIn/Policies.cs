using System.Text.Json;
using System.Text.Json.Nodes;
using Firebreak.Directory;
using Firebreak.Storage;
using Firebreak.SystemLog;

namespace Firebreak.SignIn;

/// <summary>What can be done with policies. Source: Okta, Policies API.</summary>
internal static class Policies
{
    /// <summary>Okta's word for a policy in a 404.</summary>
    public const string Kind = "Policy";

    private const int MostOfType = 500;

    /// <summary>Makes a policy, asked before the default and after all others unless a priority was sent.</summary>
    public static Task<Outcome<Policy>> Create(Store store, Caller caller, JsonElement sent, bool activate, CancellationToken ct) =>
        store.Write<Policy>(caller, Permission.ManagePolicies, async tx =>
        {
            if (TypeOf(JsonText.TextOf(sent, "type")) is not { } type) return UnknownType;
            var made = new Policy(Ids.New(PolicyDefaults.Prefix(type), tx.At), type, "", null, activate ? PolicyStatus.ACTIVE : PolicyStatus.INACTIVE, 1, IsSystem: false, null, null, tx.At, tx.At);
            var policy = await Fill(tx, made, sent);
            if (policy.Refusal is { } wrong) return wrong;
            var placed = await Put(tx, policy.Value, policy.Value.Priority);
            if (placed.Refusal is { } refusal) return refusal;
            if (type == PolicyType.ACCESS_POLICY) await PolicyTable.SaveRule(tx, PolicyDefaults.Rule(placed.Value, Ids.New(PolicyDefaults.RulePrefix(type), tx.At), tx.At));
            tx.Record(Event.Of(PolicyEvents.Created, placed.Value.Target));
            return placed.Value;
        }, ct);

    /// <summary>Puts other content in a policy's place; its type stays, and of a default its status and place do too.</summary>
    public static Task<Outcome<Policy>> Replace(Store store, Caller caller, string id, JsonElement sent, CancellationToken ct) =>
        store.Write<Policy>(caller, Permission.ManagePolicies, async tx =>
        {
            if (await PolicyTable.Find(tx, tx.Org, id) is not { } old) return Refusal.NotFound(id, Kind);
            if (TypeOf(JsonText.TextOf(sent, "type")) != old.Type) return Refusal.Invalid("type", $"type: The type of a policy cannot be changed; this one is {old.Type}.");
            var policy = await Fill(tx, old with { LastUpdated = tx.At }, sent);
            if (policy.Refusal is { } wrong) return wrong;
            if (old.IsSystem && policy.Value.Name != old.Name) return Refusal.Invalid("name", "name: The name of a default policy cannot be changed.");
            if (old.IsSystem && !JsonNode.DeepEquals(old.Conditions, policy.Value.Conditions)) return Refusal.Invalid("conditions", "conditions: A default policy is for everyone.");
            var placed = await Put(tx, policy.Value, policy.Value.Priority);
            if (placed.Refusal is { } refusal) return refusal;
            tx.Record(Event.Of(PolicyEvents.Updated, placed.Value.Target));
            return placed.Value;
        }, ct);

    /// <summary>Lets a policy be asked, or not.</summary>
    public static Task<Outcome<Done>> Switch(Store store, Caller caller, string id, PolicyStatus status, CancellationToken ct) =>
        store.Write<Done>(caller, Permission.ManagePolicies, async tx =>
        {
            if (await PolicyTable.Find(tx, tx.Org, id) is not { } policy) return Refusal.NotFound(id, Kind);
            if (policy.IsSystem) return Refusal.Invalid("status", "A default policy is always active.");
            await PolicyTable.Save(tx, policy with { Status = status, LastUpdated = tx.At });
            tx.Record(Event.Of(status == PolicyStatus.ACTIVE ? PolicyEvents.Activated : PolicyEvents.Deactivated, policy.Target));
            return Done.It;
        }, ct);

    /// <summary>Deletes a policy with its rules.</summary>
    public static Task<Outcome<Done>> Delete(Store store, Caller caller, string id, CancellationToken ct) =>
        store.Write<Done>(caller, Permission.ManagePolicies, async tx =>
        {
            if (await PolicyTable.Find(tx, tx.Org, id) is not { } policy) return Refusal.NotFound(id, Kind);
            if (policy.IsSystem) return Refusal.Invalid("policy", "A default policy cannot be deleted.");
            await PolicyTable.Delete(tx, id);
            var left = (await PolicyTable.Of(tx, tx.Org, policy.Type)).Where(other => !other.IsSystem).ToList();
            for (var i = 0; i < left.Count && policy.Type != PolicyType.ACCESS_POLICY; i++)
                if (left[i].Priority != i + 1) await PolicyTable.Save(tx, left[i] with { Priority = i + 1 });
            tx.Record(Event.Of(PolicyEvents.Deleted, policy.Target));
            return Done.It;
        }, ct);

    /// <summary>Makes another policy that says the same, with the same rules: access policies alone, as at Okta.</summary>
    public static Task<Outcome<Policy>> Clone(Store store, Caller caller, string id, CancellationToken ct) =>
        store.Write<Policy>(caller, Permission.ManagePolicies, async tx =>
        {
            if (await PolicyTable.Find(tx, tx.Org, id) is not { } policy) return Refusal.NotFound(id, Kind);
            if (policy.Type != PolicyType.ACCESS_POLICY) return Refusal.Invalid("type", "Only policies of the type ACCESS_POLICY can be cloned.");
            var copy = policy with { Id = Ids.New(PolicyDefaults.Prefix(policy.Type), tx.At), Name = "[cloned] " + policy.Name, IsSystem = false, Status = PolicyStatus.ACTIVE, Created = tx.At, LastUpdated = tx.At };
            var placed = await Put(tx, copy, null);
            if (placed.Refusal is { } refusal) return refusal;
            foreach (var rule in await PolicyTable.Rules(tx, tx.Org, policy))
                await PolicyTable.SaveRule(tx, rule with { Id = Ids.New(PolicyDefaults.RulePrefix(policy.Type), tx.At), PolicyId = copy.Id, Created = tx.At, LastUpdated = tx.At });
            tx.Record(Event.Of(PolicyEvents.Created, placed.Value.Target, policy.Target));
            return placed.Value;
        }, ct);

    /// <summary>The type of a name; null: this service has none of it.</summary>
    public static PolicyType? TypeOf(string? name) => name is not null && Enum.GetNames<PolicyType>().Contains(name) ? Enum.Parse<PolicyType>(name) : null;

    /// <summary>Why a type is refused.</summary>
    public static Refusal UnknownType => Refusal.Invalid("type", $"type: One of {string.Join(", ", Enum.GetNames<PolicyType>())} is expected.");

    private static async ValueTask<Outcome<Policy>> Fill(WriteTransaction tx, Policy policy, JsonElement sent)
    {
        var form = PolicyForm.Of[policy.Type];
        var body = PolicyBody.Read(sent);
        if (body.Refusal is { } bad) return bad;
        JsonObject? conditions = null, settings = null;
        if (form.Conditions is { } schema)
        {
            var filled = schema.Fill(JsonText.Of(sent, "conditions"), "conditions");
            if (filled.Refusal is { } wrong) return wrong;
            conditions = filled.Value;
            // Nobody named is everybody.
            if (!PolicyEvaluation.List(conditions, "people", "groups", "include").Any()) conditions["people"]!["groups"]!["include"] = new JsonArray(await PolicyTable.Everyone(tx, tx.Org));
        }
        else if (JsonText.Of(sent, "conditions").ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null)) return Refusal.Invalid("conditions", $"conditions: Policies of the type {policy.Type} have none; their rules have.");
        if (form.Settings is { } more)
        {
            var filled = more.Fill(JsonText.Of(sent, "settings"), "settings");
            if (filled.Refusal is { } wrong) return wrong;
            settings = filled.Value;
        }
        if (await PolicyBody.Check(tx, tx.Org, conditions) is { } missing) return missing;
        var status = policy.IsSystem ? policy.Status : body.Value.Status ?? policy.Status;
        return policy with { Name = body.Value.Name, Description = body.Value.Description, Status = status, Priority = body.Value.Priority ?? int.MaxValue, Conditions = conditions, Settings = settings };
    }

    // Keeps a policy where it is to stand, and all that had to move for it.
    private static async ValueTask<Outcome<Policy>> Put(WriteTransaction tx, Policy policy, int? wanted)
    {
        var all = await PolicyTable.Of(tx, tx.Org, policy.Type);
        if (all.Any(other => other.Id != policy.Id && User.Fold(other.Name) == User.Fold(policy.Name))) return Refusal.Invalid("name", "name: An object with this field already exists in the current organization");
        var old = all.FirstOrDefault(other => other.Id == policy.Id);
        if (old is null && all.Length >= MostOfType) return Refusal.Invalid("policy", $"An org can have at most {MostOfType} policies of a type.");
        if (policy.IsSystem || policy.Type == PolicyType.ACCESS_POLICY)
        {
            var only = policy with { Priority = policy.IsSystem ? old!.Priority : 1 };
            await PolicyTable.Save(tx, only);
            return only;
        }
        var order = PolicyBody.Place(all.Where(other => !other.IsSystem && other.Id != policy.Id), policy, wanted is null or int.MaxValue ? old?.Priority : wanted, (one, at) => one with { Priority = at });
        foreach (var one in order)
            if (one.Id == policy.Id || one.Priority != all.First(other => other.Id == one.Id).Priority) await PolicyTable.Save(tx, one);
        return order.First(one => one.Id == policy.Id);
    }
}
