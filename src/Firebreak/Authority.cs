using System.Collections.Immutable;

namespace Firebreak;

/// <summary>A role that somebody holds, with the groups or apps it is limited to (empty: none, so everything).</summary>
public sealed record HeldRole(RoleType Type, ImmutableArray<string> Groups, ImmutableArray<string> Apps)
{
    /// <summary>Whether what the role grants of a permission is limited: app targets limit what is about apps, group targets the rest.</summary>
    public bool IsLimitedFor(Permission permission) =>
        permission is Permission.ReadApps or Permission.ManageApps or Permission.AssignApps ? !Apps.IsEmpty : !Groups.IsEmpty;
}

/// <summary>
/// What one caller may do. Every check of a permission in the product ends in <see cref="Allows(Permission)"/>,
/// <see cref="AllowsOnGroups"/> or <see cref="AllowsOnApp"/>.
/// </summary>
public sealed class Authority
{
    private readonly ImmutableArray<HeldRole> _roles;
    private readonly bool _isOperator;
    private readonly bool _all;

    private Authority(ImmutableArray<HeldRole> roles, bool isOperator, bool all) => (_roles, _isOperator, _all) = (roles, isOperator, all);

    /// <summary>The service's own authority.</summary>
    public static Authority All { get; } = new([], true, true);

    /// <summary>No authority but over one's own account.</summary>
    public static Authority None { get; } = new([], false, false);

    /// <summary>The roles held.</summary>
    public IReadOnlyList<HeldRole> Roles => _roles;

    /// <summary>The authority of somebody who holds these roles in an org.</summary>
    public static Authority Of(Org org, ImmutableArray<HeldRole> roles) => roles.IsEmpty ? None : new(roles, org.IsOperator, false);

    /// <summary>Whether a permission is held at all, on whatever part of the org.</summary>
    public bool Allows(Permission permission)
    {
        if (_all || permission == Permission.OwnAccount) return true;
        if (permission == Permission.Operate && !_isOperator) return false;
        foreach (var role in _roles)
            if (Firebreak.Roles.Grants(role.Type, permission)) return true;
        return false;
    }

    /// <summary>Whether a permission is held without limit to some groups or apps.</summary>
    public bool AllowsEverywhere(Permission permission)
    {
        if (_all) return true;
        foreach (var role in _roles)
            if (Firebreak.Roles.Grants(role.Type, permission) && !role.IsLimitedFor(permission) && Allows(permission)) return true;
        return false;
    }

    /// <summary>Whether everything that a role grants is held without limit, so that who holds this may grant that, or act on who holds it.</summary>
    public bool Covers(RoleType role)
    {
        foreach (var permission in Enum.GetValues<Permission>())
            if (permission != Permission.Operate && Firebreak.Roles.Grants(role, permission) && !AllowsEverywhere(permission)) return false;
        return true;
    }

    /// <summary>The groups to which a permission is limited; null when it is held everywhere.</summary>
    public IReadOnlyCollection<string>? GroupsFor(Permission permission)
    {
        if (AllowsEverywhere(permission)) return null;
        return [.. _roles.Where(role => Firebreak.Roles.Grants(role.Type, permission)).SelectMany(role => role.Groups).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Whether a permission is held on a group, or on a user who is in one of these groups.</summary>
    public bool AllowsOnGroups(Permission permission, IEnumerable<string> groups)
    {
        if (AllowsEverywhere(permission)) return true;
        var asked = groups as IReadOnlyCollection<string> ?? [.. groups];
        foreach (var role in _roles)
            if (Firebreak.Roles.Grants(role.Type, permission) && role.Groups.Any(asked.Contains)) return true;
        return false;
    }

    /// <summary>Whether a permission is held on an app; a target may be an instance's id or a kind's name.</summary>
    public bool AllowsOnApp(Permission permission, string appId, string appName)
    {
        if (AllowsEverywhere(permission)) return true;
        foreach (var role in _roles)
            if (Firebreak.Roles.Grants(role.Type, permission) && (role.Apps.Contains(appId) || role.Apps.Contains(appName))) return true;
        return false;
    }
}
