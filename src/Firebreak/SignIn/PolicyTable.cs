using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Firebreak.Directory;
using Firebreak.Storage;

namespace Firebreak.SignIn;

/// <summary>How policies and rules are kept: the org's own, and of the defaults those that differ from what they were in the beginning.</summary>
internal static class PolicyTable
{
    private static Sql Columns => $"id, type, name, description, status, priority, created, last_updated, conditions, settings";

    /// <summary>The policies of a type in the order in which they are asked.</summary>
    public static async ValueTask<ImmutableArray<Policy>> Of(Queries db, Org org, PolicyType type)
    {
        var rows = await db.All($"select {Columns} from policies where org_id = {org.Id} and type = {type.ToString()} order by priority, id", row => Read(row, org));
        var own = rows.Where(policy => !policy.IsSystem).ToList();
        var last = rows.FirstOrDefault(policy => policy.IsSystem) ?? PolicyDefaults.Of(org, type, await Everyone(db, org));
        // Access policies have no order: each is for the apps that name it.
        return [.. own, last with { Priority = type == PolicyType.ACCESS_POLICY ? 1 : own.Count + 1 }];
    }

    public static async ValueTask<Policy?> Find(Queries db, Org org, string id)
    {
        var type = PolicyDefaults.TypeOf(org, id) ?? await db.One($"select type from policies where org_id = {org.Id} and id = {id}", row => Enum.Parse<PolicyType>(row.Text(0)) as PolicyType?);
        return type is { } found ? (await Of(db, org, found)).FirstOrDefault(policy => policy.Id == id) : null;
    }

    /// <summary>Puts a policy in place of what was there of it.</summary>
    public static async ValueTask Save(WriteTransaction tx, Policy policy) => await tx.Run(
        $"""
        insert into policies (org_id, id, type, name, name_key, description, status, priority, created, last_updated, conditions, settings)
        values ({tx.Org.Id}, {policy.Id}, {policy.Type.ToString()}, {policy.Name}, {User.Fold(policy.Name)}, {policy.Description}, {policy.Status.ToString()}, {policy.Priority},
          {policy.Created}, {policy.LastUpdated}, {policy.Conditions?.ToJsonString()}, {policy.Settings?.ToJsonString()})
        on conflict (org_id, id) do update set name = excluded.name, name_key = excluded.name_key, description = excluded.description, status = excluded.status,
          priority = excluded.priority, last_updated = excluded.last_updated, conditions = excluded.conditions, settings = excluded.settings
        """);

    /// <summary>Deletes a policy with its rules.</summary>
    public static async ValueTask Delete(WriteTransaction tx, string id)
    {
        await tx.Run($"delete from policy_rules where org_id = {tx.Org.Id} and policy_id = {id}");
        await tx.Run($"delete from policies where org_id = {tx.Org.Id} and id = {id}");
    }

    /// <summary>The rules of a policy in the order in which they are asked.</summary>
    public static async ValueTask<ImmutableArray<PolicyRule>> Rules(Queries db, Org org, Policy policy)
    {
        var rows = await db.All(
            $"""
            select id, name, status, priority, system, created, last_updated, conditions, actions from policy_rules
            where org_id = {org.Id} and policy_id = {policy.Id} order by system, priority, id
            """,
            row => new PolicyRule(
                row.Text(0), policy.Id, row.Text(1), Enum.Parse<PolicyStatus>(row.Text(2)), (int)row.Long(3), row.Long(4) == 1, Parse(row.TextOrNull(7)), Parse(row.Text(8))!, row.Long(5), row.Long(6)));
        if (policy.IsSystem && !rows.Exists(rule => rule.IsSystem)) rows.Add(PolicyDefaults.RuleOf(org, policy));
        return [.. rows.Select(rule => rule.IsSystem ? rule with { Priority = rows.Count } : rule)];
    }

    public static async ValueTask SaveRule(WriteTransaction tx, PolicyRule rule) => await tx.Run(
        $"""
        insert into policy_rules (org_id, policy_id, id, name, name_key, status, priority, system, created, last_updated, conditions, actions)
        values ({tx.Org.Id}, {rule.PolicyId}, {rule.Id}, {rule.Name}, {User.Fold(rule.Name)}, {rule.Status.ToString()}, {rule.Priority}, {rule.IsSystem},
          {rule.Created}, {rule.LastUpdated}, {rule.Conditions?.ToJsonString()}, {rule.Actions.ToJsonString()})
        on conflict (org_id, policy_id, id) do update set name = excluded.name, name_key = excluded.name_key, status = excluded.status, priority = excluded.priority,
          last_updated = excluded.last_updated, conditions = excluded.conditions, actions = excluded.actions
        """);

    public static async ValueTask DeleteRule(WriteTransaction tx, PolicyRule rule) =>
        await tx.Run($"delete from policy_rules where org_id = {tx.Org.Id} and policy_id = {rule.PolicyId} and id = {rule.Id}");

    /// <summary>Whether some rule names a zone.</summary>
    public static ValueTask<bool> Names(Queries db, Org org, string id) => db.Any($"select 1 from policy_rules where org_id = {org.Id} and conditions like {"%" + id + "%"}");

    public static async ValueTask<string> Everyone(Queries db, Org org) => (await GroupTable.Everyone(db, org.Id))?.Id ?? "";

    private static Policy Read(Row row, Org org)
    {
        var type = Enum.Parse<PolicyType>(row.Text(1));
        return new Policy(
            row.Text(0), type, row.Text(2), row.TextOrNull(3), Enum.Parse<PolicyStatus>(row.Text(4)), (int)row.Long(5), PolicyDefaults.TypeOf(org, row.Text(0)) is not null,
            Parse(row.TextOrNull(8)), Parse(row.TextOrNull(9)), row.Long(6), row.Long(7));
    }

    private static JsonObject? Parse(string? text) => text is null ? null : JsonNode.Parse(text)!.AsObject();
}
