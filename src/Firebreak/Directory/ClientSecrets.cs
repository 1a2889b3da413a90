using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Firebreak.Storage;
using Firebreak.SystemLog;

namespace Firebreak.Directory;

/// <summary>What can be done with an app's client secrets: two at most, so that one can follow the other. Source: Okta, Application SSO Public Keys API, client secrets.</summary>
internal static class ClientSecrets
{
    public const int Most = 2;

    private const int Characters = 64;

    public static Task<Outcome<(AppSecret Secret, string Plain)>> Create(Store store, Caller caller, AppSecrets secrets, string appId, string? given, CancellationToken ct) =>
        store.Write<(AppSecret, string)>(caller, Permission.ManageApps, async tx =>
        {
            var found = await Client(tx, caller, appId);
            if (found.Refusal is { } no) return no;
            var known = await AppTable.Secrets(tx, tx.Org.Id, [appId]);
            if (known.Count >= Most) return Refusal.Invalid("client_secret", $"client_secret: You've reached the maximum number of client secrets per client ({Most}).");
            return await Give(tx, secrets, found.Value, given);
        }, ct);

    public static Task<Outcome<AppSecret>> SetActive(Store store, Caller caller, string appId, string id, bool active, CancellationToken ct) =>
        store.Write<AppSecret>(caller, Permission.ManageApps, async tx =>
        {
            var found = await Client(tx, caller, appId);
            if (found.Refusal is { } no) return no;
            var known = await AppTable.Secrets(tx, tx.Org.Id, [appId]);
            if (known.Find(one => one.Secret.Id == id).Secret is not { } secret) return Refusal.NotFound(id, AppSecret.Kind);
            if (secret.IsActive == active) return Refusal.Invalid("status", $"status: The client secret is {(active ? "ACTIVE" : "INACTIVE")} already.");
            if (!active && known.Count(one => one.Secret.IsActive) == 1) return Refusal.Invalid("status", "status: The last active client secret cannot be deactivated.");
            var changed = secret with { IsActive = active, LastUpdated = tx.At };
            await AppTable.Update(tx, appId, changed);
            tx.Record(Event.Of(active ? AppEvents.SecretActivated : AppEvents.SecretDeactivated, found.Value.Target, secret.Target));
            return changed;
        }, ct);

    public static Task<Outcome<Done>> Delete(Store store, Caller caller, string appId, string id, CancellationToken ct) =>
        store.Write<Done>(caller, Permission.ManageApps, async tx =>
        {
            var found = await Client(tx, caller, appId);
            if (found.Refusal is { } no) return no;
            var known = await AppTable.Secrets(tx, tx.Org.Id, [appId]);
            if (known.Find(one => one.Secret.Id == id).Secret is not { } secret) return Refusal.NotFound(id, AppSecret.Kind);
            if (secret.IsActive) return Refusal.Invalid("status", "status: An active client secret cannot be deleted; deactivate it first.");
            await Drop(tx, found.Value, secret);
            return Done.It;
        }, ct);

    /// <summary>Gives an app a secret: the one that was sent, or a new one.</summary>
    public static async ValueTask<(AppSecret Secret, string Plain)> Give(WriteTransaction tx, AppSecrets secrets, App app, string? given)
    {
        var plain = given ?? Ids.Secret(Characters);
        var id = Ids.New(Ids.ClientSecret, tx.At);
        var secret = new AppSecret(id, true, tx.At, tx.At, secrets.Seal(plain, tx.Org.Id, id));
        await AppTable.Insert(tx, app.Id, secret);
        tx.Record(Event.Of(AppEvents.SecretCreated, app.Target, secret.Target));
        return (secret, plain);
    }

    public static async ValueTask Drop(WriteTransaction tx, App app, AppSecret secret)
    {
        await AppTable.DeleteSecret(tx, app.Id, secret.Id);
        tx.Record(Event.Of(AppEvents.SecretDeleted, app.Target, secret.Target));
    }

    /// <summary>Half a SHA-256, by which the API tells secrets apart. Shown to those alone who may see the secret: a weak one could be guessed from it.</summary>
    public static string HashOf(string secret) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(secret)).AsSpan(0, 16));

    private static async ValueTask<Outcome<App>> Client(WriteTransaction tx, Caller caller, string appId)
    {
        var found = await Apps.Find(tx, caller, Permission.ManageApps, appId);
        if (found.Refusal is not null) return found;
        return found.Value.ClientId is null ? Refusal.Invalid("appId", "appId: Only OpenID Connect clients have client secrets.") : found;
    }
}
