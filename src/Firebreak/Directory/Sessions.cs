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
}

/// <summary>Events of sessions and of signing in, by Okta's names.</summary>
internal static class SessionEvents
{
    public static readonly EventType Started = new("user.session.start", "User login to Okta");
    public static readonly EventType Ended = new("user.session.end", "User logout from Okta");
    public static readonly EventType Locked = new("user.account.lock", "Max sign in attempts exceeded", Severity.WARN);
}
