using Firebreak.Directory;
using Firebreak.Storage;
using Firebreak.SystemLog;

namespace Firebreak.SignIn;

/// <summary>What can be done with sign-ins on their way. Source: Okta, Authentication API.</summary>
public static class SignIns
{
    /// <summary>Begins one with the password.</summary>
    public static Task<Outcome<SignInAnswer>> Begin(Store store, Org org, RequestContext request, SignInRequest asked, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(org);
        ArgumentNullException.ThrowIfNull(asked);
        return PasswordSignIn.Check<SignInAnswer>(store, org, request, asked.Login, asked.Password, user => Locked(store, org, user, ct), async (tx, user) =>
        {
            var begun = new SignInTransaction(user.Id, SignInState.Beginning with { Multi = asked.Multi }, ["pwd"], asked.Warn, asked.Device, tx.At, tx.At);
            tx.Record(Event.Of(SignInEvents.Authenticated, user.Target).With("credentialType", "PASSWORD").With("dtHash", asked.Device));
            return await SignInSteps.Make(tx, user, begun, StateToken.New(), SignInStep.Authenticate);
        }, ct);
    }

    /// <summary>Begins one with the secret of a link to set a password, which stays good until one is set.</summary>
    public static async Task<Outcome<SignInAnswer>> BeginByLink(Store store, Org org, RequestContext request, string secret, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(org);
        User? user;
        await using (var db = await store.Read(org, ct)) user = await OneTimeLinks.Find(db, org.Id, secret, store.NowMicros);
        if (user is null) return Refusal.AuthenticationFailed;
        return await store.Write<SignInAnswer>(new Caller(org, user.Actor, Authority.None, request), Permission.OwnAccount, async tx =>
        {
            if (await OneTimeLinks.Find(tx, org.Id, secret, tx.At) is not { } now) return Refusal.AuthenticationFailed;
            var begun = new SignInTransaction(now.Id, SignInState.Beginning, ["pwd"], false, null, tx.At, tx.At);
            tx.Record(Event.Of(SignInEvents.Authenticated, now.Target).With("credentialType", "LINK"));
            return await SignInSteps.Make(tx, now, begun, StateToken.New(), SignInStep.FollowLink);
        }, ct);
    }

    /// <summary>How one stands; to ask keeps it alive.</summary>
    public static Task<Outcome<SignInAnswer>> Get(Store store, Org org, StateToken token, CancellationToken ct = default) => SignInSteps.Note(store, org, token, null, ct);

    /// <summary>Goes one state back.</summary>
    public static Task<Outcome<SignInAnswer>> GoBack(Store store, Org org, StateToken token, CancellationToken ct = default) =>
        SignInSteps.Note(store, org, token, SignInStep.Previous, ct);

    /// <summary>Leaves undone what may be.</summary>
    public static Task<Outcome<SignInAnswer>> Skip(Store store, Org org, RequestContext request, StateToken token, CancellationToken ct = default) =>
        SignInSteps.Run<SignInAnswer>(store, org, request, token, SignInStep.Skip, async (tx, user, transaction) =>
        {
            tx.Record(Event.Of(SignInEvents.Skipped, user.Target).With("status", transaction.State.Status.ToString()));
            return await SignInSteps.Make(tx, user, transaction, token, SignInStep.Skip);
        }, ct);

    /// <summary>Ends one without a session.</summary>
    public static Task<Outcome<Done>> Cancel(Store store, Org org, RequestContext request, StateToken token, CancellationToken ct = default) =>
        SignInSteps.Run<Done>(store, org, request, token, SignInStep.Cancel, async (tx, user, transaction) =>
        {
            await SignInTable.Delete(tx, token);
            tx.Record(Event.Of(SignInEvents.Cancelled, user.Target).With("status", transaction.State.Status.ToString()));
            return Done.It;
        }, ct);

    private static async ValueTask<Outcome<SignInAnswer>> Locked(Store store, Org org, User user, CancellationToken ct)
    {
        await using var db = await store.Read(org, ct);
        if (!(await SignInPolicy.Load(db, org.Id)).ShowsLockout) return Refusal.AuthenticationFailed;
        var state = SignInState.Beginning.After(SignInStep.Lock, SignInNeeds.Nothing)!;
        return new SignInAnswer(new SignInTransaction(user.Id, state, [], false, null, 0, 0), user, null, null);
    }
}

/// <summary>Events of signing in, by Okta's names where there are some.</summary>
internal static class SignInEvents
{
    public static readonly EventType Authenticated = new("user.authentication.auth", "Authenticate user");
    public static readonly EventType Skipped = new("firebreak.sign_in.skip", "Skip a step of a sign-in");
    public static readonly EventType Cancelled = new("firebreak.sign_in.cancel", "Cancel a sign-in");
}
