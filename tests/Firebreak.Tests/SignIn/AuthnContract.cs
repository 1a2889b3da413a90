using System.Text.Json;
using Firebreak.Directory;
using Firebreak.SignIn;
using Firebreak.Tests.Directory;
using Firebreak.Tests.Service;
using Xunit;
using static Firebreak.Tests.SignIn.AuthnFixture;

namespace Firebreak.Tests.SignIn;

public sealed class AuthnOnSqlite() : AuthnContract(Engine.Sqlite);

public sealed class AuthnOnPostgres() : AuthnContract(Engine.Postgres);

public abstract class AuthnContract(Engine engine)
{
    [Fact]
    public async Task A_right_password_is_answered_with_a_session_token_and_the_log_knows()
    {
        await using var authn = await Start(engine);
        var (status, body) = await authn.Begin();
        Assert.Equal((200, "SUCCESS"), (status, State(body)));
        Assert.False(body.TryGetProperty("stateToken", out _));
        Assert.StartsWith("20111", body.GetProperty("sessionToken").GetString(), StringComparison.Ordinal);
        var user = body.GetProperty("_embedded").GetProperty("user");
        Assert.Equal((authn.UserId, Login), (user.GetProperty("id").GetString(), user.GetProperty("profile").GetProperty("login").GetString()));
        Assert.Equal(["cancel /cancel"], Links(body));
        Assert.Equal(authn.UserId, Assert.Single(await authn.Service.Events("user.authentication.auth")).GetProperty("actor").GetProperty("id").GetString());
        Assert.Empty(await authn.Service.Events("user.session.start"));
    }

    [Fact]
    public async Task A_short_name_signs_in_where_it_is_one_users_alone()
    {
        await using var authn = await Start(engine);
        Assert.Equal("SUCCESS", State((await authn.Begin("ada")).Body));
        await UserFixture.Make(authn.Service, "ada@example.org");
        Assert.Equal("E0000004", State((await authn.Begin("ada")).Body));
    }

    [Fact]
    public async Task Whoever_fails_is_answered_the_same_in_any_case()
    {
        await using var authn = await Start(engine);
        var suspended = await UserFixture.Make(authn.Service, "suspended@example.com", query: "");
        await UserFixture.Put(authn.Service, suspended, UserStatus.SUSPENDED);
        List<string> answers = [];
        foreach (var (login, password) in new[] { (Login, "Wrong1horse"), ("nobody@example.com", Password), ("nobody", Password), ("suspended@example.com", UserFixture.Password), (Login, new string('x', 2000)) })
        {
            var (status, body) = await authn.Begin(login, password);
            answers.Add($"{status} {body.GetProperty("errorSummary")} {body.GetProperty("errorCauses")}");
        }
        Assert.Equal("401 Authentication failed []", Assert.Single(answers.Distinct()));
        Assert.Equal(5, (await authn.Service.Events("user.session.start")).Count);
    }

    [Theory]
    [InlineData("""{"username":"ada@example.com"}""", 400, "E0000001")]
    [InlineData("""{"username":5,"password":"x"}""", 400, "E0000001")]
    [InlineData("""{"username":"a","password":"b","options":{"warnBeforePasswordExpired":"yes"}}""", 400, "E0000003")]
    [InlineData("""["no object"]""", 400, "E0000003")]
    [InlineData("""{"stateToken":"00nothing"}""", 401, "E0000011")]
    [InlineData("""{"token":"nothing"}""", 401, "E0000004")]
    public async Task What_is_no_sign_in_is_refused_clearly(string body, int expected, string code)
    {
        await using var authn = await Start(engine);
        var (status, answer, _) = await authn.Service.Send("POST", "api/v1/authn", body, authn.Stranger);
        Assert.Equal((expected, code), (status, State(answer)));
    }

    [Fact]
    public async Task Ten_wrong_passwords_lock_out_and_only_an_org_that_wants_it_says_so_and_only_to_the_right_password()
    {
        await using var authn = await Start(engine);
        for (var i = 0; i < PasswordSignIn.MostFailures; i++) Assert.Equal("E0000004", State((await authn.Begin(password: "Wrong1horse")).Body));
        Assert.Equal("E0000004", State((await authn.Begin()).Body));
        Assert.Single(await authn.Service.Events("user.account.lock"));
        await authn.Ask(SignInPolicy.ShowsLockoutName, "1");
        Assert.Equal("E0000004", State((await authn.Begin(password: "Wrong1horse")).Body));
        var (status, body) = await authn.Begin();
        Assert.Equal((200, """{"status":"LOCKED_OUT"}"""), (status, body.GetRawText()));
    }

