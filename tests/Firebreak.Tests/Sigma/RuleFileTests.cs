using Firebreak.Sigma;
using Xunit;

namespace Firebreak.Tests.Sigma;

/// <summary>SigmaHQ's own rules for Okta, unchanged.</summary>
public sealed class RuleFileTests
{
    // Counted over the 106 real events with jq, rule by rule, without this code.
    private static readonly Dictionary<string, int> RealMatches = new(StringComparer.Ordinal)
    {
        ["okta_admin_role_assigned_to_user_or_group"] = 1,
        ["okta_application_modified_or_deleted"] = 17,
        ["okta_application_sign_on_policy_modified_or_deleted"] = 2,
        ["okta_policy_modified_or_deleted"] = 1,
        ["okta_policy_rule_modified_or_deleted"] = 11,
        ["okta_suspicious_activity_enduser_report"] = 1,
        ["okta_user_created"] = 1,
    };

    private static readonly Dictionary<string, byte[]> Firing = new(StringComparer.Ordinal)
    {
        ["okta_admin_activity_from_proxy_query"] = OktaEvents.OfType(
            "app.generic", ("debugContext.debugData.requestUri", "\"/Admin/users\""), ("securityContext.isProxy", "true")),
        ["okta_admin_role_assigned_to_user_or_group"] = OktaEvents.OfType("group.privilege.grant"),
        ["okta_admin_role_assignment_created"] = OktaEvents.OfType("iam.resourceset.bindings.add"),
        ["okta_api_token_created"] = OktaEvents.OfType("system.api_token.create"),
        ["okta_api_token_revoked"] = OktaEvents.OfType("system.api_token.revoke"),
        ["okta_application_modified_or_deleted"] = OktaEvents.OfType("application.lifecycle.delete"),
        ["okta_application_sign_on_policy_modified_or_deleted"] = OktaEvents.OfType("application.policy.sign_on.rule.delete"),
        ["okta_apt_suspicious_user_creation"] = OktaEvents.OfType(
            "user.lifecycle.activate", ("target", """[{"displayName":"A"},{"displayName":"SVC_network_backup 2"}]""")),
        ["okta_fastpass_phishing_detection"] = OktaEvents.Altered(
            "user.authentication.auth_via_mfa", ("outcome.reason", "\"FastPass declined phishing attempt\"")),
        ["okta_identity_provider_created"] = OktaEvents.OfType("system.idp.lifecycle.create"),
        ["okta_mfa_reset_or_deactivated"] = OktaEvents.OfType("user.mfa.factor.reset_all"),
        ["okta_network_zone_deactivated_or_deleted"] = OktaEvents.OfType("zone.delete"),
        ["okta_new_behaviours_admin_console"] = OktaEvents.Altered(
            "policy.evaluate_sign_on", ("debugContext.debugData.logOnlySecurityData", """ "{\"behaviors\":{\"New IP\":\"POSITIVE\"}}" """)),
        ["okta_password_health_report_query"] = OktaEvents.OfType(
            "app.generic", ("debugContext.debugData.requestUri", "\"/reports/password-health/async_csv_download_schedule?\"")),
        ["okta_password_in_alternateid_field"] = OktaEvents.Altered("user.session.start", ("actor.alternateId", "\"hunter2 hunter2\"")),
        ["okta_policy_modified_or_deleted"] = OktaEvents.OfType("policy.lifecycle.delete"),
        ["okta_policy_rule_modified_or_deleted"] = OktaEvents.OfType("policy.rule.delete"),
        ["okta_security_threat_detected"] = OktaEvents.OfType("security.threat.detected"),
        ["okta_session_impersonation_granted"] = OktaEvents.OfType(
            "user.session.impersonation.grant", ("actor.alternateId", "\"someone@elsewhere.example\"")),
        ["okta_suspicious_activity_enduser_report"] = OktaEvents.OfType("user.account.report_suspicious_activity_by_enduser"),
        ["okta_unauthorized_access_to_app"] = OktaEvents.OfType(
            "app.generic.unauth_app_access_attempt", ("displayMessage", "\"User attempted unauthorized access to app\"")),
        ["okta_user_account_locked_out"] = OktaEvents.OfType("user.account.lock", ("displayMessage", "\"Max sign in attempts exceeded\"")),
        ["okta_user_created"] = OktaEvents.OfType("user.lifecycle.create"),
        ["okta_user_session_start_via_anonymised_proxy"] = OktaEvents.Altered("user.session.start", ("securityContext.isProxy", "true")),
    };

    public static TheoryData<string> Names { get; } =
        [.. System.IO.Directory.GetFiles(SharedData.Path("sigma-okta/rules"), "*.yml").Select(file => System.IO.Path.GetFileNameWithoutExtension(file)!)];

    [Fact]
    public void All_24_are_here() => Assert.Equal(24, Names.Count);

    [Theory, MemberData(nameof(Names))]
    public void Each_loads_and_tells_about_itself(string name)
    {
        var rule = Load(name);
        Assert.True(Guid.TryParse(rule.Id, out _));
        Assert.NotEmpty(rule.Title);
        Assert.NotEmpty(rule.Author);
        Assert.NotEmpty(rule.Level);
        Assert.NotEmpty(rule.References);
        Assert.Equal(File.ReadAllText(PathOf(name)), rule.Text);
    }

    [Theory, MemberData(nameof(Names))]
    public void Each_finds_what_it_should_among_real_events(string name)
    {
        var rule = Load(name);
        Assert.Equal(RealMatches.GetValueOrDefault(name), OktaEvents.Real.Count(e => rule.Matches(e)));
    }

    [Theory, MemberData(nameof(Names))]
    public void Each_fires_for_an_event_made_for_it(string name) => Assert.True(Load(name).Matches(Firing[name]));

    [Theory, MemberData(nameof(Names))]
    public void Each_stays_quiet_for_events_made_for_the_others(string name)
    {
        var rule = Load(name);
        var alsoFiring = Firing.Where(other => other.Key != name && rule.Matches(other.Value)).Select(other => other.Key);
        Assert.Empty(alsoFiring);
    }

    [Fact]
    public void An_impersonation_by_the_system_is_let_pass_and_one_by_a_known_domain_once_it_is_given()
    {
        var unresolved = Load("okta_session_impersonation_granted");
        Assert.Equal(["legtimate_identifiers"], unresolved.UnresolvedPlaceholders);
        Assert.True(unresolved.Matches(Grant("support@corp.example")));
        Assert.False(unresolved.Matches(Grant("system@okta.com")));

        var given = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { ["legtimate_identifiers"] = ["@corp.example"] };
        var resolved = Rules.Parse(File.ReadAllText(PathOf("okta_session_impersonation_granted")), given);
        Assert.Empty(resolved.UnresolvedPlaceholders);
        Assert.False(resolved.Matches(Grant("support@corp.example")));
        Assert.True(resolved.Matches(Grant("support@corp.other")));
    }

    private static byte[] Grant(string by) => OktaEvents.OfType("user.session.impersonation.grant", ("actor.alternateId", $"\"{by}\""));

    private static SigmaRule Load(string name) => Rules.Parse(File.ReadAllText(PathOf(name)));

    private static string PathOf(string name) => System.IO.Path.Combine(SharedData.Path("sigma-okta/rules"), name + ".yml");
}
