using System.Collections.Immutable;
using Firebreak.Storage;
using Firebreak.SystemLog;

namespace Firebreak.Directory;

/// <summary>How users move through their lifecycle. Source: Okta, User Lifecycle API.</summary>
internal static class UserLifecycle
{
    /// <summary>Activates: at once with a password, otherwise by a link. The secret of the link, unless it is mailed.</summary>
    public static Task<Outcome<string?>> Activate(Store store, Caller caller, string id, bool sendEmail, CancellationToken ct) =>
        Move<string?>(store, caller, UserMove.Activate, id, async (tx, user) =>
        {
            var status = user.Password is null && user.Provider is null ? UserStatus.PROVISIONED : UserStatus.ACTIVE;
            var after = await UserTable.Update(tx, user, user with { Status = status, Activated = tx.At });
            tx.Record(Event.Of(UserEvents.Activated, after.Target) with { Debug = Mail(sendEmail ? "activation" : null) });
            await AppAssignments.MembershipChanged(tx, user.Id);
            await Users.Changed(tx, after);
            return await Link(tx, user, sendEmail);
        }, ct);

    /// <summary>Begins an activation that was not completed anew.</summary>
    public static Task<Outcome<string?>> Reactivate(Store store, Caller caller, string id, bool sendEmail, CancellationToken ct) =>
        Move<string?>(store, caller, UserMove.Reactivate, id, async (tx, user) =>
        {
            tx.Record(Event.Of(UserEvents.Reactivated, user.Target) with { Debug = Mail(sendEmail ? "activation" : null) });
            return await Link(tx, user, sendEmail);
        }, ct);

    /// <summary>Puts a user out.</summary>
    public static Task<Outcome<Done>> Deactivate(Store store, Caller caller, string id, bool sendEmail, CancellationToken ct) =>
        Move<Done>(store, caller, UserMove.Deactivate, id, async (tx, user) =>
        {
            var isSuper = await RoleAssignments.IsSuper(tx, AssigneeType.USER, user.Id);
            await Deactivate(tx, user, sendEmail);
            return isSuper && await RoleAssignments.NobodyLeft(tx) ? RoleAssignments.LastSuperAdmin : Done.It;
        }, ct);

    /// <summary>Stops a user, who keeps everything.</summary>
    public static Task<Outcome<Done>> Suspend(Store store, Caller caller, string id, CancellationToken ct) =>
        Move<Done>(store, caller, UserMove.Suspend, id, async (tx, user) =>
        {
            // Whoever must set a new password must still do so afterwards.
            await tx.Run($"insert into user_suspensions (org_id, user_id, status) values ({tx.Org.Id}, {user.Id}, {user.Status.ToString()}) on conflict (org_id, user_id) do update set status = excluded.status");
            var after = await UserTable.Update(tx, user, user with { Status = UserStatus.SUSPENDED });
            tx.Record(Event.Of(UserEvents.Suspended, user.Target));
            await EndSessions(tx, user, null);
            await Users.Changed(tx, after);
            if (await RoleAssignments.IsSuper(tx, AssigneeType.USER, user.Id) && await RoleAssignments.NobodyLeft(tx)) return RoleAssignments.LastSuperAdmin;
            return Done.It;
        }, ct);

    /// <summary>Lets a suspended user go on where it was.</summary>
    public static Task<Outcome<Done>> Unsuspend(Store store, Caller caller, string id, CancellationToken ct) =>
        Move<Done>(store, caller, UserMove.Unsuspend, id, async (tx, user) =>
        {
            var before = await tx.One($"select status from user_suspensions where org_id = {tx.Org.Id} and user_id = {user.Id}", row => row.Text(0));
            await tx.Run($"delete from user_suspensions where org_id = {tx.Org.Id} and user_id = {user.Id}");
            var after = await UserTable.Update(tx, user, user with { Status = before is null ? UserStatus.ACTIVE : Enum.Parse<UserStatus>(before) });
            tx.Record(Event.Of(UserEvents.Unsuspended, user.Target));
            await Users.Changed(tx, after);
            return Done.It;
        }, ct);

    /// <summary>Lets a user who is locked out try again.</summary>
    public static Task<Outcome<Done>> Unlock(Store store, Caller caller, string id, CancellationToken ct) =>
        Move<Done>(store, caller, UserMove.Unlock, id, async (tx, user) =>
        {
            var after = await UserTable.Update(tx, user, user with { Status = UserStatus.ACTIVE });
            tx.Record(Event.Of(UserEvents.Unlocked, user.Target));
            await Users.Changed(tx, after);
            return Done.It;
        }, ct);

