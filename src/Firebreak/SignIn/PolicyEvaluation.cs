using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Firebreak.SignIn;

/// <summary>Somebody who asks for something, as policies see it.</summary>
/// <param name="Groups">Ids of the groups that the user is in, Everyone among them.</param>
/// <param name="Zones">Ids of the active network zones that the request comes from.</param>
/// <param name="Behaviors">Ids of the behaviors that it shows.</param>
/// <param name="Risk">LOW, MEDIUM or HIGH.</param>
/// <param name="Provider">Who checks the user's password: OKTA.</param>
/// <param name="AuthType">RADIUS for requests that come that way; else ANY.</param>
public sealed record PolicyCase(
    string UserId, IReadOnlySet<string> Groups, IReadOnlySet<string> Zones, IReadOnlySet<string> Behaviors, string Risk = "LOW", string Provider = "OKTA", string AuthType = "ANY");

/// <summary>A policy with its rules, both in the order in which they are asked.</summary>
public sealed record PolicyWithRules(Policy Policy, ImmutableArray<PolicyRule> Rules);

/// <summary>What the global session policy says. Times are in minutes; 0 is no limit.</summary>
/// <param name="Rule">The rule that decided; null: none applied, and so it is no.</param>
/// <param name="FactorPromptMode">When a factor is asked for again: ALWAYS, DEVICE or SESSION; null unless a factor is required.</param>
public sealed record SignOnDecision(
    Policy? Policy, PolicyRule? Rule, bool IsAllowed, bool RequiresFactor, string? FactorPromptMode, int FactorLifetimeMinutes, bool IsPersistent, int SessionIdleMinutes, int SessionLifetimeMinutes)
{
    /// <summary>No, because nothing says yes.</summary>
    public static SignOnDecision Denied { get; } = new(null, null, false, true, "ALWAYS", 0, false, 0, 0);
}

/// <summary>Asks policies: pure, so that whatever decides can be shown, simulated and tested. Source: Okta, Policies API, "Policy priority and conditions".</summary>
public static class PolicyEvaluation
{
    /// <summary>Stands for every zone of the org.</summary>
    internal const string AllZones = "ALL_ZONES";

    /// <summary>
    /// The first rule that holds of the first policy that is for this user. Where none of a policy's rules holds, the next policy is asked; the default policy's rule
    /// holds of everybody.
    /// </summary>
    public static (Policy Policy, PolicyRule Rule)? Find(IEnumerable<PolicyWithRules> policies, PolicyCase asked)
    {
        ArgumentNullException.ThrowIfNull(policies);
        foreach (var (policy, rules) in policies)
        {
            if (!IsFor(policy, asked)) continue;
            foreach (var rule in rules)
                if (rule.Status == PolicyStatus.ACTIVE && Holds(rule.Conditions, asked)) return (policy, rule);
        }
        return null;
    }

    /// <summary>What the policies of the type OKTA_SIGN_ON say.</summary>
    public static SignOnDecision SignOn(IEnumerable<PolicyWithRules> policies, PolicyCase asked)
    {
        if (Find(policies, asked) is not var (policy, rule) || rule.Actions["signon"] is not JsonObject action) return SignOnDecision.Denied;
        var session = action["session"];
        var needsFactor = (bool?)action["requireFactor"] ?? true;
        return new SignOnDecision(
            policy, rule, (string?)action["access"] == "ALLOW", needsFactor, needsFactor ? (string?)action["factorPromptMode"] ?? "ALWAYS" : null, (int?)action["factorLifetime"] ?? 0,
            (bool?)session?["usePersistentCookie"] ?? false, (int?)session?["maxSessionIdleMinutes"] ?? 0, (int?)session?["maxSessionLifetimeMinutes"] ?? 0);
    }

    /// <summary>The password policy of a user: the first that is for it, whatever its rules say.</summary>
    public static Policy? Password(IEnumerable<PolicyWithRules> policies, PolicyCase asked)
    {
        ArgumentNullException.ThrowIfNull(policies);
        return policies.Select(one => one.Policy).FirstOrDefault(policy => IsFor(policy, asked));
    }

    /// <summary>Whether the user's password policy lets it do something by itself: passwordChange, selfServicePasswordReset, selfServiceUnlock.</summary>
    public static bool MayWithPassword(IReadOnlyList<PolicyWithRules> policies, PolicyCase asked, string action) =>
        Password(policies, asked) is { } policy
        && Find(policies.Where(one => one.Policy.Id == policy.Id), asked) is var (_, rule) && (string?)rule.Actions[action]?["access"] == "ALLOW";

    private static bool IsFor(Policy policy, PolicyCase asked)
    {
        if (policy.Status != PolicyStatus.ACTIVE) return false;
        if (policy.IsSystem || policy.Conditions is null) return true;
        var provider = (string?)policy.Conditions["authProvider"]?["provider"];
        return List(policy.Conditions, "people", "groups", "include").Any(asked.Groups.Contains) && (provider is null or "ANY" || provider == asked.Provider);
    }

    private static bool Holds(JsonObject? conditions, PolicyCase asked) =>
        conditions is null
        || (IsOf(conditions, asked) && IsFrom(conditions, asked) && Is(conditions, asked.AuthType, "authContext", "authType") && Is(conditions, asked.Risk, "riskScore", "level")
            && Is(conditions, asked.Provider, "identityProvider", "provider") && Shows(conditions, asked));

    // Who is left out is out, whatever else names him.
    private static bool IsOf(JsonObject conditions, PolicyCase asked)
    {
        if (List(conditions, "people", "users", "exclude").Contains(asked.UserId) || List(conditions, "people", "groups", "exclude").Any(asked.Groups.Contains)) return false;
        var users = List(conditions, "people", "users", "include").ToList();
        var groups = List(conditions, "people", "groups", "include").ToList();
        return (users.Count == 0 && groups.Count == 0) || users.Contains(asked.UserId) || groups.Any(asked.Groups.Contains);
    }

    private static bool IsFrom(JsonObject conditions, PolicyCase asked)
    {
        if ((string?)conditions["network"]?["connection"] is null or "ANYWHERE") return true;
        var include = List(conditions, "network", "include").ToList();
        return !List(conditions, "network", "exclude").Any(IsIn) && (include.Count == 0 || include.Exists(IsIn));

        bool IsIn(string zone) => zone == AllZones ? asked.Zones.Count > 0 : asked.Zones.Contains(zone);
    }

    private static bool Is(JsonObject conditions, string what, string name, string member) => (string?)conditions[name]?[member] is null or "ANY" || (string?)conditions[name]?[member] == what;

    private static bool Shows(JsonObject conditions, PolicyCase asked) => List(conditions, "risk", "behaviors").ToList() is var behaviors && (behaviors.Count == 0 || behaviors.Exists(asked.Behaviors.Contains));

    /// <summary>The texts of a list in conditions; none when it is not there.</summary>
    internal static IEnumerable<string> List(JsonNode? conditions, params ReadOnlySpan<string> path)
    {
        foreach (var name in path) conditions = conditions?[name];
        return conditions is JsonArray list ? [.. list.Select(item => (string)item!)] : [];
    }
}
