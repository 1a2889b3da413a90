using Firebreak.Storage;
using Firebreak.SystemLog;

namespace Firebreak.Directory;

/// <summary>Who is in a group, by hand. Source: Okta, Groups API, group members.</summary>
public static class GroupMembers
{
    // What somebody may do to a user by having it in a group of its own.
    private static readonly Permission[] OverUsers =
        [Permission.ManageUsers, Permission.ManageLifecycle, Permission.ManageCredentials, Permission.ManageFactors, Permission.RevokeSessions];

    /// <summary>Adds a member; adding one that is there changes nothing.</summary>
    public static Task<Outcome<Done>> Add(Store store, Caller caller, string groupId, string userId, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        return store.Write<Done>(caller, Permission.ManageMembers, async tx =>
        {
            var found = await Find(tx, groupId, userId);
            if (found.Refusal is { } no) return no;
            var (group, user) = found.Value;
            if (user.Status == UserStatus.DEPROVISIONED) return Refusal.WrongStatus;
            if (await GainsPower(tx, group.Id, user.Id)) return Refusal.NotAllowed("The user is not one of those whom this administrator manages.");
            var isNew = await GroupTable.Add(tx, group.Id, user.Id, GroupTable.ByHand);
            tx.Record(Done(GroupEvents.MemberAdded, isNew, "The user is a member already.", user, group));
            if (isNew) await Changed(tx, user);
            return Firebreak.Done.It;
        }, ct);
    }

    /// <summary>Takes a member out, whatever made it one: a rule that did will leave this user alone from now on.</summary>
    public static Task<Outcome<Done>> Remove(Store store, Caller caller, string groupId, string userId, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        return store.Write<Done>(caller, Permission.ManageMembers, async tx =>
        {
            var found = await Find(tx, groupId, userId);
            if (found.Refusal is { } no) return no;
            var (group, user) = found.Value;
            var sources = await GroupTable.Sources(tx, tx.Org.Id, group.Id, user.Id);
            foreach (var source in sources)
            {
                if (source != GroupTable.ByHand) await GroupRules.Exclude(tx, source, user);
                await GroupTable.Remove(tx, group.Id, user.Id, source);
            }
            tx.Record(Done(GroupEvents.MemberRemoved, sources.Count > 0, "The user is no member.", user, group));
            if (sources.Count > 0) await Changed(tx, user);
            return await RoleAssignments.IsSuper(tx, AssigneeType.GROUP, groupId) && await RoleAssignments.NobodyLeft(tx) ? RoleAssignments.LastSuperAdmin : Firebreak.Done.It;
        }, ct);
    }

    private static async ValueTask<Outcome<(Group Group, User User)>> Find(WriteTransaction tx, string groupId, string userId)
    {
        var group = await Groups.Changeable(tx, Permission.ManageMembers, groupId);
        if (group.Refusal is { } no) return no;
        if (await Users.Find(tx, tx.Org, userId) is not { } user) return Refusal.NotFound(userId, "User");
        if (await Groups.Roles(tx, groupId) is { } guarded) return guarded;
        return (group.Value, user);
    }

    // Whoever manages only the users of some groups must not come to manage others by putting them there.
    private static async ValueTask<bool> GainsPower(WriteTransaction tx, string group, string user)
    {
        foreach (var permission in OverUsers)
        {
            if (!tx.Caller.Authority.AllowsOnGroups(permission, [group]) || tx.Caller.Authority.AllowsEverywhere(permission)) continue;
            if (!tx.Caller.Authority.AllowsOnGroups(permission, await GroupTable.IdsOf(tx, tx.Org.Id, user))) return true;
        }
        return false;
    }

    private static async ValueTask Changed(WriteTransaction tx, User user)
    {
        await GroupRules.Settle(tx, user);
        await AppAssignments.MembershipChanged(tx, user.Id);
    }

    private static Event Done(EventType type, bool done, string otherwise, User user, Group group) => done
        ? Event.Of(type, user.Target, group.Target)
        : Event.Of(type, user.Target, group.Target) with { Result = EventResult.SKIPPED, Reason = otherwise };
}
