using System.Text;
using Firebreak.SystemLog;

namespace Firebreak.Directory;

/// <summary>A role that a user or a group holds.</summary>
/// <param name="Key">Under which it is kept.</param>
/// <param name="IsQuiet">The assignee gets no mails that go to administrators.</param>
public sealed record RoleAssignment(string Key, AssigneeType AssigneeType, string AssigneeId, RoleType Type, bool IsQuiet, long Created, long LastUpdated)
{
    /// <summary>
    /// What the API calls it: roles that can be limited to targets go by their name in base 32, the same for every assignee, others by an id of
    /// their own. Source: recorded answers of real orgs and the examples of Okta's description of its API.
    /// </summary>
    public string Id => Roles.TakesTargets(Type) ? Encoded(Type) : Key;

    /// <summary>The name of a role in base 32 without padding (RFC 4648, 6).</summary>
    public static string Encoded(RoleType type)
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        var text = new StringBuilder();
        var (bits, count) = (0, 0);
        foreach (var letter in Encoding.ASCII.GetBytes(type.ToString()))
        {
            (bits, count) = (((bits << 8) | letter) & 0xffff, count + 8);
            for (; count >= 5; count -= 5) text.Append(Alphabet[(bits >> (count - 5)) & 31]);
        }
        if (count > 0) text.Append(Alphabet[(bits << (5 - count)) & 31]);
        return text.ToString();
    }
}

/// <summary>To what a role is limited.</summary>
internal enum TargetKind
{
    /// <summary>The users of a group.</summary>
    GROUP,

    /// <summary>One app.</summary>
    APP,

    /// <summary>All apps of a kind.</summary>
    CATALOG,
}

/// <summary>One target of a role.</summary>
/// <param name="Target">The id of a group or an app, or the name of a kind of apps.</param>
/// <param name="AppName">Of an app: the name of its kind.</param>
internal sealed record RoleTarget(TargetKind Kind, string Target, string? AppName);

/// <summary>Events of administrator roles, by Okta's names.</summary>
internal static class RoleEvents
{
    public static readonly EventType Granted = new("user.account.privilege.grant", "Grant user privilege");
    public static readonly EventType Revoked = new("user.account.privilege.revoke", "Revoke user privilege");
    public static readonly EventType GroupGranted = new("group.privilege.grant", "Grant group privilege");
    public static readonly EventType GroupRevoked = new("group.privilege.revoke", "Revoke group privilege");
}
