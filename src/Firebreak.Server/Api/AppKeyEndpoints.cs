using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Firebreak.Directory;
using Firebreak.Server.Hosting;

namespace Firebreak.Server.Api;

/// <summary>Key credentials of apps; of a private key nothing leaves. Source: Okta, Application SSO Credential Keys API.</summary>
internal static class AppKeyEndpoints
{
    private const string All = "/api/v1/apps/{appId}/credentials/keys", One = All + "/{keyId}";

    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        ApiRoute.For(Permission.ReadApps, "GET", All, List),
        ApiRoute.For(Permission.ManageApps, "POST", All + "/generate", Generate),
        ApiRoute.For(Permission.ReadApps, "GET", One, Get),
        ApiRoute.For(Permission.ManageApps, "POST", One + "/clone", Clone),
    ];

    /// <summary>A key as Okta's API shows it, in the order of real answers (RFC 7517).</summary>
    public static void Write(Utf8JsonWriter json, AppKey key)
    {
        using var certificate = X509CertificateLoader.LoadCertificate(key.Certificate);
        using var rsa = certificate.GetRSAPublicKey()!;
        var numbers = rsa.ExportParameters(includePrivateParameters: false);
        json.WriteStartObject();
        json.WriteString("kty"u8, "RSA"u8);
        json.WriteString("created"u8, Times.Show(key.Created));
        json.WriteString("lastUpdated"u8, Times.Show(key.LastUpdated));
        json.WriteString("expiresAt"u8, Times.Show(AppCertificates.Ends(certificate)));
        json.WriteString("kid"u8, key.Id);
        json.WriteString("use"u8, "sig"u8);
        json.WriteStartArray("x5c"u8);
        json.WriteBase64StringValue(key.Certificate);
        json.WriteEndArray();
        json.WriteString("x5t#S256"u8, Base64Url.EncodeToString(SHA256.HashData(key.Certificate)));
        json.WriteString("e"u8, Base64Url.EncodeToString(numbers.Exponent));
        json.WriteString("n"u8, Base64Url.EncodeToString(numbers.Modulus));
        json.WriteEndObject();
    }

    private static async Task List(Call call)
    {
        App? app;
        await using (var db = await call.Store.Read(call.Org, call.Aborted)) app = await AppEndpoints.Seen(call, db);
        if (app is null) return;
        var ofOrg = await AppKeys.OfOrg(call.Store, call.Org, call.Aborted);
        await using var reader = await call.Store.Read(call.Org, call.Aborted);
        await call.AnswerList(await AppKeys.List(reader, call.Org, app, ofOrg), Write);
    }

    private static async Task Get(Call call)
    {
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        if (await AppEndpoints.Seen(call, db) is not { } app) return;
        var id = call.Path("keyId");
        if (await AppKeys.Find(db, call.Org, app, id) is not { } key) await call.Refuse(Refusal.NotFound(id, AppKey.Kind));
        else await call.Answer(200, json => Write(json, key));
    }

    private static async Task Generate(Call call) =>
        await Answer(call, await AppKeys.Generate(call.Store, call.Caller, call.Path("appId"), call.Query("validityYears"), call.Aborted));

    private static async Task Clone(Call call)
    {
        if (call.Query("targetAid") is not { Length: > 0 } target) await call.Refuse(Refusal.Invalid("cloneKey", "targetAid: The field cannot be left blank"));
        else await Answer(call, await AppKeys.Clone(call.Store, call.Caller, call.Path("appId"), call.Path("keyId"), target, call.Aborted));
    }

    private static Task Answer(Call call, Outcome<AppKey> outcome) => call.Answer(outcome, key => call.Answer(201, json => Write(json, key)));
}
