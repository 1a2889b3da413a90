namespace Firebreak.SignIn;

/// <summary>Where a sign-in stands. Source: Okta, Authentication API, "Transaction state".</summary>
public enum SignInStatus
{
    /// <summary>Nobody has shown anything yet: where each begins.</summary>
    UNAUTHENTICATED,

    /// <summary>Locked out, and the org lets its users know.</summary>
    LOCKED_OUT,

    /// <summary>An enrolled factor is to be verified, one of several may be chosen.</summary>
    MFA_REQUIRED,

    /// <summary>A chosen factor is to be verified.</summary>
    MFA_CHALLENGE,

    /// <summary>A link was right; a new password is to be set.</summary>
    PASSWORD_RESET,

    /// <summary>The password was right and has expired; it is to be changed.</summary>
    PASSWORD_EXPIRED,

    /// <summary>The password was right and expires soon; it may be changed.</summary>
    PASSWORD_WARN,

    /// <summary>A factor is to be enrolled.</summary>
    MFA_ENROLL,

    /// <summary>A factor that is being enrolled is to be activated.</summary>
    MFA_ENROLL_ACTIVATE,

    /// <summary>Done: there is a session token.</summary>
    SUCCESS,
}

/// <summary>A step from one state to the next.</summary>
public enum SignInStep
{
    /// <summary>The password was right.</summary>
    Authenticate,

    /// <summary>A link to set a password was right.</summary>
    FollowLink,

    /// <summary>The user is locked out.</summary>
    Lock,

    /// <summary>A factor was chosen.</summary>
    Challenge,

    /// <summary>The factor was verified.</summary>
    Verify,

    /// <summary>The password was changed by who knew the old one.</summary>
    ChangePassword,

    /// <summary>A password was set by who came with a link.</summary>
    ResetPassword,

    /// <summary>A factor is being enrolled.</summary>
    Enroll,

    /// <summary>The factor is active.</summary>
    Activate,

    /// <summary>What may be left undone is left undone.</summary>
    Skip,

    /// <summary>One back.</summary>
    Previous,

    /// <summary>The end, without a session.</summary>
    Cancel,
}
