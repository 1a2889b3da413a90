using System.Text.Json;
using System.Text.Json.Nodes;
using Firebreak.SignIn;
using Firebreak.Tests.Events;
using Xunit;

namespace Firebreak.Tests.SignIn;

/// <summary>What policies say: pure, so asked often.</summary>
public sealed class PolicyEvaluationTests
{
    private static readonly Org Acme = new("00oAAAAAAAAAAAAAAAAA", 2, "acme", "Acme", OrgStatus.Active, 0);

    [Fact]
    public void The_default_answers_where_nothing_else_does_and_nothing_says_no()
    {
        var last = Default(PolicyType.OKTA_SIGN_ON);
        var decision = PolicyEvaluation.SignOn([last], Case());
        Assert.Equal((true, false, 120, 0), (decision.IsAllowed, decision.RequiresFactor, decision.SessionIdleMinutes, decision.SessionLifetimeMinutes));
        Assert.Equal(SignOnDecision.Denied, PolicyEvaluation.SignOn([], Case()));
        Assert.Equal(last.Policy, PolicyEvaluation.Password([last], Case()));
    }

    [Theory]
    [InlineData("{}", true)]
    [InlineData("""{"people":{"users":{"exclude":["u"]}}}""", false)]
    [InlineData("""{"people":{"users":{"include":["u"],"exclude":["u"]}}}""", false)]
    [InlineData("""{"people":{"users":{"include":["u"]}}}""", true)]
    [InlineData("""{"people":{"users":{"include":["v"]}}}""", false)]
    [InlineData("""{"people":{"users":{"include":["v"]},"groups":{"include":["g"]}}}""", true)]
    [InlineData("""{"people":{"groups":{"include":["g"],"exclude":["g"]}}}""", false)]
    [InlineData("""{"network":{"connection":"ZONE","include":["z"]}}""", true)]
    [InlineData("""{"network":{"connection":"ZONE","include":["y"]}}""", false)]
    [InlineData("""{"network":{"connection":"ZONE","exclude":["z"]}}""", false)]
    [InlineData("""{"network":{"connection":"ZONE","include":["ALL_ZONES"]}}""", true)]
    [InlineData("""{"network":{"connection":"ZONE","exclude":["ALL_ZONES"]}}""", false)]
    [InlineData("""{"network":{"connection":"ANYWHERE","include":["y"]}}""", true)]
    [InlineData("""{"authContext":{"authType":"RADIUS"}}""", false)]
    [InlineData("""{"risk":{"behaviors":["a","b"]}}""", true)]
    [InlineData("""{"risk":{"behaviors":["a"]}}""", false)]
    [InlineData("""{"riskScore":{"level":"HIGH"}}""", false)]
    [InlineData("""{"riskScore":{"level":"LOW"}}""", true)]
    [InlineData("""{"identityProvider":{"provider":"OKTA"}}""", true)]
    public void A_rule_holds_where_all_its_conditions_do(string conditions, bool holds)
    {
        var policy = Default(PolicyType.OKTA_SIGN_ON);
        var rule = RuleOf(policy.Policy, conditions, """{"signon":{"access":"DENY"}}""");
        var decision = PolicyEvaluation.SignOn([policy with { Rules = [rule, .. policy.Rules] }], Case());
        Assert.Equal(holds, decision.Rule == rule);
        Assert.Equal(!holds, decision.IsAllowed);
        Assert.NotEqual(rule, PolicyEvaluation.SignOn([policy with { Rules = [rule with { Status = PolicyStatus.INACTIVE }, .. policy.Rules] }], Case()).Rule);
    }

