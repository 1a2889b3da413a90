using System.Net;
using System.Text.RegularExpressions;
using Firebreak.Directory;
using Firebreak.Tests.Service;
using Xunit;

namespace Firebreak.Tests.Pages;

public sealed class SignInOnSqlite() : SignInContract(Engine.Sqlite);

public sealed class SignInOnPostgres() : SignInContract(Engine.Postgres);

public abstract partial class SignInContract(Engine engine)
{
    private const string Password = "Compilers-are-fun-1952";

    [Fact]
    public async Task A_right_password_begins_a_session_that_its_cookie_carries_and_signing_out_ends()
    {
        await using var service = await TestService.Start(engine);
        await service.AddUser("grace@example.com", Password);
        using var browser = new Browser(service, "acme");
        var (status, _, to) = await browser.SignIn("Grace@Example.com", Password);
        Assert.Equal((303, "/o/acme/"), (status, to));
        Assert.Equal(200, (await browser.Get("/")).Status);
        Assert.Equal(303, (await browser.Post("/sign-out", [])).Status);
        Assert.Equal(303, (await browser.Get("/admin/users")).Status);
        var started = Assert.Single(await service.Events("user.session.start"));
        var ended = Assert.Single(await service.Events("user.session.end"));
        string Session(System.Text.Json.JsonElement e) => e.GetProperty("authenticationContext").GetProperty("externalSessionId").GetString()!;
        Assert.Equal(Session(started), Session(ended));
    }

    [Fact]
    public async Task Whoever_fails_is_told_the_same_and_the_log_alone_says_why()
    {
        await using var service = await TestService.Start(engine);
        await service.AddUser("grace@example.com", Password);
        using var browser = new Browser(service, "acme");
        var wrong = await browser.SignIn("grace@example.com", "wrong");
        var unknown = await browser.SignIn("nobody@example.com", "wrong");
        Assert.Equal(401, wrong.Status);
        Assert.Equal(wrong.Status, unknown.Status);
        Assert.Equal(Told().Match(wrong.Body).Value, Told().Match(unknown.Body).Value);
        Assert.Equal(["INVALID_CREDENTIALS", "VERIFICATION_ERROR"], (await service.Events("user.session.start")).Select(e => e.GetProperty("outcome").GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task Ten_wrong_passwords_lock_a_user_out_even_with_the_right_one()
    {
        await using var service = await TestService.Start(engine);
        await service.AddUser("grace@example.com", Password);
        using var browser = new Browser(service, "acme");
        for (var i = 0; i < PasswordSignIn.MostFailures; i++) Assert.Equal(401, (await browser.SignIn("grace@example.com", "wrong")).Status);
        Assert.Equal(401, (await browser.SignIn("grace@example.com", Password)).Status);
        Assert.Single(await service.Events("user.account.lock"));
        await using var db = await service.Store.Read(service.Org);
        Assert.Equal(UserStatus.LOCKED_OUT, (await UserTable.FindByLogin(db, service.Org.Id, "grace@example.com"))!.Status);
    }

    [Fact]
    public async Task A_session_is_worth_nothing_in_another_org_and_a_form_nothing_without_its_token()
    {
        await using var service = await TestService.Start(engine);
        await service.NewOrg("other");
        await service.AddUser("grace@example.com", Password, RoleType.SUPER_ADMIN);
        using var browser = new Browser(service, "acme");
        await browser.SignIn("grace@example.com", Password);
        Assert.Equal(200, (await browser.Get("/admin/settings")).Status);
        var cookie = browser.Cookies.GetAllCookies().Single(kept => kept.Name.StartsWith("sid_", StringComparison.Ordinal));
        using var stranger = new Browser(service, "other");
        stranger.Cookies.Add(new Cookie(cookie.Name, cookie.Value, "/o/other", "127.0.0.1"));
        stranger.Cookies.Add(new Cookie("sid_" + (await service.Find("other")).Id, cookie.Value, "/o/other", "127.0.0.1"));
        Assert.Equal(303, (await stranger.Get("/admin/settings")).Status);
        var (status, body, _) = await browser.Post("/sign-out", [], token: "forged");
        Assert.Equal(400, status);
        Assert.Contains("That form is too old", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_that_a_role_does_not_allow_says_so_kindly_and_the_log_knows()
    {
        await using var service = await TestService.Start(engine);
        await service.AddUser("grace@example.com", Password);
        using var browser = new Browser(service, "acme");
        await browser.SignIn("grace@example.com", Password);
        var (status, body, _) = await browser.Get("/admin/users");
        Assert.Equal(403, status);
        Assert.Contains("You may not do this", body, StringComparison.Ordinal);
        Assert.Single(await service.Events("firebreak.access.refused"));
    }

    [Fact]
    public async Task The_first_run_link_works_once_and_only_until_there_is_an_administrator()
    {
        await using var service = await TestService.Start(engine);
        var link = await FirstRun.MakeLink(service.Store);
        using var browser = new Browser(service, Orgs.OperatorName);
        Dictionary<string, string> Who(string password) => new()
        {
            ["firstName"] = "Ada",
            ["lastName"] = "L",
            ["email"] = "ada@example.com",
            ["password"] = password,
            ["again"] = password,
        };
        Assert.Equal(400, (await browser.Post($"/first-run/{link}", Who("short"))).Status);
        Assert.Equal(303, (await browser.Post($"/first-run/{link}", Who(Password))).Status);
        Assert.Equal(404, (await browser.Get($"/first-run/{link}")).Status);
        Assert.Null(await FirstRun.MakeLink(service.Store));
        Assert.Equal(303, (await browser.SignIn("ada@example.com", Password)).Status);
        Assert.Equal(200, (await browser.Get("/admin/orgs")).Status);
    }

    [Fact]
    public async Task Every_page_forbids_what_it_does_not_need()
    {
        await using var service = await TestService.Start(engine);
        foreach (var address in new[] { "/", "/o/acme/", "/o/acme/sign-in", "/o/acme/first-run/nothing", "/o/acme/admin/users" })
        {
            using var response = await service.Client.GetAsync(new Uri(service.Address + address), TestContext.Current.CancellationToken);
            var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
            Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        }
    }

    [GeneratedRegex("<div class=\"problem\".*?</div>", RegexOptions.Singleline)]
    private static partial Regex Told();
}
