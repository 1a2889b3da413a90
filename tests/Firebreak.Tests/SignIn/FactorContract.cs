using System.Diagnostics;
using System.Text.Json;
using Firebreak.Directory;
using Firebreak.SignIn;
using Firebreak.Tests.Directory;
using Firebreak.Tests.Service;
using Xunit;
using static Firebreak.Tests.SignIn.AuthnFixture;

namespace Firebreak.Tests.SignIn;

public sealed class FactorsOnSqlite() : FactorContract(Engine.Sqlite);

public sealed class FactorsOnPostgres() : FactorContract(Engine.Postgres);

public abstract class FactorContract(Engine engine)
{
    private const string Totp = """{"factorType":"token:software:totp","provider":"GOOGLE"}""";
    private const string Question = """{"factorType":"question","provider":"OKTA","profile":{"question":"disliked_food","answer":"Mayonnaise "}}""";

    [Fact]
    public async Task One_time_passwords_are_enrolled_activated_asked_for_and_taken_once()
    {
        var time = new ManualTime();
        await using var authn = await Start(engine, time);
        var factors = $"api/v1/users/{authn.UserId}/factors";
        var (_, pending, _) = await authn.Service.Send("POST", factors, Totp);
        var (id, secret) = (pending.GetProperty("id").GetString()!, Secret(pending));
        Assert.Equal("PENDING_ACTIVATION", State(pending));
        Assert.Equal("SUCCESS", State((await authn.Begin()).Body));
        Assert.Equal((403, "E0000068"), await Coded(authn.Service.Send("POST", $"{factors}/{id}/lifecycle/activate", """{"passCode":"000000x"}""")));
        var (_, active, _) = await authn.Service.Send("POST", $"{factors}/{id}/lifecycle/activate", Pass(authn, secret));
        Assert.Equal("ACTIVE", State(active));
        time.Pass(TimeSpan.FromSeconds(30));

        var (_, required) = await authn.Begin();
        Assert.Equal("MFA_REQUIRED", State(required));
        Assert.Equal(["cancel /cancel"], Links(required));
        Assert.Equal($"/factors/{id}/verify", required.GetProperty("_embedded").GetProperty("factors")[0].GetProperty("_links").GetProperty("verify").GetProperty("href").GetString()!.Split("/authn")[1]);
        var token = Token(required);
        Assert.Equal((403, "E0000079"), await Coded(authn.Authn("/skip", new { stateToken = token })));
        var (_, challenge) = await authn.Authn($"/factors/{id}/verify", new { stateToken = token });
        Assert.Equal("MFA_CHALLENGE", State(challenge));
        Assert.Equal([$"next /factors/{id}/verify", "prev /previous", "cancel /cancel"], Links(challenge));
        Assert.Equal("MFA_REQUIRED", State((await authn.Authn("/previous", new { stateToken = token })).Body));
        Assert.Equal((403, "E0000068"), await Coded(authn.Authn($"/factors/{id}/verify", new { stateToken = token, passCode = "12345" })));
        var code = Code(authn, secret);
        var (_, done) = await authn.Authn($"/factors/{id}/verify", new { stateToken = token, passCode = code });
        Assert.Equal("SUCCESS", State(done));

        var (_, session, _) = await authn.Exchange(done.GetProperty("sessionToken").GetString());
        Assert.Equal("""["pwd","mfa","otp"]""", session.GetProperty("amr").GetRawText());
        Assert.Equal((JsonValueKind.String, true), (session.GetProperty("lastFactorVerification").ValueKind, session.GetProperty("mfaActive").GetBoolean()));
        var (_, again) = await authn.Begin();
        Assert.Equal((403, "E0000082"), await Coded(authn.Authn($"/factors/{id}/verify", new { stateToken = Token(again), passCode = code })));
        Assert.Equal(["FAILURE", "SUCCESS", "FAILURE", "SUCCESS", "FAILURE"], Outcomes(await authn.Service.Events("user.authentication.auth_via_mfa")));
    }

