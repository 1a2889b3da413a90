using System.Text.Json;
using Firebreak.Directory;
using Firebreak.Storage;
using Firebreak.SystemLog;

namespace Firebreak.SignIn;

/// <summary>What came of showing a factor.</summary>
internal enum FactorVerdict
{
    Wrong,
    Right,

    /// <summary>A code that was good and was used before.</summary>
    Replayed,

    /// <summary>Wrong, and once too often.</summary>
    Locked,
}

/// <summary>A code or an answer as it was sent, the answer compared already: that takes its time, and is done outside of a change.</summary>
internal sealed record FactorProof(string FactorId, string? Code, string? AnswerHash)
{
    /// <summary>Reads what was sent for a factor; null when nothing was.</summary>
    public static FactorProof? Read(Factor factor, JsonElement body)
    {
        if (factor.Kind.IsTotp) return JsonText.TextOf(body, "passCode") is { Length: > 0 } code ? new FactorProof(factor.Id, code, null) : null;
        if (JsonText.TextOf(body, "answer") is not { Length: > 0 } answer) return null;
        var right = answer.Length <= PasswordSignIn.MostCharacters && UserPasswords.IsRight(factor.Answer, UserCredentials.FoldAnswer(answer));
        return new FactorProof(factor.Id, null, right ? factor.Answer : null);
    }

    /// <summary>
    /// Compares in the change that goes on with it, uses the code up, counts a failure, and records either. The verdict is a value and no refusal: what is
    /// counted must be committed.
    /// </summary>
    public async ValueTask<FactorVerdict> Check(WriteTransaction tx, Secrets secrets, User user, Factor factor)
    {
        var verdict = factor.Kind.IsTotp ? await CheckCode(tx, secrets, factor) : AnswerHash is not null && AnswerHash == factor.Answer ? FactorVerdict.Right : FactorVerdict.Wrong;
        var shown = Event.Of(FactorEvents.Verified, user.Target, factor.Target).With("factor", factor.Kind.LogName);
        tx.Record(verdict == FactorVerdict.Right ? shown : shown with { Result = EventResult.FAILURE, Reason = verdict == FactorVerdict.Replayed ? "PASSCODE_REPLAYED" : "INVALID_CREDENTIALS" });
        if (verdict == FactorVerdict.Right) return verdict;
        return await PasswordSignIn.CountFailure(tx, user) ? FactorVerdict.Locked : verdict;
    }

    /// <summary>Why not.</summary>
    public Refusal Refuse(FactorVerdict verdict) => verdict switch
    {
        FactorVerdict.Locked => Refusal.Of(403, "E0000069", "User Locked"),
        FactorVerdict.Replayed => Refusal.Of(403, "E0000082", "Each code can only be used once. Please wait for a new code and try again."),
        _ => Refusal.Of(403, "E0000068", "Invalid Passcode/Answer", $"Your {(Code is null ? "answer" : "passcode")} doesn't match our records. Please try again."),
    };

    public override string ToString() => $"FactorProof({FactorId})";

    private async ValueTask<FactorVerdict> CheckCode(WriteTransaction tx, Secrets secrets, Factor factor)
    {
        var secret = secrets.Unwrap(tx.Org.Id, Factors.Purpose, factor.Id, factor.Secret!);
        if (Code is null || Totp.Match(secret, Code, tx.At) is not { } step) return FactorVerdict.Wrong;
        return await FactorTable.UseStep(tx, factor.Id, step) ? FactorVerdict.Right : FactorVerdict.Replayed;
    }
}
