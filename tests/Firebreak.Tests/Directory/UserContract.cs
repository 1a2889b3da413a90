using Firebreak.Tests.Service;
using Xunit;

namespace Firebreak.Tests.Directory;

public sealed class UserOnSqlite() : UserContract(Engine.Sqlite);

public sealed class UserOnPostgres() : UserContract(Engine.Postgres);

public abstract class UserContract(Engine engine)
{
    private const string Taken = "An object with this field already exists in the current organization";

    // What is sent, the status and code that answer, and what the first cause begins with.
    private static readonly (string Query, string Body, int Status, string Code, string Cause)[] Bad =
    [
        ("", "", 400, "E0000003", ""), ("", "[]", 400, "E0000003", ""), ("", "{}", 400, "E0000003", "profile"), ("", """{"profile":5}""", 400, "E0000003", "profile"),
        ("", """{"profile":{}}""", 400, "E0000001", "login: The field cannot be left blank"),
        ("", """{"profile":{"login":"a@b.c\ud800","email":"a@b.cd","firstName":"A","lastName":"B"}}""", 400, "E0000003", ""),
        ("", """{"profile":{"login":"a@b.cd\u0000","email":"a@b.cd","firstName":"A","lastName":"B"}}""", 400, "E0000003", ""),
        ("", UserFixture.Body("nomail"), 400, "E0000001", "login: Username must be in the form of an email address"),
        ("", UserFixture.Body("taken@example.com"), 400, "E0000001", "login: " + Taken),
        ("", UserFixture.Body("TAKEN@example.com"), 400, "E0000001", "login: " + Taken),
        ("", UserFixture.Body("a@example.com", ",\"shoeSize\":\"44\""), 400, "E0000001", "Property name shoeSize"),
        ("", UserFixture.Body("a@example.com", ",\"title\":5"), 400, "E0000001", "title: The field must be a string"),
        ("", UserFixture.Body("a@example.com", ",\"countryCode\":\"GER\""), 400, "E0000001", "countryCode: String is too long"),
        ("", UserFixture.Body("a@example.com", ",\"secondEmail\":\"nobody\""), 400, "E0000001", "secondEmail: The field must be an email address"),
        ("", UserFixture.Body("a@example.com", ",\"firstName\":\"\""), 400, "E0000001", "firstName: The field cannot be left blank"),
        ("", UserFixture.Body("a@example.com", ",\"badge\":\"4\""), 400, "E0000001", "badge: The field must be an integer"),
        ("", UserFixture.Body("a@example.com", ",\"badge\":7"), 400, "E0000001", "badge: " + Taken),
        ("", UserFixture.Body("a@example.com", more: ",\"credentials\":[]"), 400, "E0000003", "credentials"),
        ("", UserFixture.Body("a@example.com", more: ",\"credentials\":{\"password\":{\"value\":\"short\"}}"), 400, "E0000001", "password: Password requirements were not met."),
        ("", UserFixture.Body("a@example.com", more: ",\"credentials\":{\"password\":{\"value\":5}}"), 400, "E0000001", "password:"),
        ("", UserFixture.Body("a@example.com", more: ",\"credentials\":{\"password\":{\"hash\":{\"algorithm\":\"ROT13\",\"value\":\"x\"}}}"), 400, "E0000001", "password.algorithm:"),
        ("", UserFixture.Body("a@example.com", more: ",\"credentials\":{\"password\":{\"hook\":{\"type\":\"default\"}}}"), 400, "E0000001", "password:"),
        ("", UserFixture.Body("a@example.com", more: ",\"credentials\":{\"recovery_question\":{\"question\":\"Who?\"}}"), 400, "E0000001", "recovery_question.answer"),
        ("", UserFixture.Body("a@example.com", more: ",\"credentials\":{\"recovery_question\":{\"question\":\"Who?\",\"answer\":\"abc\"}}"), 400, "E0000001", "recovery_question.answer"),
        ("", UserFixture.Body("a@example.com", more: ",\"credentials\":{\"provider\":{\"type\":\"FEDERATION\"}}"), 400, "E0000001", "provider"),
        ("?provider=true", UserFixture.Body("a@example.com", more: ",\"credentials\":{\"provider\":{\"type\":\"SOCIAL\"},\"password\":{\"value\":\"Correct1horse\"}}"), 400, "E0000041", ""),
        ("?provider=true", UserFixture.Body("a@example.com", more: ",\"credentials\":{\"provider\":{\"type\":\"CARRIER_PIGEON\"}}"), 400, "E0000001", "provider.type"),
        ("", UserFixture.Body("a@example.com", more: ",\"type\":{\"id\":\"otynobody\"}"), 400, "E0000001", "type:"),
        ("", UserFixture.Body("a@example.com", more: ",\"groupIds\":[\"00gnobody\"]"), 404, "E0000007", ""),
        ("", UserFixture.Body("a@example.com", more: ",\"groupIds\":[5]"), 400, "E0000003", "groupIds"),
        ("", UserFixture.Body("a@example.com", more: ",\"realmId\":\"guo1\""), 400, "E0000001", "realmId"),
        ("?nextLogin=changePassword", UserFixture.Body("a@example.com"), 400, "E0000124", ""),
        ("?nextLogin=changePassword&activate=false", UserFixture.Body("a@example.com"), 400, "E0000125", ""),
        ("?nextLogin=never", UserFixture.Body("a@example.com"), 400, "E0000001", "nextLogin"),
    ];

