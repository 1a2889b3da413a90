using System.Text.Json;
using System.Text.Json.Nodes;
using Firebreak.Storage;
using Firebreak.SystemLog;

namespace Firebreak.Directory;

/// <summary>What can be done with apps. Source: Okta, Applications API. Signing in to them is another room's.</summary>
public static class Apps
{
    /// <summary>Okta's word for an app in its errors.</summary>
    public static Refusal Missing(string id) => Refusal.NotFound(id, App.Kind);

    /// <summary>Makes an app of what was sent.</summary>
    public static async Task<Outcome<App>> Create(Store store, Caller caller, JsonElement sent, bool activate, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(caller);
        var read = AppForm.Read(sent, caller.Org);
        if (read.Refusal is { } no) return no;
        var form = read.Value;
        var secrets = AppSecrets.Of(store);
        var key = await KeyFor(store, caller, form.Kind, ct);
        return await store.Write<App>(caller, Permission.ManageApps, async tx =>
        {
            if (!caller.Authority.AllowsOnApp(Permission.ManageApps, "", form.Kind.Name)) return Refusal.NotAllowed();
            if (form.KeyId is { } kid && kid != key) return NoSuchKey(kid);
            var id = Ids.New(Ids.App, tx.At);
            var client = form.Client is null ? null : form.Client.Id ?? id;
            if (client is not null && await AppTable.HasClient(tx, tx.Org.Id, client)) return ClientIdTaken;
            var status = activate ? AppStatus.ACTIVE : AppStatus.INACTIVE;
            var app = Shape(new App(id, form.Kind.Name, form.Label, form.Kind.Mode, status, tx.At, tx.At, null, client, ""), form, key);
            await AppTable.Insert(tx, app, form.Password is null ? null : secrets.Seal(form.Password, tx.Org.Id, id));
            tx.Record(Event.Of(AppEvents.Created, app.Target));
            if (form.Client is { HasSecret: true } one) await ClientSecrets.Give(tx, secrets, app, one.Secret);
            if (activate) tx.Record(Event.Of(AppEvents.Activated, app.Target));
            return app;
        }, ct);
    }

    /// <summary>Puts what was sent in the place of an app; its name, its client id and, unless another is sent, its secrets stay.</summary>
    public static async Task<Outcome<App>> Replace(Store store, Caller caller, string id, JsonElement sent, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(caller);
        App? before;
        await using (var db = await store.Read(caller.Org, ct)) before = await AppTable.Find(db, caller.Org.Id, id);
        if (before is null) return Missing(id);
        var read = AppForm.Read(sent, caller.Org, before);
        if (read.Refusal is { } no) return no;
        var form = read.Value;
        var secrets = AppSecrets.Of(store);
        var ofOrg = await KeyFor(store, caller, form.Kind, ct);
        return await store.Write<App>(caller, Permission.ManageApps, async tx =>
        {
            var found = await Find(tx, caller, Permission.ManageApps, id);
            if (found.Refusal is { } missing) return missing;
            var known = found.Value;
            if (form.Client?.Id is { } asked && asked != known.ClientId) return Refusal.Invalid("client_id", "client_id: The client id of an app cannot be changed.");
            if (form.KeyId is { } kid && await AppKeys.Find(tx, tx.Org, known, kid) is null) return NoSuchKey(kid);
            var app = Shape(known with { Label = form.Label, Mode = form.Kind.Mode, LastUpdated = tx.At }, form, form.KeyId ?? known.KeyId ?? ofOrg);
            await AppTable.Update(tx, app);
            await ReplaceSecrets(tx, secrets, app, form);
            if (known.KeyId is { } old && app.KeyId is { } now && old != now) tx.Record(Event.Of(AppEvents.KeyRotated, app.Target).With("oldKey", old).With("newKey", now));
            tx.Record(Event.Of(AppEvents.Updated, app.Target).With("changed", string.Join(',', Changes(known, app))));
            return app;
        }, ct);
    }

