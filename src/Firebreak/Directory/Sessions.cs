using Firebreak.Storage;
using Firebreak.SystemLog;

namespace Firebreak.Directory;

/// <summary>What can be done with sessions. They begin in <see cref="SignIn.SessionTokens"/>.</summary>
public static class Sessions
{
    private static readonly long UseResolution = Times.Micros(TimeSpan.FromMinutes(1));

    /// <summary>Whose session a secret is, with the authority held now; null when there is none, it has ended, or its user may not come in.</summary>
    internal static async ValueTask<(Session Session, User User, Authority Authority)?> Find(OrgReader db, SessionSecret secret, long now)
    {
        var (session, user) = await SessionTable.Find(db, db.Org.Id, secret);
        if (session is null || user is not { Status: UserStatus.ACTIVE } || !session.IsLive(now)) return null;
        return (session, user, await Authorities.OfUser(db, db.Org, user.Id));
    }

    /// <summary>Notes that a session is in use: bookkeeping, at most once a minute.</summary>
    internal static async Task NoteUse(Store store, Org org, Session session)
    {
        if (store.NowMicros - (session.LastSeen ?? session.Created) < UseResolution) return;
        try
        {
            await store.Tend(async books => await SessionTable.Touch(books, org.Id, session.Id));
        }
        catch (StoreUnavailableException)
        {
            // The next use will be noted.
        }
    }

    /// <summary>A session and its user; E0000007 when there is none, it has ended, or its user may not be seen.</summary>
    public static async ValueTask<Outcome<(Session Session, User User)>> Get(Queries db, Caller caller, string id, long now)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var (session, user) = await SessionTable.FindById(db, caller.Org.Id, id);
        if (session is null || user is not { Status: UserStatus.ACTIVE } || !session.IsLive(now)) return NotFound(id);
        return await UserAuthority.MaySee(db, caller, user.Id) ? (session, user) : NotFound(id);
    }

    /// <summary>Lets a session live on as if it were used now.</summary>
    public static async Task<Outcome<(Session Session, User User)>> Refresh(Store store, Caller caller, string id, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(caller);
        Outcome<(Session Session, User User)> outcome = NotFound(id);
        await store.Tend(async books =>
        {
            outcome = await Get(books, caller, id, books.At);
            if (outcome.Refusal is not null) return;
            var (session, user) = outcome.Value;
            if (user.Id != caller.Actor.Id && !await Authorities.AllowOnUser(books, caller, Permission.RevokeSessions, user.Id)) outcome = Refusal.NotAllowed();
            else
            {
                await SessionTable.Touch(books, caller.Org.Id, id);
                outcome = (session with { LastSeen = books.At }, user);
            }
        }, ct);
        if (outcome.Refusal is { IsRecorded: true } refusal) await store.Refuse(caller, nameof(Permission.RevokeSessions), refusal);
        return outcome;
    }

    /// <summary>Ends somebody's session.</summary>
    public static Task<Outcome<Done>> Revoke(Store store, Caller caller, string id, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(caller);
        return store.Write<Done>(caller, Permission.RevokeSessions, async tx =>
        {
            var found = await Get(tx, caller, id, tx.At);
            if (found.Refusal is { } gone) return gone;
            if (await UserAuthority.Refuse(tx, Permission.RevokeSessions, found.Value.User) is { } refusal) return refusal;
            await SessionTable.Delete(tx, id);
            tx.Record(Event.Of(UserEvents.SessionsCleared, found.Value.User.Target).With("sessions", "1").With("session", id));
            return Done.It;
        }, ct);
    }

    /// <summary>Ends the caller's own session.</summary>
    public static Task<Outcome<Done>> End(Store store, Caller caller, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(caller);
        return store.Write<Done>(caller, Permission.OwnAccount, async tx =>
        {
            if (caller.Actor.SessionId is not { } id || !await SessionTable.Delete(tx, id)) return Refusal.InvalidSession;
            tx.Record(Event.Of(SessionEvents.Ended, new EventTarget(caller.Actor.Id, "User", caller.Actor.AlternateId, caller.Actor.DisplayName)));
            return Done.It;
        }, ct);
    }

    private static Refusal NotFound(string id) => Refusal.NotFound(id, "AppSession");
}

/// <summary>Events of sessions and of signing in, by Okta's names.</summary>
internal static class SessionEvents
{
    public static readonly EventType Started = new("user.session.start", "User login to Okta");
    public static readonly EventType Ended = new("user.session.end", "User logout from Okta");
    public static readonly EventType Locked = new("user.account.lock", "Max sign in attempts exceeded", Severity.WARN);
}
