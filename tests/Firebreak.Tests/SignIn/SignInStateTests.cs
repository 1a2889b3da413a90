using System.Collections.Immutable;
using Firebreak.SignIn;
using Xunit;
using static Firebreak.SignIn.SignInStatus;
using static Firebreak.SignIn.SignInStep;

namespace Firebreak.Tests.SignIn;

public sealed class SignInStateTests
{
    private static readonly SignInNeeds Factor = SignInNeeds.Nothing with { Factors = ["ost1"] };

    [Fact]
    public void A_right_password_is_enough_where_nothing_else_is_asked() =>
        Assert.Equal(SUCCESS, SignInState.Beginning.After(Authenticate, SignInNeeds.Nothing)!.Status);

    [Theory]
    [InlineData(PasswordState.Expired, false, PASSWORD_EXPIRED)]
    [InlineData(PasswordState.Expired, true, MFA_REQUIRED)]
    [InlineData(PasswordState.Expiring, false, PASSWORD_WARN)]
    [InlineData(PasswordState.Expiring, true, MFA_REQUIRED)]
    [InlineData(PasswordState.Fine, true, MFA_REQUIRED)]
    [InlineData(PasswordState.Missing, true, MFA_REQUIRED)]
    [InlineData(PasswordState.Missing, false, PASSWORD_RESET)]
    public void A_factor_that_is_there_comes_before_anything_about_the_password(PasswordState password, bool hasFactor, SignInStatus status) =>
        Assert.Equal(status, SignInState.Beginning.After(Authenticate, (hasFactor ? Factor : SignInNeeds.Nothing) with { Password = password })!.Status);

    [Fact]
    public void A_link_sets_a_missing_password_and_does_nothing_else()
    {
        Assert.Equal(UNAUTHENTICATED, SignInState.Beginning.After(FollowLink, SignInNeeds.Nothing)!.Status);
        var reset = SignInState.Beginning.After(FollowLink, SignInNeeds.Nothing with { Password = PasswordState.Missing })!;
        Assert.Equal(PASSWORD_RESET, reset.Status);
        Assert.Equal(SUCCESS, reset.After(ResetPassword, SignInNeeds.Nothing)!.Status);
    }

    [Fact]
    public void Only_an_optional_enrollment_is_skipped()
    {
        var needs = SignInNeeds.Nothing with { MustEnroll = true, MayEnroll = true };
        var enroll = (SignInState.Beginning with { Multi = true }).After(Authenticate, needs)!;
        Assert.Equal((MFA_ENROLL, null), (enroll.Status, enroll.After(Skip, needs)));
        var one = enroll.After(Enroll, needs, "ost1")!.After(Activate, needs with { Factors = ["ost1"] }, "ost1")!;
        Assert.Equal(MFA_ENROLL, one.Status);
        Assert.Equal(SUCCESS, one.After(Skip, needs with { Factors = ["ost1"] })!.Status);
    }

    [Fact]
    public void A_factor_enrolled_elsewhere_meanwhile_is_still_asked_for()
    {
        var needs = SignInNeeds.Nothing with { MustEnroll = true };
        var activate = SignInState.Beginning.After(Authenticate, needs)!.After(Enroll, needs, "mine")!;
        Assert.Equal(MFA_REQUIRED, activate.After(Activate, needs with { Factors = ["theirs", "mine"] }, "mine")!.Status);
    }

    [Fact]
    public void A_challenge_is_for_the_chosen_factor_and_goes_back()
    {
        ImmutableArray<string> two = ["one", "two"];
        var needs = SignInNeeds.Nothing with { Factors = two };
        var required = SignInState.Beginning.After(Authenticate, needs)!;
        Assert.Null(required.After(Challenge, needs, "three"));
        var challenge = required.After(Challenge, needs, "two")!;
        Assert.Equal((MFA_CHALLENGE, "two"), (challenge.Status, challenge.FactorId));
        Assert.Null(challenge.After(Verify, needs, "one"));
        Assert.Equal((MFA_REQUIRED, null), (challenge.After(Previous, needs)!.Status, challenge.After(Previous, needs)!.FactorId));
        Assert.Equal(SUCCESS, challenge.After(Verify, needs, "two")!.Status);
    }
}
