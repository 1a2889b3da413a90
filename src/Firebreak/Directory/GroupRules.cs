using System.Text.Json;
using Firebreak.Storage;
using Firebreak.SystemLog;

namespace Firebreak.Directory;

/// <summary>Rules that put users into groups. Source: Okta, Group rules API. What they do to a user is in <see cref="Settle(WriteTransaction, User)"/>.</summary>
public static partial class GroupRules
{
    private const string Kind = "GroupRule";
    private const int MostRules = 2000;

    /// <summary>Makes a rule; it does nothing until it is activated.</summary>
    public static async Task<Outcome<GroupRule>> Create(Store store, Caller caller, JsonElement body, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        var parsed = GroupRuleBody.Parse(body, needsGroups: true);
        if (parsed.Refusal is { } wrong) return wrong;
        var sent = parsed.Value;
        return await store.Write<GroupRule>(caller, Permission.ManageRules, async tx =>
        {
            if (await sent.Check(tx, tx.Org, sent.GroupIds!.Value) is { } refusal) return refusal;
            if (await GroupRuleTable.IsNameTaken(tx, tx.Org.Id, sent.Name, "")) return Taken;
            if (await GroupRuleTable.Count(tx, tx.Org.Id) >= MostRules) return Refusal.Invalid("rule", $"An org can have at most {MostRules} group rules.");
            var rule = new GroupRule(
                Ids.New(Ids.Rule, tx.At), GroupRuleStatus.INACTIVE, sent.Name, sent.Expression, sent.GroupIds.Value, sent.ExcludedUsers, sent.ExcludedGroups, tx.At, tx.At, null);
            await GroupRuleTable.Insert(tx, rule);
            tx.Record(Event.Of(GroupEvents.RuleCreated, rule.Target).With("expression", rule.Expression));
            return rule;
        }, ct);
    }

    /// <summary>Replaces a rule that does nothing at present; the groups that it assigns to stay what they are.</summary>
    public static async Task<Outcome<GroupRule>> Replace(Store store, Caller caller, string id, JsonElement body, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        var parsed = GroupRuleBody.Parse(body, needsGroups: false);
        if (parsed.Refusal is { } wrong) return wrong;
        var sent = parsed.Value;
        return await store.Write<GroupRule>(caller, Permission.ManageRules, async tx =>
        {
            if (await Find(tx, tx.Org, id) is not { } old) return Refusal.NotFound(id, Kind);
            if (old.Status != GroupRuleStatus.INACTIVE) return Refusal.Invalid("status", $"Only a rule with the status INACTIVE can be changed, not one that is {old.Status}.");
            if (sent.GroupIds is { } groups && !groups.Order(StringComparer.Ordinal).SequenceEqual(old.GroupIds.Order(StringComparer.Ordinal)))
                return Refusal.Invalid("actions", "actions: The groups of a rule cannot be changed.");
            if (await sent.Check(tx, tx.Org, old.GroupIds) is { } refusal) return refusal;
            if (await GroupRuleTable.IsNameTaken(tx, tx.Org.Id, sent.Name, id)) return Taken;
            var rule = old with { Name = sent.Name, Expression = sent.Expression, ExcludedUsers = sent.ExcludedUsers, ExcludedGroups = sent.ExcludedGroups, LastUpdated = tx.At };
            await GroupRuleTable.Update(tx, rule);
            await GroupRuleTable.SetExclusions(tx, rule);
            tx.Record(Event.Of(GroupEvents.RuleUpdated, rule.Target).With("expression", rule.Expression));
            return rule;
        }, ct);
    }

    /// <summary>Lets a rule work, on everyone who is there and whoever comes. Up to <see cref="BatchSize"/> users are done at once, the others soon after.</summary>
    public static Task<Outcome<Done>> Activate(Store store, Caller caller, string id, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        return store.Write<Done>(caller, Permission.ManageRules, async tx =>
        {
            var found = await Switchable(tx, id);
            if (found.Refusal is { } no) return no;
            var rule = found.Value;
            var isNew = rule.Status != GroupRuleStatus.ACTIVE;
            tx.Record(Switched(GroupEvents.RuleActivated, rule, isNew));
            if (!isNew) return Done.It;
            foreach (var group in rule.GroupIds)
                if ((await RoleTable.OfAssignee(tx, tx.Org.Id, AssigneeType.GROUP, group)).Count > 0) return Refusal.Invalid("groupIds", "groupIds: Rules cannot assign users to a group with administrator roles.");
            await GroupRuleTable.Update(tx, rule with { Status = GroupRuleStatus.ACTIVE, LastUpdated = tx.At, SweptTo = "" });
            await SweepBatch(tx);
            return Done.It;
        }, ct);
    }

    /// <summary>Stops a rule; those whom it put into groups stay there.</summary>
    public static Task<Outcome<Done>> Deactivate(Store store, Caller caller, string id, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        return store.Write<Done>(caller, Permission.ManageRules, async tx =>
        {
            var found = await Switchable(tx, id);
            if (found.Refusal is { } no) return no;
            var isNew = found.Value.Status == GroupRuleStatus.ACTIVE;
            if (isNew) await GroupRuleTable.Update(tx, found.Value with { Status = GroupRuleStatus.INACTIVE, LastUpdated = tx.At, SweptTo = null });
            tx.Record(Switched(GroupEvents.RuleDeactivated, found.Value, isNew));
            return Done.It;
        }, ct);
    }

