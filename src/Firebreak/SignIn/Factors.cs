using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using Firebreak.Directory;
using Firebreak.Storage;
using Firebreak.SystemLog;

namespace Firebreak.SignIn;

/// <summary>What can be done with second factors. Source: Okta, Factors API.</summary>
internal static class Factors
{
    /// <summary>What shared secrets are wrapped for.</summary>
    public const string Purpose = "factor";

    /// <summary>The org's setting that switches question factors on.</summary>
    public const string QuestionName = "factors.question";

    private const int PictureCharacters = 42;

    /// <summary>The kinds that an org has.</summary>
    public static async ValueTask<ImmutableArray<FactorKind>> Kinds(Queries db, string org) =>
        (await OrgSettingTable.Load(db, org)).IsOn(QuestionName) ? FactorKind.All : [.. FactorKind.All.Where(kind => kind.IsTotp)];

    /// <summary>A user's factor; E0000007 when there is none.</summary>
    public static async ValueTask<Outcome<Factor>> Get(Queries db, string org, string userId, string id) =>
        await FactorTable.Find(db, org, userId, id) is { } factor ? factor : NotFound(id);

    /// <summary>A new factor with what is secret of it, made before the change that keeps it.</summary>
    public static (Factor Factor, FactorActivation? Activation) Make(Store store, Org org, string userId, FactorRequest asked)
    {
        var now = store.NowMicros;
        var id = Ids.New(asked.Kind.Prefix, now);
        if (!asked.Kind.IsTotp) return (new Factor(id, userId, asked.Kind, true, now, now, null, null, asked.Question, PasswordHashes.Hash(asked.Answer!).Text, null), null);
        var secret = RandomNumberGenerator.GetBytes(Totp.SecretBytes);
        var picture = "00" + Ids.Secret(PictureCharacters - 2);
        var factor = new Factor(id, userId, asked.Kind, false, now, now, store.Secrets.Wrap(org.Id, Purpose, id, secret), Tokens.Hash(picture), null, null, null);
        return (factor, new FactorActivation(Base32.Encode(secret), picture));
    }

    /// <summary>Keeps a new factor; a user has one of a kind.</summary>
    public static async ValueTask<Refusal?> Keep(WriteTransaction tx, User user, Factor factor)
    {
        if (!(await Kinds(tx, tx.Org.Id)).Contains(factor.Kind)) return FactorRequest.Unsupported;
        if ((await FactorTable.Of(tx, tx.Org.Id, user.Id)).Exists(other => other.IsActive && other.Kind == factor.Kind))
            return Refusal.Invalid("factorEnrollRequest", "A factor of this type is already set up.");
        await FactorTable.Insert(tx, factor);
        tx.Record(Event.Of(factor.IsActive ? FactorEvents.Activated : FactorEvents.Enrolled, user.Target, factor.Target).With("factor", factor.Kind.LogName));
        return null;
    }

    /// <summary>Makes a factor active.</summary>
    public static async ValueTask Activate(WriteTransaction tx, User user, Factor factor)
    {
        await FactorTable.Activate(tx, factor.Id);
        tx.Record(Event.Of(FactorEvents.Activated, user.Target, factor.Target).With("factor", factor.Kind.LogName));
    }

    /// <summary>Enrols a factor for a user.</summary>
    public static async Task<Outcome<(Factor Factor, FactorActivation? Activation)>> Enroll(Store store, Caller caller, User user, JsonElement body, CancellationToken ct)
    {
        var asked = FactorRequest.Read(body);
        if (asked.Refusal is { } bad) return bad;
        var made = Make(store, caller.Org, user.Id, asked.Value);
        return await UserChanges.Run<(Factor, FactorActivation?)>(store, caller, Permission.ManageFactors, user.Id, async (tx, now) =>
        {
            if (now.Status == UserStatus.DEPROVISIONED) return Refusal.WrongStatus;
            return await Keep(tx, now, made.Factor) is { } refusal ? refusal : made;
        }, ct);
    }

