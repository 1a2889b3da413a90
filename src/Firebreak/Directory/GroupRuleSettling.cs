using System.Text.Json;
using Firebreak.Expressions;
using Firebreak.Storage;
using Firebreak.SystemLog;

namespace Firebreak.Directory;

/// <summary>What rules do: to one user after each change of it, and to everyone after a rule changed, in batches that survive a restart.</summary>
public static partial class GroupRules
{
    /// <summary>How many users one transaction looks at.</summary>
    public const int BatchSize = 2000;

    // Rules may read what rules wrote. Conditions that contradict each other ("who is not in A goes into A") never come to rest, so there is an end.
    private const int MostRounds = 16;

    /// <summary>Gives a user the memberships that the active rules say, and takes those that they no longer do. Called in every change of a user, after it was stored.</summary>
    internal static async ValueTask Apply(WriteTransaction tx, User user)
    {
        if (await Settle(tx, user)) await AppAssignments.MembershipChanged(tx, user.Id);
    }

    /// <summary>The same without its consequences for apps; whether anything changed.</summary>
    internal static async ValueTask<bool> Settle(WriteTransaction tx, User user)
    {
        if (user.Status == UserStatus.DEPROVISIONED) return await LeaveAll(tx, user);
        var rules = await GroupRuleTable.In(tx, tx.Org.Id, GroupRuleStatus.ACTIVE);
        return rules.Count > 0 && await Settle(tx, user, rules, await GroupTable.Everyone(tx, tx.Org.Id));
    }

    /// <summary>Goes on with rules that have not looked at everyone, in all orgs; how many batches it did. On a service node that places events.</summary>
    internal static async Task<int> Sweep(Store store, CancellationToken ct)
    {
        List<string> orgs;
        await using (var db = await store.ReadAcross(ct))
            orgs = await db.All($"select distinct org_id from group_rules where swept_to is not null", row => row.Text(0));
        var batches = 0;
        foreach (var id in orgs)
        {
            Org? org;
            await using (var db = await store.ReadAcross(ct)) org = await OrgTable.Find(db, id);
            while (org is not null)
            {
                ct.ThrowIfCancellationRequested();
                var more = await store.Write<bool>(Caller.Service(org), Permission.ManageRules, async tx =>
                {
                    if (await SweepBatch(tx)) return true;
                    return Refusal.NotFound(org.Id, "GroupRule"); // nothing was left: nothing changed, and nothing is recorded
                }, ct);
                if (more.Refusal is not null) break;
                batches++;
            }
        }
        return batches;
    }

    /// <summary>Looks at the next users for the rules that have not seen them; false when there was no such rule.</summary>
    private static async ValueTask<bool> SweepBatch(WriteTransaction tx)
    {
        var rules = await GroupRuleTable.In(tx, tx.Org.Id, GroupRuleStatus.ACTIVE, GroupRuleStatus.DELETED);
        var waiting = rules.Where(rule => rule.SweptTo is not null).ToList();
        if (waiting.Count == 0) return false;
        // Those that wait at the same place go on together, the furthest behind first.
        var from = waiting.Select(rule => rule.SweptTo!).Min(StringComparer.Ordinal)!;
        var together = waiting.Where(rule => rule.SweptTo == from).ToList();
        var users = await tx.All($"select {UserTable.Columns} from users u where u.org_id = {tx.Org.Id} and u.id > {from} order by u.id limit {(long)BatchSize}", UserTable.Read);
        var active = rules.Where(rule => rule.Status == GroupRuleStatus.ACTIVE).ToList();
        var deleted = together.Where(rule => rule.Status == GroupRuleStatus.DELETED).ToList();
        var everyone = await GroupTable.Everyone(tx, tx.Org.Id);
        var changed = 0;
        foreach (var user in users)
        {
            var change = await TakeBack(tx, user, deleted);
            if (user.Status != UserStatus.DEPROVISIONED) change |= await Settle(tx, user, active, everyone);
            if (!change) continue;
            await AppAssignments.MembershipChanged(tx, user.Id);
            changed++;
        }
        var isEnd = users.Count < BatchSize;
        foreach (var rule in together)
        {
            if (isEnd && rule.Status == GroupRuleStatus.DELETED) await GroupRuleTable.Delete(tx, rule.Id);
            else await GroupRuleTable.SetSweep(tx, rule.Id, isEnd ? null : users[^1].Id);
            tx.Record(Event.Of(GroupEvents.RuleEvaluated, rule.Target).With("usersLookedAt", $"{users.Count}").With("usersChanged", $"{changed}"));
        }
        return true;
    }

