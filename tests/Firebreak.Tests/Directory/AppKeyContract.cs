using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Firebreak.Tests.Service;
using Xunit;

namespace Firebreak.Tests.Directory;

public sealed class AppKeysOnSqlite() : AppKeyContract(Engine.Sqlite);

public sealed class AppKeysOnPostgres() : AppKeyContract(Engine.Postgres);

public abstract class AppKeyContract(Engine engine)
{
    private const string Asked = """{"subject":{"countryName":"Canada","localityName":"Toronto","organizationName":"Acme","commonName":"SP Issuer"},"subjectAltNames":{"dnsNames":["dev.example.com"]}}""";

    [Fact]
    public async Task The_orgs_key_is_made_with_the_first_app_that_is_signed_for_and_stands_among_the_keys_of_all()
    {
        await using var service = await TestService.Start(engine);
        var bookmark = await NewApp(service, AppContract.Bookmark);
        var client = (await service.Send("POST", "api/v1/apps", AppContract.Client)).Body;
        var kid = client.GetProperty("credentials").GetProperty("signing").GetProperty("kid").GetString()!;
        Assert.Equal("{}", (await service.Send("GET", $"api/v1/apps/{bookmark}")).Body.GetProperty("credentials").GetProperty("signing").GetRawText());
        foreach (var app in new[] { bookmark, AppContract.Id(client) })
        {
            var key = Assert.Single((await service.Send("GET", $"api/v1/apps/{app}/credentials/keys")).Body.EnumerateArray());
            Assert.Equal(kid, Text(key, "kid"));
            Assert.Equal((await service.Send("GET", $"api/v1/apps/{app}/credentials/keys/{kid}")).Body.GetRawText(), key.GetRawText());
            Assert.Equal((await service.Send("GET", $"api/v1/apps/{app}")).Body.GetProperty("created").GetString(), Text(key, "created"));
        }
        Assert.Equal(service.Org.Id, Assert.Single(await service.Events("app.keys.generate")).GetProperty("target")[0].GetProperty("id").GetString());
        var other = (await service.Send("POST", "api/v1/apps", AppContract.Client.Replace("Portal", "Second", StringComparison.Ordinal))).Body;
        Assert.Equal(kid, other.GetProperty("credentials").GetProperty("signing").GetProperty("kid").GetString());
    }

