using System.Collections.Frozen;

namespace Firebreak.Directory;

/// <summary>The OAuth 2.0 scopes of Okta's APIs. Source: the security schemes and operations of Okta's OpenAPI files.</summary>
internal static class OktaScopes
{
    private static readonly string[] ReadAndManage =
    [
        "agentPools", "apiTokens", "appGrants", "apps", "apps.interclientTrust", "authenticators", "authorizationServers", "behaviors", "botProtection", "brands", "captchas",
        "clients", "customTelephonyProvider", "deviceAssurance", "deviceIntegrations", "devicePostureChecks", "devices", "directories.groups", "domains", "dr", "emailDomains",
        "emailServers", "eventHooks", "features", "groups", "identitySources", "idps", "inlineHooks", "linkedObjects", "logStreams", "myAccount.appAuthenticator.maintenance",
        "myAccount.authenticators", "myAccount.email", "myAccount.password", "myAccount.phone", "myAccount.profile", "myAccount.webauthn", "networkZones", "oauthIntegrations",
        "orgs", "personal.adminSettings", "policies", "principalRateLimits", "profileMappings", "pushProviders", "rateLimits", "realmAssignments", "realms", "roles", "schemas",
        "securityEventsProviders", "serviceAccounts", "serviceAccounts.okta", "sessions", "templates", "threatInsights", "trustedOrigins", "uischemas", "userRisk", "userTypes", "users",
    ];

    private static readonly FrozenSet<string> All = ReadAndManage.SelectMany(name => new[] { $"okta.{name}.read", $"okta.{name}.manage" })
        .Concat(
        [
            "okta.clients.register", "okta.logs.read", "okta.myAccount.appAuthenticator.manage", "okta.myAccount.oktaApplications.read", "okta.myAccount.organization.read",
            "okta.myAccount.sessions.manage", "okta.universalLogout.manage", "ssf.read", "ssf.manage",
        ])
        .ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether there is a scope of this name.</summary>
    public static bool Has(string name) => All.Contains(name);
}
