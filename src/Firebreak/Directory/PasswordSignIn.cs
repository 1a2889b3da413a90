using System.Diagnostics;
using Firebreak.Storage;
using Firebreak.SystemLog;

namespace Firebreak.Directory;

/// <summary>
/// Signing in by password. Whatever goes wrong has one answer and, for known and unknown users alike, one duration; the log alone says why.
/// </summary>
public static class PasswordSignIn
{
    /// <summary>Wrong passwords in a row after which a user is locked out.</summary>
    public const int MostFailures = 10;

    /// <summary>Longer ones are wrong without being read: no hash was ever made of one.</summary>
    public const int MostCharacters = 1024;

    // A refusal is answered at the next multiple of this: what differs by a few milliseconds between the ways to fail is not seen outside.
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(250);

    /// <summary>Begins a session.</summary>
    public static async Task<Outcome<(Session Session, SessionSecret Secret)>> Start(
        Store store, Org org, RequestContext request, string login, string password, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(org);
        var began = Stopwatch.GetTimestamp();
        User? user;
        await using (var db = await store.Read(org, ct)) user = await UserTable.FindByLogin(db, org.Id, login);
        var verdict = Check(user, password);
        var outcome = user is null
            ? await RefuseUnknown(store, new Caller(org, Unknown(login), Authority.None, request))
            : await Conclude(store, org, request, user, verdict == PasswordVerdict.RightButRehash ? PasswordHashes.Hash(password) : null, verdict, ct);
        if (outcome.Refusal is not null) await NextBeat(began, ct);
        return outcome;
    }

    /// <summary>Sets a new password for whoever knows the old one, which has expired. Whatever is wrong with the old one has the answer and the duration of signing in.</summary>
    public static async Task<Outcome<User>> Replace(
        Store store, Org org, RequestContext request, string login, string old, string password, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(org);
        var began = Stopwatch.GetTimestamp();
        User? user;
        await using (var db = await store.Read(org, ct)) user = await UserTable.FindByLogin(db, org.Id, login);
        var verdict = Check(user, old);
        if (user is not { Status: UserStatus.PASSWORD_EXPIRED } || verdict == PasswordVerdict.Wrong)
        {
            // Who knows an active user's password is told the same, but it is no wrong try.
            if (user is null) await RefuseUnknown(store, new Caller(org, Unknown(login), Authority.None, request));
            else if (verdict == PasswordVerdict.Wrong) await Fail(store, new Caller(org, user.Actor, Authority.None, request), user, verdict, ct);
            await NextBeat(began, ct);
            return Refusal.AuthenticationFailed;
        }
        var caller = new Caller(org, user.Actor, Authority.None, request);
        if (await OwnPassword.Problem(store, caller, user, password, ct) is { } problem) return problem;
        var hash = PasswordHashes.Hash(password).Text;
        return await store.Write<User>(caller, Permission.OwnAccount, async tx =>
            await UserTable.Find(tx, org.Id, user.Id) is { Status: UserStatus.PASSWORD_EXPIRED } now && now.Password == user.Password
                ? await OwnPassword.Change(tx, now, hash)
                : Refusal.AuthenticationFailed, ct);
    }

    private static PasswordVerdict Check(User? user, string password)
    {
        if (user?.Password is { } stored && password.Length <= MostCharacters) return PasswordHashes.Verify(stored, password);
        PasswordHashes.VerifyNobody(password.Length <= MostCharacters ? password : "");
        return PasswordVerdict.Wrong;
    }

    private static async Task<Outcome<(Session, SessionSecret)>> Conclude(
        Store store, Org org, RequestContext request, User user, PasswordHash? rehashed, PasswordVerdict verdict, CancellationToken ct)
    {
        var begins = store.NowMicros;
        var session = new Session(Ids.New(Ids.Session, begins), user.Id, begins, begins + Times.Micros(Session.MostAge), request.Address?.ToString(), request.UserAgent, null);
        if (verdict == PasswordVerdict.Wrong || user.Status != UserStatus.ACTIVE)
            return await Fail(store, new Caller(org, user.Actor, Authority.None, request), user, verdict, ct);
        var secret = SessionSecret.New();
        var caller = new Caller(org, user.Actor with { SessionId = session.Id }, Authority.None, request);
        return await store.Write<(Session, SessionSecret)>(caller, Permission.OwnAccount, async tx =>
        {
            // The user may have changed since the password was compared.
            if (await UserTable.Find(tx, org.Id, user.Id) is not { Status: UserStatus.ACTIVE } now || now.Password != user.Password) return Refusal.AuthenticationFailed;
            await SessionTable.Insert(tx, session, secret);
            await tx.Run($"update users set last_login = {tx.At}, password = {rehashed?.Text ?? user.Password} where org_id = {org.Id} and id = {user.Id}");
            await tx.Run($"delete from sign_in_failures where org_id = {org.Id} and user_id = {user.Id}");
            tx.Record(Event.Of(SessionEvents.Started, user.Target));
            return (session, secret);
        }, ct);
    }

    private static async Task<Outcome<(Session, SessionSecret)>> Fail(Store store, Caller caller, User user, PasswordVerdict verdict, CancellationToken ct)
    {
        if (user.Status != UserStatus.ACTIVE)
        {
            await RecordFolded(store, caller, user.Status.ToString(), user.Target);
            return verdict != PasswordVerdict.Wrong && user.Status == UserStatus.PASSWORD_EXPIRED ? PasswordExpired : Refusal.AuthenticationFailed;
        }
        await store.Write<Done>(caller, Permission.OwnAccount, async tx =>
        {
            var failures = 1 + await tx.One($"select count from sign_in_failures where org_id = {tx.Org.Id} and user_id = {user.Id}", row => row.Long(0));
            tx.Record(Event.Of(SessionEvents.Started, user.Target) with { Result = EventResult.FAILURE, Reason = "INVALID_CREDENTIALS" });
            if (failures < MostFailures) await Count(tx, user, failures);
            else await Lock(tx, user);
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
            where org_id = {tx.Org.Id} and id = {user.Id} and status = {nameof(UserStatus.ACTIVE)}
            """);
        await tx.Run($"delete from sign_in_failures where org_id = {tx.Org.Id} and user_id = {user.Id}");
        tx.Record(Event.Of(SessionEvents.Locked, user.Target) with { Result = EventResult.FAILURE, Reason = "LOCKED_OUT" });
    }

    private static async Task<Outcome<(Session, SessionSecret)>> RefuseUnknown(Store store, Caller caller)
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

    /// <summary>The answer to a right password that has expired: it can be replaced.</summary>
    public static Refusal PasswordExpired { get; } = Refusal.AuthenticationFailed with { Causes = ["The password has expired."] };

    private static Task NextBeat(long began, CancellationToken ct)
    {
        var late = Stopwatch.GetElapsedTime(began).Ticks % Beat.Ticks;
        return Task.Delay(TimeSpan.FromTicks(Beat.Ticks - late), ct);
    }
}
