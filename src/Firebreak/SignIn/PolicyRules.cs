using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Firebreak.Directory;
using Firebreak.Storage;
using Firebreak.SystemLog;

namespace Firebreak.SignIn;

/// <summary>What can be done with the rules of a policy. Source: Okta, Policies API.</summary>
internal static class PolicyRules
{
    /// <summary>Okta's word for a rule in a 404.</summary>
    public const string Kind = "PolicyRule";

    private const int MostRules = 200;

    /// <summary>Makes a rule, asked before the system's and after all others unless a priority was sent.</summary>
    public static Task<Outcome<PolicyRule>> Create(Store store, Caller caller, string policyId, JsonElement sent, bool activate, CancellationToken ct) =>
        Change(store, caller, policyId, async (tx, policy, rules) =>
        {
            if (rules.Length >= MostRules) return Refusal.Invalid("rule", $"A policy can have at most {MostRules} rules.");
            var id = Ids.New(PolicyDefaults.RulePrefix(policy.Type), tx.At);
            var made = new PolicyRule(id, policy.Id, "", activate ? PolicyStatus.ACTIVE : PolicyStatus.INACTIVE, 1, IsSystem: false, null, [], tx.At, tx.At);
            return await Put(tx, policy, rules, made, sent, PolicyEvents.RuleAdded);
        }, ct);

    /// <summary>Puts another content in a rule's place. Of the system's rule what happens can be changed, and not when.</summary>
    public static Task<Outcome<PolicyRule>> Replace(Store store, Caller caller, string policyId, string id, JsonElement sent, CancellationToken ct) =>
        Change(store, caller, policyId, async (tx, policy, rules) => rules.FirstOrDefault(rule => rule.Id == id) is { } old
            ? await Put(tx, policy, rules, old with { LastUpdated = tx.At }, sent, PolicyEvents.RuleUpdated)
            : Refusal.NotFound(id, Kind), ct);

    /// <summary>Lets a rule be asked, or not.</summary>
    public static Task<Outcome<PolicyRule>> Switch(Store store, Caller caller, string policyId, string id, PolicyStatus status, CancellationToken ct) =>
        Change(store, caller, policyId, async (tx, policy, rules) =>
        {
            if (rules.FirstOrDefault(rule => rule.Id == id) is not { } old) return Refusal.NotFound(id, Kind);
            if (old.IsSystem) return Refusal.Invalid("status", "A default rule is always active.");
            var rule = old with { Status = status, LastUpdated = tx.At };
            await PolicyTable.SaveRule(tx, rule);
            tx.Record(Event.Of(status == PolicyStatus.ACTIVE ? PolicyEvents.RuleActivated : PolicyEvents.RuleDeactivated, rule.Target, policy.Target));
            return rule;
        }, ct);

    /// <summary>Deletes a rule.</summary>
    public static Task<Outcome<PolicyRule>> Delete(Store store, Caller caller, string policyId, string id, CancellationToken ct) =>
        Change(store, caller, policyId, async (tx, policy, rules) =>
        {
            if (rules.FirstOrDefault(rule => rule.Id == id) is not { } old) return Refusal.NotFound(id, Kind);
            if (old.IsSystem) return Refusal.Invalid("rule", "A default rule cannot be deleted.");
            await PolicyTable.DeleteRule(tx, old);
            var left = rules.Where(rule => !rule.IsSystem && rule.Id != id).ToList();
            for (var i = 0; i < left.Count; i++)
                if (left[i].Priority != i + 1) await PolicyTable.SaveRule(tx, left[i] with { Priority = i + 1 });
            tx.Record(Event.Of(PolicyEvents.RuleDeleted, old.Target, policy.Target));
            return old;
        }, ct);

    private static Task<Outcome<PolicyRule>> Change(
        Store store, Caller caller, string policyId, Func<WriteTransaction, Policy, ImmutableArray<PolicyRule>, ValueTask<Outcome<PolicyRule>>> change, CancellationToken ct) =>
        store.Write<PolicyRule>(caller, Permission.ManagePolicies, async tx => await PolicyTable.Find(tx, tx.Org, policyId) is { } policy
            ? await change(tx, policy, await PolicyTable.Rules(tx, tx.Org, policy))
            : Refusal.NotFound(policyId, Policies.Kind), ct);

    private static async ValueTask<Outcome<PolicyRule>> Put(WriteTransaction tx, Policy policy, ImmutableArray<PolicyRule> rules, PolicyRule rule, JsonElement sent, EventType what)
    {
        var form = PolicyForm.Of[policy.Type];
        if (JsonText.TextOf(sent, "type") is { } type && type != form.RuleType) return Refusal.Invalid("type", $"type: {form.RuleType} is expected.");
        var body = PolicyBody.Read(sent);
        var conditions = form.RuleConditions.Fill(JsonText.Of(sent, "conditions"), "conditions");
        var actions = form.Actions.Fill(JsonText.Of(sent, "actions"), "actions");
        if ((body.Refusal ?? conditions.Refusal ?? actions.Refusal) is { } wrong) return wrong;
        if (await PolicyBody.Check(tx, tx.Org, conditions.Value) is { } missing) return missing;
        if (rules.Any(other => other.Id != rule.Id && User.Fold(other.Name) == User.Fold(body.Value.Name))) return Refusal.Invalid("name", "name: An object with this field already exists in the current organization");
        var made = rule with { Name = body.Value.Name, Actions = actions.Value };
        if (rule.IsSystem)
        {
            if (made.Name != rule.Name || (rule.Conditions is not null && !JsonNode.DeepEquals(rule.Conditions, conditions.Value))) return Refusal.Invalid("rule", "Of a default rule only the actions can be changed.");
            await PolicyTable.SaveRule(tx, made);
        }
        else
        {
            made = made with { Conditions = conditions.Value, Status = body.Value.Status ?? rule.Status };
            var isNew = rules.All(other => other.Id != rule.Id);
            var order = PolicyBody.Place(rules.Where(other => !other.IsSystem && other.Id != rule.Id), made, body.Value.Priority ?? (isNew ? null : rule.Priority), (one, at) => one with { Priority = at });
            foreach (var one in order)
                if (one.Id == rule.Id || one.Priority != rules.First(other => other.Id == one.Id).Priority) await PolicyTable.SaveRule(tx, one);
            made = order.First(one => one.Id == rule.Id);
        }
        tx.Record(Event.Of(what, made.Target, policy.Target));
        return made;
    }
}
