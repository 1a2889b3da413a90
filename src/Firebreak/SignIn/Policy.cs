using System.Text.Json.Nodes;
using Firebreak.SystemLog;

namespace Firebreak.SignIn;

/// <summary>What a policy decides. Source: Okta, Policies API.</summary>
public enum PolicyType
{
    /// <summary>Who gets a session, with which factors, for how long.</summary>
    OKTA_SIGN_ON,

    /// <summary>What passwords are like, and how one gets a new one.</summary>
    PASSWORD,

    /// <summary>Which factors users enrol.</summary>
    MFA_ENROLL,

    /// <summary>Who gets into an app.</summary>
    ACCESS_POLICY,
}

/// <summary>Whether a policy or a rule is asked.</summary>
public enum PolicyStatus
{
    /// <summary>It is.</summary>
    ACTIVE,

    /// <summary>It is passed over.</summary>
    INACTIVE,
}

/// <summary>A policy: for whom, and what holds for all of its rules.</summary>
/// <param name="Priority">Among those of its type; 1 is asked first.</param>
/// <param name="IsSystem">The default of its type: asked last, always active, there as long as the org.</param>
/// <param name="Conditions">In Okta's form; null: for everyone. Never changed in place.</param>
/// <param name="Settings">In Okta's form; null where the type has none. Never changed in place.</param>
public sealed record Policy(
    string Id, PolicyType Type, string Name, string? Description, PolicyStatus Status, int Priority, bool IsSystem, JsonObject? Conditions, JsonObject? Settings, long Created, long LastUpdated)
{
    /// <summary>The policy as an event's target.</summary>
    public EventTarget Target => new(Id, "PolicyEntity", "unknown", Name);
}

/// <summary>A rule of a policy: in which case, and what happens then.</summary>
public sealed record PolicyRule(
    string Id, string PolicyId, string Name, PolicyStatus Status, int Priority, bool IsSystem, JsonObject? Conditions, JsonObject Actions, long Created, long LastUpdated)
{
    /// <summary>The rule as an event's target.</summary>
    public EventTarget Target => new(Id, "PolicyRule", "unknown", Name);
}

/// <summary>Events of policies and rules, by Okta's names.</summary>
internal static class PolicyEvents
{
    public static readonly EventType Created = new("policy.lifecycle.create", "Create policy");
    public static readonly EventType Updated = new("policy.lifecycle.update", "Update policy");
    public static readonly EventType Deleted = new("policy.lifecycle.delete", "Delete policy");
    public static readonly EventType Activated = new("policy.lifecycle.activate", "Activate policy");
    public static readonly EventType Deactivated = new("policy.lifecycle.deactivate", "Deactivate policy");
    public static readonly EventType RuleAdded = new("policy.rule.add", "Add policy rule");
    public static readonly EventType RuleUpdated = new("policy.rule.update", "Update policy rule");
    public static readonly EventType RuleDeleted = new("policy.rule.delete", "Delete policy rule");
    public static readonly EventType RuleActivated = new("policy.rule.activate", "Activate policy rule");
    public static readonly EventType RuleDeactivated = new("policy.rule.deactivate", "Deactivate policy rule");
}