    /// <summary>Lets users in, or keeps them out.</summary>
    public static Task<Outcome<App>> SetStatus(Store store, Caller caller, string id, AppStatus status, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        return store.Write<App>(caller, Permission.ManageApps, async tx =>
        {
            var found = await Find(tx, caller, Permission.ManageApps, id);
            if (found.Refusal is { } no) return no;
            var what = Event.Of(status == AppStatus.ACTIVE ? AppEvents.Activated : AppEvents.Deactivated, found.Value.Target);
            if (found.Value.Status == status)
            {
                tx.Record(what with { Result = EventResult.SKIPPED, Reason = $"The app is {status} already." });
                return found.Value;
            }
            var app = found.Value with { Status = status, LastUpdated = tx.At };
            await AppTable.Update(tx, app);
            tx.Record(what);
            return app;
        }, ct);
    }

    /// <summary>Deletes an inactive app and everybody's assignment to it.</summary>
    public static Task<Outcome<Done>> Delete(Store store, Caller caller, string id, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        return store.Write<Done>(caller, Permission.ManageApps, async tx =>
        {
            var found = await Find(tx, caller, Permission.ManageApps, id);
            if (found.Refusal is { } no) return no;
            if (found.Value.Status != AppStatus.INACTIVE)
                return Refusal.Of(403, "E0000056", "Delete application forbidden.", "The application must be deactivated before deletion.");
            await RoleAssignments.AppGone(tx, id);
            await AppTable.Delete(tx, id);
            tx.Record(Event.Of(AppEvents.Deleted, found.Value.Target));
            return Done.It;
        }, ct);
    }

    /// <summary>An app that a caller may do something with.</summary>
    internal static async ValueTask<Outcome<App>> Find(Queries db, Caller caller, Permission permission, string id)
    {
        if (await AppTable.Find(db, caller.Org.Id, id) is not { } app) return Missing(id);
        return caller.Authority.AllowsOnApp(permission, app.Id, app.Name) ? app : Refusal.NotAllowed();
    }

    private static Refusal ClientIdTaken => Refusal.Invalid("client_id", "client_id: A client with this id already exists.");

    private static Refusal NoSuchKey(string id) => Refusal.Invalid("kid", $"kid: The app has no key credential '{id}'.");

    // The org's own key signs for an app until another of the app's keys is chosen. Nobody makes it who may make no app.
    private static async ValueTask<string?> KeyFor(Store store, Caller caller, AppKind kind, CancellationToken ct) =>
        kind.IsSigned && caller.Authority.Allows(Permission.ManageApps) ? (await AppKeys.OfOrg(store, caller.Org, ct)).Id : null;

    private static App Shape(App app, AppForm form, string? keyId)
    {
        var body = (JsonObject)form.Body.DeepClone();
        if (form.Kind.IsSigned) body["credentials"]!["signing"] = new JsonObject { ["kid"] = keyId };
        if (app.ClientId is { } client && body["credentials"]!["oauthClient"] is JsonObject oauth) oauth.Insert(1, "client_id", client);
        return app with { KeyId = form.Kind.IsSigned ? keyId : null, Body = body.ToJsonString() };
    }

    private static async ValueTask ReplaceSecrets(WriteTransaction tx, AppSecrets secrets, App app, AppForm form)
    {
        if (form.Password is { } password) await AppTable.SetPassword(tx, app.Id, secrets.Seal(password, tx.Org.Id, app.Id));
        if (form.Client is not { HasSecret: true } client) return;
        var known = await AppTable.Secrets(tx, tx.Org.Id, [app.Id]);
        var isThere = client.Secret is null ? known.Count > 0 : known.Any(one => one.Secret.IsActive && secrets.Open(one.Secret.Sealed, tx.Org.Id, one.Secret.Id) == client.Secret);
        if (isThere) return;
        // The one that is sent takes the place of all.
        foreach (var (_, old) in known) await ClientSecrets.Drop(tx, app, old);
        await ClientSecrets.Give(tx, secrets, app, client.Secret);
    }

    private static IEnumerable<string> Changes(App before, App after)
    {
        if (before.Label != after.Label) yield return "label";
        if (before.Mode != after.Mode) yield return "signOnMode";
        var old = JsonNode.Parse(before.Body)!;
        var now = JsonNode.Parse(after.Body)!;
        foreach (var part in now.AsObject())
            if (!JsonNode.DeepEquals(old[part.Key], part.Value)) yield return part.Key;
    }
}
