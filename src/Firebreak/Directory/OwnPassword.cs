using Firebreak.Storage;

namespace Firebreak.Directory;

/// <summary>
/// Setting one's own password by a one-time link: the first one after an activation, or a new one after a reset. Who has the link is who it was
/// handed to; it works once.
/// </summary>
public static class OwnPassword
{
    /// <summary>Whose password a link sets now; null: the link has ended, or is of another kind.</summary>
    public static async ValueTask<User?> OfLink(Queries db, Org org, string secret, long now)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(org);
        var (userId, purpose) = await db.One<(string, string)>(
            $"select user_id, purpose from one_time_links where org_id = {org.Id} and hash = {Tokens.Hash(secret)} and ends > {now}", row => (row.Text(0), row.Text(1)));
        if (purpose is not (OneTimeLinks.Activation or OneTimeLinks.Reset or OneTimeLinks.Forgotten) || await UserTable.Find(db, org.Id, userId) is not { } user) return null;
        // Whoever has a recovery question answers it when a password is forgotten; that door is the API's.
        if (purpose == OneTimeLinks.Forgotten && user.Answer is not null) return null;
        return user.Status is UserStatus.PROVISIONED or UserStatus.RECOVERY or UserStatus.ACTIVE or UserStatus.PASSWORD_EXPIRED ? user : null;
    }

    /// <summary>Uses a link up: sets the password, which ends whatever sessions there are.</summary>
    public static async Task<Outcome<User>> Set(Store store, Org org, RequestContext request, string secret, string password, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(password);
        User? seen;
        await using (var db = await store.Read(org, ct)) seen = await OfLink(db, org, secret, store.NowMicros);
        if (seen is null) return HasEnded;
        var caller = new Caller(org, seen.Actor, Authority.None, request);
        var problems = await UserPasswords.Problems(store, caller, seen, password, ct);
        if (problems.Length > 0) return Refusal.Invalid("password", [.. problems.Select(problem => $"password: {problem}")]);
        var hash = PasswordHashes.Hash(password).Text;
        return await store.Write<User>(caller, Permission.OwnAccount, async tx =>
            await OfLink(tx, org, secret, tx.At) is { } user && user.Id == seen.Id ? await Change(tx, user, hash) : HasEnded, ct);
    }

    private static async ValueTask<User> Change(WriteTransaction tx, User user, string hash)
    {
        var after = await UserPasswords.Set(tx, user, hash);
        await tx.Run($"delete from sign_in_failures where org_id = {tx.Org.Id} and user_id = {user.Id}");
        await UserLifecycle.EndSessions(tx, user, null);
        return after;
    }

    private static Refusal HasEnded => Refusal.NotFound("link", "OneTimeLink");
}
