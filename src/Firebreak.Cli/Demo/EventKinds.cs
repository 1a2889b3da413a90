namespace Firebreak.Cli.Demo;

/// <summary>The kinds of events, by who does them.</summary>
internal static class EventKinds
{
    private const string User =
        """
        {"id":"<TargetId>","type":"User","alternateId":"<TargetLogin>","displayName":"<TargetName>","detailEntry":null}
        """;

    private const string UserOfFirm =
        """
        {"id":"<TargetId>","type":"User","alternateId":"<TargetLogin>","displayName":"<TargetName>",
        "detailEntry":{"affiliation":"<Affiliation>"}}
        """;

    private const string Self =
        """
        {"id":"<ActorId>","type":"User","alternateId":"<ActorLogin>","displayName":"<ActorName>","detailEntry":null}
        """;

    private const string Org =
        """
        {"id":"<Org>","type":"Org","alternateId":"<OrgDomain>","displayName":"<OrgName>","detailEntry":null}
        """;

    private const string UserAndOrg = User + "," + Org;

    private const string App =
        """
        {"id":"<AppId>","type":"AppInstance","alternateId":"<AppName>","displayName":"<AppName>",
        "detailEntry":{"signOnModeType":"OPENID_CONNECT"}}
        """;

    private const string AppAndUsers =
        """
        {"id":"0ua<RuleId>","type":"AppUser","alternateId":"<TargetLogin>","displayName":"<TargetName>","detailEntry":null},
        """ + App + "," + User;

    private const string UserAndGroup = User +
        """
        ,{"id":"<GroupId>","type":"UserGroup","alternateId":"unknown","displayName":"<GroupName>","detailEntry":null}
        """;

    private const string UserOfFirmAndGroup = UserOfFirm +
        """
        ,{"id":"<GroupId>","type":"UserGroup","alternateId":"unknown","displayName":"<GroupName>","detailEntry":null}
        """;

    private const string SelfAndFactor = Self +
        """
        ,{"id":"<FactorId>","type":"AuthenticatorEnrollment","alternateId":"unknown","displayName":"<FactorName>",
        "detailEntry":{"methodTypeUsed":"<FactorName>"}}
        """;

    private const string Rule =
        """
        {"id":"rul<RuleId>","type":"Rule","alternateId":"Authentication policy","displayName":"Catch-all Rule",
        "detailEntry":{"policyName":"Any two factors","policyRuleFactorMode":"2FA"}}
        """;

    private const string Device =
        """
        "dtHash":"<DeviceHash>","threatSuspected":"false",
        """;

    private const string Behaviors =
        """
        "behaviors":"{New Geo-Location=NEGATIVE, New Device=<NewDevice>, New IP=<NewIp>, New State=NEGATIVE, New Country=NEGATIVE,
         Velocity=NEGATIVE, New City=NEGATIVE}",
        """ + Device;

    private const string Risk =
        """
        "logOnlySecurityData":"{\"risk\":{\"level\":\"<Risk>\"},\"behaviors\":{\"New Device\":\"<NewDevice>\",\"New IP\":\"<NewIp>\"}}",
        """ + Device;

    private const string Factor =
        """
        "deviceFingerprint":"<Fingerprint>","factor":"<FactorName>","factorIntent":"AUTHENTICATION",
        """ + Device;

    private const string Note =
        """
        "note":"<Note>",
        """;

    private const string AppAndNote =
        """
        "appname":"<AppName>",
        """ + Note;

    private const string Case =
        """
        "supportCase":"<Case>",
        """;

    private const string Support = Case +
        """
        "supportSession":"<Session>","fields":"profile.login, profile.email, status, lastLogin",
        """ + Note + Device;

    // An event told inside a string of another one.
    private const string Told =
        """
        "note":"handed over by <NamedLogin> (<NamedId>)","raw":"{\"actor\":{\"id\":\"<NamedId>\",\"type\":\"User\",
        \"alternateId\":\"<NamedLogin>\",\"detailEntry\":{\"affiliation\":\"<Affiliation>\"}}}",
        """;

    private const string PasswordReset = "Fired when the user's Okta password is reset";
    private const string PasswordResetLegacy = "core.user.config.user_status.password_reset";

