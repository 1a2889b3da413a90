using Firebreak.Storage;

namespace Firebreak.Directory;

/// <summary>Which users and groups have which apps.</summary>
public static class AppAssignments
{
    /// <summary>A user joined or left groups: what its apps are follows from that.</summary>
    internal static ValueTask MembershipChanged(WriteTransaction tx, string userId) => ValueTask.CompletedTask;

    /// <summary>A user was deactivated or deleted: it has no apps any more.</summary>
    internal static ValueTask UserGone(WriteTransaction tx, string userId) => ValueTask.CompletedTask;

    /// <summary>A group was deleted: nobody has apps through it any more.</summary>
    internal static ValueTask GroupGone(WriteTransaction tx, string groupId) => ValueTask.CompletedTask;

    /// <summary>Whether there is an app of a kind.</summary>
    internal static ValueTask<bool> Exists(Queries db, Org org, string appId, string appName) => ValueTask.FromResult(false);
}
