using Firebreak.Directory;
using Firebreak.Storage;
using Firebreak.SystemLog;
using Session = Firebreak.Directory.Session;

namespace Firebreak.SignIn;

/// <summary>From a session token to a session.</summary>
public static class SessionTokens
{
    /// <summary>Begins a session, once for each token. E0000004 when there is no such token, it was used, has run out, or its user may not come in.</summary>
    public static async Task<Outcome<(Session Session, SessionSecret Secret, User User)>> Exchange(
        Store store, Org org, RequestContext request, string token, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(org);
        ArgumentNullException.ThrowIfNull(request);
        User? owner = null;
        await using (var db = await store.Read(org, ct))
            if (await SessionTokenTable.Find(db, org.Id, token, store.NowMicros) is { } found) owner = await UserTable.Find(db, org.Id, found.UserId);
        if (owner is null) return Refusal.AuthenticationFailed;
        var (id, secret) = (Ids.New(Ids.Session, store.NowMicros), SessionSecret.New());
        var caller = new Caller(org, owner.Actor with { SessionId = id }, Authority.None, request);
        return await store.Write<(Session, SessionSecret, User)>(caller, Permission.OwnAccount, async tx =>
        {
            if (await SessionTokenTable.Find(tx, org.Id, token, tx.At) is not { } found || !await SessionTokenTable.Take(tx, token)) return Refusal.AuthenticationFailed;
            if (await UserTable.Find(tx, org.Id, owner.Id) is not { Status: UserStatus.ACTIVE } user) return Refusal.AuthenticationFailed;
            var session = new Session(id, user.Id, tx.At, tx.At + Times.Micros(Session.MostAge), request.Address?.ToString(), request.UserAgent, null)
            {
                Methods = found.Methods,
                Device = found.Device,
                PasswordAt = found.PasswordAt,
                FactorAt = found.FactorAt,
            };
            await SessionTable.Insert(tx, session, secret);
            tx.Record(Event.Of(SessionEvents.Started, user.Target).With("dtHash", found.Device));
            return (session, secret, user);
        }, ct);
    }
}