    [Fact]
    public async Task What_is_wrong_is_refused_in_Oktas_words_and_nothing_is_made()
    {
        await using var service = await TestService.Start(engine);
        await UserSearchContract.Customise(service, """{"badge":{"type":"integer","unique":"UNIQUE_VALIDATED"}}""");
        await UserFixture.Make(service, "taken@example.com", ",\"badge\":7");
        var wrong = new List<string>();
        foreach (var (query, body, status, code, cause) in Bad)
        {
            var (got, error, _) = await service.Send("POST", "api/v1/users" + query, body);
            if ((got, UserFixture.Code(error)) != (status, code) || (cause.Length > 0 && !UserFixture.Causes(error)[0].StartsWith(cause, StringComparison.Ordinal))) wrong.Add($"{query} {body}: {got} {error}");
        }
        Assert.Empty(wrong);
        var (_, empty, _) = await service.Send("POST", "api/v1/users", """{"profile":{}}""");
        Assert.Equal("Api validation failed: login", empty.GetProperty("errorSummary").GetString());
        Assert.Equal(4, UserFixture.Causes(empty).Length);
        Assert.Equal("Api validation failed: newUser", (await service.Send("POST", "api/v1/users", UserFixture.Body("a@example.com", ",\"x\":1"))).Body.GetProperty("errorSummary").GetString());
        Assert.Equal(404, (await service.Send("GET", "api/v1/users/a@example.com")).Status);
    }

    [Fact]
    public async Task A_users_status_follows_from_how_it_is_made()
    {
        await using var service = await TestService.Start(engine);
        const string Password = ",\"credentials\":{\"password\":{\"value\":\"Correct1horse\"}}";
        const string Hash = ",\"credentials\":{\"password\":{\"hash\":{\"algorithm\":\"SHA-512\",\"salt\":\"QmFzZTY0\",\"saltOrder\":\"PREFIX\",\"value\":\"7QM2Uv0hHgXJYRFqTZN6mxTIFpIZSmkVXVZDtIUHcwWKnOrGO1i04hNSBP+RMZQnYVmDUNLO5dVZ1vNTAK0UZg==\"}}}";
        const string Federated = ",\"credentials\":{\"provider\":{\"type\":\"FEDERATION\",\"name\":\"Corp\"}}";
        (string, string, string, string)[] cases =
        [
            ("?activate=false", "", "STAGED", "OKTA"), ("", "", "PROVISIONED", "OKTA"), ("", Password, "ACTIVE", "OKTA"), ("?activate=false", Password, "STAGED", "OKTA"),
            ("?nextLogin=changePassword", Password, "PASSWORD_EXPIRED", "OKTA"), ("", Hash, "ACTIVE", "IMPORT"), ("?provider=true", Federated, "ACTIVE", "FEDERATION"),
            ("?provider=true&activate=false", Federated, "STAGED", "FEDERATION"),
        ];
        foreach (var (i, (query, more, status, provider)) in cases.Index())
        {
            var (made, user, _) = await service.Send("POST", "api/v1/users" + query, UserFixture.Body($"made{i}@example.com", more: more));
            Assert.True(made == 200, user.ToString());
            Assert.Equal((query, status, provider), (query, user.GetProperty("status").GetString(), user.GetProperty("credentials").GetProperty("provider").GetProperty("type").GetString()));
            Assert.Equal(more is Password or Hash, user.GetProperty("credentials").TryGetProperty("password", out _));
            Assert.Equal(user.ToString(), (await service.Send("GET", $"api/v1/users/made{i}")).Body.ToString());
        }
        Assert.Equal(8, (await service.Events("user.lifecycle.create")).Count(e => e.ToString().Contains("made", StringComparison.Ordinal)));
        Assert.Equal("activation", (await service.Events("user.lifecycle.activate")).Single(e => e.ToString().Contains("made1@", StringComparison.Ordinal)).GetProperty("debugContext").GetProperty("debugData").GetProperty("mail").GetString());
    }

