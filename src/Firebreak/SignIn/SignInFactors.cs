using System.Text.Json;
using Firebreak.Directory;
using Firebreak.Storage;

namespace Firebreak.SignIn;

/// <summary>Factors while signing in. Source: Okta, Authentication API, "Multifactor authentication operations".</summary>
internal static class SignInFactors
{
    /// <summary>Verifies a factor; with nothing to verify it by, chooses it.</summary>
    public static async Task<Outcome<SignInAnswer>> Verify(Store store, Org org, RequestContext request, StateToken token, string id, JsonElement body, CancellationToken ct)
    {
        var seen = await Seen(store, org, token, id, ct);
        if (seen.Refusal is { } gone) return gone;
        var (transaction, factor) = seen.Value;
        if (FactorProof.Read(factor, body) is not { } proof)
            return await SignInSteps.Note(store, org, token, transaction.State.Status == SignInStatus.MFA_CHALLENGE ? null : SignInStep.Challenge, ct, id);
        return await Prove(store, org, request, token, SignInStep.Verify, proof, (tx, user, now, found) => Go(tx, user, now, found, token, SignInStep.Verify), ct);
    }

    /// <summary>Enrols a factor; a question is active at once.</summary>
    public static async Task<Outcome<SignInAnswer>> Enroll(Store store, Org org, RequestContext request, StateToken token, JsonElement body, CancellationToken ct)
    {
        var asked = FactorRequest.Read(body);
        if (asked.Refusal is { } bad) return bad;
        Outcome<(User User, SignInTransaction)> seen;
        await using (var db = await store.Read(org, ct)) seen = await SignInSteps.Find(db, org, token, store.NowMicros);
        if (seen.Refusal is { } gone) return gone;
        if (!seen.Value.Item2.State.Legal.Contains(SignInStep.Enroll)) return SignInSteps.NotNow;
        var (factor, activation) = Factors.Make(store, org, seen.Value.User.Id, asked.Value);
        return await SignInSteps.Run<SignInAnswer>(store, org, request, token, SignInStep.Enroll, async (tx, user, now) =>
        {
            if (await Factors.Keep(tx, user, factor) is { } refusal) return refusal;
            if (factor.IsActive && now.State.After(SignInStep.Enroll, SignInNeeds.Nothing, factor.Id) is { } enrolling)
                return await Go(tx, user, now with { State = enrolling }, factor, token, SignInStep.Activate);
            var made = await SignInSteps.Make(tx, user, now, token, SignInStep.Enroll, factor.Id);
            return made.Refusal is null ? made.Value with { Activation = activation } : made;
        }, ct);
    }

    /// <summary>Activates the factor that is being enrolled.</summary>
    public static async Task<Outcome<SignInAnswer>> Activate(Store store, Org org, RequestContext request, StateToken token, string id, JsonElement body, CancellationToken ct)
    {
        var seen = await Seen(store, org, token, id, ct);
        if (seen.Refusal is { } gone) return gone;
        if (FactorProof.Read(seen.Value.Factor, body) is not { } proof) return Refusal.Invalid("passCode", "passCode: The field cannot be left blank");
        return await Prove(store, org, request, token, SignInStep.Activate, proof, async (tx, user, now, found) =>
        {
            await Factors.Activate(tx, user, found);
            return await Go(tx, user, now, found, token, SignInStep.Activate);
        }, ct);
    }

    private static async Task<Outcome<(SignInTransaction Transaction, Factor Factor)>> Seen(Store store, Org org, StateToken token, string id, CancellationToken ct)
    {
        await using var db = await store.Read(org, ct);
        var found = await SignInSteps.Find(db, org, token, store.NowMicros);
        if (found.Refusal is { } gone) return gone;
        var factor = await Factors.Get(db, org.Id, found.Value.User.Id, id);
        return factor.Refusal is { } none ? none : (found.Value.Transaction, factor.Value);
    }

    private static async Task<Outcome<SignInAnswer>> Prove(
        Store store, Org org, RequestContext request, StateToken token, SignInStep step, FactorProof proof,
        Func<WriteTransaction, User, SignInTransaction, Factor, ValueTask<Outcome<SignInAnswer>>> then, CancellationToken ct)
    {
        var outcome = await SignInSteps.Run<(FactorVerdict Verdict, SignInAnswer? Answer)>(store, org, request, token, step, async (tx, user, now) =>
        {
            var found = await Factors.Get(tx, org.Id, user.Id, proof.FactorId);
            if (found.Refusal is { } gone) return gone;
            // A code is compared only where it can lead on: which factor is asked for, and whether it is active.
            if (found.Value.IsActive != (step == SignInStep.Verify) || (now.State.FactorId ?? proof.FactorId) != proof.FactorId) return SignInSteps.NotNow;
            var verdict = await proof.Check(tx, store.Secrets, user, found.Value);
            if (verdict != FactorVerdict.Right) return (verdict, null);
            var answer = await then(tx, user, now, found.Value);
            return answer.Refusal is { } no ? no : (verdict, answer.Value);
        }, ct);
        if (outcome.Refusal is { } refusal) return refusal;
        return outcome.Value.Answer is { } answer ? answer : proof.Refuse(outcome.Value.Verdict);
    }

    private static ValueTask<Outcome<SignInAnswer>> Go(WriteTransaction tx, User user, SignInTransaction now, Factor factor, StateToken token, SignInStep step) =>
        SignInSteps.Make(tx, user, now with { Methods = [.. now.Methods.Union(["mfa", factor.Kind.Method])] }, token, step, factor.Id);
}