    /// <summary>What people do in their own org.</summary>
    public static readonly EventKind[] OfCustomers =
    [
        EventKind.Of(20, "user.session.start", "User login to Okta", "core.user_auth.login_success", "/api/v1/authn", App, Behaviors),
        EventKind.Refused(2, "user.session.start", "User login to Okta", "core.user_auth.login_failed", "/api/v1/authn", Self, Behaviors),
        EventKind.Of(17, "user.authentication.sso", "User single sign on to app", "app.auth.sso",
            "/app/<AppId>/sso/saml", App + "," + Self, Device),
        EventKind.Of(13, "user.authentication.auth_via_mfa", "Authentication of user via MFA", "core.user.factor.attempt_success",
            "/idp/idx/challenge/answer", SelfAndFactor, Factor),
        EventKind.Refused(1, "user.authentication.auth_via_mfa", "Authentication of user via MFA", "core.user.factor.attempt_fail",
            "/idp/idx/challenge/answer", SelfAndFactor, Factor),
        EventKind.Of(13, "policy.evaluate_sign_on", "Evaluation of sign-on policy", null, "/oauth2/v1/authorize", App + "," + Rule, Risk),
        EventKind.Of(7, "user.session.end", "User logout from Okta", "core.user_auth.logout_success", "/login/signout", "", Device),
        EventKind.Of(4, "application.user_membership.add", "Add user to application membership",
            "app.generic.provision.assign_user_to_app", "/admin/app/<AppId>/instance", AppAndUsers, AppAndNote),
        EventKind.Of(1, "application.user_membership.remove", "Remove user's application membership",
            "app.generic.provision.deassign_user_from_app", "/admin/app/<AppId>/instance", AppAndUsers, AppAndNote),
        EventKind.Of(4, "group.user_membership.add", "Add user to group membership", "core.user_group_member.user_add",
            "/api/v1/groups/<GroupId>/users/<TargetId>", UserAndGroup, Note),
        EventKind.Of(2, "group.user_membership.remove", "Remove user from group membership", "core.user_group_member.user_remove",
            "/api/v1/groups/<GroupId>/users/<TargetId>", UserAndGroup, Note),
        EventKind.Of(3, "user.account.update_profile", "Update user profile for Okta", "core.user.config.profile_update",
            "/api/v1/users/<TargetId>", User, Note),
        EventKind.Of(3, "user.account.reset_password", PasswordReset, PasswordResetLegacy,
            "/api/v1/users/<TargetId>/lifecycle/reset_password", User, Device),
        EventKind.Of(2, "user.account.update_password", "User update password for Okta", "core.user.config.password_update.success",
            "/api/v1/users/me/credentials/change_password", Self, Device),
        EventKind.Of(2, "user.mfa.factor.activate", "Activate factor for user", "core.user.factor.activate",
            "/idp/idx/credential/enroll", SelfAndFactor, Factor),
        EventKind.Of(2, "user.mfa.factor.update", "Update factor for user", "core.user.factor.update",
            "/api/v1/users/<TargetId>/factors/<FactorId>", User, Factor),
        EventKind.Of(1, "user.lifecycle.create", "Create Okta user", "core.user.config.user_creation.success",
            "/api/v1/users", User, Note),
        EventKind.Of(1, "user.session.access_admin_app", "User accessing Okta admin app", "app.admin.sso.login.success",
            "/admin/sso/request", App + "," + Self, Behaviors),
        EventKind.Of(1, "policy.rule.update", "Update policy rule", "policy.rule.updated",
            "/api/v1/policies/00p<RuleId>/rules", Rule, Note),
        EventKind.Of(1, "user.session.impersonation.grant", "Enable impersonation grant", "core.user.impersonation.grant.enabled",
            "/admin/settings/account", Self, Case),
    ];

    /// <summary>What support engineers do in a customer's org.</summary>
    public static readonly EventKind[] OfEngineers =
    [
        EventKind.Of(32, "support.user.view", "Support viewed a user", null, "/support/<Org>/users/<TargetId>", UserAndOrg, Support),
        EventKind.Of(20, "support.org.view", "Support viewed an org", null, "/support/<Org>", Org, Support),
        EventKind.Of(14, "support.log.view", "Support viewed the System Log", null, "/support/<Org>/log?since=7d", Org, Support),
        EventKind.Of(9, "user.account.reset_password", PasswordReset, PasswordResetLegacy,
            "/support/<Org>/users/<TargetId>/reset_password", User, Support),
        EventKind.Of(7, "user.mfa.factor.reset_all", "Reset all factors for user", "core.user.factor.reset_all",
            "/support/<Org>/users/<TargetId>/reset_factors", User, Support),
        EventKind.Of(6, "user.account.unlock_by_admin", "Unlock user account", "core.user.config.user_status.account_unlocked",
            "/support/<Org>/users/<TargetId>/unlock", User, Support),
        EventKind.Of(4, "user.session.clear", "Clear user session", "core.user_auth.session_clear",
            "/support/<Org>/users/<TargetId>/sessions", User, Support),
        EventKind.Of(4, "user.session.impersonation.initiate", "Initiate impersonation session",
            "core.user.impersonation.session.initiated", "/support/<Org>/impersonate", UserAndOrg, Support),
        EventKind.Of(4, "user.session.impersonation.end", "End impersonation session",
            "core.user.impersonation.session.ended", "/support/<Org>/impersonate", UserAndOrg, Support),
    ];

    /// <summary>What must not be counted: a watched engineer is acted on, or only named.</summary>
    public static readonly EventKind[] Decoys =
    [
        EventKind.Of(3, "user.account.reset_password", PasswordReset, PasswordResetLegacy,
            "/api/v1/users/<TargetId>/lifecycle/reset_password", UserOfFirm, Device),
        EventKind.Of(3, "group.user_membership.add", "Add user to group membership", "core.user_group_member.user_add",
            "/api/v1/groups/<GroupId>/users/<TargetId>", UserOfFirmAndGroup, Note),
        EventKind.Of(2, "user.mfa.factor.reset_all", "Reset all factors for user", "core.user.factor.reset_all",
            "/api/v1/users/<TargetId>/lifecycle/reset_factors", UserOfFirm, Device),
        EventKind.Of(2, "user.account.update_profile", "Update user profile for Okta", "core.user.config.profile_update",
            "/api/v1/users/me?by=<NamedId>", Self, Told),
        EventKind.Of(2, "support.org.update", "Support access of <NamedLogin> was extended by the \\\"org admin\\\"", null,
            "/admin/settings/support", Org, Note),
    ];
}
