using Firebreak.SystemLog;

namespace Firebreak.Directory;

/// <summary>Events of users, by Okta's names.</summary>
internal static class UserEvents
{
    public static readonly EventType Created = new("user.lifecycle.create", "Create Okta user");
    public static readonly EventType Activated = new("user.lifecycle.activate", "Activate Okta user");
}
