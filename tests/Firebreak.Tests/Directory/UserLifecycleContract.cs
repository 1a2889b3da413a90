using Firebreak.Directory;
using Firebreak.Tests.Service;
using Xunit;
using static Firebreak.Directory.UserStatus;

namespace Firebreak.Tests.Directory;

public sealed class UserLifecycleOnSqlite() : UserLifecycleContract(Engine.Sqlite);

public sealed class UserLifecycleOnPostgres() : UserLifecycleContract(Engine.Postgres);

public abstract class UserLifecycleContract(Engine engine)
{
    private const string ChangePassword = $$$"""{"oldPassword":{"value":"{{{UserFixture.Password}}}"},"newPassword":{"value":"Another2zebra"}}""";
    private const string ChangeQuestion = $$$"""{"password":{"value":"{{{UserFixture.Password}}}"},"recovery_question":{"question":"Who?","answer":"Nobody else"}}""";
    private const string Recover = $$$"""{"password":{"value":"Another2zebra"},"recovery_question":{"answer":"  the BLUE one "}}""";

    // What each operation answers in each status: a new status, or an error code. Source: Okta, Users API, "User status", and recorded answers.
    private static readonly UserStatus[] Statuses = [STAGED, PROVISIONED, ACTIVE, RECOVERY, PASSWORD_EXPIRED, LOCKED_OUT, SUSPENDED, DEPROVISIONED];

    private static readonly (string Method, string Path, string? Body, string[] Answers)[] Table =
    [
        // STAGED, PROVISIONED, ACTIVE, RECOVERY, PASSWORD_EXPIRED, LOCKED_OUT, SUSPENDED, DEPROVISIONED
        ("POST", "/lifecycle/activate?sendEmail=false", null, ["ACTIVE", "E0000016", "E0000016", "E0000016", "E0000016", "E0000016", "E0000016", "PROVISIONED"]),
        ("POST", "/lifecycle/reactivate", null, ["E0000038", "PROVISIONED", "E0000038", "RECOVERY", "E0000038", "E0000038", "E0000038", "E0000038"]),
        ("POST", "/lifecycle/deactivate", null, ["DEPROVISIONED", "DEPROVISIONED", "DEPROVISIONED", "DEPROVISIONED", "DEPROVISIONED", "DEPROVISIONED", "DEPROVISIONED", "E0000038"]),
        ("POST", "/lifecycle/suspend", null, ["E0000001", "E0000001", "SUSPENDED", "SUSPENDED", "SUSPENDED", "SUSPENDED", "E0000001", "E0000001"]),
        ("POST", "/lifecycle/unsuspend", null, ["E0000001", "E0000001", "E0000001", "E0000001", "E0000001", "E0000001", "ACTIVE", "E0000001"]),
        ("POST", "/lifecycle/unlock", null, ["E0000032", "E0000032", "E0000032", "E0000032", "E0000032", "ACTIVE", "E0000032", "E0000032"]),
        ("POST", "/lifecycle/reset_factors", null, ["STAGED", "PROVISIONED", "ACTIVE", "RECOVERY", "PASSWORD_EXPIRED", "LOCKED_OUT", "SUSPENDED", "E0000038"]),
        ("POST", "/lifecycle/expire_password", null, ["E0000038", "E0000038", "PASSWORD_EXPIRED", "E0000038", "PASSWORD_EXPIRED", "E0000038", "E0000038", "E0000038"]),
        ("POST", "/lifecycle/expire_password_with_temp_password", null, ["E0000038", "E0000038", "PASSWORD_EXPIRED", "PASSWORD_EXPIRED", "PASSWORD_EXPIRED", "E0000038", "E0000038", "E0000038"]),
        ("POST", "/lifecycle/reset_password?sendEmail=false", null, ["E0000038", "E0000038", "RECOVERY", "RECOVERY", "RECOVERY", "RECOVERY", "E0000038", "E0000038"]),
        ("POST", "/credentials/forgot_password?sendEmail=false", null, ["E0000034", "E0000034", "ACTIVE", "E0000034", "PASSWORD_EXPIRED", "E0000034", "E0000034", "E0000034"]),
        ("POST", "/credentials/change_password", ChangePassword, ["STAGED", "E0000035", "ACTIVE", "ACTIVE", "ACTIVE", "E0000035", "E0000035", "E0000035"]),
        ("POST", "/credentials/change_recovery_question", ChangeQuestion, ["STAGED", "E0000036", "ACTIVE", "RECOVERY", "PASSWORD_EXPIRED", "E0000036", "E0000036", "E0000036"]),
        ("POST", "/credentials/forgot_password_recovery_question", Recover, ["E0000034", "E0000034", "ACTIVE", "E0000034", "ACTIVE", "E0000034", "E0000034", "E0000034"]),
        ("DELETE", "", null, ["DEPROVISIONED", "DEPROVISIONED", "DEPROVISIONED", "DEPROVISIONED", "DEPROVISIONED", "DEPROVISIONED", "DEPROVISIONED", "404"]),
    ];

