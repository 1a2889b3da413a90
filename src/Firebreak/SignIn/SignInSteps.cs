using Firebreak.Directory;
using Firebreak.Storage;

namespace Firebreak.SignIn;

/// <summary>How steps of sign-ins are made: everything that is asked is read anew in the step's own transaction.</summary>
internal static class SignInSteps
{
    /// <summary>403 E0000079: the step is not one of the state's.</summary>
    public static Refusal NotNow { get; } = Refusal.Of(403, "E0000079", "This operation is not allowed in the current authentication state.",
        "This operation is not allowed in the current authentication state.");

    /// <summary>Makes a step in a change and keeps where it led; a complete one becomes a session token.</summary>
    public static async ValueTask<Outcome<SignInAnswer>> Make(
        WriteTransaction tx, User user, SignInTransaction before, StateToken token, SignInStep step, string? factor = null)
    {
        var policy = await SignInPolicy.Load(tx, tx.Org.Id);
        if (before.State.After(step, await Needs(tx, tx.Org.Id, user, policy, before, tx.At), factor) is not { } state) return NotNow;
        if (state.Status == SignInStatus.UNAUTHENTICATED) return Refusal.AuthenticationFailed;
        var transaction = (before with { State = state }).UsedAt(tx.At);
        if (state.Status == SignInStatus.SUCCESS) return await Complete(tx, user, transaction, token);
        await SignInTable.Keep(tx, token, transaction);
        return await Answer(tx, user, transaction, token, policy, tx.At, tx.Org.Id);
    }

    /// <summary>Finds the sign-in of a token, sees whether a step may be made, and makes it as a change.</summary>
    public static async Task<Outcome<T>> Run<T>(
        Store store, Org org, RequestContext request, StateToken token, SignInStep step,
        Func<WriteTransaction, User, SignInTransaction, ValueTask<Outcome<T>>> change, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(store);
        Outcome<(User User, SignInTransaction)> found;
        await using (var db = await store.Read(org, ct)) found = await Find(db, org, token, store.NowMicros);
        if (found.Refusal is { } gone) return gone;
        return await store.Write<T>(new Caller(org, found.Value.User.Actor, Authority.None, request), Permission.OwnAccount, async tx =>
        {
            var now = await Find(tx, org, token, tx.At);
            if (now.Refusal is { } no) return no;
            var (user, transaction) = now.Value;
            return transaction.State.Legal.Contains(step) ? await change(tx, user, transaction) : NotNow;
        }, ct);
    }

    /// <summary>How a sign-in stands, kept alive; after a step that changes nothing else, if one is named.</summary>
    public static async Task<Outcome<SignInAnswer>> Note(Store store, Org org, StateToken token, SignInStep? step, CancellationToken ct, string? factor = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        Outcome<SignInAnswer> outcome = Refusal.InvalidToken;
        await store.Tend(async books =>
        {
            var found = await Find(books, org, token, books.At);
            outcome = found.Refusal is { } gone ? gone : await Note(books, org, token, found.Value.User, found.Value.Transaction, step, factor);
        }, ct);
        return outcome;
    }

    /// <summary>The sign-in of a token and its user; E0000011 when there is none, or the user may not come in any more.</summary>
    public static async ValueTask<Outcome<(User User, SignInTransaction Transaction)>> Find(Queries db, Org org, StateToken token, long now)
    {
        if (await SignInTable.Find(db, org.Id, token, now) is not { } transaction) return Refusal.InvalidToken;
        if (await UserTable.Find(db, org.Id, transaction.UserId) is not { } user) return Refusal.InvalidToken;
        var mayCome = user.Status is UserStatus.ACTIVE or UserStatus.PASSWORD_EXPIRED || (transaction.State.ByLink && OneTimeLinks.MayFollow(user.Status));
        return mayCome ? (user, transaction) : Refusal.InvalidToken;
    }

    /// <summary>What is asked of a user now.</summary>
    public static async ValueTask<SignInNeeds> Needs(Queries db, string org, User user, SignInPolicy policy, SignInTransaction transaction, long now)
    {
        var active = (await FactorTable.Of(db, org, user.Id)).Where(factor => factor.IsActive).ToList();
        var mayEnroll = (await Factors.Kinds(db, org)).Any(kind => !active.Exists(factor => factor.Kind == kind));
        return new SignInNeeds(policy.StateOf(user, now, transaction.Warn), [.. active.Select(factor => factor.Id)], policy.MustEnroll, mayEnroll);
    }

    private static async ValueTask<Outcome<SignInAnswer>> Note(
        Bookkeeping books, Org org, StateToken token, User user, SignInTransaction before, SignInStep? step, string? factor)
    {
        var policy = await SignInPolicy.Load(books, org.Id);
        var state = step is { } made ? before.State.After(made, await Needs(books, org.Id, user, policy, before, books.At), factor) : before.State;
        if (state is null) return NotNow;
        var now = (before with { State = state }).UsedAt(books.At);
        return await SignInTable.Note(books, org.Id, token, before.State.Status, now) ? await Answer(books, user, now, token, policy, books.At, org.Id) : Refusal.InvalidToken;
    }

    private static async ValueTask<Outcome<SignInAnswer>> Complete(WriteTransaction tx, User user, SignInTransaction transaction, StateToken token)
    {
        await SignInTable.Delete(tx, token);
        await PasswordSignIn.Complete(tx, user);
        var ends = tx.At + Times.Micros(SessionToken.Life);
        var session = new SessionToken(SessionToken.NewSecret(), user.Id, transaction.Methods, transaction.Device, transaction.Created, transaction.State.Second ? tx.At : null, ends);
        await SessionTokenTable.Insert(tx, session);
        return new SignInAnswer(transaction with { Ends = ends }, user, null, session);
    }

    private static async ValueTask<SignInAnswer> Answer(Queries db, User user, SignInTransaction transaction, StateToken token, SignInPolicy policy, long now, string org) =>
        new(transaction, user, token, null)
        {
            PasswordExpireDays = policy.DaysLeft(user, now),
            Factors = [.. await FactorTable.Of(db, org, user.Id)],
            Kinds = await Factors.Kinds(db, org),
        };
}