    [Fact]
    public async Task An_update_changes_what_was_sent_and_a_replacement_all()
    {
        await using var service = await TestService.Start(engine);
        var id = await UserFixture.Make(service, "ada@example.com", ",\"title\":\"Countess\",\"city\":\"London\"");
        await UserFixture.Make(service, "bob@example.com");
        var (_, user, _) = await service.Send("POST", $"api/v1/users/{id}", """{"profile":{"city":null,"nickName":"A","lastName":"King"}}""");
        Assert.Equal("""{"firstName":"Ada","lastName":"King","mobilePhone":null,"title":"Countess","nickName":"A","secondEmail":null,"login":"ada@example.com","email":"ada@example.com"}""", user.GetProperty("profile").GetRawText());
        var (_, replaced, _) = await service.Send("PUT", $"api/v1/users/{id}", UserFixture.Body("ada2@example.com"));
        Assert.Equal("""{"firstName":"Ada","lastName":"Lovelace","mobilePhone":null,"secondEmail":null,"login":"ada2@example.com","email":"ada2@example.com"}""", replaced.GetProperty("profile").GetRawText());
        Assert.Equal(["city,lastName,nickName", "email,lastName,login,nickName,title"],
            (await service.Events("user.account.update_profile")).Select(e => e.GetProperty("debugContext").GetProperty("debugData").GetProperty("changedAttributes").GetString()!));
        Assert.Equal(404, (await service.Send("GET", "api/v1/users/ada@example.com")).Status);
        Assert.Equal(200, (await service.Send("PUT", $"api/v1/users/{id}", replaced.GetRawText())).Status);
        foreach (var (method, body, cause) in ((string, string, string)[])[
            ("POST", """{"profile":{"login":"bob@example.com"}}""", "login: " + Taken), ("POST", """{"profile":{"firstName":null}}""", "firstName: The field cannot be left blank"),
            ("PUT", """{"profile":{"nickName":"A"}}""", "login: The field cannot be left blank"), ("POST", """{"type":{"id":"oty1"}}""", "type:"), ("PUT", """{"type":{"id":"oty1"}}""", "type:"),
            ("POST", """{"credentials":{"recovery_question":{"question":"Who?"}}}""", "recovery_question.answer")])
        {
            var (status, error, _) = await service.Send(method, $"api/v1/users/{id}", body);
            Assert.True(status == 400 && UserFixture.Causes(error)[0].StartsWith(cause, StringComparison.Ordinal), error.ToString());
        }
        var (unknown, refused, _) = await service.Send("POST", $"api/v1/users/{id}", """{"profile":{"x":1}}""");
        Assert.Equal((400, "Api validation failed: newProfile"), (unknown, refused.GetProperty("errorSummary").GetString()));
        await service.Send("DELETE", $"api/v1/users/{id}");
        Assert.Equal("E0000038", UserFixture.Code((await service.Send("POST", $"api/v1/users/{id}", """{"profile":{"nickName":"A"}}""")).Body));
    }