    /// <summary>Deletes a rule that does nothing at present; those whom it put into groups stay there, or are taken out.</summary>
    public static Task<Outcome<Done>> Delete(Store store, Caller caller, string id, bool removeUsers, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        return store.Write<Done>(caller, Permission.ManageRules, async tx =>
        {
            if (await Find(tx, tx.Org, id) is not { } rule) return Refusal.NotFound(id, Kind);
            if (rule.Status == GroupRuleStatus.ACTIVE) return Refusal.Invalid("status", "A rule with the status ACTIVE cannot be deleted: deactivate it first.");
            tx.Record(Event.Of(GroupEvents.RuleDeleted, rule.Target).With("removeUsers", removeUsers ? "true" : "false"));
            if (!removeUsers)
            {
                await GroupRuleTable.Delete(tx, id);
                return Done.It;
            }
            await GroupRuleTable.Update(tx, rule with { Status = GroupRuleStatus.DELETED, SweptTo = "" });
            await SweepBatch(tx);
            return Done.It;
        }, ct);
    }

    /// <summary>A rule; none that is deleted.</summary>
    internal static async ValueTask<GroupRule?> Find(Queries db, Org org, string id) =>
        await GroupRuleTable.Find(db, org.Id, id) is { Status: not GroupRuleStatus.DELETED } rule ? rule : null;

    /// <summary>Whether some rule assigns users to a group.</summary>
    internal static async ValueTask<bool> AssignTo(Queries db, Org org, string groupId) =>
        (await GroupRuleTable.In(db, org.Id, GroupRuleStatus.ACTIVE, GroupRuleStatus.INACTIVE)).Any(rule => rule.GroupIds.Contains(groupId));

    /// <summary>A member was taken out by hand: the rule that had put it in leaves it alone from now on.</summary>
    internal static async ValueTask Exclude(WriteTransaction tx, string ruleId, User user)
    {
        if (await Find(tx, tx.Org, ruleId) is not { } rule) return;
        if (await GroupRuleTable.Exclude(tx, ruleId, "USER", user.Id)) tx.Record(Event.Of(GroupEvents.RuleExcluded, rule.Target, user.Target));
    }

    /// <summary>A user was deleted: no rule needs to leave it out any more.</summary>
    internal static ValueTask UserGone(WriteTransaction tx, string userId) => GroupRuleTable.ForgetExcluded(tx, userId);

    /// <summary>A group is about to be deleted: rules that name it become invalid, rules that leave its members out no longer do.</summary>
    internal static async ValueTask GroupGone(WriteTransaction tx, Group group)
    {
        await GroupRuleTable.ForgetExcluded(tx, group.Id);
        foreach (var rule in await GroupRuleTable.In(tx, tx.Org.Id, GroupRuleStatus.ACTIVE, GroupRuleStatus.INACTIVE))
        {
            if (rule.GroupIds.Contains(group.Id) || rule.Condition.GroupIds.Contains(group.Id))
            {
                await GroupRuleTable.Update(tx, rule with { Status = GroupRuleStatus.INVALID, LastUpdated = tx.At, SweptTo = null });
                tx.Record(Event.Of(GroupEvents.RuleInvalidated, rule.Target, group.Target) with { Reason = "A group that the rule names was deleted." });
            }
            else if (rule is { Status: GroupRuleStatus.ACTIVE, ReadsGroups: true }) await GroupRuleTable.SetSweep(tx, rule.Id, "");
        }
    }

    /// <summary>The group is deleted: rules that read groups look at everyone again, the first users at once.</summary>
    internal static async ValueTask AfterGroupGone(WriteTransaction tx) => await SweepBatch(tx);

    /// <summary>A group has another name: rules that read names look at everyone again.</summary>
    internal static async ValueTask GroupRenamed(WriteTransaction tx)
    {
        foreach (var rule in await GroupRuleTable.In(tx, tx.Org.Id, GroupRuleStatus.ACTIVE))
            if (rule.Condition.ReadsGroupNames) await GroupRuleTable.SetSweep(tx, rule.Id, "");
        await SweepBatch(tx);
    }

    private static async ValueTask<Outcome<GroupRule>> Switchable(WriteTransaction tx, string id)
    {
        if (await Find(tx, tx.Org, id) is not { } rule) return Refusal.NotFound(id, Kind);
        return rule.Status == GroupRuleStatus.INVALID
            ? Refusal.Invalid("updateRuleStatus", "Cannot activate or deactivate a Group Rule with the status INVALID.")
            : rule;
    }

    private static Event Switched(EventType type, GroupRule rule, bool isNew) => isNew
        ? Event.Of(type, rule.Target)
        : Event.Of(type, rule.Target) with { Result = EventResult.SKIPPED, Reason = "The rule is so already." };

    private static Refusal Taken => Refusal.Invalid("name", "name: An object with this field already exists in the current organization");
}
