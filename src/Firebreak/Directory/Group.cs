using Firebreak.SystemLog;

namespace Firebreak.Directory;

/// <summary>Who keeps a group. Source: Okta, Groups API, "Group types".</summary>
public enum GroupType
{
    /// <summary>Its profile and members are kept here.</summary>
    OKTA_GROUP,

    /// <summary>Imported by an app, which alone changes it.</summary>
    APP_GROUP,

    /// <summary>Everyone: nobody changes it.</summary>
    BUILT_IN,
}

/// <summary>A group as it is kept.</summary>
/// <param name="Profile">The profile's JSON object, as the API shows it.</param>
public sealed record Group(string Id, GroupType Type, string Name, string? Description, string Profile, long Created, long LastUpdated, long LastMembershipUpdated)
{
    /// <summary>The group as an event's target.</summary>
    public EventTarget Target => new(Id, "UserGroup", "unknown", Name);
}

/// <summary>Events of groups, by Okta's names; those of owners and of rules' own changes are ours.</summary>
internal static class GroupEvents
{
    public static readonly EventType Created = new("group.lifecycle.create", "Create Okta group");
    public static readonly EventType Deleted = new("group.lifecycle.delete", "Delete Okta group");
    public static readonly EventType Updated = new("group.profile.update", "Okta group profile updated");
    public static readonly EventType MemberAdded = new("group.user_membership.add", "Add user to group membership");
    public static readonly EventType MemberRemoved = new("group.user_membership.remove", "Remove user from group membership");
    public static readonly EventType OwnerAdded = new("firebreak.group.owner.add", "Add owner to group");
    public static readonly EventType OwnerRemoved = new("firebreak.group.owner.remove", "Remove owner from group");
    public static readonly EventType RuleCreated = new("firebreak.group.rule.create", "Create group rule");
    public static readonly EventType RuleUpdated = new("firebreak.group.rule.update", "Update group rule");
    public static readonly EventType RuleDeleted = new("firebreak.group.rule.delete", "Delete group rule");
    public static readonly EventType RuleActivated = new("group.user_membership.rule.trigger", "Trigger group membership rule");
    public static readonly EventType RuleDeactivated = new("group.user_membership.rule.deactivated", "Deactivate group membership rule");
    public static readonly EventType RuleInvalidated = new("group.user_membership.rule.invalidate", "Invalidate group membership rule", Severity.WARN);
    public static readonly EventType RuleEvaluated = new("group.user_membership.rule.evaluation", "Evaluate group membership rule");
    public static readonly EventType RuleExcluded = new("group.user_membership.rule.add_exclusion", "Add user to group membership exclusion rule");
}
