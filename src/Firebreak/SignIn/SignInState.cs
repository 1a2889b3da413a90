using System.Collections.Immutable;

namespace Firebreak.SignIn;

/// <summary>
/// The state machine of a sign-in: values in, values out. A step that is not <see cref="Legal"/> changes nothing, and the API shows a link for each
/// that is. Source: Okta, Authentication API, "Transaction state".
/// </summary>
public sealed record SignInState
{
    /// <summary>Where each begins.</summary>
    public static SignInState Beginning { get; } = new();

    /// <summary>Where it stands.</summary>
    public SignInStatus Status { get; init; } = SignInStatus.UNAUTHENTICATED;

    /// <summary>Whether the password, or a link to set one, was shown.</summary>
    public bool Primary { get; init; }

    /// <summary>Whether it was a link, and no password has been set since.</summary>
    public bool ByLink { get; init; }

    /// <summary>Whether a second factor was shown: verified, or enrolled here.</summary>
    public bool Second { get; init; }

    /// <summary>The factor that is challenged or being enrolled.</summary>
    public string? FactorId { get; init; }

    /// <summary>Whether a factor was enrolled here.</summary>
    public bool Enrolled { get; init; }

    /// <summary>The option <c>multiOptionalFactorEnroll</c>: to be asked for more factors after the first.</summary>
    public bool Multi { get; init; }

    /// <summary>The states that were skipped.</summary>
    public ImmutableHashSet<SignInStatus> Skipped { get; init; } = [];

    /// <summary>The steps that may be made now, in the order of their links.</summary>
    public ImmutableArray<SignInStep> Legal => Status switch
    {
        SignInStatus.UNAUTHENTICATED => [SignInStep.Authenticate, SignInStep.FollowLink, SignInStep.Lock],
        SignInStatus.MFA_REQUIRED => [SignInStep.Challenge, SignInStep.Verify, SignInStep.Cancel],
        SignInStatus.MFA_CHALLENGE => [SignInStep.Verify, SignInStep.Previous, SignInStep.Cancel],
        SignInStatus.PASSWORD_RESET => [SignInStep.ResetPassword, SignInStep.Cancel],
        SignInStatus.PASSWORD_EXPIRED => [SignInStep.ChangePassword, SignInStep.Cancel],
        SignInStatus.PASSWORD_WARN => [SignInStep.ChangePassword, SignInStep.Skip, SignInStep.Cancel],
        SignInStatus.MFA_ENROLL => Enrolled ? [SignInStep.Enroll, SignInStep.Skip, SignInStep.Cancel] : [SignInStep.Enroll, SignInStep.Cancel],
        SignInStatus.MFA_ENROLL_ACTIVATE => [SignInStep.Activate, SignInStep.Previous, SignInStep.Cancel],
        SignInStatus.SUCCESS or SignInStatus.LOCKED_OUT => [],
        _ => throw new InvalidOperationException($"Unknown state {Status}."),
    };

    /// <summary>The state after a step; null when the step may not be made now, or with that factor.</summary>
    /// <param name="needs">What is asked of the user once the step is made.</param>
    /// <param name="factor">The factor that is challenged, verified or enrolled.</param>
    public SignInState? After(SignInStep step, SignInNeeds needs, string? factor = null) => !Legal.Contains(step) ? null : step switch
    {
        SignInStep.Authenticate => (this with { Primary = true }).Settle(needs),
        SignInStep.FollowLink => (this with { Primary = true, ByLink = true }).Settle(needs),
        SignInStep.Lock => this with { Status = SignInStatus.LOCKED_OUT },
        SignInStep.Challenge => factor is not null && needs.Factors.Contains(factor) ? this with { Status = SignInStatus.MFA_CHALLENGE, FactorId = factor } : null,
        SignInStep.Verify => IsAsked(factor, needs) ? (this with { Second = true }).Settle(needs) : null,
        SignInStep.Enroll => factor is null ? null : this with { Status = SignInStatus.MFA_ENROLL_ACTIVATE, FactorId = factor },
        SignInStep.Activate => factor == FactorId ? Activated(needs) : null,
        SignInStep.Skip => (this with { Skipped = Skipped.Add(Status) }).Settle(needs),
        SignInStep.ResetPassword => (this with { ByLink = false }).Settle(needs),
        SignInStep.ChangePassword or SignInStep.Previous => Settle(needs),
        SignInStep.Cancel => Beginning,
        _ => throw new InvalidOperationException($"Unknown step {step}."),
    };

    // A factor that came to the user elsewhere in the meantime is still to be shown: who enrolls here may be somebody else.
    private SignInState Activated(SignInNeeds needs) => (this with { Second = Second || needs.Factors.All(id => id == FactorId), Enrolled = true }).Settle(needs);

    private bool IsAsked(string? factor, SignInNeeds needs) =>
        factor is not null && needs.Factors.Contains(factor) && (Status == SignInStatus.MFA_REQUIRED || factor == FactorId);

    // What is asked first comes first: nobody changes a password, or enrolls, who has not shown the factor that is there.
    private SignInState Settle(SignInNeeds needs)
    {
        // A link is good for setting a password that is missing, and for nothing else.
        var status = !Primary || (ByLink && needs.Password != PasswordState.Missing) ? SignInStatus.UNAUTHENTICATED
            : !needs.Factors.IsEmpty && !Second ? SignInStatus.MFA_REQUIRED
            : needs.Password == PasswordState.Missing ? SignInStatus.PASSWORD_RESET
            : needs.Password == PasswordState.Expired ? SignInStatus.PASSWORD_EXPIRED
            : needs.Password == PasswordState.Expiring && !Skipped.Contains(SignInStatus.PASSWORD_WARN) ? SignInStatus.PASSWORD_WARN
            : needs.MustEnroll && needs.Factors.IsEmpty ? SignInStatus.MFA_ENROLL
            : Multi && Enrolled && needs.MayEnroll && !Skipped.Contains(SignInStatus.MFA_ENROLL) ? SignInStatus.MFA_ENROLL
            : SignInStatus.SUCCESS;
        return this with { Status = status, FactorId = null };
    }
}