    [Fact]
    public async Task Every_operation_in_every_status_answers_as_the_table_says()
    {
        await using var service = await TestService.Start(engine);
        var id = await UserFixture.Make(service, "table@example.com");
        var wrong = new List<string>();
        foreach (var (method, path, body, answers) in Table)
        {
            for (var i = 0; i < Statuses.Length; i++)
            {
                await UserFixture.Put(service, id, Statuses[i]);
                var (_, answer, _) = await service.Send(method, $"api/v1/users/{id}{path}", body);
                var got = UserFixture.Code(answer) ?? await UserFixture.Status(service, id);
                if (got != answers[i]) wrong.Add($"{path} in {Statuses[i]}: {answers[i]} was expected, {got} came: {answer}");
            }
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public async Task A_suspended_user_goes_back_to_where_it_was()
    {
        await using var service = await TestService.Start(engine);
        var id = await UserFixture.Make(service, "back@example.com");
        foreach (var status in (UserStatus[])[ACTIVE, RECOVERY, PASSWORD_EXPIRED, LOCKED_OUT])
        {
            await UserFixture.Put(service, id, status);
            Assert.Equal(200, (await service.Send("POST", $"api/v1/users/{id}/lifecycle/suspend")).Status);
            Assert.Equal("SUSPENDED", await UserFixture.Status(service, id));
            Assert.Equal(200, (await service.Send("POST", $"api/v1/users/{id}/lifecycle/unsuspend")).Status);
            Assert.Equal(status.ToString(), await UserFixture.Status(service, id));
        }
    }

    [Fact]
    public async Task A_deactivated_user_comes_back_without_its_password_tokens_roles_and_sessions()
    {
        await using var service = await TestService.Start(engine);
        var (client, _) = await service.NewClient(service.Org, RoleType.USER_ADMIN);
        var (_, me, _) = await service.Send("GET", "api/v1/users/me", by: client);
        var id = me.GetProperty("id").GetString()!;
        await UserFixture.Put(service, id, ACTIVE);
        await Sessions(service, id, 2);

        Assert.Equal(200, (await service.Send("POST", $"api/v1/users/{id}/lifecycle/deactivate")).Status);
        Assert.Equal(401, (await service.Send("GET", "api/v1/users/me", by: client)).Status);
        var (_, activated, _) = await service.Send("POST", $"api/v1/users/{id}/lifecycle/activate?sendEmail=false");
        Assert.EndsWith($"/tokens/{activated.GetProperty("activationToken").GetString()}/verify", activated.GetProperty("activationUrl").GetString(), StringComparison.Ordinal);
        Assert.Equal("PROVISIONED", await UserFixture.Status(service, id));
        Assert.Equal(401, (await service.Send("GET", "api/v1/users/me", by: client)).Status);
        foreach (var type in (string[])["user.lifecycle.deactivate", "user.session.clear", "system.api_token.revoke", "user.account.privilege.revoke", "user.lifecycle.activate"])
            Assert.NotEmpty(await service.Events(type));
        await using var db = await service.Store.Read(service.Org);
        Assert.False(await db.Any($"select 1 from sessions where org_id = {service.Org.Id} and user_id = {id}"));
    }

    [Fact]
    public async Task A_suspended_users_token_and_sessions_are_of_no_use()
    {
        await using var service = await TestService.Start(engine);
        var (client, _) = await service.NewClient(service.Org, RoleType.READ_ONLY_ADMIN);
        var (_, me, _) = await service.Send("GET", "api/v1/users/me", by: client);
        var id = me.GetProperty("id").GetString()!;
        await Sessions(service, id, 1);
        Assert.Equal(200, (await service.Send("POST", $"api/v1/users/{id}/lifecycle/suspend")).Status);
        Assert.Equal(401, (await service.Send("GET", "api/v1/users/me", by: client)).Status);
        Assert.Equal("1", (await service.Events("user.session.clear"))[0].GetProperty("debugContext").GetProperty("debugData").GetProperty("sessions").GetString());
        Assert.Equal(200, (await service.Send("POST", $"api/v1/users/{id}/lifecycle/unsuspend")).Status);
        Assert.Equal(200, (await service.Send("GET", "api/v1/users/me", by: client)).Status);
    }

    [Fact]
    public async Task Deleting_twice_takes_everything_of_the_user_away()
    {
        await using var service = await TestService.Start(engine);
        var id = await UserFixture.Make(service, "gone@example.com", query: "");
        await service.Send("POST", $"api/v1/users/{id}/lifecycle/reactivate");
        Assert.Equal(204, (await service.Send("DELETE", $"api/v1/users/{id}")).Status);
        Assert.Equal("DEPROVISIONED", await UserFixture.Status(service, id));
        Assert.Equal(204, (await service.Send("DELETE", $"api/v1/users/{id}")).Status);
        var (status, error, _) = await service.Send("GET", $"api/v1/users/{id}");
        Assert.Equal((404, $"Not found: Resource not found: {id} (User)"), (status, error.GetProperty("errorSummary").GetString()));
        Assert.NotNull(await UserFixture.Make(service, "gone@example.com"));
        Assert.Single(await service.Events("user.lifecycle.delete.initiated"));
        Assert.Single(await service.Events("user.lifecycle.delete.completed"));
        await using var db = await service.Store.Read(service.Org);
        Assert.False(await db.Any($"select 1 from user_values where org_id = {service.Org.Id} and user_id = {id}"));
        Assert.False(await db.Any($"select 1 from one_time_links where org_id = {service.Org.Id} and user_id = {id}"));
    }

    [Fact]
    public async Task A_new_link_makes_the_old_one_worthless_and_a_password_makes_all()
    {
        await using var service = await TestService.Start(engine);
        var id = await UserFixture.Make(service, "links@example.com", query: "");
        var (_, first, _) = await service.Send("POST", $"api/v1/users/{id}/lifecycle/reactivate?sendEmail=false");
        var (_, second, _) = await service.Send("POST", $"api/v1/users/{id}/lifecycle/reactivate?sendEmail=false");
        Assert.NotEqual(first.GetProperty("activationToken").GetString(), second.GetProperty("activationToken").GetString());
        Assert.Equal("{}", (await service.Send("POST", $"api/v1/users/{id}/lifecycle/reactivate?sendEmail=true")).Body.ToString());
        await using (var db = await service.Store.Read(service.Org))
            Assert.Equal([Tokens.Hash(second.GetProperty("activationToken").GetString()!)], await db.All($"select hash from one_time_links where org_id = {service.Org.Id} and user_id = {id}", row => row.Bytes(0)));
        Assert.Equal(200, (await service.Send("POST", $"api/v1/users/{id}", """{"credentials":{"password":{"value":"Another2zebra"}}}""")).Status);
        Assert.Equal("ACTIVE", await UserFixture.Status(service, id));
        await using var later = await service.Store.Read(service.Org);
        Assert.False(await later.Any($"select 1 from one_time_links where org_id = {service.Org.Id} and user_id = {id}"));
    }

    [Fact]
    public async Task What_is_asked_of_a_user_that_is_not_there_is_not_found()
    {
        await using var service = await TestService.Start(engine);
        foreach (var (method, path, body, _) in Table)
        {
            var (status, error, _) = await service.Send(method, "api/v1/users/00unobody00000000000" + path, body);
            Assert.Equal((404, "E0000007"), (status, UserFixture.Code(error)));
        }
        foreach (var path in (string[])["blocks", "clients", "devices", "grants", "idps"]) Assert.Equal(404, (await service.Send("GET", $"api/v1/users/00unobody00000000000/{path}")).Status);
    }

    [Fact]
    public async Task Sessions_are_cleared_and_lists_that_are_kept_nowhere_are_empty()
    {
        await using var service = await TestService.Start(engine);
        var id = await UserFixture.Make(service, "empty@example.com");
        await Sessions(service, id, 3);
        Assert.Equal(204, (await service.Send("DELETE", $"api/v1/users/{id}/sessions?oauthTokens=true")).Status);
        var data = Assert.Single(await service.Events("user.session.clear")).GetProperty("debugContext").GetProperty("debugData");
        Assert.Equal(("3", "true", "true"), (data.GetProperty("sessions").GetString(), data.GetProperty("oauthTokens").GetString(), data.GetProperty("forgetDevices").GetString()));
        foreach (var path in (string[])["blocks", "clients", "devices", "grants", "idps"]) Assert.Equal("[]", (await service.Send("GET", $"api/v1/users/{id}/{path}")).Body.ToString());
        Assert.Equal(204, (await service.Send("DELETE", $"api/v1/users/{id}/grants")).Status);
        await UserFixture.Put(service, id, LOCKED_OUT);
        Assert.Equal("ANY_DEVICES", (await service.Send("GET", $"api/v1/users/{id}?expand=blocks")).Body.GetProperty("_embedded").GetProperty("blocks")[0].GetProperty("appliesTo").GetString());
    }

    private static Task Sessions(TestService service, string user, int count) => service.Store.Write<Done>(service.Caller, Permission.RevokeSessions, async tx =>
    {
        for (var i = 0; i < count; i++)
            await tx.Run($"insert into sessions (org_id, id, hash, user_id, created, ends) values ({tx.Org.Id}, {Ids.New(Ids.Session, tx.At)}, {Tokens.Hash(Ids.Secret(20))}, {user}, {tx.At}, {tx.At + 1_000_000_000L})");
        tx.Record(SystemLog.Event.Of(UserEvents.ProfileUpdated));
        return Done.It;
    }, TestContext.Current.CancellationToken);
}
