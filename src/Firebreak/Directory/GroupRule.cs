using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using Firebreak.Expressions;
using Firebreak.Storage;
using Firebreak.SystemLog;

namespace Firebreak.Directory;

/// <summary>Where a group rule stands.</summary>
public enum GroupRuleStatus
{
    /// <summary>Does nothing; may be changed. Those whom it put into groups stay there.</summary>
    INACTIVE,

    /// <summary>Puts into its groups who fulfils its condition, and takes out who no longer does.</summary>
    ACTIVE,

    /// <summary>Names a group that is gone; can only be deleted.</summary>
    INVALID,

    /// <summary>Deleted, and not to be seen: those whom it put into groups are still being taken out.</summary>
    DELETED,
}

/// <summary>A rule that puts users into groups.</summary>
/// <param name="Expression">The condition as it was written.</param>
/// <param name="GroupIds">Into which groups; never changes.</param>
/// <param name="SweptTo">Users up to this id have been looked at since it became active or was deleted; null when all were.</param>
public sealed record GroupRule(
    string Id, GroupRuleStatus Status, string Name, string Expression, ImmutableArray<string> GroupIds, ImmutableArray<string> ExcludedUsers,
    ImmutableArray<string> ExcludedGroups, long Created, long LastUpdated, string? SweptTo)
{
    // Each condition is read once; what was kept was read before it was kept, so it reads again.
    private static readonly ConcurrentDictionary<string, UserExpression> Read = new(StringComparer.Ordinal);

    /// <summary>The condition.</summary>
    public UserExpression Condition
    {
        get
        {
            if (Read.TryGetValue(Expression, out var known)) return known;
            if (!UserExpression.TryParseCondition(Expression, out var condition, out var problem)) throw new InvalidOperationException($"{Id}: {problem}");
            if (Read.Count > 10_000) Read.Clear();
            return Read[Expression] = condition;
        }
    }

    /// <summary>Whether the outcome depends on the groups that a user is in.</summary>
    public bool ReadsGroups => Condition.ReadsGroupNames || !Condition.GroupIds.IsEmpty || !ExcludedGroups.IsEmpty;

    /// <summary>The rule as an event's target.</summary>
    public EventTarget Target => new(Id, "GroupRule", "unknown", Name);

    /// <summary>Whether it applies to a user.</summary>
    internal bool Holds(ExpressionUser user) =>
        !ExcludedUsers.Contains(user.Id) && !ExcludedGroups.Any(user.GroupIds.Contains) && Condition.Holds(user);
}

/// <summary>How group rules are kept.</summary>
internal static class GroupRuleTable
{
    private static Sql Columns => $"r.id, r.status, r.name, r.expression, r.group_ids, r.created, r.last_updated, r.swept_to";

    public static async ValueTask<GroupRule?> Find(Queries db, string org, string id) =>
        (await Excluding(db, org, await db.All($"select {Columns} from group_rules r where r.org_id = {org} and r.id = {id}", ReadRow))).FirstOrDefault();

    public static ValueTask<bool> IsNameTaken(Queries db, string org, string name, string by) =>
        db.Any($"select 1 from group_rules where org_id = {org} and name_key = {User.Fold(name)} and id <> {by} and status <> 'DELETED'");

    public static ValueTask<long> Count(Queries db, string org) => db.One($"select count(*) from group_rules where org_id = {org}", row => row.Long(0));

    /// <summary>Rules in one of these states, in the order of their ids.</summary>
    public static async ValueTask<List<GroupRule>> In(Queries db, string org, params GroupRuleStatus[] states) =>
        await Excluding(db, org, await db.All($"select {Columns} from group_rules r where r.org_id = {org} and r.status in {states.Select(state => state.ToString()).ToList()} order by r.id", ReadRow));

    /// <summary>Rules after one whose name holds a word, in the order of their ids.</summary>
    public static async ValueTask<List<GroupRule>> List(Queries db, string org, string? word, string after, int limit)
    {
        var rows = await db.All($"select {Columns} from group_rules r where r.org_id = {org} and r.id > {after} and r.status <> 'DELETED' order by r.id", ReadRow);
        return await Excluding(db, org, [.. rows.Where(rule => word is null || rule.Name.Contains(word, StringComparison.OrdinalIgnoreCase)).Take(limit)]);
    }

