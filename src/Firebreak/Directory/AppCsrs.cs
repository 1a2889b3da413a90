using System.Security.Cryptography.X509Certificates;
using Firebreak.Storage;
using Firebreak.SystemLog;

namespace Firebreak.Directory;

/// <summary>
/// What can be done with requests for certificates: the service keeps the private key, somebody else's authority signs, and what it signed becomes
/// a key credential of the app. Source: Okta, Application SSO Credential Keys API.
/// </summary>
internal static class AppCsrs
{
    private const int Most = 50;
    private const string Purpose = "app-csr";

    public static async Task<Outcome<AppCsr>> Generate(Store store, Caller caller, string appId, AppCsrForm form, CancellationToken ct)
    {
        var (request, privateKey) = AppCertificates.Requested(form);
        var id = AppKeys.NewId();
        var sealedKey = store.Secrets.Wrap(caller.Org.Id, Purpose, id, privateKey);
        return await store.Write<AppCsr>(caller, Permission.ManageApps, async tx =>
        {
            var found = await Apps.Find(tx, caller, Permission.ManageApps, appId);
            if (found.Refusal is { } no) return no;
            if ((await AppKeyTable.Csrs(tx, tx.Org.Id, appId)).Count >= Most) return Refusal.Invalid("generateCsr", $"An app has at most {Most} certificate signing requests.");
            var csr = new AppCsr(id, tx.At, request, sealedKey);
            await AppKeyTable.Insert(tx, appId, csr);
            tx.Record(Event.Of(AppEvents.CsrGenerated, found.Value.Target, csr.Target));
            return csr;
        }, ct);
    }

    /// <summary>Takes the certificate that was made for a request: both become a key credential, and the request is no more.</summary>
    public static Task<Outcome<AppKey>> Publish(Store store, Caller caller, string appId, string id, X509Certificate2 certificate, CancellationToken ct) =>
        store.Write<AppKey>(caller, Permission.ManageApps, async tx =>
        {
            var found = await Apps.Find(tx, caller, Permission.ManageApps, appId);
            if (found.Refusal is { } no) return no;
            if (await AppKeyTable.FindCsr(tx, tx.Org.Id, appId, id) is not { } csr) return Refusal.NotFound(id, AppCsr.Kind);
            if (!AppCertificates.IsAnswer(certificate, csr.Request)) return Refusal.Invalid("certificate", "certificate: The certificate is of another key than the certificate signing request.");
            if (AppCertificates.Ends(certificate) <= tx.At) return Refusal.Invalid("certificate", "certificate: The certificate has expired.");
            if (await AppKeys.IsFull(tx, tx.Org.Id, appId)) return AppKeys.Full("publishCsr");
            var kid = AppKeys.NewId();
            var privateKey = store.Secrets.Unwrap(tx.Org.Id, Purpose, id, csr.Wrapped);
            var key = new AppKey(kid, tx.At, tx.At, certificate.RawData, AppKeys.Seal(store, tx.Org, kid, privateKey));
            await AppKeyTable.Insert(tx, appId, key);
            await AppKeyTable.DeleteCsr(tx, appId, id);
            tx.Record(Event.Of(AppEvents.CsrPublished, found.Value.Target, csr.Target, key.Target));
            return key;
        }, ct);

    public static Task<Outcome<Done>> Revoke(Store store, Caller caller, string appId, string id, CancellationToken ct) =>
        store.Write<Done>(caller, Permission.ManageApps, async tx =>
        {
            var found = await Apps.Find(tx, caller, Permission.ManageApps, appId);
            if (found.Refusal is { } no) return no;
            if (await AppKeyTable.FindCsr(tx, tx.Org.Id, appId, id) is not { } csr) return Refusal.NotFound(id, AppCsr.Kind);
            await AppKeyTable.DeleteCsr(tx, appId, id);
            tx.Record(Event.Of(AppEvents.CsrRevoked, found.Value.Target, csr.Target));
            return Done.It;
        }, ct);
}