    private static async ValueTask<bool> Settle(WriteTransaction tx, User user, List<GroupRule> rules, Group? everyone)
    {
        using var profile = JsonDocument.Parse(user.Profile);
        var changed = false;
        for (var round = 0; round < MostRounds; round++)
        {
            var held = await Memberships(tx, user.Id);
            var about = About(user, profile.RootElement, held, everyone);
            var wanted = rules.Where(rule => rule.Holds(about)).SelectMany(rule => rule.GroupIds.Select(group => (group, rule.Id))).ToHashSet();
            var given = held.Where(row => rules.Exists(rule => rule.Id == row.Source)).Select(row => (row.Group, row.Source)).ToHashSet();
            if (wanted.SetEquals(given)) break;
            foreach (var (group, rule) in given.Except(wanted).Order()) await Take(tx, user, group, rule);
            foreach (var (group, rule) in wanted.Except(given).Order()) await Give(tx, user, group, rule);
            changed = true;
            if (!rules.Exists(rule => rule.ReadsGroups)) break;
        }
        return changed;
    }

    private static ExpressionUser About(User user, JsonElement profile, List<(string Group, string Name, string Source)> held, Group? everyone)
    {
        var ids = held.Select(row => row.Group).ToHashSet(StringComparer.Ordinal);
        var names = held.Select(row => row.Name).ToHashSet(StringComparer.Ordinal);
        if (everyone is not null)
        {
            ids.Add(everyone.Id);
            names.Add(everyone.Name);
        }
        return new ExpressionUser(profile, user.Id, user.Status.ToString(), ids, names);
    }

    private static ValueTask<List<(string Group, string Name, string Source)>> Memberships(Queries db, string org, string user) => db.All(
        $"""
        select m.group_id, g.name, m.source from group_members m join groups g on g.org_id = m.org_id and g.id = m.group_id
        where m.org_id = {org} and m.user_id = {user} order by m.group_id, m.source
        """,
        row => (row.Text(0), row.Text(1), row.Text(2)));

    private static ValueTask<List<(string Group, string Name, string Source)>> Memberships(WriteTransaction tx, string user) => Memberships(tx, tx.Org.Id, user);

    private static async ValueTask Give(WriteTransaction tx, User user, string group, string rule)
    {
        if (!await GroupTable.Add(tx, group, user.Id, rule) || await GroupTable.Find(tx, tx.Org.Id, group) is not { } found) return;
        tx.Record(Event.Of(GroupEvents.MemberAdded, user.Target, found.Target).With("triggeredByGroupRuleId", rule));
    }

    private static async ValueTask Take(WriteTransaction tx, User user, string group, string rule)
    {
        if (!await GroupTable.Remove(tx, group, user.Id, rule) || await GroupTable.Find(tx, tx.Org.Id, group) is not { } found) return;
        var what = Event.Of(GroupEvents.MemberRemoved, user.Target, found.Target);
        tx.Record(rule.Length == 0 ? what : what.With("triggeredByGroupRuleId", rule));
    }

    private static async ValueTask<bool> TakeBack(WriteTransaction tx, User user, List<GroupRule> deleted)
    {
        if (deleted.Count == 0) return false;
        var given = (await Memberships(tx, user.Id)).Where(row => deleted.Exists(rule => rule.Id == row.Source)).ToList();
        foreach (var (group, _, source) in given) await Take(tx, user, group, source);
        return given.Count > 0;
    }

    private static async ValueTask<bool> LeaveAll(WriteTransaction tx, User user)
    {
        var held = await Memberships(tx, user.Id);
        foreach (var (group, _, source) in held) await Take(tx, user, group, source);
        return held.Count > 0;
    }
}
