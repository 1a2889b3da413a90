using System.Collections.Frozen;
using static Firebreak.Permission;

namespace Firebreak;

/// <summary>Okta's standard administrator roles. Source: Okta, "Role assignments", standard role types.</summary>
public enum RoleType
{
    /// <summary>Everything.</summary>
    SUPER_ADMIN,

    /// <summary>Everything but administrators.</summary>
    ORG_ADMIN,

    /// <summary>Apps, perhaps only some.</summary>
    APP_ADMIN,

    /// <summary>Users and groups, perhaps only those of some groups.</summary>
    USER_ADMIN,

    /// <summary>Credentials, perhaps only of some groups' users.</summary>
    HELP_DESK_ADMIN,

    /// <summary>Reads all.</summary>
    READ_ONLY_ADMIN,

    /// <summary>API tokens, servers and clients.</summary>
    API_ACCESS_MANAGEMENT_ADMIN,

    /// <summary>Membership of some groups.</summary>
    GROUP_MEMBERSHIP_ADMIN,

    /// <summary>Reads the log and usage.</summary>
    REPORT_ADMIN,

    /// <summary>Devices.</summary>
    MOBILE_ADMIN,

    /// <summary>Access certifications and requests.</summary>
    ACCESS_CERTIFICATIONS_ADMIN,

    /// <summary>Access certifications and requests.</summary>
    ACCESS_REQUESTS_ADMIN,
}

/// <summary>
/// The matrix of roles and permissions: the one place that says who may do what. Source: Okta, "Standard administrator roles and permissions":
/// administrators are seen and managed by super administrators alone, and who administers users does not read the System Log.
/// </summary>
public static class Roles
{
    private static readonly Permission[] Reading = [ReadUsers, ReadGroups, ReadApps, ReadSchemas, ReadOrg, ReadTokens, ReadLog, ReadPolicies];

    private static readonly Permission[] OfUsers =
        [ReadUsers, ManageUsers, ManageLifecycle, ManageCredentials, ManageFactors, RevokeSessions, ReadGroups, ManageGroups, ManageMembers, ReadSchemas];

    private static readonly FrozenDictionary<RoleType, FrozenSet<Permission>> Matrix = new Dictionary<RoleType, FrozenSet<Permission>>
    {
        [RoleType.SUPER_ADMIN] = Enum.GetValues<Permission>().ToFrozenSet(),
        [RoleType.ORG_ADMIN] = ((Permission[])[.. Reading, .. OfUsers, ManageRules, ManageApps, AssignApps, ManageSchemas, ManageOrg, ManageTokens, ManagePolicies]).ToFrozenSet(),
        [RoleType.APP_ADMIN] = ((Permission[])[ReadUsers, ReadGroups, ReadApps, ManageApps, AssignApps, ReadSchemas, ReadLog]).ToFrozenSet(),
        [RoleType.USER_ADMIN] = OfUsers.ToFrozenSet(),
        [RoleType.HELP_DESK_ADMIN] = ((Permission[])[ReadUsers, ReadGroups, ReadSchemas, ManageCredentials, ManageFactors, RevokeSessions]).ToFrozenSet(),
        [RoleType.READ_ONLY_ADMIN] = Reading.ToFrozenSet(),
        [RoleType.API_ACCESS_MANAGEMENT_ADMIN] = ((Permission[])[ReadUsers, ReadGroups, ReadApps, ReadSchemas, ReadTokens, ReadLog]).ToFrozenSet(),
        [RoleType.GROUP_MEMBERSHIP_ADMIN] = ((Permission[])[ReadUsers, ReadGroups, ManageMembers]).ToFrozenSet(),
        [RoleType.REPORT_ADMIN] = ((Permission[])[ReadLog, ReadUsers, ReadGroups, ReadApps]).ToFrozenSet(),
        [RoleType.MOBILE_ADMIN] = ((Permission[])[ReadUsers, ReadGroups, ReadLog]).ToFrozenSet(),
        [RoleType.ACCESS_CERTIFICATIONS_ADMIN] = ((Permission[])[ReadUsers, ReadGroups, ReadApps]).ToFrozenSet(),
        [RoleType.ACCESS_REQUESTS_ADMIN] = ((Permission[])[ReadUsers, ReadGroups, ReadApps]).ToFrozenSet(),
    }.ToFrozenDictionary();

    /// <summary>Whether a role holds a permission.</summary>
    public static bool Grants(RoleType role, Permission permission) => Matrix[role].Contains(permission);

    /// <summary>Whether a role can be limited to the users of some groups.</summary>
    public static bool TakesGroups(RoleType role) => role is RoleType.USER_ADMIN or RoleType.HELP_DESK_ADMIN or RoleType.GROUP_MEMBERSHIP_ADMIN;

    /// <summary>Whether a role can be limited to some apps.</summary>
    public static bool TakesApps(RoleType role) => role is RoleType.APP_ADMIN;

    /// <summary>Whether a role can be limited at all.</summary>
    public static bool TakesTargets(RoleType role) => TakesGroups(role) || TakesApps(role);

    /// <summary>Okta's label for a role, as its API shows it.</summary>
    public static string Label(RoleType role) => role switch
    {
        RoleType.SUPER_ADMIN => "Super Organization Administrator",
        RoleType.ORG_ADMIN => "Organization Administrator",
        RoleType.APP_ADMIN => "Application Administrator",
        RoleType.USER_ADMIN => "User Administrator",
        RoleType.HELP_DESK_ADMIN => "Help Desk Administrator",
        RoleType.READ_ONLY_ADMIN => "Read-Only Administrator",
        RoleType.API_ACCESS_MANAGEMENT_ADMIN => "API Access Management Administrator",
        RoleType.GROUP_MEMBERSHIP_ADMIN => "Group Membership Administrator",
        RoleType.REPORT_ADMIN => "Report Administrator",
        RoleType.MOBILE_ADMIN => "Mobile Administrator",
        RoleType.ACCESS_CERTIFICATIONS_ADMIN => "Access Certifications Administrator",
        RoleType.ACCESS_REQUESTS_ADMIN => "Access Requests Administrator",
        _ => throw new ArgumentOutOfRangeException(nameof(role)),
    };
}
