using System.Security.Cryptography;
using System.Text.Json;
using Firebreak.Storage;
using Firebreak.SystemLog;

namespace Firebreak.Directory;

/// <summary>What can be done with users' passwords and recovery questions. Source: Okta, User Credentials API.</summary>
internal static class UserPasswords
{
    private const string WrongPassword = "The credentials provided were incorrect.";

    /// <summary>Sets a new password for whoever knows the old one.</summary>
    public static async Task<Outcome<User>> Change(Store store, Caller caller, string id, JsonElement body, CancellationToken ct)
    {
        var old = UserCredentials.ReadPassword(body, "oldPassword");
        if (old.Refusal is { } noOld) return noOld;
        var wanted = UserCredentials.ReadPassword(body, "newPassword");
        if (wanted.Refusal is { } noNew) return noNew;
        if (Flag(body, "revokeSessions") is not { } revoke) return Refusal.BadBody("revokeSessions: A boolean is expected.");
        if (await Find(store, caller, id, ct) is not { } seen) return Refusal.NotFound(id, "User");
        var right = UserMove.ChangePassword.IsAllowed(seen.Status) && IsRight(seen.Password, old.Value);
        var problems = right ? await Problems(store, caller, seen, wanted.Value, ct) : [];
        var hash = right && problems.Length == 0 ? PasswordHashes.Hash(wanted.Value).Text : null;
        return await UserLifecycle.Move<User>(store, caller, UserMove.ChangePassword, seen.Id, async (tx, user) =>
        {
            if (user.Password is null) return UserMove.ChangePassword.Otherwise;
            if (!right || user.Password != seen.Password) return Refusal.CredentialsNotUpdated($"oldPassword: {WrongPassword}");
            if (hash is null) return Refusal.CredentialsNotUpdated([.. problems.Select(problem => $"newPassword: {problem}")]);
            var after = await Set(tx, user, hash);
            if (revoke) await UserLifecycle.EndSessions(tx, user, tx.Caller.Actor.SessionId);
            return after;
        }, ct);
    }

    /// <summary>Sets a new recovery question for whoever knows the password.</summary>
    public static async Task<Outcome<User>> ChangeQuestion(Store store, Caller caller, string id, JsonElement body, CancellationToken ct)
    {
        var password = UserCredentials.ReadPassword(body, "password");
        if (password.Refusal is { } refusal) return refusal;
        var sent = ReadQuestion(body);
        if (sent.Refusal is { } bad) return bad;
        if (sent.Value.Answer is not { } answer) return UserPassword.AnswerMissing;
        if (await Find(store, caller, id, ct) is not { } seen) return Refusal.NotFound(id, "User");
        var right = UserMove.ChangeQuestion.IsAllowed(seen.Status) && IsRight(seen.Password, password.Value);
        var hash = right ? PasswordHashes.Hash(UserCredentials.FoldAnswer(answer)).Text : null;
        return await UserLifecycle.Move<User>(store, caller, UserMove.ChangeQuestion, seen.Id, async (tx, user) =>
        {
            if (user.Password is null) return UserMove.ChangeQuestion.Otherwise;
            if (hash is null || user.Password != seen.Password) return Refusal.CredentialsNotUpdated($"password: {WrongPassword}");
            var after = await UserTable.Update(tx, user, user with { Question = sent.Value.Question, Answer = hash });
            tx.Record(Event.Of(UserEvents.QuestionUpdated, user.Target));
            return after;
        }, ct);
    }

    /// <summary>Begins recovery: a link to set a new password, which leaves the old one in use. The secret of the link, unless it is mailed.</summary>
    public static Task<Outcome<string?>> Forget(Store store, Caller caller, string id, bool sendEmail, CancellationToken ct) =>
        UserLifecycle.Move<string?>(store, caller, UserMove.ForgetPassword, id, async (tx, user) =>
        {
            if (user.Provider is not null) return UserMove.ForgetPassword.Otherwise;
            tx.Record(Event.Of(UserEvents.PasswordReset, user.Target) with { Debug = UserLifecycle.Mail(sendEmail ? "forgot_password" : null) });
            return await Link(tx, user, OneTimeLinks.Forgotten, sendEmail);
        }, ct);

