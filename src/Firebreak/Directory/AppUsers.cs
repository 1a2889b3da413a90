using System.Text.Json;
using Firebreak.Storage;
using Firebreak.SystemLog;

namespace Firebreak.Directory;

/// <summary>What can be done with users who have an app. Source: Okta, Application Users API.</summary>
internal static class AppUsers
{
    public const int DefaultLimit = 50, MostLimit = 500;

    private static readonly Refusal Inactive =
        Refusal.Of(403, "E0000117", "Cannot assign apps or update app profiles for an inactive user.", "The user is deactivated.");

    /// <summary>The users who have an app, in the order of their ids, and whether there are more.</summary>
    public static async ValueTask<(List<AppUser> Users, bool More)> List(Queries db, string org, App app, string? q, string? after, int limit)
    {
        var found = new List<AppUser>();
        var last = after ?? "";
        while (found.Count <= limit)
        {
            var ids = string.IsNullOrEmpty(q)
                ? await AppUserTable.Candidates(db, org, app.Id, last, limit + 1L)
                : await AppUserTable.Search(db, org, app.Id, User.Fold(q), last, limit + 1L);
            if (ids.Count == 0) break;
            found.AddRange(await AppUserTable.Load(db, org, app, ids));
            last = ids[^1];
            if (ids.Count <= limit) break;
        }
        return found.Count > limit ? (found[..limit], true) : (found, false);
    }

    /// <summary>Assigns an app to a user itself; what the user had of it before stays, where nothing else is said.</summary>
    public static Task<Outcome<AppUser>> Assign(Store store, Caller caller, string appId, JsonElement sent, CancellationToken ct)
    {
        var id = JsonText.TextOf(sent, "id");
        return id is null ? Task.FromResult<Outcome<AppUser>>(Refusal.Invalid("id", "id: The field cannot be left blank")) : Put(store, caller, appId, id, sent, isNew: true, ct);
    }

    /// <summary>Changes what a user is called, has and knows in an app.</summary>
    public static Task<Outcome<AppUser>> Update(Store store, Caller caller, string appId, string userId, JsonElement sent, CancellationToken ct) =>
        Put(store, caller, appId, userId, sent, isNew: false, ct);

    /// <summary>Takes an app that was assigned to a user itself.</summary>
    public static Task<Outcome<Done>> Remove(Store store, Caller caller, string appId, string userId, CancellationToken ct) =>
        store.Write<Done>(caller, Permission.AssignApps, async tx =>
        {
            var app = await Apps.Find(tx, caller, Permission.AssignApps, appId);
            if (app.Refusal is { } no) return no;
            if (await AppUserTable.Find(tx, tx.Org.Id, app.Value, userId) is not { } user) return Refusal.NotFound(userId, AppUser.Kind);
            if (!user.IsOwn) return Refusal.Of(403, "E0000046", "Deactivate application for user forbidden.", "The user has this app as a member of a group.");
            await AppUserTable.Delete(tx, appId, userId);
            tx.Record(Event.Of(AppEvents.UserRemoved, user.Target(app.Value), app.Value.Target, user.User.Target));
            return Done.It;
        }, ct);

    private static async Task<Outcome<AppUser>> Put(Store store, Caller caller, string appId, string userId, JsonElement sent, bool isNew, CancellationToken ct)
    {
        var read = AppUserForm.Read(sent);
        if (read.Refusal is { } bad) return bad;
        var form = read.Value;
        var secrets = AppSecrets.Of(store);
        var scope = JsonText.TextOf(sent, "scope");
        return await store.Write<AppUser>(caller, Permission.AssignApps, async tx =>
        {
            var found = await Apps.Find(tx, caller, Permission.AssignApps, appId);
            if (found.Refusal is { } no) return no;
            var app = found.Value;
            if (await UserTable.Find(tx, tx.Org.Id, userId) is not { } user) return Refusal.NotFound(userId, "User");
            if (user.Status == UserStatus.DEPROVISIONED) return Inactive;
            var before = await AppUserTable.Find(tx, tx.Org.Id, app, userId);
            if (before is null && !isNew) return Refusal.NotFound(userId, AppUser.Kind);
            var own = scope switch { "USER" => true, "GROUP" => false, _ => isNew || before!.IsOwn };
            var (name, password) = before is null ? (null, null) : await AppUserTable.Kept(tx, tx.Org.Id, appId, userId);
            if (form.Password is { } plain) password = secrets.Seal(plain, tx.Org.Id, $"{appId}/{userId}");
            var changed = form.Password is null ? before?.PasswordChanged : tx.At;
            await AppUserTable.Put(tx, app, userId, own ? "USER" : "GROUP", form.UserName ?? name, password, form.Profile ?? before?.Profile ?? "{}", before?.Created ?? tx.At, changed);
            // A scope that was asked for and does not hold is no assignment at all: nothing of this is kept.
            if (await AppUserTable.Find(tx, tx.Org.Id, app, userId) is not { } after) return Refusal.Invalid("scope", "scope: The user is in no group that has this app.");
            Record(tx, app, before, after, form);
            return after;
        }, ct);
    }

    private static void Record(WriteTransaction tx, App app, AppUser? before, AppUser after, AppUserForm form)
    {
        EventTarget[] about = [after.Target(app), app.Target, after.User.Target];
        var isNameAlone = before is not null && before.UserName != after.UserName && before.IsOwn == after.IsOwn && before.Profile == after.Profile;
        tx.Record(Event.Of(before is null ? AppEvents.UserAdded : isNameAlone ? AppEvents.UserNameChanged : AppEvents.UserUpdated, about));
        if (form.Password is not null) tx.Record(Event.Of(AppEvents.PasswordChanged, about));
    }
}