    [Fact]
    public async Task An_expired_password_is_changed_on_the_way()
    {
        await using var authn = await Start(engine);
        await authn.Service.Send("POST", $"api/v1/users/{authn.UserId}/lifecycle/expire_password");
        var (_, expired) = await authn.Begin();
        Assert.Equal("PASSWORD_EXPIRED", State(expired));
        Assert.Equal(["next /credentials/change_password", "cancel /cancel"], Links(expired));
        Assert.Equal(8, expired.GetProperty("_embedded").GetProperty("policy").GetProperty("complexity").GetProperty("minLength").GetInt32());
        var token = Token(expired);
        Task<(int, JsonElement)> Change(string old, string wanted) => authn.Authn("/credentials/change_password", new { stateToken = token, oldPassword = old, newPassword = wanted });
        Assert.Equal((403, "E0000014"), await Coded(Change("Wrong1horse", Another)));
        Assert.Equal((403, "E0000080"), await Coded(Change(Password, "short")));
        Assert.Equal((403, "E0000080"), await Coded(Change(Password, Password)));
        Assert.Equal((403, "E0000079"), await Coded(authn.Authn("/skip", new { stateToken = token })));
        Assert.Equal((403, "E0000079"), await Coded(authn.Authn("/previous", new { stateToken = token })));
        Assert.Equal((200, "SUCCESS"), await Coded(Change(Password, Another)));
        Assert.Equal((401, "E0000011"), await Coded(Change(Another, "Third3giraffe")));
        Assert.Equal("E0000004", State((await authn.Begin()).Body));
        Assert.Equal("SUCCESS", State((await authn.Begin(password: Another)).Body));
        Assert.Equal("ACTIVE", await UserFixture.Status(authn.Service, authn.UserId));
        Assert.Equal(authn.UserId, Assert.Single(await authn.Service.Events("user.account.update_password")).GetProperty("actor").GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_password_that_ends_soon_may_be_changed_or_skipped_by_whoever_asked_to_be_warned()
    {
        var time = new ManualTime();
        await using var authn = await Start(engine, time);
        await authn.Ask(SignInPolicy.MaxAgeName, "30");
        await authn.Ask(SignInPolicy.WarnName, "5");
        Assert.Equal("SUCCESS", State((await authn.Begin(warn: true)).Body));
        for (var i = 0; i < 27 * 24 * 60; i += 30) time.Pass(TimeSpan.FromMinutes(30));
        Assert.Equal("SUCCESS", State((await authn.Begin(warn: false)).Body));
        var (_, warned) = await authn.Begin(warn: true);
        Assert.Equal("PASSWORD_WARN", State(warned));
        Assert.Equal(["next /credentials/change_password", "skip /skip", "cancel /cancel"], Links(warned));
        Assert.Equal(2, warned.GetProperty("_embedded").GetProperty("policy").GetProperty("expiration").GetProperty("passwordExpireDays").GetInt32());
        Assert.Equal("SUCCESS", State((await authn.Authn("/skip", new { stateToken = Token(warned) })).Body));
        time.Pass(TimeSpan.FromDays(4));
        Assert.Equal("PASSWORD_EXPIRED", State((await authn.Begin()).Body));
        Assert.Single(await authn.Service.Events("firebreak.sign_in.skip"));
    }

    [Fact]
    public async Task A_state_token_slides_with_use_ends_with_rest_and_is_kept_as_a_hash()
    {
        var time = new ManualTime();
        await using var authn = await Start(engine, time);
        await authn.Service.Send("POST", $"api/v1/users/{authn.UserId}/lifecycle/expire_password");
        var (_, begun) = await authn.Begin();
        var token = Token(begun);
        for (var i = 0; i < 3; i++)
        {
            time.Pass(TimeSpan.FromMinutes(4));
            var (_, again) = await authn.Authn("", new { stateToken = token });
            Assert.Equal(("PASSWORD_EXPIRED", token), (State(again), Token(again)));
            Assert.True(string.CompareOrdinal(begun.GetProperty("expiresAt").GetString(), again.GetProperty("expiresAt").GetString()) < 0);
        }
        await using (var db = await authn.Service.Store.Read(authn.Service.Org))
            Assert.Equal([Tokens.Hash(token)], await db.All($"select hash from sign_ins where org_id = {authn.Service.Org.Id}", row => row.Bytes(0)));
        time.Pass(TimeSpan.FromMinutes(6));
        Assert.Equal((401, "E0000011"), await Coded(authn.Authn("", new { stateToken = token })));
    }

    [Fact]
    public async Task A_state_token_ends_when_cancelled_when_its_user_is_stopped_and_is_worth_nothing_in_another_org()
    {
        await using var authn = await Start(engine);
        await authn.Service.NewOrg("other");
        await authn.Service.Send("POST", $"api/v1/users/{authn.UserId}/lifecycle/expire_password");
        var (_, begun) = await authn.Begin();
        using var elsewhere = new HttpRequestMessage(HttpMethod.Post, $"{authn.Service.Address}/o/other/api/v1/authn")
        {
            Content = new StringContent(JsonSerializer.Serialize(new { stateToken = Token(begun) }), null, "application/json"),
        };
        Assert.Equal(401, (int)(await authn.Stranger.SendAsync(elsewhere, TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal((200, "{}"), ((await authn.Authn("/cancel", new { stateToken = Token(begun) })) is var (status, body) ? (status, body.GetRawText()) : default));
        Assert.Equal((401, "E0000011"), await Coded(authn.Authn("/cancel", new { stateToken = Token(begun) })));
        Assert.Single(await authn.Service.Events("firebreak.sign_in.cancel"));
        var (_, second) = await authn.Begin();
        await authn.Service.Send("POST", $"api/v1/users/{authn.UserId}/lifecycle/suspend");
        await authn.Service.Send("POST", $"api/v1/users/{authn.UserId}/lifecycle/unsuspend");
        Assert.Equal((401, "E0000011"), await Coded(authn.Authn("", new { stateToken = Token(second) })));
    }

    [Fact]
    public async Task An_activation_link_leads_to_a_first_password_and_into_the_org()
    {
        await using var authn = await Start(engine);
        var id = await UserFixture.Make(authn.Service, "new@example.com");
        var (_, activation, _) = await authn.Service.Send("POST", $"api/v1/users/{id}/lifecycle/activate?sendEmail=false");
        var link = activation.GetProperty("activationToken").GetString()!;
        var (_, begun) = await authn.Authn("", new { token = link });
        Assert.Equal(("PASSWORD_RESET", "ACCOUNT_ACTIVATION"), (State(begun), begun.GetProperty("recoveryType").GetString()));
        Assert.Equal(["next /credentials/reset_password", "cancel /cancel"], Links(begun));
        Assert.Equal((403, "E0000080"), await Coded(authn.Authn("/credentials/reset_password", new { stateToken = Token(begun), newPassword = "short" })));
        Assert.Equal((200, "SUCCESS"), await Coded(authn.Authn("/credentials/reset_password", new { stateToken = Token(begun), newPassword = Another })));
        Assert.Equal("ACTIVE", await UserFixture.Status(authn.Service, id));
        Assert.Equal((401, "E0000004"), await Coded(authn.Authn("", new { token = link })));
        Assert.Equal("SUCCESS", State((await authn.Begin("new@example.com", Another)).Body));
    }

    [Fact]
    public async Task A_reset_password_no_longer_signs_in_and_its_link_does()
    {
        await using var authn = await Start(engine);
        var (_, reset, _) = await authn.Service.Send("POST", $"api/v1/users/{authn.UserId}/lifecycle/reset_password?sendEmail=false");
        Assert.Equal("E0000004", State((await authn.Begin()).Body));
        var link = reset.GetProperty("resetPasswordUrl").GetString()!.Split('/')[^1];
        var (_, first) = await authn.Authn("", new { token = link });
        var (_, second) = await authn.Authn("", new { token = link });
        Assert.Equal("PASSWORD", first.GetProperty("recoveryType").GetString());
        Assert.Equal((200, "SUCCESS"), await Coded(authn.Authn("/credentials/reset_password", new { stateToken = Token(second), newPassword = Another })));
        Assert.Equal((401, "E0000011"), await Coded(authn.Authn("/credentials/reset_password", new { stateToken = Token(first), newPassword = "Third3giraffe" })));
    }

    [Fact]
    public async Task A_device_token_counts_from_an_administrators_token_alone()
    {
        await using var authn = await Start(engine);
        var body = new { username = Login, password = Password, context = new { deviceToken = "26q43Ak9Eh04p7H6Nnx0m69JqYOrfVBY" } };
        await authn.Authn("", body);
        await authn.Authn("", body, authn.Service.Client);
        Assert.Equal([JsonValueKind.Null, JsonValueKind.String], (await authn.Service.Events("user.authentication.auth"))
            .Select(e => e.GetProperty("debugContext").GetProperty("debugData").GetProperty("dtHash").ValueKind));
        var tooLong = new { username = Login, password = Password, context = new { deviceToken = new string('x', 33) } };
        Assert.Equal((400, "E0000001"), await Coded(authn.Authn("", tooLong, authn.Service.Client)));
        Assert.Equal((200, "SUCCESS"), await Coded(authn.Authn("", tooLong)));
    }

    private static async Task<(int, string)> Coded(Task<(int Status, JsonElement Body)> answer) => (await answer) is var (status, body) ? (status, State(body)) : default;
}
