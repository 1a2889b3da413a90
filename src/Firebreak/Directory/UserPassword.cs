using System.Text.Json;
using Firebreak.Storage;
using Firebreak.SystemLog;

namespace Firebreak.Directory;

/// <summary>Making credentials ready outside a transaction (hashing takes its time), and what goes with a new password inside one.</summary>
internal static class UserPassword
{
    /// <summary>What a password must be, until an org has policies of its own.</summary>
    public static PasswordPolicy Policy { get; } = new();

    public static Refusal AnswerMissing => Refusal.Invalid("recovery_question", "recovery_question.answer: The field cannot be left blank");

    /// <summary>Credentials as they will be kept.</summary>
    /// <param name="Password">A self-describing hash; null: no new password.</param>
    public sealed record Prepared(string? Password, string? Question, string? Answer, ForeignProvider? Provider)
    {
        public static Prepared Nothing { get; } = new(null, null, null, null);

        public bool IsSomething => Password is not null || Answer is not null;

        /// <summary>The user with these credentials, and what that is called in the log.</summary>
        public (User User, IReadOnlyList<EventType> Said) ApplyTo(User user, long at)
        {
            var said = new List<EventType>();
            if (Password is not null)
            {
                var status = user.Status is UserStatus.PROVISIONED or UserStatus.RECOVERY or UserStatus.PASSWORD_EXPIRED or UserStatus.LOCKED_OUT ? UserStatus.ACTIVE : user.Status;
                user = user with { Password = Password, PasswordChanged = at, Status = status };
                said.Add(UserEvents.PasswordUpdated);
            }
            if (Answer is not null)
            {
                user = user with { Question = Question, Answer = Answer };
                said.Add(UserEvents.QuestionUpdated);
            }
            return (user, said);
        }

        /// <summary>Never a hash.</summary>
        public override string ToString() => "Prepared(hidden)";
    }

    /// <summary>Checks a password against the policy and hashes what is secret.</summary>
    /// <param name="profile">The attributes sent beside it, if any.</param>
    /// <param name="user">The user as it is, if it is one yet.</param>
    public static Outcome<Prepared> Prepare(UserCredentials sent, JsonElement? profile, User? user)
    {
        if (sent.Password is { } password)
        {
            var problems = Policy.Check(password, Named(profile, user, "login") ?? "", Named(profile, user, "firstName"), Named(profile, user, "lastName"));
            if (!problems.IsEmpty) return Refusal.Invalid("password", [.. problems.Select(problem => $"password: {problem}")]);
        }
        var hash = sent.Password is null ? sent.Imported : PasswordHashes.Hash(sent.Password);
        var answer = sent.Answer is null ? null : PasswordHashes.Hash(UserCredentials.FoldAnswer(sent.Answer)).Text;
        return new Prepared(hash?.Text, answer is null ? null : sent.Question, answer, sent.Provider);
    }

    /// <summary>The same for a user that is there: what it has already may be sent again, and strictly no password comes back.</summary>
    public static async ValueTask<Outcome<Prepared>> PrepareFor(Store store, Caller caller, User user, UserRequest sent, bool strict, CancellationToken ct)
    {
        var credentials = sent.Credentials;
        if (credentials == UserCredentials.None) return Prepared.Nothing;
        if (credentials.Provider is not null && credentials.Provider != user.Provider) return Refusal.Invalid("provider", "provider: A user's provider cannot be changed here.");
        if (user.Provider is not null && (credentials.HasPassword || credentials.Question is not null))
            return Refusal.Of(400, "E0000041", "Credentials should not be set on this resource based on the scheme.");
        if (credentials.Question is not null && credentials.Answer is null && credentials.Question != user.Question) return AnswerMissing;
        if (strict && credentials.Password is { } password && await WasUsed(store, caller, user, password, ct)) return Refusal.Invalid("password", $"password: {PasswordPolicy.UsedTooRecently}");
        return Prepare(credentials, sent.Profile, user);
    }

    /// <summary>Whether a password is the user's own or one of the last before it.</summary>
    public static async ValueTask<bool> WasUsed(Store store, Caller caller, User user, string password, CancellationToken ct)
    {
        List<string> before;
        await using (var db = await store.Read(caller.Org, ct))
            before = await db.All($"select hash from password_history where org_id = {caller.Org.Id} and user_id = {user.Id} order by replaced desc", row => row.Text(0));
        return Policy.WasUsed(password, (user.Password is null ? before : before.Prepend(user.Password)).Select(PasswordHash.Parse));
    }

    /// <summary>Keeps the password that is replaced now, as far back as the policy looks, and makes links to set one and sign-ins by the old one worthless.</summary>
    public static async ValueTask Remember(WriteTransaction tx, User before)
    {
        await UserTable.EndSignIns(tx, before.Id);
        await OneTimeLinks.Drop(tx, before.Id);
        if (before.Password is null) return;
        await tx.Run(
            $"insert into password_history (org_id, user_id, replaced, hash) values ({tx.Org.Id}, {before.Id}, {tx.At}, {before.Password}) on conflict do nothing");
        var times = await tx.All($"select replaced from password_history where org_id = {tx.Org.Id} and user_id = {before.Id} order by replaced desc", row => row.Long(0));
        if (times.Count >= Policy.HistoryCount)
            await tx.Run($"delete from password_history where org_id = {tx.Org.Id} and user_id = {before.Id} and replaced <= {times[Policy.HistoryCount - 1]}");
    }

    private static string? Named(JsonElement? profile, User? user, string attribute)
    {
        if (profile is { } sent && sent.TryGetProperty(attribute, out var value)) return ProfileText.Of(value);
        return user is not null && Profile.Parse(user.Profile).Values.TryGetValue(attribute, out var kept) ? ProfileText.Of(kept) : null;
    }
}
