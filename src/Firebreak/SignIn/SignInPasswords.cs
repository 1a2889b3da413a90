using System.Text.Json;
using Firebreak.Directory;
using Firebreak.Storage;

namespace Firebreak.SignIn;

/// <summary>New passwords while signing in. Source: Okta, Authentication API, "Change password", "Reset password".</summary>
public static class SignInPasswords
{
    /// <summary>Sets a new password for whoever knows the old one, which has expired or will.</summary>
    public static Task<Outcome<SignInAnswer>> Change(Store store, Org org, RequestContext request, StateToken token, JsonElement body, CancellationToken ct = default)
    {
        if (JsonText.TextOf(body, "oldPassword") is not { Length: > 0 } old) return Refused(Refusal.Invalid("oldPassword", "oldPassword: The field cannot be left blank"));
        return Set(store, org, request, token, SignInStep.ChangePassword, body, old, ct);
    }

    /// <summary>Sets a password for whoever came with a link.</summary>
    public static Task<Outcome<SignInAnswer>> Reset(Store store, Org org, RequestContext request, StateToken token, JsonElement body, CancellationToken ct = default) =>
        Set(store, org, request, token, SignInStep.ResetPassword, body, null, ct);

    private static async Task<Outcome<SignInAnswer>> Set(
        Store store, Org org, RequestContext request, StateToken token, SignInStep step, JsonElement body, string? old, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(store);
        if (JsonText.TextOf(body, "newPassword") is not { Length: > 0 } wanted) return Refusal.Invalid("newPassword", "newPassword: The field cannot be left blank");
        if (SignInRequest.Flag(body, "revokeSessions") is not { } revoke) return Refusal.BadBody("revokeSessions: A boolean is expected.");
        Outcome<(User User, SignInTransaction Transaction)> found;
        await using (var db = await store.Read(org, ct)) found = await SignInSteps.Find(db, org, token, store.NowMicros);
        if (found.Refusal is { } gone) return gone;
        var (seen, transaction) = found.Value;
        if (!transaction.State.Legal.Contains(step)) return SignInSteps.NotNow;
        var caller = new Caller(org, seen.Actor, Authority.None, request);
        var right = old is null || (old.Length <= PasswordSignIn.MostCharacters && UserPasswords.IsRight(seen.Password, old));
        if (!right) return Refusal.CredentialsNotUpdated("oldPassword: The credentials provided were incorrect.");
        var problems = await UserPasswords.Problems(store, caller, seen, wanted, ct);
        if (problems.Length > 0) return NotGoodEnough(problems);
        var hash = PasswordHashes.Hash(wanted).Text;
        return await SignInSteps.Run<SignInAnswer>(store, org, request, token, step, async (tx, user, now) =>
        {
            if (user.Password != seen.Password) return Refusal.CredentialsNotUpdated("oldPassword: The credentials provided were incorrect.");
            var after = await UserPasswords.Set(tx, user, hash);
            if (revoke) await UserLifecycle.EndSessions(tx, user, null);
            return await SignInSteps.Make(tx, after, now, token, step);
        }, ct);
    }

    private static Refusal NotGoodEnough(string[] problems) =>
        Refusal.Of(403, "E0000080", "The password does not meet the complexity requirements of the current password policy.", problems);

    private static Task<Outcome<SignInAnswer>> Refused(Refusal refusal) => Task.FromResult<Outcome<SignInAnswer>>(refusal);
}