    [Fact]
    public async Task A_user_is_found_by_id_login_short_name_and_me_and_shows_what_is_asked_for()
    {
        await using var service = await TestService.Start(engine);
        var id = await UserFixture.Make(service, "isaac.brock@example.com");
        foreach (var name in (string[])[id, "ISAAC.brock@example.com", "isaac.Brock"]) Assert.Equal(id, (await service.Send("GET", "api/v1/users/" + name)).Body.GetProperty("id").GetString());
        await UserFixture.Make(service, "isaac.brock@example.org");
        Assert.Equal(404, (await service.Send("GET", "api/v1/users/isaac.brock")).Status);
        Assert.StartsWith("super_admin-", (await service.Send("GET", "api/v1/users/me")).Body.GetProperty("profile").GetProperty("login").GetString(), StringComparison.Ordinal);
        Assert.Equal(400, (await service.Send("GET", $"api/v1/users/{id}?expand=everything")).Status);
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/v1/users/" + id) { Content = new ByteArrayContent([]) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json; okta-response=\"omitCredentials,omitCredentialsLinks\"");
        using var response = await service.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.DoesNotContain("credentials", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Passwords_and_answers_are_checked_and_show_nowhere()
    {
        await using var service = await TestService.Start(engine);
        var secrets = new[] { UserFixture.Password, UserFixture.Answer, "the blue one", "Another2zebra", "Third3giraffe", "$aspnet$" };
        var said = new List<string>();
        var id = await UserFixture.Make(service, "secret@example.com", query: "",
            more: $",\"credentials\":{{\"password\":{{\"value\":\"{UserFixture.Password}\"}},\"recovery_question\":{{\"question\":\"Which?\",\"answer\":\"{UserFixture.Answer}\"}}}}");
        Assert.Equal("E0000014", await Ask("credentials/change_password", """{"oldPassword":{"value":"Wrong4answer"},"newPassword":{"value":"Another2zebra"}}"""));
        Assert.Equal("E0000014", await Ask("credentials/change_password", $$$"""{"oldPassword":{"value":"{{{UserFixture.Password}}}"},"newPassword":{"value":"short"}}"""));
        Assert.Equal("E0000014", await Ask("credentials/change_password", $$$"""{"oldPassword":{"value":"{{{UserFixture.Password}}}"},"newPassword":{"value":"{{{UserFixture.Password}}}"}}"""));
        Assert.Equal("", await Ask("credentials/change_password", $$$"""{"oldPassword":{"value":"{{{UserFixture.Password}}}"},"newPassword":{"value":"Another2zebra"}}"""));
        Assert.Equal("E0000001", await Ask("?strict=true", UserFixture.PasswordBody));
        Assert.Equal("E0000014", await Ask("credentials/forgot_password_recovery_question", """{"password":{"value":"Third3giraffe"},"recovery_question":{"answer":"red"}}"""));
        Assert.Equal("", await Ask("credentials/forgot_password_recovery_question", """{"password":{"value":"Third3giraffe"},"recovery_question":{"answer":"THE blue one"}}"""));
        Assert.Equal("E0000014", await Ask("credentials/change_recovery_question", """{"password":{"value":"Another2zebra"},"recovery_question":{"question":"Who?","answer":"Nobody"}}"""));
        Assert.Equal("E0000001", await Ask("credentials/change_recovery_question", """{"password":{"value":"Third3giraffe"}}"""));
        Assert.Equal("E0000001", await Ask("credentials/change_password", "{}"));
        Assert.Equal("", await Ask("credentials/change_recovery_question", """{"password":{"value":"Third3giraffe"},"recovery_question":{"question":"Who?","answer":"Nobody"}}"""));
        Assert.Equal("E0000001", await Ask("lifecycle/reset_password", null));
        said.Add((await service.Send("GET", $"api/v1/users/{id}")).Body.GetRawText());
        said.AddRange((await service.Events()).Select(e => e.GetRawText()));
        foreach (var secret in secrets) Assert.DoesNotContain(said, text => text.Contains(secret, StringComparison.OrdinalIgnoreCase));
        Assert.Equal(2, (await service.Events("user.account.update_password")).Count);

        var (_, temporary, _) = await service.Send("POST", $"api/v1/users/{id}/lifecycle/expire_password_with_temp_password?revokeSessions=true");
        var password = temporary.GetProperty("tempPassword").GetString()!;
        var (_, link, _) = await service.Send("POST", $"api/v1/users/{id}/lifecycle/reset_password?sendEmail=false");
        var token = link.GetProperty("resetPasswordUrl").GetString()!.Split('/')[^1];
        Assert.DoesNotContain(await service.Events(), e => e.GetRawText() is var text && (text.Contains(password, StringComparison.Ordinal) || text.Contains(token, StringComparison.Ordinal)));

        async Task<string> Ask(string path, string? body)
        {
            var (status, answer, _) = await service.Send("POST", $"api/v1/users/{id}" + (path.StartsWith('?') ? path : "/" + path), body);
            said.Add(answer.GetRawText());
            return status == 200 ? "" : UserFixture.Code(answer)!;
        }
    }
}
