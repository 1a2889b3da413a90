using System.Text.Json;
using System.Text.Json.Nodes;

namespace Firebreak.SignIn;

/// <summary>
/// The policy that each type has in every org, and its rule: asked last, so that there is always an answer. Their ids come from the org's, so that they need no
/// row until somebody changes them. Source: Okta, Policies API, and the recordings for names and descriptions.
/// </summary>
internal static class PolicyDefaults
{
    private static readonly PolicyType[] Types = Enum.GetValues<PolicyType>();

    /// <summary>The default of a type as it was made with the org.</summary>
    public static Policy Of(Org org, PolicyType type, string everyone)
    {
        var form = PolicyForm.Of[type];
        var conditions = JsonSerializer.SerializeToElement(new { people = new { groups = new { include = new[] { everyone } } } });
        var (name, description) = type == PolicyType.ACCESS_POLICY
            ? ("Any two factors", "Require two factors to access.")
            : ("Default Policy", "The default policy applies in all situations if no other policy applies.");
        return new Policy(
            IdOf(org, type), type, name, description, PolicyStatus.ACTIVE, 1, IsSystem: true,
            form.Conditions?.Fill(conditions, "conditions").Value, form.Settings?.Fill(default, "settings").Value, org.CreatedMicros, org.CreatedMicros);
    }

    /// <summary>The rule of a default policy as it was made with the org; it holds of everybody.</summary>
    public static PolicyRule RuleOf(Org org, Policy policy) => Rule(policy, RulePrefix(policy.Type) + policy.Id[3..], org.CreatedMicros);

    /// <summary>A rule that holds of everybody, and comes with its policy.</summary>
    public static PolicyRule Rule(Policy policy, string id, long at)
    {
        var form = PolicyForm.Of[policy.Type];
        return new PolicyRule(
            id, policy.Id, policy.Type == PolicyType.ACCESS_POLICY ? "Catch-all Rule" : "Default Rule", PolicyStatus.ACTIVE, 1, IsSystem: true,
            policy.Type == PolicyType.ACCESS_POLICY ? null : form.RuleConditions.Fill(default, "conditions").Value, (JsonObject)form.Actions.Fill(default, "actions").Value, at, at);
    }

    /// <summary>The type whose default has this id; null: none has.</summary>
    public static PolicyType? TypeOf(Org org, string id)
    {
        foreach (var type in Types)
            if (IdOf(org, type) == id) return type;
        return null;
    }

    /// <summary>How ids of a type's policies begin, as recorded.</summary>
    public static string Prefix(PolicyType type) => type == PolicyType.ACCESS_POLICY ? "rst" : Ids.Policy;

    /// <summary>How ids of their rules begin.</summary>
    public static string RulePrefix(PolicyType type) => type == PolicyType.ACCESS_POLICY ? "rul" : Ids.Rule;

    private static string IdOf(Org org, PolicyType type) => $"{Prefix(type)}{org.Id[Ids.Org.Length..^1]}{(int)type + 1}";
}