    public static async ValueTask Insert(WriteTransaction tx, GroupRule rule)
    {
        await tx.Run(
            $"""
            insert into group_rules (org_id, id, status, name, name_key, expression, group_ids, created, last_updated, swept_to)
            values ({tx.Org.Id}, {rule.Id}, {rule.Status.ToString()}, {rule.Name}, {User.Fold(rule.Name)}, {rule.Expression}, {JsonSerializer.Serialize(rule.GroupIds)},
              {rule.Created}, {rule.LastUpdated}, {rule.SweptTo})
            """);
        await SetExclusions(tx, rule);
    }

    public static async ValueTask Update(WriteTransaction tx, GroupRule rule)
    {
        await tx.Run(
            $"""
            update group_rules set status = {rule.Status.ToString()}, name = {rule.Name}, name_key = {User.Fold(rule.Name)}, expression = {rule.Expression},
              last_updated = {rule.LastUpdated}, swept_to = {rule.SweptTo}
            where org_id = {tx.Org.Id} and id = {rule.Id}
            """);
    }

    public static async ValueTask SetExclusions(WriteTransaction tx, GroupRule rule)
    {
        await tx.Run($"delete from group_rule_exclusions where org_id = {tx.Org.Id} and rule_id = {rule.Id}");
        foreach (var user in rule.ExcludedUsers) await Exclude(tx, rule.Id, "USER", user);
        foreach (var group in rule.ExcludedGroups) await Exclude(tx, rule.Id, "GROUP", group);
    }

    public static async ValueTask<bool> Exclude(WriteTransaction tx, string rule, string kind, string id) => await tx.Run(
        $"insert into group_rule_exclusions (org_id, rule_id, kind, excluded_id) values ({tx.Org.Id}, {rule}, {kind}, {id}) on conflict do nothing") > 0;

    /// <summary>A user or group is gone, and with it that rules leave it out.</summary>
    public static async ValueTask ForgetExcluded(WriteTransaction tx, string id) =>
        await tx.Run($"delete from group_rule_exclusions where org_id = {tx.Org.Id} and excluded_id = {id}");

    public static async ValueTask SetSweep(WriteTransaction tx, string id, string? sweptTo) =>
        await tx.Run($"update group_rules set swept_to = {sweptTo} where org_id = {tx.Org.Id} and id = {id}");

    public static async ValueTask Delete(WriteTransaction tx, string id)
    {
        await tx.Run($"delete from group_rule_exclusions where org_id = {tx.Org.Id} and rule_id = {id}");
        await tx.Run($"delete from group_rules where org_id = {tx.Org.Id} and id = {id}");
    }

    private static GroupRule ReadRow(Row row) => new(
        row.Text(0), Enum.Parse<GroupRuleStatus>(row.Text(1)), row.Text(2), row.Text(3), [.. JsonSerializer.Deserialize<string[]>(row.Text(4))!], [], [],
        row.Long(5), row.Long(6), row.TextOrNull(7));

    private static async ValueTask<List<GroupRule>> Excluding(Queries db, string org, List<GroupRule> rules)
    {
        if (rules.Count == 0) return rules;
        var excluded = await db.All(
            $"select rule_id, kind, excluded_id from group_rule_exclusions where org_id = {org} and rule_id >= {rules[0].Id} and rule_id <= {rules[^1].Id} order by excluded_id",
            row => (Rule: row.Text(0), Kind: row.Text(1), Id: row.Text(2)));
        if (excluded.Count == 0) return rules;
        var byRule = excluded.ToLookup(row => row.Rule);
        return
        [
            .. rules.Select(rule => rule with
            {
                ExcludedUsers = [.. byRule[rule.Id].Where(row => row.Kind == "USER").Select(row => row.Id)],
                ExcludedGroups = [.. byRule[rule.Id].Where(row => row.Kind == "GROUP").Select(row => row.Id)],
            }),
        ];
    }
}
