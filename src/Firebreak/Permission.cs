namespace Firebreak;

/// <summary>What can be asked for. Every endpoint names one, or says why it is public; who holds which is in <see cref="Roles"/>.</summary>
public enum Permission
{
    /// <summary>Read users, their groups and apps.</summary>
    ReadUsers,

    /// <summary>Create and change users.</summary>
    ManageUsers,

    /// <summary>Move users through their lifecycle (activate, suspend, unlock ...).</summary>
    ManageLifecycle,

    /// <summary>Set, reset and expire credentials.</summary>
    ManageCredentials,

    /// <summary>Reset users' factors.</summary>
    ManageFactors,

    /// <summary>End users' sessions.</summary>
    RevokeSessions,

    /// <summary>Erase a person's entries from the log.</summary>
    EraseEntries,

    /// <summary>Read groups and their members.</summary>
    ReadGroups,

    /// <summary>Create, change and delete groups.</summary>
    ManageGroups,

    /// <summary>Add members to groups and take them out.</summary>
    ManageMembers,

    /// <summary>Create, change and run group rules.</summary>
    ManageRules,

    /// <summary>Read apps and assignments.</summary>
    ReadApps,

    /// <summary>Create, change and delete apps.</summary>
    ManageApps,

    /// <summary>Assign apps to users and groups.</summary>
    AssignApps,

    /// <summary>Read profile schemas and user types.</summary>
    ReadSchemas,

    /// <summary>Change profile schemas and user types.</summary>
    ManageSchemas,

    /// <summary>Read the org's settings and contacts.</summary>
    ReadOrg,

    /// <summary>Change the org's settings and contacts.</summary>
    ManageOrg,

    /// <summary>Read who holds which role.</summary>
    ReadRoles,

    /// <summary>Grant and take back roles, and the scopes that apps may ask for.</summary>
    ManageRoles,

    /// <summary>Read one's own API tokens (never their secrets).</summary>
    ReadTokens,

    /// <summary>Create, change and revoke one's own API tokens.</summary>
    ManageTokens,

    /// <summary>The same for everybody's API tokens: whoever makes a token for somebody acts with that one's roles.</summary>
    AllTokens,

    /// <summary>Read the System Log, its checkpoints and tiles.</summary>
    ReadLog,

    /// <summary>Read policies, zones and authenticators.</summary>
    ReadPolicies,

    /// <summary>Change policies, zones and authenticators.</summary>
    ManagePolicies,

    /// <summary>Anything a signed-in user does to its own account.</summary>
    OwnAccount,

    /// <summary>Create, suspend and list orgs; rotate keys; accept a clock. Held in the operator org alone.</summary>
    Operate,
}
