using Firebreak.Storage;
using Firebreak.SystemLog;

namespace Firebreak.Directory;

/// <summary>
/// What can be done with the key credentials of apps. One key of the org signs for all its apps and stands among the keys of each; an app can
/// have others, and says by <c>credentials.signing.kid</c> which of them signs for it. Source: Okta, Application SSO Credential Keys API, and what
/// real orgs answer.
/// </summary>
internal static class AppKeys
{
    public const int Most = 50;

    private const string Purpose = "app-key";
    private const int LeastYears = 2, MostYears = 10, IdCharacters = 43;

    /// <summary>An id for a key, or for a request for a certificate: as long as Okta's.</summary>
    public static string NewId() => Ids.Secret(IdCharacters);

    /// <summary>The org's own key, made when it is first asked for.</summary>
    public static async ValueTask<AppKey> OfOrg(Store store, Org org, CancellationToken ct)
    {
        string? id;
        await using (var db = await store.Read(org, ct))
        {
            if (await AppKeyTable.OfOrg(db, org.Id) is { } known) return known;
            // Apps that are older than key credentials say its id already.
            id = await AppTable.KeyId(db, org.Id);
        }
        var made = Make(store, org, id ?? NewId(), MostYears);
        var kept = await store.Write<AppKey>(Caller.Service(org), Permission.ManageApps, async tx =>
        {
            var other = await AppKeyTable.OfOrg(tx, org.Id);
            if (other is null) await AppKeyTable.InsertOfOrg(tx, made);
            var what = Event.Of(AppEvents.KeyGenerated, new EventTarget(org.Id, "Org", org.Name, org.Label), (other ?? made).Target);
            tx.Record(other is null ? what : what with { Result = EventResult.SKIPPED, Reason = "The org has a key already." });
            return other ?? made;
        }, CancellationToken.None);
        return kept.Value;
    }

    /// <summary>All keys of an app, the org's own first: the app has had that one since it was made.</summary>
    public static async ValueTask<List<AppKey>> List(Queries db, Org org, App app, AppKey ofOrg) => [Had(ofOrg, app), .. await AppKeyTable.List(db, org.Id, app.Id)];

    public static async ValueTask<AppKey?> Find(Queries db, Org org, App app, string id) =>
        await AppKeyTable.OfOrg(db, org.Id) is { } ofOrg && ofOrg.Id == id ? Had(ofOrg, app) : await AppKeyTable.Find(db, org.Id, app.Id, id);

    public static async Task<Outcome<AppKey>> Generate(Store store, Caller caller, string appId, string? years, CancellationToken ct)
    {
        if (!int.TryParse(years, out var valid) || valid is < LeastYears or > MostYears)
            return Refusal.Invalid("generateKey", $"Validity years out of range. It should be {LeastYears} - {MostYears} years.");
        var made = Make(store, caller.Org, NewId(), valid);
        return await store.Write<AppKey>(caller, Permission.ManageApps, async tx =>
        {
            var found = await Apps.Find(tx, caller, Permission.ManageApps, appId);
            if (found.Refusal is { } no) return no;
            if (await IsFull(tx, appId)) return Full("generateKey");
            await AppKeyTable.Insert(tx, appId, made);
            tx.Record(Event.Of(AppEvents.KeyGenerated, found.Value.Target, made.Target));
            return made;
        }, ct);
    }

    /// <summary>Gives another app the same key, with the same id.</summary>
    public static Task<Outcome<AppKey>> Clone(Store store, Caller caller, string appId, string id, string targetId, CancellationToken ct) =>
        store.Write<AppKey>(caller, Permission.ManageApps, async tx =>
        {
            var from = await Apps.Find(tx, caller, Permission.ManageApps, appId);
            if (from.Refusal is { } no) return no;
            if (await Find(tx, tx.Org, from.Value, id) is not { } key) return Refusal.NotFound(id, AppKey.Kind);
            var to = await Apps.Find(tx, caller, Permission.ManageApps, targetId);
            if (to.Refusal is { } nowhere) return nowhere;
            if (await Find(tx, tx.Org, to.Value, id) is not null) return Refusal.Invalid("cloneKey", "Key already exists in the list of key credentials for the target app.");
            if (await IsFull(tx, targetId)) return Full("cloneKey");
            await AppKeyTable.Insert(tx, targetId, key);
            tx.Record(Event.Of(AppEvents.KeyCloned, from.Value.Target, key.Target, to.Value.Target));
            return key;
        }, ct);

    /// <summary>Seals a private key for the place of a key credential.</summary>
    public static byte[] Seal(Store store, Org org, string id, ReadOnlySpan<byte> privateKey) => store.Secrets.Wrap(org.Id, Purpose, id, privateKey);

    public static async ValueTask<bool> IsFull(Queries db, string org, string app) => (await AppKeyTable.List(db, org, app)).Count >= Most;

    public static Refusal Full(string what) => Refusal.Invalid(what, $"An app has at most {Most} key credentials of its own.");

    private static ValueTask<bool> IsFull(WriteTransaction tx, string app) => IsFull(tx, tx.Org.Id, app);

    private static AppKey Make(Store store, Org org, string id, int years)
    {
        var now = store.NowMicros;
        var (certificate, privateKey) = AppCertificates.SelfSigned(org, store.Time.GetUtcNow(), years);
        return new AppKey(id, now, now, certificate, Seal(store, org, id, privateKey));
    }

    private static AppKey Had(AppKey ofOrg, App app) => ofOrg with { Created = app.Created, LastUpdated = app.Created };
}