    [Fact]
    public void The_first_policy_with_a_rule_that_holds_decides_whatever_comes_behind()
    {
        var draw = new Draw(3);
        string[] groups = ["a", "b", "c"];
        for (var i = 0; i < 2000; i++)
        {
            var policies = Enumerable.Range(0, draw.Below(4)).Select(n => PolicyOf(draw, $"p{n}", groups)).Append(Default(PolicyType.OKTA_SIGN_ON)).ToList();
            var asked = new PolicyCase("u", groups.Where(_ => draw.OneIn(2)).ToHashSet(), new[] { "y", "z" }.Where(_ => draw.OneIn(2)).ToHashSet(), new HashSet<string>());
            var decision = PolicyEvaluation.SignOn(policies, asked);
            Assert.NotNull(decision.Rule);
            var at = policies.FindIndex(one => one.Policy == decision.Policy);
            Assert.True(policies[at].Policy.IsSystem || PolicyEvaluation.List(policies[at].Policy.Conditions, "people", "groups", "include").Any(asked.Groups.Contains));
            Assert.Equal(PolicyStatus.ACTIVE, decision.Policy!.Status);
            Assert.Equal(PolicyStatus.ACTIVE, decision.Rule.Status);
            Assert.DoesNotContain(PolicyEvaluation.List(decision.Rule.Conditions, "network", "exclude"), asked.Zones.Contains);
            // What comes behind changes nothing, and without what decided something behind it does.
            Assert.Equal(decision, PolicyEvaluation.SignOn(policies.Take(at + 1), asked));
            Assert.Null(PolicyEvaluation.SignOn(policies.Take(at), asked).Rule);
        }
    }

    [Fact]
    public void A_password_policy_is_the_first_for_the_user_and_its_rules_say_what_one_may_do_alone()
    {
        var last = Default(PolicyType.PASSWORD);
        var own = new Policy("p", PolicyType.PASSWORD, "own", null, PolicyStatus.ACTIVE, 1, false, Json("""{"people":{"groups":{"include":["g"]}},"authProvider":{"provider":"OKTA"}}"""), last.Policy.Settings, 0, 0);
        PolicyWithRules[] policies = [new(own, [RuleOf(own, """{"network":{"connection":"ZONE","include":["z"]}}""", """{"selfServiceUnlock":{"access":"ALLOW"}}""")]), last];
        Assert.Equal(own, PolicyEvaluation.Password(policies, Case()));
        Assert.Equal(last.Policy, PolicyEvaluation.Password(policies, Case() with { Groups = new HashSet<string>() }));
        Assert.Equal(last.Policy, PolicyEvaluation.Password(policies, Case() with { Provider = "LDAP" }));
        Assert.True(PolicyEvaluation.MayWithPassword(policies, Case(), "selfServiceUnlock"));
        // Its own rules are all that counts, not those of the policy behind it.
        Assert.False(PolicyEvaluation.MayWithPassword(policies, Case() with { Zones = new HashSet<string>() }, "passwordChange"));
        Assert.True(PolicyEvaluation.MayWithPassword(policies, Case() with { Groups = new HashSet<string>() }, "passwordChange"));
        Assert.False(PolicyEvaluation.MayWithPassword(policies, Case() with { Groups = new HashSet<string>() }, "selfServiceUnlock"));
    }

    private static PolicyCase Case() => new("u", new HashSet<string> { "g" }, new HashSet<string> { "z" }, new HashSet<string> { "b" });

    private static PolicyWithRules Default(PolicyType type) => PolicyDefaults.Of(Acme, type, "everyone") is var policy ? new(policy, [PolicyDefaults.RuleOf(Acme, policy)]) : null!;

    private static PolicyWithRules PolicyOf(Draw draw, string id, string[] groups)
    {
        var policy = new Policy(id, PolicyType.OKTA_SIGN_ON, id, null, Status(draw), 1, false, new JsonObject { ["people"] = new JsonObject { ["groups"] = new JsonObject { ["include"] = new JsonArray(draw.Of<string>(groups)) } } }, null, 0, 0);
        return new PolicyWithRules(policy, [.. Enumerable.Range(0, draw.Below(3)).Select(_ => RuleOf(policy, draw.Of<string>(
            ["{}", """{"network":{"connection":"ZONE","exclude":["z"]}}""", """{"network":{"connection":"ZONE","include":["y"]}}""", """{"people":{"users":{"exclude":["u"]}}}"""]), "{}") with { Status = Status(draw) })]);
    }

    private static PolicyStatus Status(Draw draw) => draw.OneIn(4) ? PolicyStatus.INACTIVE : PolicyStatus.ACTIVE;

    private static PolicyRule RuleOf(Policy policy, string conditions, string actions)
    {
        var form = PolicyForm.Of[policy.Type];
        return new PolicyRule("r", policy.Id, "rule", PolicyStatus.ACTIVE, 1, false, form.RuleConditions.Fill(Element(conditions), "conditions").Value, form.Actions.Fill(Element(actions), "actions").Value, 0, 0);
    }

    private static JsonElement Element(string json) => JsonDocument.Parse(json).RootElement;

    private static JsonObject Json(string json) => JsonNode.Parse(json)!.AsObject();
}