    [Fact]
    public async Task A_code_is_taken_by_one_of_many_who_send_it_at_once()
    {
        var time = new ManualTime();
        await using var authn = await Start(engine, time);
        var (id, secret) = await Enroll(authn, time);
        List<string> tokens = [];
        for (var i = 0; i < 4; i++) tokens.Add(Token((await authn.Begin()).Body));
        var code = Code(authn, secret);
        var answers = await Task.WhenAll(tokens.Select(token => authn.Authn($"/factors/{id}/verify", new { stateToken = token, passCode = code })));
        Assert.Equal(["E0000082", "E0000082", "E0000082", "SUCCESS"], answers.Select(answer => State(answer.Body)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Wrong_codes_lock_out_and_right_passwords_between_them_take_nothing_back()
    {
        var time = new ManualTime();
        await using var authn = await Start(engine, time);
        var (id, _) = await Enroll(authn, time);
        List<string> codes = [];
        for (var i = 0; i < PasswordSignIn.MostFailures; i++)
            codes.Add(State((await authn.Authn($"/factors/{id}/verify", new { stateToken = Token((await authn.Begin()).Body), passCode = "no code" })).Body));
        Assert.Equal([.. Enumerable.Repeat("E0000068", PasswordSignIn.MostFailures - 1), "E0000069"], codes);
        Assert.Equal("LOCKED_OUT", await UserFixture.Status(authn.Service, authn.UserId));
        Assert.Single(await authn.Service.Events("user.account.lock"));
    }

    [Fact]
    public async Task A_factor_that_must_be_enrolled_is_enrolled_on_the_way_and_more_of_them_by_who_wants()
    {
        await using var authn = await Start(engine);
        await authn.Ask(SignInPolicy.MustEnrollName, "1");
        var (_, enroll) = await authn.Begin(multi: true);
        Assert.Equal("MFA_ENROLL", State(enroll));
        Assert.Equal(["cancel /cancel"], Links(enroll));
        var token = Token(enroll);
        var (_, activate) = await authn.Authn("/factors", new { stateToken = token, factorType = "token:software:totp", provider = "GOOGLE" });
        Assert.Equal("MFA_ENROLL_ACTIVATE", State(activate));
        var factor = activate.GetProperty("_embedded").GetProperty("factor");
        var id = factor.GetProperty("id").GetString();
        Assert.Equal([$"next /factors/{id}/lifecycle/activate", "prev /previous", "cancel /cancel"], Links(activate));
        var (_, more) = await authn.Authn($"/factors/{id}/lifecycle/activate", new { stateToken = token, passCode = Code(authn, Secret(factor)) });
        Assert.Equal("MFA_ENROLL", State(more));
        Assert.Equal(["skip /skip", "cancel /cancel"], Links(more));
        Assert.Equal(["NOT_SETUP", "ACTIVE"], more.GetProperty("_embedded").GetProperty("factors").EnumerateArray().Select(State));
        Assert.Equal("SUCCESS", State((await authn.Authn("/skip", new { stateToken = token })).Body));
        Assert.Equal("MFA_REQUIRED", State((await authn.Begin()).Body));
    }

    [Fact]
    public async Task A_question_is_a_factor_where_the_org_switched_it_on_and_its_answer_is_a_hash()
    {
        await using var authn = await Start(engine);
        var factors = $"api/v1/users/{authn.UserId}/factors";
        Assert.Equal((400, "E0000001"), await Coded(authn.Service.Send("POST", factors, Question)));
        await authn.Ask(Factors.QuestionName, "1");
        var (_, made, _) = await authn.Service.Send("POST", factors, Question);
        Assert.Equal(("ACTIVE", "What is the food you least liked as a child?"), (State(made), made.GetProperty("profile").GetProperty("questionText").GetString()));
        Assert.False(made.GetProperty("profile").TryGetProperty("answer", out _));
        var id = made.GetProperty("id").GetString();
        await using (var db = await authn.Service.Store.Read(authn.Service.Org))
            Assert.StartsWith("$aspnet$", (await FactorTable.Find(db, authn.Service.Org.Id, authn.UserId, id!))!.Answer, StringComparison.Ordinal);
        Assert.Equal((400, "E0000001"), await Coded(authn.Service.Send("POST", factors, Question)));
        Assert.Equal((403, "E0000068"), await Coded(authn.Service.Send("POST", $"{factors}/{id}/verify", """{"answer":"ketchup"}""")));
        Assert.Equal("SUCCESS", (await authn.Service.Send("POST", $"{factors}/{id}/verify", """{"answer":"mayonnaise"}""")).Body.GetProperty("factorResult").GetString());
        Assert.Equal("SUCCESS", State((await authn.Authn($"/factors/{id}/verify", new { stateToken = Token((await authn.Begin()).Body), answer = "MAYONNAISE" })).Body));
        Assert.Equal(20, (await authn.Service.Send("GET", factors + "/questions")).Body.GetArrayLength());
    }

    [Fact]
    public async Task Factors_are_listed_shown_deleted_and_reset_and_a_secret_is_shown_once()
    {
        var time = new ManualTime();
        await using var authn = await Start(engine, time);
        var (id, secret) = await Enroll(authn, time);
        var factors = $"api/v1/users/{authn.UserId}/factors";
        var (_, list, _) = await authn.Service.Send("GET", factors);
        Assert.Equal(id, Assert.Single(list.EnumerateArray()).GetProperty("id").GetString());
        var (_, shown, _) = await authn.Service.Send("GET", $"{factors}/{id}");
        Assert.DoesNotContain(secret, shown.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(["NOT_SETUP", "ACTIVE"], (await authn.Service.Send("GET", factors + "/catalog")).Body.EnumerateArray().Select(State));
        Assert.Equal(204, (await authn.Service.Send("DELETE", $"{factors}/{id}")).Status);
        Assert.Equal((404, "E0000007"), await Coded(authn.Service.Send("GET", $"{factors}/{id}")));
        await Enroll(authn, time);
        Assert.Equal(200, (await authn.Service.Send("POST", $"api/v1/users/{authn.UserId}/lifecycle/reset_factors")).Status);
        Assert.Equal(0, (await authn.Service.Send("GET", factors)).Body.GetArrayLength());
        Assert.Equal("SUCCESS", State((await authn.Begin()).Body));
        Assert.Single(await authn.Service.Events("user.mfa.factor.deactivate"));
        Assert.Single(await authn.Service.Events("user.mfa.factor.reset_all"));
    }

    [Fact]
    public async Task The_picture_is_for_who_has_its_address_and_until_the_factor_is_active()
    {
        await using var authn = await Start(engine);
        var (_, pending, _) = await authn.Service.Send("POST", $"api/v1/users/{authn.UserId}/factors", Totp);
        var address = pending.GetProperty("_embedded").GetProperty("activation").GetProperty("_links").GetProperty("qrcode").GetProperty("href").GetString()!;
        var picture = await authn.Stranger.GetByteArrayAsync(new Uri(address), TestContext.Current.CancellationToken);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], picture[..4]);
        Assert.Equal(404, (int)(await authn.Stranger.GetAsync(new Uri(address + "x"), TestContext.Current.CancellationToken)).StatusCode);
        await authn.Service.Send("POST", $"api/v1/users/{authn.UserId}/factors/{pending.GetProperty("id").GetString()}/lifecycle/activate", Pass(authn, Secret(pending)));
        Assert.Equal(404, (int)(await authn.Stranger.GetAsync(new Uri(address), TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task A_secret_is_wrapped_and_another_program_makes_the_same_codes()
    {
        await using var authn = await Start(engine);
        var (_, pending, _) = await authn.Service.Send("POST", $"api/v1/users/{authn.UserId}/factors", Totp);
        var (id, secret) = (pending.GetProperty("id").GetString()!, Secret(pending));
        await using (var db = await authn.Service.Store.Read(authn.Service.Org))
        {
            var kept = (await FactorTable.Find(db, authn.Service.Org.Id, authn.UserId, id))!.Secret!;
            Assert.Equal(secret, Base32.Encode(authn.Service.Store.Secrets.Unwrap(authn.Service.Org.Id, Factors.Purpose, id, kept)));
            Assert.Equal(-1, kept.AsSpan().IndexOf(authn.Service.Store.Secrets.Unwrap(authn.Service.Org.Id, Factors.Purpose, id, kept)));
        }
        if (!File.Exists("/usr/bin/oathtool")) Assert.Skip("oathtool is not installed.");
        using var tool = Process.Start(new ProcessStartInfo("/usr/bin/oathtool", ["--totp", "--base32", secret]) { RedirectStandardOutput = true })!;
        var code = (await tool.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Trim();
        Assert.Equal("ACTIVE", State((await authn.Service.Send("POST", $"api/v1/users/{authn.UserId}/factors/{id}/lifecycle/activate", $$"""{"passCode":"{{code}}"}""")).Body));
    }

    private static async Task<(string Id, string Secret)> Enroll(AuthnFixture authn, ManualTime time)
    {
        var factors = $"api/v1/users/{authn.UserId}/factors";
        var (_, pending, _) = await authn.Service.Send("POST", factors, Totp);
        var (id, secret) = (pending.GetProperty("id").GetString()!, Secret(pending));
        Assert.Equal(200, (await authn.Service.Send("POST", $"{factors}/{id}/lifecycle/activate", Pass(authn, secret))).Status);
        time.Pass(TimeSpan.FromSeconds(30));
        return (id, secret);
    }

    private static string Secret(JsonElement factor) => factor.GetProperty("_embedded").GetProperty("activation").GetProperty("sharedSecret").GetString()!;

    private static string Pass(AuthnFixture authn, string secret) => $$"""{"passCode":"{{Code(authn, secret)}}"}""";

    private static string Code(AuthnFixture authn, string secret) => Firebreak.SignIn.Totp.CodeAt(Bytes(secret), Firebreak.SignIn.Totp.StepAt(authn.Service.Store.NowMicros));

    private static byte[] Bytes(string base32)
    {
        var bits = string.Concat(base32.Select(c => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. bits.Chunk(8).Where(byteBits => byteBits.Length == 8).Select(byteBits => Convert.ToByte(new string(byteBits), 2))];
    }

    private static string[] Outcomes(List<JsonElement> events) => [.. events.Select(e => e.GetProperty("outcome").GetProperty("result").GetString()!)];

    private static async Task<(int, string)> Coded(Task<(int Status, JsonElement Body)> answer) => (await answer) is var (status, body) ? (status, State(body)) : default;

    private static async Task<(int, string)> Coded(Task<(int Status, JsonElement Body, HttpResponseMessage)> answer) => (await answer) is var (status, body, _) ? (status, State(body)) : default;
}
