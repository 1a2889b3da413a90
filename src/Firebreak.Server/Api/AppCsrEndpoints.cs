using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Firebreak.Directory;
using Firebreak.Server.Hosting;

namespace Firebreak.Server.Api;

/// <summary>Requests for certificates of apps' keys. Source: Okta, Application SSO Credential Keys API.</summary>
internal static class AppCsrEndpoints
{
    private const string All = "/api/v1/apps/{appId}/credentials/csrs", One = All + "/{csrId}", Pkcs10 = "application/pkcs10";
    private const int MostCertificateBytes = 64 * 1024;

    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        ApiRoute.For(Permission.ReadApps, "GET", All, List),
        ApiRoute.For(Permission.ManageApps, "POST", All, Generate),
        ApiRoute.For(Permission.ReadApps, "GET", One, Get),
        ApiRoute.For(Permission.ManageApps, "DELETE", One, Revoke),
        ApiRoute.For(Permission.ManageApps, "POST", One + "/lifecycle/publish", Publish),
    ];

    private static async Task List(Call call)
    {
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        if (await AppEndpoints.Seen(call, db) is not { } app) return;
        await call.AnswerList(await AppKeyTable.Csrs(db, call.Org.Id, app.Id), (json, csr) => Write(json, csr, call, app.Id));
    }

    private static async Task Get(Call call)
    {
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        if (await AppEndpoints.Seen(call, db) is not { } app) return;
        var id = call.Path("csrId");
        if (await AppKeyTable.FindCsr(db, call.Org.Id, app.Id, id) is not { } csr) await call.Refuse(Refusal.NotFound(id, AppCsr.Kind));
        else await call.Answer(200, json => Write(json, csr, call, app.Id));
    }

    private static async Task Generate(Call call)
    {
        var body = await call.Body();
        var form = body.Refusal is { } unread ? unread : AppCsrForm.Read(body.Value);
        if (form.Refusal is { } refusal)
        {
            await call.Refuse(refusal);
            return;
        }
        var made = await AppCsrs.Generate(call.Store, call.Caller, call.Path("appId"), form.Value, call.Aborted);
        await call.Answer(made, csr => WantsPkcs10(call) ? AnswerPkcs10(call, csr) : call.Answer(201, json => Write(json, csr, call, call.Path("appId"))));
    }

    private static async Task Publish(Call call)
    {
        var sent = Certificate(call.Http.Request, await call.Bytes());
        if (sent.Refusal is { } refusal)
        {
            await call.Refuse(refusal);
            return;
        }
        using var certificate = sent.Value;
        var published = await AppCsrs.Publish(call.Store, call.Caller, call.Path("appId"), call.Path("csrId"), certificate, call.Aborted);
        await call.Answer(published, key => call.Answer(201, json => AppKeyEndpoints.Write(json, key)));
    }

    private static async Task Revoke(Call call) => await call.Answer(
        await AppCsrs.Revoke(call.Store, call.Caller, call.Path("appId"), call.Path("csrId"), call.Aborted), _ => call.AnswerNothing());

    // Three media types; within them DER as it is, DER in base64 where the header says so, or PEM, which the loader knows by its look.
    private static Outcome<X509Certificate2> Certificate(HttpRequest request, byte[] body)
    {
        var type = request.ContentType?.Split(';')[0].Trim();
        if (type is not ("application/x-x509-ca-cert" or "application/pkix-cert" or "application/x-pem-file")) return Refusal.BadMediaType;
        if (body.Length > MostCertificateBytes) return Wrong;
        if (string.Equals(request.Headers["Content-Transfer-Encoding"], "base64", StringComparison.OrdinalIgnoreCase))
        {
            var text = Encoding.Latin1.GetString(body).Trim().Replace('-', '+').Replace('_', '/');
            var plain = new byte[text.Length];
            if (!Convert.TryFromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='), plain, out var length)) return Wrong;
            body = plain[..length];
        }
        try
        {
            var certificate = X509CertificateLoader.LoadCertificate(body);
            if (certificate.GetRSAPublicKey() is not null) return certificate;
            certificate.Dispose();
            return Wrong;
        }
        catch (CryptographicException)
        {
            return Wrong;
        }
    }

    private static Refusal Wrong => Refusal.Invalid("certificate", "certificate: An X.509 certificate of an RSA key is expected.");

    private static bool WantsPkcs10(Call call) => call.Http.Request.Headers.Accept.ToString().Split(',')[0].Trim() == Pkcs10;

    private static Task AnswerPkcs10(Call call, AppCsr csr)
    {
        call.Http.Response.StatusCode = 201;
        call.Http.Response.ContentType = Pkcs10;
        call.Http.Response.Headers["Content-Transfer-Encoding"] = "base64";
        return call.Http.Response.WriteAsync(Convert.ToBase64String(csr.Request), call.Aborted);
    }

    private static void Write(Utf8JsonWriter json, AppCsr csr, Call call, string app)
    {
        var self = $"{call.BaseUrl}/api/v1/apps/{app}/credentials/csrs/{csr.Id}";
        json.WriteStartObject();
        json.WriteString("id"u8, csr.Id);
        json.WriteString("created"u8, Times.Show(csr.Created));
        json.WriteBase64String("csr"u8, csr.Request);
        json.WriteString("kty"u8, "RSA"u8);
        json.WriteStartObject("_links"u8);
        Links.Write(json, "publish", self + "/lifecycle/publish", "POST");
        Links.Write(json, "self", self, "GET", "DELETE");
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
