using System.Collections.Frozen;
using Firebreak.Directory;
using Firebreak.Server.Hosting;

namespace Firebreak.Server.Pages;

/// <summary>What can be done to a user from its page: each is the operation that the API runs, behind a page that names the user and asks.</summary>
/// <param name="Code">In the address, and of the sentences <c>user.CODE</c>, <c>user.CODE.text</c> and <c>done.user_CODE</c>.</param>
/// <param name="IsGrave">Whether the user's login must be typed.</param>
/// <param name="Do">Does it; what is to be shown once, or null.</param>
internal sealed record UserAction(string Code, Permission Needs, bool IsGrave, Func<UserStatus, bool> When, Func<Call, string, Task<Outcome<string?>>> Do)
{
    private static readonly FrozenDictionary<string, UserAction> ByCode = Make().ToFrozenDictionary(action => action.Code, StringComparer.Ordinal);

    /// <summary>All, in the order in which they are offered.</summary>
    public static IReadOnlyList<UserAction> All { get; } = Make();

    /// <summary>The action of an address; null: there is none of this name.</summary>
    public static UserAction? Find(string code) => ByCode.GetValueOrDefault(code);

    private static UserAction[] Make() =>
    [
        Of("activate", UserMove.Activate, (call, id) => Link(call, UserLifecycle.Activate(call.Store, call.Caller, id, sendEmail: false, call.Aborted), "tokens/{0}/verify")),
        Of("reactivate", UserMove.Reactivate, (call, id) => Link(call, UserLifecycle.Reactivate(call.Store, call.Caller, id, sendEmail: false, call.Aborted), "tokens/{0}/verify")),
        Of("unlock", UserMove.Unlock, (call, id) => Nothing(UserLifecycle.Unlock(call.Store, call.Caller, id, call.Aborted))),
        Of("unsuspend", UserMove.Unsuspend, (call, id) => Nothing(UserLifecycle.Unsuspend(call.Store, call.Caller, id, call.Aborted))),
        Of("temporary-password", UserMove.SetTemporaryPassword, async (call, id) =>
            (await UserPasswords.SetTemporary(call.Store, call.Caller, id, revokeSessions: true, call.Aborted)).Match<Outcome<string?>>(password => password, refusal => refusal)),
        Of("reset-password", UserMove.ResetPassword, (call, id) => Link(call, UserPasswords.Reset(call.Store, call.Caller, id, sendEmail: false, revokeSessions: true, call.Aborted), "reset_password/{0}")),
        Of("expire-password", UserMove.ExpirePassword, (call, id) => Nothing(UserPasswords.Expire(call.Store, call.Caller, id, call.Aborted))),
        Of("reset-factors", UserMove.ResetFactors, (call, id) => Nothing(UserLifecycle.ResetFactors(call.Store, call.Caller, id, call.Aborted))),
        new("end-sessions", Permission.RevokeSessions, false, status => status is not (UserStatus.STAGED or UserStatus.DEPROVISIONED),
            (call, id) => Nothing(UserLifecycle.ClearSessions(call.Store, call.Caller, id, revokeTokens: false, forgetDevices: false, call.Aborted))),
        Of("suspend", UserMove.Suspend, (call, id) => Nothing(UserLifecycle.Suspend(call.Store, call.Caller, id, call.Aborted))),
        Of("deactivate", UserMove.Deactivate, (call, id) => Nothing(UserLifecycle.Deactivate(call.Store, call.Caller, id, sendEmail: false, call.Aborted))) with { IsGrave = true },
        new("delete", Permission.ManageUsers, true, status => status == UserStatus.DEPROVISIONED, (call, id) => Nothing(Users.Delete(call.Store, call.Caller, id, sendEmail: false, call.Aborted))),
    ];

    private static UserAction Of(string code, UserMove move, Func<Call, string, Task<Outcome<string?>>> act) => new(code, move.Needs, false, move.IsAllowed, act);

    private static async Task<Outcome<string?>> Nothing<T>(Task<Outcome<T>> operation) => (await operation).Match<Outcome<string?>>(_ => (string?)null, refusal => refusal);

    private static async Task<Outcome<string?>> Link(Call call, Task<Outcome<string?>> operation, string path) =>
        (await operation).Match<Outcome<string?>>(secret => secret is null ? null : $"{call.BaseUrl}/{string.Format(path, secret)}", refusal => refusal);
}
