using Firebreak.Directory;
using Firebreak.Server.Hosting;
using Firebreak.SignIn;
using Firebreak.Storage;
using QRCoder;

namespace Firebreak.Server.Api;

/// <summary>Users' second factors. Source: Okta, Factors API.</summary>
internal static class FactorEndpoints
{
    private const string All = "/api/v1/users/{id}/factors", One = All + "/{factor}";

    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        ApiRoute.For(Permission.ReadUsers, "GET", All, List),
        ApiRoute.For(Permission.ManageFactors, "POST", All, Enroll) with { Refused = ["updatePhone", "templateId", "tokenLifetimeSeconds", "activate"] },
        ApiRoute.For(Permission.ReadUsers, "GET", All + "/catalog", Catalog),
        ApiRoute.For(Permission.ReadUsers, "GET", All + "/questions", call => With(call, (_, _) => call.AnswerList(FactorQuestions.All, FactorJson.WriteQuestion))),
        ApiRoute.For(Permission.ReadUsers, "GET", One, Get),
        ApiRoute.For(Permission.ManageFactors, "DELETE", One, call => With(call, async (user, _) =>
            await call.Answer(await Factors.Delete(call.Store, call.Caller, user, call.Path("factor"), call.Aborted), _ => call.AnswerNothing()))) with { Refused = ["removeRecoveryEnrollment"] },
        ApiRoute.For(Permission.ManageFactors, "POST", One + "/lifecycle/activate", Activate),
        ApiRoute.For(Permission.ManageFactors, "POST", One + "/verify", Verify) with { Refused = ["templateId", "tokenLifetimeSeconds"] },
        ApiRoute.Open("the address holds a secret of its own, and shows nothing once the factor is active", "GET", One + "/qr/{secret}", Picture),
    ];

    private static Task List(Call call) => With(call, async (user, db) =>
    {
        var factors = await FactorTable.Of(db, call.Org.Id, user.Id);
        await call.AnswerList(factors, (json, factor) => FactorJson.Write(json, factor, user, call.BaseUrl));
    });

    private static Task Catalog(Call call) => With(call, async (user, db) =>
    {
        var active = (await FactorTable.Of(db, call.Org.Id, user.Id)).Where(factor => factor.IsActive).Select(factor => factor.Kind).ToHashSet();
        await call.AnswerList(await Factors.Kinds(db, call.Org.Id), (json, kind) => FactorJson.WriteKind(json, kind, user, call.BaseUrl, active.Contains(kind)));
    });

    private static Task Get(Call call) => With(call, async (user, db) =>
        await call.Answer(await Factors.Get(db, call.Org.Id, user.Id, call.Path("factor")), factor => Show(call, factor, user)));

    private static Task Enroll(Call call) => With(call, async (user, _) =>
    {
        var body = await call.Body();
        if (body.Refusal is { } refusal) await call.Refuse(refusal);
        else await call.Answer(await Factors.Enroll(call.Store, call.Caller, user, body.Value, call.Aborted), made => Show(call, made.Factor, user, made.Activation));
    });

    private static Task Activate(Call call) => With(call, async (user, _) =>
    {
        var body = await call.BodyOrNothing();
        if (body.Refusal is { } refusal) await call.Refuse(refusal);
        else await call.Answer(await Factors.Activate(call.Store, call.Caller, user, call.Path("factor"), body.Value, call.Aborted), factor => Show(call, factor, user));
    });

    private static Task Verify(Call call) => With(call, async (user, _) =>
    {
        var body = await call.BodyOrNothing();
        if (body.Refusal is { } refusal) await call.Refuse(refusal);
        else await call.Answer(await Factors.Verify(call.Store, call.Caller, user, call.Path("factor"), body.Value, call.Aborted), _ => call.Answer(200, FactorJson.WriteVerified));
    });

    private static async Task Picture(Call call)
    {
        Factor? factor;
        User? user;
        await using (var db = await call.Store.Read(call.Org, call.Aborted))
        {
            factor = await FactorTable.Find(db, call.Org.Id, call.Path("id"), call.Path("factor"));
            user = await UserTable.Find(db, call.Org.Id, call.Path("id"));
        }
        var shown = Tokens.Hash(call.Path("secret"));
        if (user is null || factor is not { IsActive: false, Secret: { } secret, Picture: { } hash } || !System.Security.Cryptography.CryptographicOperations.FixedTimeEquals(hash, shown))
        {
            await call.Refuse(Refusal.NotFound(call.Path("factor"), "UserFactor"));
            return;
        }
        var uri = Totp.Uri(call.Org.Label, user.Login, call.Store.Secrets.Unwrap(call.Org.Id, Factors.Purpose, factor.Id, secret));
        using var code = QRCodeGenerator.GenerateQrCode(uri, QRCodeGenerator.ECCLevel.M);
        using var picture = new PngByteQRCode(code);
        call.Http.Response.ContentType = "image/png";
        call.Http.Response.Headers.CacheControl = "no-store";
        await call.Http.Response.Body.WriteAsync(picture.GetGraphic(5), call.Aborted);
    }

    private static Task Show(Call call, Factor factor, User user, FactorActivation? activation = null) =>
        call.Answer(200, json => FactorJson.Write(json, factor, user, call.BaseUrl, activation));

    private static async Task With(Call call, Func<User, OrgReader, Task> work)
    {
        var user = await Users.Get(call.Store, call.Caller, call.Path("id"), call.Aborted);
        if (user.Refusal is { } refusal)
        {
            await call.Refuse(refusal);
            return;
        }
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        await work(user.Value, db);
    }
}