    [Fact]
    public async Task The_first_question_for_keys_makes_the_orgs_key_once_whoever_asks()
    {
        await using var service = await TestService.Start(engine);
        var app = await NewApp(service, AppContract.Bookmark);
        var (reader, _) = await service.NewClient(service.Org, RoleType.READ_ONLY_ADMIN);
        var all = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => service.Send("GET", $"api/v1/apps/{app}/credentials/keys", by: reader)));
        Assert.Single(all.Select(answer => Text(Assert.Single(answer.Body.EnumerateArray()), "kid")).Distinct());
        await using var db = await service.Store.Read(service.Org);
        Assert.Equal(1, await db.One($"select count(*) from app_keys where org_id = {service.Org.Id}", row => row.Long(0)));
    }

    [Fact]
    public async Task Apps_that_are_older_than_the_orgs_key_keep_the_id_that_they_said()
    {
        await using var service = await TestService.Start(engine);
        var app = (await service.Send("POST", "api/v1/apps", AppContract.Client)).Body;
        await service.Store.System<int>(session => session.Run($"delete from app_keys where org_id = {service.Org.Id}"));
        Assert.Equal(Kid(app), Text(Assert.Single((await service.Send("GET", $"api/v1/apps/{AppContract.Id(app)}/credentials/keys")).Body.EnumerateArray()), "kid"));
        Assert.Equal(Kid(app), Kid((await service.Send("POST", "api/v1/apps", AppContract.Client)).Body));
        await using var db = await service.Store.Read(service.Org);
        Assert.Equal(1, await db.One($"select count(*) from app_keys where org_id = {service.Org.Id}", row => row.Long(0)));
    }

    [Fact]
    public async Task A_generated_key_is_a_certificate_of_an_RSA_key_and_the_store_keeps_its_secret_sealed()
    {
        await using var service = await TestService.Start(engine);
        var app = await NewApp(service, AppContract.Client);
        var (status, key, _) = await service.Send("POST", $"api/v1/apps/{app}/credentials/keys/generate?validityYears=3");
        Assert.Equal(201, status);
        Assert.Equal(["kty", "created", "lastUpdated", "expiresAt", "kid", "use", "x5c", "x5t#S256", "e", "n"], key.EnumerateObject().Select(field => field.Name));
        var der = key.GetProperty("x5c")[0].GetBytesFromBase64();
        using var certificate = X509CertificateLoader.LoadCertificate(der);
        using var rsa = certificate.GetRSAPublicKey()!;
        Assert.Equal(2048, rsa.KeySize);
        Assert.Equal(Base64Url.EncodeToString(rsa.ExportParameters(false).Modulus), Text(key, "n"));
        Assert.Equal(Base64Url.EncodeToString(SHA256.HashData(der)), Text(key, "x5t#S256"));
        Assert.Equal(certificate.SubjectName.RawData, certificate.IssuerName.RawData);
        Assert.Contains("CN=acme", certificate.Subject, StringComparison.Ordinal);
        Assert.Equal(key.GetProperty("created").GetDateTimeOffset().AddYears(3).Year, key.GetProperty("expiresAt").GetDateTimeOffset().Year);
        Assert.Equal(certificate.NotAfter.ToUniversalTime(), key.GetProperty("expiresAt").GetDateTimeOffset().UtcDateTime);
        Assert.Equal(2, (await service.Send("GET", $"api/v1/apps/{app}/credentials/keys")).Body.GetArrayLength());

        await using var db = await service.Store.Read(service.Org);
        var kid = Text(key, "kid");
        var wrapped = (await db.One($"select wrapped from app_keys where org_id = {service.Org.Id} and kid = {kid}", row => row.Bytes(0)))!;
        using var kept = RSA.Create();
        kept.ImportPkcs8PrivateKey(service.Store.Secrets.Unwrap(service.Org.Id, "app-key", kid, wrapped), out _);
        Assert.Equal(rsa.ExportSubjectPublicKeyInfo(), kept.ExportSubjectPublicKeyInfo());
        Assert.Throws<CryptographicException>(() => kept.ImportPkcs8PrivateKey(wrapped, out _));
        Assert.Throws<AuthenticationTagMismatchException>(() => service.Store.Secrets.Unwrap(service.Org.Id, "app-key", kid + "x", wrapped));
    }

    [Fact]
    public async Task An_app_signs_with_the_key_that_it_names_and_keeps_it()
    {
        await using var service = await TestService.Start(engine);
        var app = await NewApp(service, AppContract.Client);
        var kid = Text((await service.Send("POST", $"api/v1/apps/{app}/credentials/keys/generate?validityYears=2")).Body, "kid");
        var named = Named(AppContract.Client, kid);
        Assert.Equal(kid, Kid((await service.Send("PUT", $"api/v1/apps/{app}", named)).Body));
        Assert.Equal(kid, Kid((await service.Send("PUT", $"api/v1/apps/{app}", AppContract.Client)).Body));
        Assert.Equal([app], await service.Ids($"api/v1/apps?filter=credentials.signing.kid+eq+%22{kid}%22"));
        var debug = Assert.Single(await service.Events("app.keys.rotate")).GetProperty("debugContext").GetProperty("debugData");
        Assert.Equal(kid, Text(debug, "newKey"));

        await service.Refused(400, "E0000001", "PUT", $"api/v1/apps/{app}", named.Replace(kid, kid[..^1] + "~", StringComparison.Ordinal));
        await service.Refused(400, "E0000001", "POST", "api/v1/apps", named);
        await service.Refused(400, "E0000001", "POST", "api/v1/apps", Named(AppContract.Bookmark, kid));
    }

    [Fact]
    public async Task A_key_is_cloned_once_to_another_app_and_stays_there()
    {
        await using var service = await TestService.Start(engine);
        var (from, to) = (await NewApp(service, AppContract.Client), await NewApp(service, AppContract.Bookmark));
        var key = (await service.Send("POST", $"api/v1/apps/{from}/credentials/keys/generate?validityYears=2")).Body;
        var clone = $"api/v1/apps/{from}/credentials/keys/{Text(key, "kid")}/clone";
        var (status, cloned, _) = await service.Send("POST", $"{clone}?targetAid={to}");
        Assert.Equal((201, key.GetRawText()), (status, cloned.GetRawText()));
        Assert.Contains("Key already exists", await service.Refused(400, "E0000001", "POST", $"{clone}?targetAid={to}"), StringComparison.Ordinal);
        Assert.Contains("(AppInstance)", await service.Refused(404, "E0000007", "POST", $"{clone}?targetAid=0oanobody"), StringComparison.Ordinal);
        Assert.Contains("(JsonWebKey)", await service.Refused(404, "E0000007", "POST", $"api/v1/apps/{from}/credentials/keys/nobody/clone?targetAid={to}"), StringComparison.Ordinal);
        await service.Refused(400, "E0000001", "POST", clone);
        Assert.Equal(3, Assert.Single(await service.Events("app.keys.clone")).GetProperty("target").GetArrayLength());

        await service.Does(200, "POST", $"api/v1/apps/{from}/lifecycle/deactivate");
        await service.Does(204, "DELETE", $"api/v1/apps/{from}");
        Assert.Equal(key.GetRawText(), (await service.Send("GET", $"api/v1/apps/{to}/credentials/keys/{Text(key, "kid")}")).Body.GetRawText());
        await using var db = await service.Store.Read(service.Org);
        Assert.False(await db.Any($"select 1 from app_keys where org_id = {service.Org.Id} and app_id = {from}"));
    }

    [Fact]
    public async Task Bad_questions_for_keys_are_refused()
    {
        await using var service = await TestService.Start(engine);
        var app = await NewApp(service, AppContract.Client);
        foreach (var years in new[] { "", "?validityYears=", "?validityYears=1", "?validityYears=11", "?validityYears=two" })
            Assert.Contains("Validity years out of range", await service.Refused(400, "E0000001", "POST", $"api/v1/apps/{app}/credentials/keys/generate{years}"), StringComparison.Ordinal);
        Assert.Contains("(JsonWebKey)", await service.Refused(404, "E0000007", "GET", $"api/v1/apps/{app}/credentials/keys/nobody"), StringComparison.Ordinal);
        Assert.Contains("(CertificateSigningRequest)", await service.Refused(404, "E0000007", "GET", $"api/v1/apps/{app}/credentials/csrs/nobody"), StringComparison.Ordinal);
        foreach (var asked in new[] { "{}", """{"subject":{} }""", """{"subject":{"commonName":7} }""", """{"subject":{"commonName":"x"},"subjectAltNames":{"dnsNames":"dev"} }""", """{"subject":{"commonName":"x"},"subjectAltNames":{"dnsNames":["not a name"]} }""" })
            await service.Refused(400, "E0000001", "POST", $"api/v1/apps/{app}/credentials/csrs", asked);
        var mine = await AppContract.NewAppAdministrator(service, "APP", app);
        var other = await NewApp(service, AppContract.Bookmark);
        await service.Does(403, "GET", $"api/v1/apps/{other}/credentials/keys", by: mine);
        await service.Does(403, "POST", $"api/v1/apps/{other}/credentials/keys/generate?validityYears=2", by: mine);
        var key = Text((await service.Send("POST", $"api/v1/apps/{app}/credentials/keys/generate?validityYears=2", by: mine)).Body, "kid");
        await service.Does(403, "POST", $"api/v1/apps/{app}/credentials/keys/{key}/clone?targetAid={other}", by: mine);
    }

    [Theory]
    [InlineData("application/pkix-cert", "der")]
    [InlineData("application/x-x509-ca-cert", "base64")]
    [InlineData("application/x-pem-file", "pem")]
    public async Task A_request_is_signed_elsewhere_and_published(string type, string form)
    {
        await using var service = await TestService.Start(engine);
        var app = await NewApp(service, AppContract.Client);
        var (status, csr, _) = await service.Send("POST", $"api/v1/apps/{app}/credentials/csrs", Asked);
        Assert.Equal(201, status);
        Assert.Equal(["id", "created", "csr", "kty", "_links"], csr.EnumerateObject().Select(field => field.Name));
        var one = $"api/v1/apps/{app}/credentials/csrs/{Text(csr, "id")}";
        Assert.Equal(csr.GetRawText(), (await service.Send("GET", one)).Body.GetRawText());
        Assert.Equal([Text(csr, "id")], await service.Ids($"api/v1/apps/{app}/credentials/csrs"));
        var request = CertificateRequest.LoadSigningRequest(csr.GetProperty("csr").GetBytesFromBase64(), HashAlgorithmName.SHA256, CertificateRequestLoadOptions.UnsafeLoadCertificateExtensions);
        Assert.Equal("CN=SP Issuer, O=Acme, L=Toronto, C=Canada", request.SubjectName.Name);
        Assert.Equal(["dev.example.com"], new X509SubjectAlternativeNameExtension(Assert.Single(request.CertificateExtensions).RawData).EnumerateDnsNames());

        using var certificate = Signed(request, DateTimeOffset.UnixEpoch.AddYears(200));
        var (published, key) = await Publish(service, $"{one}/lifecycle/publish", certificate, type, form);
        Assert.Equal(201, published);
        Assert.Equal(certificate.RawData, key.GetProperty("x5c")[0].GetBytesFromBase64());
        Assert.Equal("2170-01-01T00:00:00.000Z", Text(key, "expiresAt"));
        Assert.Equal(key.GetRawText(), (await service.Send("GET", $"api/v1/apps/{app}/credentials/keys/{Text(key, "kid")}")).Body.GetRawText());
        await service.Does(404, "GET", one);
        Assert.Equal(3, Assert.Single(await service.Events("app.app_instance.csr.publish")).GetProperty("target").GetArrayLength());
        Assert.Single(await service.Events("app.app_instance.csr.generate"));

        await using var db = await service.Store.Read(service.Org);
        var kid = Text(key, "kid");
        var wrapped = (await db.One($"select wrapped from app_keys where org_id = {service.Org.Id} and kid = {kid}", row => row.Bytes(0)))!;
        using var kept = RSA.Create();
        kept.ImportPkcs8PrivateKey(service.Store.Secrets.Unwrap(service.Org.Id, "app-key", kid, wrapped), out _);
        Assert.Equal(certificate.PublicKey.ExportSubjectPublicKeyInfo(), kept.ExportSubjectPublicKeyInfo());
    }

    [Fact]
    public async Task A_request_is_revoked_and_answered_as_PKCS_10_where_that_is_asked_for()
    {
        await using var service = await TestService.Start(engine);
        var app = await NewApp(service, AppContract.Bookmark);
        using var asking = new HttpRequestMessage(HttpMethod.Post, $"api/v1/apps/{app}/credentials/csrs") { Content = new StringContent(Asked, Encoding.UTF8, "application/json") };
        asking.Headers.Accept.ParseAdd("application/pkcs10");
        using var answer = await service.Client.SendAsync(asking, TestContext.Current.CancellationToken);
        Assert.Equal((201, "application/pkcs10", "base64"), ((int)answer.StatusCode, answer.Content.Headers.ContentType!.MediaType, answer.Headers.GetValues("Content-Transfer-Encoding").Single()));
        var csr = Assert.Single((await service.Send("GET", $"api/v1/apps/{app}/credentials/csrs")).Body.EnumerateArray());
        Assert.Equal(Text(csr, "csr"), await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        await service.Does(204, "DELETE", $"api/v1/apps/{app}/credentials/csrs/{Text(csr, "id")}");
        await service.Does(404, "DELETE", $"api/v1/apps/{app}/credentials/csrs/{Text(csr, "id")}");
        Assert.Empty((await service.Send("GET", $"api/v1/apps/{app}/credentials/csrs")).Body.EnumerateArray());
        Assert.Single(await service.Events("app.app_instance.csr.revoke"));
    }

    [Fact]
    public async Task What_is_no_certificate_of_the_requested_key_is_refused()
    {
        await using var service = await TestService.Start(engine);
        var app = await NewApp(service, AppContract.Client);
        var csr = (await service.Send("POST", $"api/v1/apps/{app}/credentials/csrs", Asked)).Body;
        var publish = $"api/v1/apps/{app}/credentials/csrs/{Text(csr, "id")}/lifecycle/publish";
        using var otherKey = RSA.Create(2048);
        using var other = Signed(new CertificateRequest("CN=SP Issuer", otherKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1), DateTimeOffset.UnixEpoch.AddYears(200));
        var request = CertificateRequest.LoadSigningRequest(csr.GetProperty("csr").GetBytesFromBase64(), HashAlgorithmName.SHA256, signerSignaturePadding: RSASignaturePadding.Pkcs1);
        using var old = Signed(request, DateTimeOffset.UnixEpoch.AddYears(50));
        Assert.Contains("of another key", Cause(400, await Publish(service, publish, other, "application/pkix-cert", "der")), StringComparison.Ordinal);
        Assert.Contains("expired", Cause(400, await Publish(service, publish, old, "application/pkix-cert", "der")), StringComparison.Ordinal);
        Assert.Contains("X.509", Cause(400, await Publish(service, publish, old, "application/pkix-cert", "nothing")), StringComparison.Ordinal);
        Assert.Contains("X.509", Cause(400, await Publish(service, publish, old, "application/x-pem-file", "half")), StringComparison.Ordinal);
        Assert.Equal(415, (await Publish(service, publish, old, "application/json", "pem")).Status);
        Assert.Equal(404, (await Publish(service, publish.Replace(Text(csr, "id"), "nobody", StringComparison.Ordinal), old, "application/pkix-cert", "der")).Status);
        Assert.Single((await service.Send("GET", $"api/v1/apps/{app}/credentials/csrs")).Body.EnumerateArray());
        Assert.Single((await service.Send("GET", $"api/v1/apps/{app}/credentials/keys")).Body.EnumerateArray());
    }

    private static string Cause(int expected, (int Status, JsonElement Body) answer)
    {
        Assert.Equal(expected, answer.Status);
        return answer.Body.GetProperty("errorCauses")[0].GetProperty("errorSummary").GetString()!;
    }

    private static async Task<(int Status, JsonElement Body)> Publish(TestService service, string path, X509Certificate2 certificate, string type, string form)
    {
        var bytes = form switch
        {
            "der" => certificate.RawData,
            "base64" => Encoding.ASCII.GetBytes(Convert.ToBase64String(certificate.RawData)),
            "pem" => Encoding.ASCII.GetBytes(certificate.ExportCertificatePem()),
            "half" => Encoding.ASCII.GetBytes(certificate.ExportCertificatePem()[..200]),
            _ => [],
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(bytes) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
        if (form == "base64") request.Headers.Add("Content-Transfer-Encoding", "base64");
        using var answer = await service.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return ((int)answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement);
    }

    // An authority of our own signs what was asked for.
    private static X509Certificate2 Signed(CertificateRequest request, DateTimeOffset until)
    {
        using var key = RSA.Create(2048);
        var generator = X509SignatureGenerator.CreateForRSA(key, RSASignaturePadding.Pkcs1);
        return request.Create(new X500DistinguishedName("CN=Somebody's authority"), generator, DateTimeOffset.UnixEpoch, until, [1, 2, 3]);
    }

    private static async Task<string> NewApp(TestService service, string app) => AppContract.Id((await service.Send("POST", "api/v1/apps", app)).Body);

    private static string Named(string app, string kid) => app.Replace("\"settings\"", $$"""
        "credentials":{"signing":{"kid":"{{kid}}"} },"settings"
        """, StringComparison.Ordinal);

    private static string Kid(JsonElement app) => app.GetProperty("credentials").GetProperty("signing").GetProperty("kid").GetString()!;

    private static string Text(JsonElement from, string name) => from.GetProperty(name).GetString()!;
}
