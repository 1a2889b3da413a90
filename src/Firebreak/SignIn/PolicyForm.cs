using System.Collections.Frozen;

namespace Firebreak.SignIn;

/// <summary>
/// What policies and rules of each type may say. Source: Okta, Policies API; names, order and defaults are the recordings'. What this service does
/// not look at yet is not here, and so is refused.
/// </summary>
internal sealed record PolicyForm(PolicySchema? Conditions, PolicySchema? Settings, string RuleType, PolicySchema RuleConditions, PolicySchema Actions)
{
    private const string Groups = """{"people":{"groups":{"include":"ids"}}}""";

    private const string People = """
        "people":{"users":{"?include":"ids","exclude":"ids"},"?groups":{"?include":"ids","?exclude":"ids"}},
        "network":{"connection":"ANYWHERE|ZONE = ANYWHERE","?include":"ids","?exclude":"ids"}
        """;

    private const string Recovery = """
        {"factors":{
          "recovery_question":{"status":"ACTIVE|INACTIVE = ACTIVE","properties":{"complexity":{"minLength":"int 1..100 = 4"}}},
          "okta_email":{"status":"ACTIVE|INACTIVE = ACTIVE","properties":{"recoveryToken":{"tokenLifetimeMinutes":"int 5..43200 = 60"}}},
          "okta_sms":{"status":"INACTIVE = INACTIVE"},"okta_call":{"status":"INACTIVE = INACTIVE"}}}
        """;

    /// <summary>The form of each type.</summary>
    public static FrozenDictionary<PolicyType, PolicyForm> Of { get; } = new Dictionary<PolicyType, PolicyForm>
    {
        [PolicyType.OKTA_SIGN_ON] = new(
            new(Groups), null, "SIGN_ON",
            new("{" + People + ""","authContext":{"authType":"ANY|RADIUS = ANY"},"?risk":{"behaviors":"ids"},"?riskScore":{"level":"ANY|LOW|MEDIUM|HIGH = ANY"},"?identityProvider":{"provider":"ANY|OKTA = ANY"}}"""),
            new("""
                {"signon":{"access":"ALLOW|DENY = ALLOW","requireFactor":"bool = false","?factorPromptMode":"ALWAYS|DEVICE|SESSION","?factorLifetime":"int 0..527040",
                  "primaryFactor":"PASSWORD_IDP|PASSWORD_IDP_ANY_FACTOR = PASSWORD_IDP","rememberDeviceByDefault":"bool = false",
                  "session":{"usePersistentCookie":"bool = false","maxSessionIdleMinutes":"int 1..527040 = 120","maxSessionLifetimeMinutes":"int 0..527040 = 0"}}}
                """)),
        [PolicyType.PASSWORD] = new(
            new("""{"people":{"groups":{"include":"ids"}},"authProvider":{"provider":"OKTA|ANY = OKTA"}}"""),
            new("""
                {"password":{
                  "complexity":{"minLength":"int 4..72 = 8","minLowerCase":"int 0..1 = 1","minUpperCase":"int 0..1 = 1","minNumber":"int 0..1 = 1","minSymbol":"int 0..1 = 0",
                    "excludeUsername":"bool = true","dictionary":{"common":{"exclude":"bool = false"}},"excludeAttributes":"ids"},
                  "age":{"maxAgeDays":"int 0..999 = 0","expireWarnDays":"int 0..999 = 0","minAgeMinutes":"int 0..9999 = 0","historyCount":"int 0..30 = 4"},
                  "lockout":{"maxAttempts":"int 0..100 = 10","autoUnlockMinutes":"int 0..9999 = 0","userLockoutNotificationChannels":"ids","showLockoutFailures":"bool = false"}},
                 "recovery":
                """ + Recovery + ""","delegation":{"options":{"skipUnlock":"bool = false"}}}"""),
            "PASSWORD", new("{" + People + "}"),
            new("""
                {"passwordChange":{"access":"ALLOW|DENY = ALLOW"},"selfServicePasswordReset":{"access":"ALLOW|DENY = ALLOW"},"selfServiceUnlock":{"access":"ALLOW|DENY = DENY"}}
                """)),
        [PolicyType.MFA_ENROLL] = new(
            new(Groups), new("""{"?type":"FACTORS|AUTHENTICATORS","?factors":"any","?authenticators":"any"}"""), "MFA_ENROLL",
            new("{" + People + "}"), new("""{"enroll":{"self":"CHALLENGE|LOGIN|NEVER = CHALLENGE"}}""")),
        [PolicyType.ACCESS_POLICY] = new(
            null, null, "ACCESS_POLICY",
            new("{" + People + ""","?riskScore":{"level":"ANY|LOW|MEDIUM|HIGH = ANY"},"?userType":{"include":"ids","exclude":"ids"}}"""),
            new("""
                {"appSignOn":{"access":"ALLOW|DENY = ALLOW","verificationMethod":{"factorMode":"1FA|2FA = 2FA","type":"ASSURANCE = ASSURANCE","reauthenticateIn":"PT2H|PT0S|PT15M|PT12H|PT24H = PT2H","?constraints":"any"}}}
                """)),
    }.ToFrozenDictionary();
}