    /// <summary>Sets a new password for whoever knows the recovery question's answer.</summary>
    public static async Task<Outcome<User>> Recover(Store store, Caller caller, string id, JsonElement body, bool sendEmail, CancellationToken ct)
    {
        var wanted = UserCredentials.ReadPassword(body, "password");
        if (wanted.Refusal is { } refusal) return refusal;
        if (!body.TryGetProperty("recovery_question", out var recovery) || recovery.ValueKind != JsonValueKind.Object || !recovery.TryGetProperty("answer", out var sent)
            || ProfileText.Of(sent) is not { Length: > 0 } answer) return UserPassword.AnswerMissing;
        if (await Find(store, caller, id, ct) is not { } seen) return Refusal.NotFound(id, "User");
        var right = UserMove.ForgetPassword.IsAllowed(seen.Status) && IsRight(seen.Answer, UserCredentials.FoldAnswer(answer));
        var problems = right ? await Problems(store, caller, seen, wanted.Value, ct) : [];
        var hash = right && problems.Length == 0 ? PasswordHashes.Hash(wanted.Value).Text : null;
        return await UserLifecycle.Move<User>(store, caller, UserMove.ForgetPassword, seen.Id, async (tx, user) =>
        {
            if (user.Password is null || user.Answer is null) return UserMove.ForgetPassword.Otherwise;
            if (!right || user.Answer != seen.Answer) return Refusal.CredentialsNotUpdated("recovery_question: The recovery question answer did not match our records.");
            if (hash is null) return Refusal.CredentialsNotUpdated([.. problems.Select(problem => $"password: {problem}")]);
            return await Set(tx, user, hash, sendEmail ? "password_changed" : null);
        }, ct);
    }

    /// <summary>Makes the user change its password at the next sign-in.</summary>
    public static Task<Outcome<User>> Expire(Store store, Caller caller, string id, CancellationToken ct) =>
        UserLifecycle.Move<User>(store, caller, UserMove.ExpirePassword, id, async (tx, user) =>
        {
            if (user.Password is null) return UserMove.ExpirePassword.Otherwise;
            var after = await UserTable.Update(tx, user, user with { Status = UserStatus.PASSWORD_EXPIRED });
            tx.Record(Event.Of(UserEvents.PasswordExpired, user.Target).With("tempPassword", "false"));
            await Users.Changed(tx, after);
            return after;
        }, ct);

    /// <summary>Sets a password that is good for one sign-in, and gives it to the caller.</summary>
    public static async Task<Outcome<string>> SetTemporary(Store store, Caller caller, string id, bool revokeSessions, CancellationToken ct)
    {
        var password = NewTemporary();
        var hash = PasswordHashes.Hash(password).Text;
        return await UserLifecycle.Move<string>(store, caller, UserMove.SetTemporaryPassword, id, async (tx, user) =>
        {
            if (user.Provider is not null) return UserMove.SetTemporaryPassword.Otherwise;
            await UserPassword.Remember(tx, user);
            var after = await UserTable.Update(tx, user, user with { Status = UserStatus.PASSWORD_EXPIRED, Password = hash, PasswordChanged = tx.At });
            tx.Record(Event.Of(UserEvents.PasswordExpired, user.Target).With("tempPassword", "true"));
            if (revokeSessions) await UserLifecycle.EndSessions(tx, user, null);
            await Users.Changed(tx, after);
            return password;
        }, ct);
    }