    /// <summary>Takes all factors of a user away.</summary>
    public static Task<Outcome<Done>> ResetFactors(Store store, Caller caller, string id, CancellationToken ct) =>
        Move<Done>(store, caller, UserMove.ResetFactors, id, async (tx, user) =>
        {
            var dropped = await UserTable.DropFactors(tx, user.Id);
            tx.Record(Event.Of(UserEvents.FactorsReset, user.Target).With("factors", dropped.ToString()));
            return Done.It;
        }, ct);

    /// <summary>Ends a user's sessions.</summary>
    public static Task<Outcome<Done>> ClearSessions(Store store, Caller caller, string id, bool revokeTokens, bool forgetDevices, CancellationToken ct) =>
        UserChanges.Run<Done>(store, caller, Permission.RevokeSessions, id, async (tx, user) =>
        {
            var ended = await UserTable.EndSessions(tx, user.Id);
            tx.Record(Event.Of(UserEvents.SessionsCleared, user.Target)
                .With("sessions", ended.ToString()).With("oauthTokens", Word(revokeTokens)).With("forgetDevices", Word(forgetDevices)));
            return Done.It;
        }, ct);

    /// <summary>Finds the user, sees whether the caller may and whether the status allows it, and does it.</summary>
    public static Task<Outcome<T>> Move<T>(Store store, Caller caller, UserMove move, string id, Func<WriteTransaction, User, ValueTask<Outcome<T>>> change, CancellationToken ct) =>
        UserChanges.Run(store, caller, move.Needs, id, (tx, user) => move.IsAllowed(user.Status) ? change(tx, user) : ValueTask.FromResult<Outcome<T>>(move.Otherwise), ct);

    /// <summary>
    /// Puts a user out: sessions, tokens, links and roles end, credentials go, and whoever comes back sets a new password. Groups stay.
    /// </summary>
    public static async ValueTask Deactivate(WriteTransaction tx, User user, bool sendEmail)
    {
        var after = await UserTable.Update(tx, user, user with { Status = UserStatus.DEPROVISIONED, Password = null, Question = null, Answer = null });
        tx.Record(Event.Of(UserEvents.Deactivated, user.Target) with { Debug = Mail(sendEmail ? "deactivation" : null) });
        await EndSessions(tx, user, null);
        await OneTimeLinks.Drop(tx, user.Id);
        await UserTable.DropFactors(tx, user.Id);
        await tx.Run($"delete from user_suspensions where org_id = {tx.Org.Id} and user_id = {user.Id}");
        await EndTokens(tx, user);
        await EndRoles(tx, user);
        await AppAssignments.UserGone(tx, user.Id);
        await Users.Changed(tx, after);
    }

    /// <summary>Ends sessions, and says so if there were any.</summary>
    public static async ValueTask EndSessions(WriteTransaction tx, User user, string? but)
    {
        if (await UserTable.EndSessions(tx, user.Id, but) is > 0 and var ended) tx.Record(Event.Of(UserEvents.SessionsCleared, user.Target).With("sessions", ended.ToString()));
    }

    /// <summary>What an event says when a mail goes out because of it; whoever sends it makes the link.</summary>
    public static ImmutableArray<KeyValuePair<string, string?>> Mail(string? kind) => kind is null ? [] : [new("mail", kind)];

    private static async ValueTask<Outcome<string?>> Link(WriteTransaction tx, User user, bool sendEmail)
    {
        if (sendEmail) return (string?)null;
        var secret = OneTimeLinks.NewSecret();
        await OneTimeLinks.Make(tx, user.Id, OneTimeLinks.Activation, secret);
        return secret;
    }

    private static async ValueTask EndTokens(WriteTransaction tx, User user)
    {
        var tokens = await tx.All($"select id, name from api_tokens where org_id = {tx.Org.Id} and user_id = {user.Id}", row => new EventTarget(row.Text(0), "Token", row.Text(1), row.Text(1)));
        foreach (var token in tokens)
        {
            await tx.Run($"delete from token_uses where org_id = {tx.Org.Id} and token_id = {token.Id}");
            await tx.Run($"delete from api_tokens where org_id = {tx.Org.Id} and id = {token.Id}");
            tx.Record(Event.Of(TokenEvents.Revoked, token, user.Target));
        }
    }

    private static async ValueTask EndRoles(WriteTransaction tx, User user)
    {
        var roles = await tx.All(
            $"select id, role from role_assignments where org_id = {tx.Org.Id} and assignee_type = 'USER' and assignee_id = {user.Id}", row => (Id: row.Text(0), Role: Enum.Parse<RoleType>(row.Text(1))));
        foreach (var (id, role) in roles)
        {
            await tx.Run($"delete from role_targets where org_id = {tx.Org.Id} and assignment_id = {id}");
            await tx.Run($"delete from role_assignments where org_id = {tx.Org.Id} and id = {id}");
            tx.Record(Event.Of(RoleEvents.Revoked, user.Target).With("privilegeRevoked", Roles.Label(role)));
        }
    }

    private static string Word(bool value) => value ? "true" : "false";
}
