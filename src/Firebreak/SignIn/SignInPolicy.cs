using Firebreak.Directory;
using Firebreak.Storage;

namespace Firebreak.SignIn;

/// <summary>What an org asks at sign-in, until its policies say so: kept with its settings, and by default as in a new Okta org.</summary>
/// <param name="PasswordMaxAgeDays">Days after which a password expires; 0: never.</param>
/// <param name="PasswordWarnDays">Days before that in which <c>warnBeforePasswordExpired</c> warns.</param>
/// <param name="ShowsLockout">Whether who is locked out is told so. It tells strangers who exists.</param>
/// <param name="MustEnroll">Whether who has no second factor must enroll one.</param>
internal sealed record SignInPolicy(int PasswordMaxAgeDays, int PasswordWarnDays, bool ShowsLockout, bool MustEnroll)
{
    public const string MaxAgeName = "signIn.passwordMaxAgeDays", WarnName = "signIn.passwordWarnDays", ShowsLockoutName = "signIn.showsLockout", MustEnrollName = "signIn.mustEnroll";

    private static readonly long Day = Times.Micros(TimeSpan.FromDays(1));

    /// <summary>The org's.</summary>
    public static async ValueTask<SignInPolicy> Load(Queries db, string org)
    {
        var settings = await OrgSettingTable.Load(db, org);
        return new SignInPolicy(Number(settings[MaxAgeName]), Number(settings[WarnName]), settings.IsOn(ShowsLockoutName), settings.IsOn(MustEnrollName));
    }

    /// <summary>How a user's password stands at a time.</summary>
    /// <param name="warn">Whether the caller asked to be warned.</param>
    public PasswordState StateOf(User user, long now, bool warn)
    {
        if (user.Password is null || user.Status is UserStatus.PROVISIONED or UserStatus.RECOVERY) return PasswordState.Missing;
        if (user.Status == UserStatus.PASSWORD_EXPIRED) return PasswordState.Expired;
        if (DaysLeft(user, now) is not { } left) return PasswordState.Fine;
        return left < 0 ? PasswordState.Expired : warn && left <= PasswordWarnDays ? PasswordState.Expiring : PasswordState.Fine;
    }

    /// <summary>Whole days until a user's password expires, negative once it has; null: it never does.</summary>
    public long? DaysLeft(User user, long now)
    {
        if (PasswordMaxAgeDays == 0 || user.PasswordChanged is not { } changed) return null;
        var left = changed + (PasswordMaxAgeDays * Day) - now;
        return left < 0 ? -1 : left / Day;
    }

    private static int Number(string? text) => text is null ? 0 : int.Parse(text);
}
