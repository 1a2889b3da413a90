using Firebreak.Directory;
using Firebreak.Server.Pages;
using Firebreak.Storage;
using Firebreak.SystemLog;
using Session = Firebreak.Directory.Session;

namespace Firebreak.Server.Hosting;

/// <summary>Finds who asks: an API token in <c>Authorization: SSWS …</c>, or at pages the session cookie. What is found is true at this moment; nothing is remembered.</summary>
internal sealed class Callers(Store store)
{
    private const string Scheme = "SSWS ";
    private static readonly long UseResolution = Times.Micros(TimeSpan.FromMinutes(1));

    /// <summary>Nobody: at endpoints that are open to everyone.</summary>
    public static Outcome<Caller> Nobody(Org org, RequestContext request) => new Caller(org, Anonymous, Authority.None, request);

    private static readonly Actor Anonymous = new("unknown", "User", "unknown", "unknown");

    /// <summary>The caller, or E0000011 when the token is missing, wrong or ended, or belongs to somebody who may not come in.</summary>
    public async ValueTask<Outcome<Caller>> Find(HttpContext http, Org org, RequestContext request)
    {
        var header = http.Request.Headers.Authorization;
        if (header.Count == 0) return Refusal.InvalidSession;
        var text = header[0]!;
        if (!text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) || text.Length > 200) return Refusal.InvalidToken;
        var secret = text[Scheme.Length..].Trim();
        (ApiToken Token, User User, Authority Authority)? found;
        await using (var db = await store.Read(org, http.RequestAborted)) found = await Authorities.OfToken(db, secret);
        if (found is not var (token, user, authority)) return Refusal.InvalidToken;
        if (user.Status is not (UserStatus.ACTIVE or UserStatus.PASSWORD_EXPIRED or UserStatus.RECOVERY)) return Refusal.InvalidToken;
        var now = store.NowMicros;
        if (token.EndsAt is { } ends && ends <= now) return Refusal.InvalidToken;
        var caller = new Caller(org, user.Actor with { TokenId = token.Id }, authority, request);
        if (!TokenNetwork.Admits(token.Network, request.Address))
        {
            const string Why = "This token may not be used from this network.";
            var refused = Event.Of(TokenEvents.OutsideNetwork, token.Target, user.Target) with { Result = EventResult.DENY, Reason = Why };
            await store.Refuse(caller, refused);
            return Refusal.NotAllowed(Why);
        }
        if (now - (token.LastUsed ?? 0) > UseResolution) _ = NoteUse(org, token.Id);
        return caller;
    }

    /// <summary>Who has signed in at a page, by the session cookie; null: nobody.</summary>
    public async ValueTask<Caller?> FindBySession(HttpContext http, Org org, RequestContext request)
    {
        if (SessionCookie.Read(http, org) is not { } secret) return null;
        (Session Session, User User, Authority Authority)? found;
        await using (var db = await store.Read(org, http.RequestAborted)) found = await Sessions.Find(db, secret, store.NowMicros);
        if (found is not var (session, user, authority)) return null;
        _ = Sessions.NoteUse(store, org, session);
        return new Caller(org, user.Actor with { SessionId = session.Id }, authority, request);
    }

    // Not waited for: when it was last used is known to the minute, and a request does not wait for it.
    private async Task NoteUse(Org org, string token)
    {
        try
        {
            await store.Tend(async books => await books.Run(
                $"insert into token_uses (org_id, token_id, last_used) values ({org.Id}, {token}, {books.At}) on conflict (org_id, token_id) do update set last_used = excluded.last_used"));
        }
        catch (StoreUnavailableException)
        {
            // The next use will be noted.
        }
    }
}