    /// <summary>Makes the user set a new password by a link. The secret of the link, unless it is mailed.</summary>
    public static Task<Outcome<string?>> Reset(Store store, Caller caller, string id, bool sendEmail, bool revokeSessions, CancellationToken ct) =>
        UserLifecycle.Move<string?>(store, caller, UserMove.ResetPassword, id, async (tx, user) =>
        {
            if (user.Provider is not null) return UserMove.ResetPassword.Otherwise;
            var after = await UserTable.Update(tx, user, user with { Status = UserStatus.RECOVERY });
            tx.Record(Event.Of(UserEvents.PasswordReset, user.Target) with { Debug = UserLifecycle.Mail(sendEmail ? "reset_password" : null) });
            if (revokeSessions) await UserLifecycle.EndSessions(tx, user, tx.Caller.Actor.SessionId);
            await Users.Changed(tx, after);
            return await Link(tx, user, OneTimeLinks.Reset, sendEmail);
        }, ct);

    /// <summary>Gives a user a password under change, and says so.</summary>
    internal static async ValueTask<User> Set(WriteTransaction tx, User user, string hash, string? mail = null)
    {
        var (now, _) = new UserPassword.Prepared(hash, null, null, null).ApplyTo(user, tx.At);
        await UserPassword.Remember(tx, user);
        var after = await UserTable.Update(tx, user, now);
        tx.Record(Event.Of(UserEvents.PasswordUpdated, user.Target) with { Debug = UserLifecycle.Mail(mail) });
        await Users.Changed(tx, after);
        return after;
    }

    private static async ValueTask<Outcome<string?>> Link(WriteTransaction tx, User user, string purpose, bool sendEmail)
    {
        if (sendEmail) return (string?)null;
        var secret = OneTimeLinks.NewSecret();
        await OneTimeLinks.Make(tx, user.Id, purpose, secret);
        return secret;
    }

    private static Outcome<UserCredentials> ReadQuestion(JsonElement body)
    {
        var wrapped = JsonSerializer.SerializeToElement(new Dictionary<string, Dictionary<string, JsonElement>>
        {
            ["credentials"] = body.TryGetProperty("recovery_question", out var question) ? new() { ["recovery_question"] = question } : [],
        });
        var read = UserCredentials.Read(wrapped);
        return read.Refusal is null && read.Value.Question is null ? Refusal.Invalid("recovery_question", "recovery_question: The field cannot be left blank") : read;
    }

    private static async ValueTask<User?> Find(Store store, Caller caller, string id, CancellationToken ct)
    {
        await using var db = await store.Read(caller.Org, ct);
        return await Users.Find(db, caller, id);
    }

    /// <summary>Compares in constant time, also where there is nothing to compare with.</summary>
    public static bool IsRight(string? stored, string given)
    {
        if (stored is not null) return PasswordHashes.Verify(stored, given) != PasswordVerdict.Wrong;
        PasswordHashes.VerifyNobody(given);
        return false;
    }

    /// <summary>What is wrong with a new password, by the policy and the user's last ones; empty: nothing.</summary>
    public static async ValueTask<string[]> Problems(Store store, Caller caller, User user, string password, CancellationToken ct)
    {
        var profile = Profile.Parse(user.Profile);
        string[] problems = [.. UserPassword.Policy.Check(password, profile.Login, profile.FirstName, profile.LastName)];
        return problems.Length == 0 && await UserPassword.WasUsed(store, caller, user, password, ct) ? [PasswordPolicy.UsedTooRecently] : problems;
    }

    private static bool? Flag(JsonElement body, string name) =>
        !body.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? false
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean()
        : null;

    // Twelve characters that nobody mistakes for others, one of each kind that the policy asks for: 63 bits and more.
    private static string NewTemporary() => string.Create(12, 0, static (password, _) =>
    {
        RandomNumberGenerator.GetItems("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789", password);
        password[0] = RandomNumberGenerator.GetItems("ABCDEFGHJKLMNPQRSTUVWXYZ".AsSpan(), 1)[0];
        password[1] = RandomNumberGenerator.GetItems("abcdefghijkmnopqrstuvwxyz".AsSpan(), 1)[0];
        password[2] = RandomNumberGenerator.GetItems("23456789".AsSpan(), 1)[0];
    });
}
