using System.Collections.Immutable;
using Firebreak.SignIn;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Firebreak.Tests.SignIn;

/// <summary>
/// Whatever is called in whatever order, while factors come and go and passwords run out beside it: nobody is through who has not shown the password, and the second
/// factor where there is one. What was truly shown is kept by the test itself, from the answers of an ideal prover, and not read from the machine.
/// </summary>
public sealed class SignInPropertyTests
{
    private static readonly SignInStep[] Steps = Enum.GetValues<SignInStep>();

    private static readonly Gen<int[][]> Calls = Gen.Choose(0, 100_000).ArrayOf(6).ArrayOf(24);

    [Fact]
    public void Success_is_for_who_has_shown_all_that_is_asked() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(5000), Prop.ForAll(Calls.ToArbitrary(), calls => Play(calls).Holds));

    // Without this the property could hold because nobody is ever through.
    [Fact]
    public void And_they_do_reach_it_with_and_without_a_second_factor()
    {
        var played = Gen.Sample(Calls, 20_000, 24).Select(Play).ToList();
        Assert.Contains(played, game => game is { Reached: true, HadFactor: true });
        Assert.Contains(played, game => game is { Reached: true, HadFactor: false });
        Assert.Contains(played, game => !game.Reached);
    }

    private static Game Play(int[][] calls)
    {
        var state = SignInState.Beginning;
        bool password = false, second = false;
        ImmutableArray<string> active = [];
        foreach (var call in calls)
        {
            var (step, id) = (Steps[call[0] % Steps.Length], "f" + (call[1] % 3));
            // The world moves on beside the sign-in.
            if (call[2] % 8 == 0) active = active.Contains(id) ? active.Remove(id) : active.Add(id);
            var needs = new SignInNeeds((PasswordState)(call[3] % 4), active, MustEnroll: call[4] % 2 == 0, MayEnroll: call[5] % 2 == 0);
            if (step == SignInStep.Activate && state.Status == SignInStatus.MFA_ENROLL_ACTIVATE && state.FactorId == id && !active.Contains(id)) needs = needs with { Factors = active.Add(id) };
            if (state.After(step, needs, id) is not { } after) continue;
            if (step is SignInStep.Authenticate or SignInStep.ResetPassword or SignInStep.ChangePassword) password = true;
            if (step == SignInStep.Verify) second = true;
            if (step == SignInStep.Activate)
            {
                // One's own new factor counts where there was no other to show.
                if (active.All(other => other == id)) second = true;
                active = needs.Factors;
            }
            if (step == SignInStep.Cancel) (password, second) = (false, false);
            state = after;
            if (state.Status == SignInStatus.SUCCESS) return new Game(password && (second || active.IsEmpty), true, !active.IsEmpty);
        }
        return new Game(true, false, !active.IsEmpty);
    }

    private sealed record Game(bool Holds, bool Reached, bool HadFactor);
}
