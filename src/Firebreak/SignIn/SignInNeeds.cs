using System.Collections.Immutable;

namespace Firebreak.SignIn;

/// <summary>How a user's password stands, apart from being right.</summary>
public enum PasswordState
{
    /// <summary>Good.</summary>
    Fine,

    /// <summary>Good, and not for long.</summary>
    Expiring,

    /// <summary>To be changed first.</summary>
    Expired,

    /// <summary>There is none, or it was reset: a new one is to be set.</summary>
    Missing,
}

/// <summary>What is asked of one user now, beside the password: read anew before every step.</summary>
/// <param name="Factors">The ids of the active factors that can be a second one.</param>
/// <param name="MustEnroll">Whether who has none must enroll one.</param>
/// <param name="MayEnroll">Whether there is a kind of factor that the user does not have yet.</param>
public sealed record SignInNeeds(PasswordState Password, ImmutableArray<string> Factors, bool MustEnroll, bool MayEnroll)
{
    /// <summary>Nothing but the password.</summary>
    public static SignInNeeds Nothing { get; } = new(PasswordState.Fine, [], false, false);
}
