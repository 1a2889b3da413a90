using Firebreak.Directory;
using Firebreak.Tests.Service;
using Xunit;

namespace Firebreak.Tests.Pages;

public sealed class PasswordPageOnSqlite() : PasswordPageContract(Engine.Sqlite);

public sealed class PasswordPageOnPostgres() : PasswordPageContract(Engine.Postgres);

/// <summary>What an administrator hands over leads its user in: links, and a password that is good for once.</summary>
public abstract class PasswordPageContract(Engine engine)
{
    private const string Login = "grace@example.com", Good = "Compilers-are-fun-1952";

    [Fact]
    public async Task An_activation_link_sets_the_first_password_once()
    {
        await using var service = await TestService.Start(engine);
        await service.NewOrg("globex");
        var link = await Activate(service);
        using var browser = new Browser(service, "acme");
        Assert.Contains("Grace Hopper", (await browser.Get(link)).Body, StringComparison.Ordinal);
        using (var elsewhere = new Browser(service, "globex")) Assert.Equal(404, (await elsewhere.Get(link)).Status);

        var (status, weak, _) = await browser.Post(link, new() { ["password"] = "short", ["again"] = "short" });
        Assert.Equal(400, status);
        Assert.Contains("That is not strong enough.", weak, StringComparison.Ordinal);
        Assert.Contains("not the same", (await browser.Post(link, new() { ["password"] = Good, ["again"] = "another" })).Body, StringComparison.Ordinal);
        Assert.Equal(401, (await browser.SignIn(Login, Good)).Status);

        Assert.Equal((303, "/o/acme/sign-in?done=password"), await Result(browser.Post(link, new() { ["password"] = Good, ["again"] = Good })));
        Assert.Equal(404, (await browser.Get(link)).Status);
        Assert.Equal(404, (await browser.Post(link, new() { ["password"] = Good, ["again"] = Good })).Status);
        Assert.Equal(303, (await browser.SignIn(Login, Good)).Status);
        Assert.Equal(Login, Assert.Single(await service.Events("user.account.update_password")).GetProperty("actor").GetProperty("alternateId").GetString());
    }

    [Fact]
    public async Task A_reset_link_sets_a_new_password_and_ends_sessions_but_not_a_suspended_users()
    {
        await using var service = await TestService.Start(engine);
        await service.AddUser(Login, Good);
        using var before = new Browser(service, "acme");
        await before.SignIn(Login, Good);
        var (_, answer, _) = await service.Send("POST", $"api/v1/users/{Login}/lifecycle/reset_password?sendEmail=false");
        var link = new Uri(answer.GetProperty("resetPasswordUrl").GetString()!).AbsolutePath["/o/acme".Length..];
        using var browser = new Browser(service, "acme");
        Assert.Equal(200, (await service.Send("POST", $"api/v1/users/{Login}/lifecycle/suspend")).Status);
        Assert.Equal(404, (await browser.Get(link)).Status);
        Assert.Equal(200, (await service.Send("POST", $"api/v1/users/{Login}/lifecycle/unsuspend")).Status);

        Assert.Contains("used too recently", (await browser.Post(link, new() { ["password"] = Good, ["again"] = Good })).Body, StringComparison.Ordinal);
        Assert.Equal(303, (await browser.Post(link, new() { ["password"] = "Another-1-altogether", ["again"] = "Another-1-altogether" })).Status);
        Assert.Equal(401, (await browser.SignIn(Login, Good)).Status);
        Assert.Equal(303, (await browser.SignIn(Login, "Another-1-altogether")).Status);
        Assert.Contains("Sign in to", (await before.Get("/")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_temporary_password_is_good_for_replacing_it()
    {
        await using var service = await TestService.Start(engine);
        await service.AddUser(Login, Good);
        var (_, answer, _) = await service.Send("POST", $"api/v1/users/{Login}/lifecycle/expire_password_with_temp_password");
        var once = answer.GetProperty("tempPassword").GetString()!;
        using var browser = new Browser(service, "acme");
        var (status, asked, _) = await browser.SignIn(Login, once);
        Assert.Equal(200, status);
        Assert.Contains("Your password has expired", asked, StringComparison.Ordinal);

        Dictionary<string, string> Sent(string old, string password, string login = Login) => new() { ["login"] = login, ["old"] = old, ["password"] = password, ["again"] = password };
        var wrong = await browser.Post("/sign-in/password", Sent("wrong", "Another-1-altogether"));
        var nobody = await browser.Post("/sign-in/password", Sent("wrong", "Another-1-altogether", "nobody@example.com"));
        Assert.Equal((401, 401), (wrong.Status, nobody.Status));
        Assert.Contains("That did not work.", nobody.Body, StringComparison.Ordinal);
        Assert.Equal(400, (await browser.Post("/sign-in/password", Sent(once, "short"))).Status);
        Assert.Equal((303, "/o/acme/"), await Result(browser.Post("/sign-in/password", Sent(once, "Another-1-altogether"))));
        Assert.Equal(200, (await browser.Get("/")).Status);
        // From now on the old one is neither right nor expired.
        Assert.Equal(401, (await browser.Post("/sign-in/password", Sent("Another-1-altogether", "Yet-another-1-of-them"))).Status);
    }

    [Fact]
    public async Task A_wrong_password_counts_at_this_door_too()
    {
        await using var service = await TestService.Start(engine);
        await service.AddUser(Login, Good);
        using var browser = new Browser(service, "acme");
        for (var i = 0; i < PasswordSignIn.MostFailures; i++)
            Assert.Equal(401, (await browser.Post("/sign-in/password", new() { ["login"] = Login, ["old"] = "wrong", ["password"] = "Another-1-altogether", ["again"] = "Another-1-altogether" })).Status);
        Assert.Single(await service.Events("user.account.lock"));
    }

    private static async Task<string> Activate(TestService service)
    {
        var (_, user, _) = await service.Send("POST", "api/v1/users?activate=false", $$$"""{"profile":{"firstName":"Grace","lastName":"Hopper","login":"{{{Login}}}","email":"{{{Login}}}"}}""");
        var (_, answer, _) = await service.Send("POST", $"api/v1/users/{user.GetProperty("id").GetString()}/lifecycle/activate?sendEmail=false");
        return new Uri(answer.GetProperty("activationUrl").GetString()!).AbsolutePath["/o/acme".Length..];
    }

    private static async Task<(int Status, string? To)> Result(Task<(int Status, string Body, string? To)> answer) => (await answer) is var (status, _, to) ? (status, to) : default;
}
