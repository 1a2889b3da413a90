using System.Diagnostics;
using Firebreak.Storage;
using Firebreak.SystemLog;

namespace Firebreak.Directory;

/// <summary>
/// Showing one's password. Whatever goes wrong has one answer and, for known and unknown users alike, one duration; the log alone says why.
/// Wrong passwords and wrong codes of second factors count together, and nothing but a whole sign-in takes the count back.
/// </summary>
public static class PasswordSignIn
{
    /// <summary>Wrong passwords and codes in a row after which a user is locked out.</summary>
    public const int MostFailures = 10;

    /// <summary>Longer ones are wrong without being read: no hash was ever made of one.</summary>
    public const int MostCharacters = 1024;

    // A refusal is answered at the next multiple of this: what differs by a few milliseconds between the ways to fail is not seen outside.
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(250);

    /// <summary>Compares the password and, when it is right, goes on in the same transaction.</summary>
    /// <param name="login">A login, or a login's short name.</param>
    /// <param name="locked">What to answer whoever knows the password and is locked out.</param>
    /// <param name="then">What a right password leads to. The user may be <see cref="UserStatus.PASSWORD_EXPIRED"/>.</param>
    internal static async Task<Outcome<T>> Check<T>(
        Store store, Org org, RequestContext request, string login, string password, Func<User, ValueTask<Outcome<T>>> locked,
        Func<WriteTransaction, User, ValueTask<Outcome<T>>> then, CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        User? user;
        await using (var db = await store.Read(org, ct)) user = await Find(db, org, login);
        var verdict = Compare(user, password);
        var caller = new Caller(org, user?.Actor ?? Unknown(login), Authority.None, request);
        var outcome = user is null ? await RefuseUnknown(store, caller)
            : verdict == PasswordVerdict.Wrong || !MayCome(user) ? await Fail(store, caller, user, verdict, locked, ct)
            : await Go(store, caller, user, verdict == PasswordVerdict.RightButRehash ? PasswordHashes.Hash(password).Text : null, then, ct);
        if (outcome.Refusal is not null) await NextBeat(began, ct);
        return outcome;
    }

    /// <summary>Counts a wrong password or code; true when it was one too many and the user is locked out now.</summary>
    internal static async ValueTask<bool> CountFailure(WriteTransaction tx, User user)
    {
        var failures = 1 + await tx.One($"select count from sign_in_failures where org_id = {tx.Org.Id} and user_id = {user.Id}", row => row.Long(0));
        if (failures < MostFailures) await Count(tx, user, failures);
        else await Lock(tx, user);
        return failures >= MostFailures;
    }

    /// <summary>A sign-in is complete: the count begins anew.</summary>
    internal static async ValueTask Complete(WriteTransaction tx, User user)
    {
        await tx.Run($"update users set last_login = {tx.At} where org_id = {tx.Org.Id} and id = {user.Id}");
        await tx.Run($"delete from sign_in_failures where org_id = {tx.Org.Id} and user_id = {user.Id}");
    }

    private static async ValueTask<User?> Find(OrgReader db, Org org, string login)
    {
        var user = await UserTable.FindByLogin(db, org.Id, login);
        return user is null && !login.Contains('@') ? await UserTable.FindByShortName(db, org.Id, login) : user;
    }

    private static bool MayCome(User user) => user.Status is UserStatus.ACTIVE or UserStatus.PASSWORD_EXPIRED;

    private static PasswordVerdict Compare(User? user, string password)
    {
        if (user?.Password is { } stored && password.Length <= MostCharacters) return PasswordHashes.Verify(stored, password);
        PasswordHashes.VerifyNobody(password.Length <= MostCharacters ? password : "");
        return PasswordVerdict.Wrong;
    }

    private static Task<Outcome<T>> Go<T>(
        Store store, Caller caller, User user, string? rehashed, Func<WriteTransaction, User, ValueTask<Outcome<T>>> then, CancellationToken ct) =>
        store.Write<T>(caller, Permission.OwnAccount, async tx =>
        {
            // The user may have changed since the password was compared.
            if (await UserTable.Find(tx, tx.Org.Id, user.Id) is not { } now || !MayCome(now) || now.Password != user.Password) return Refusal.AuthenticationFailed;
            if (rehashed is not null) await tx.Run($"update users set password = {rehashed} where org_id = {tx.Org.Id} and id = {now.Id}");
            return await then(tx, rehashed is null ? now : now with { Password = rehashed });
        }, ct);

    private static async Task<Outcome<T>> Fail<T>(Store store, Caller caller, User user, PasswordVerdict verdict, Func<User, ValueTask<Outcome<T>>> locked, CancellationToken ct)
    {
        if (!MayCome(user))
        {
            await RecordFolded(store, caller, user.Status.ToString(), user.Target);
            return verdict != PasswordVerdict.Wrong && user.Status == UserStatus.LOCKED_OUT ? await locked(user) : Refusal.AuthenticationFailed;
        }
        await store.Write<Done>(caller, Permission.OwnAccount, async tx =>
        {
            tx.Record(Event.Of(SessionEvents.Started, user.Target) with { Result = EventResult.FAILURE, Reason = "INVALID_CREDENTIALS" });
            await CountFailure(tx, user);
            return Done.It;
        }, ct);
        return Refusal.AuthenticationFailed;
    }

    private static ValueTask<int> Count(WriteTransaction tx, User user, long failures) => tx.Run(
        $"""
        insert into sign_in_failures (org_id, user_id, count, last) values ({tx.Org.Id}, {user.Id}, {failures}, {tx.At})
        on conflict (org_id, user_id) do update set count = excluded.count, last = excluded.last
        """);

    // The count begins anew, so that a user who is unlocked has all the tries again.
    private static async ValueTask Lock(WriteTransaction tx, User user)
    {
        await tx.Run(
            $"""
            update users set status = {nameof(UserStatus.LOCKED_OUT)}, status_changed = {tx.At}, last_updated = {tx.At}
            where org_id = {tx.Org.Id} and id = {user.Id} and status in ({nameof(UserStatus.ACTIVE)}, {nameof(UserStatus.PASSWORD_EXPIRED)})
            """);
        await tx.Run($"delete from sign_in_failures where org_id = {tx.Org.Id} and user_id = {user.Id}");
        tx.Record(Event.Of(SessionEvents.Locked, user.Target) with { Result = EventResult.FAILURE, Reason = "LOCKED_OUT" });
    }

    private static async Task<Refusal> RefuseUnknown(Store store, Caller caller)
    {
        await RecordFolded(store, caller, "VERIFICATION_ERROR");
        return Refusal.AuthenticationFailed;
    }

    // These are without end for whoever tries, so they fold.
    private static Task RecordFolded(Store store, Caller caller, string reason, params EventTarget[] targets) =>
        store.Refuse(caller, Event.Of(SessionEvents.Started, targets) with { Result = EventResult.FAILURE, Reason = reason });

    // Only what looks like a login is kept: people type passwords into the wrong box, and a log does not forget.
    private static Actor Unknown(string login) =>
        new("unknown", "User", login.Contains('@') && login.Length <= 100 ? login : "unknown", "unknown");

    private static Task NextBeat(long began, CancellationToken ct)
    {
        var late = Stopwatch.GetElapsedTime(began).Ticks % Beat.Ticks;
        return Task.Delay(TimeSpan.FromTicks(Beat.Ticks - late), ct);
    }
}