    /// <summary>Activates a factor by a code of it.</summary>
    public static Task<Outcome<Factor>> Activate(Store store, Caller caller, User user, string id, JsonElement body, CancellationToken ct) =>
        Prove(store, caller, user, id, body, active: false, async (tx, now, factor) =>
        {
            await Activate(tx, now, factor);
            return factor with { IsActive = true, LastUpdated = tx.At };
        }, ct);

    /// <summary>Verifies a factor outside of a sign-in.</summary>
    public static Task<Outcome<Factor>> Verify(Store store, Caller caller, User user, string id, JsonElement body, CancellationToken ct) =>
        Prove(store, caller, user, id, body, active: true, (_, _, factor) => ValueTask.FromResult(factor), ct);

    /// <summary>Takes a factor away.</summary>
    public static Task<Outcome<Done>> Delete(Store store, Caller caller, User user, string id, CancellationToken ct) =>
        UserChanges.Run<Done>(store, caller, Permission.ManageFactors, user.Id, async (tx, now) =>
        {
            var found = await Get(tx, tx.Org.Id, now.Id, id);
            if (found.Refusal is { } gone) return gone;
            await FactorTable.Delete(tx, id);
            // Who is half way in was asked for it, or was not.
            await UserTable.EndSignIns(tx, now.Id);
            tx.Record(Event.Of(FactorEvents.Deactivated, now.Target, found.Value.Target).With("factor", found.Value.Kind.LogName));
            return Done.It;
        }, ct);

    private static async Task<Outcome<Factor>> Prove(
        Store store, Caller caller, User user, string id, JsonElement body, bool active, Func<WriteTransaction, User, Factor, ValueTask<Factor>> then, CancellationToken ct)
    {
        Outcome<Factor> seen;
        await using (var db = await store.Read(caller.Org, ct)) seen = await Get(db, caller.Org.Id, user.Id, id);
        if (seen.Refusal is not null) return seen;
        if (FactorProof.Read(seen.Value, body) is not { } proof) return Missing(seen.Value);
        var outcome = await UserChanges.Run<(FactorVerdict, Factor)>(store, caller, Permission.ManageFactors, user.Id, async (tx, now) =>
        {
            var found = await Get(tx, tx.Org.Id, now.Id, id);
            if (found.Refusal is { } gone) return gone;
            if (found.Value.IsActive != active) return Refusal.WrongStatus;
            if (now.Status == UserStatus.LOCKED_OUT) return proof.Refuse(FactorVerdict.Locked);
            var verdict = await proof.Check(tx, store.Secrets, now, found.Value);
            return (verdict, verdict == FactorVerdict.Right ? await then(tx, now, found.Value) : found.Value);
        }, ct);
        if (outcome.Refusal is { } refusal) return refusal;
        return outcome.Value is (FactorVerdict.Right, var factor) ? factor : proof.Refuse(outcome.Value.Item1);
    }

    private static Refusal Missing(Factor factor) => factor.Kind.IsTotp
        ? Refusal.Invalid("passCode", "passCode: The field cannot be left blank")
        : Refusal.Invalid("answer", "answer: The field cannot be left blank");

    private static Refusal NotFound(string id) => Refusal.NotFound(id, "UserFactor");
}

/// <summary>Events of factors, by Okta's names; for an enrollment that has only begun there is none.</summary>
internal static class FactorEvents
{
    public static readonly EventType Enrolled = new("firebreak.factor.enroll", "Begin to enroll a factor");
    public static readonly EventType Activated = new("user.mfa.factor.activate", "Activate factor for user");
    public static readonly EventType Deactivated = new("user.mfa.factor.deactivate", "Reset factor for user");
    public static readonly EventType Verified = new("user.authentication.auth_via_mfa", "Authentication of user via MFA");
}
