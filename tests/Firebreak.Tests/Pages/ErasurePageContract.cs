using System.Text.RegularExpressions;
using Firebreak.Tests.Service;
using Firebreak.Tests.SystemLog;
using Xunit;

namespace Firebreak.Tests.Pages;

public sealed class ErasurePageOnSqlite() : ErasurePageContract(Engine.Sqlite);

public sealed class ErasurePageOnPostgres() : ErasurePageContract(Engine.Postgres);

public abstract partial class ErasurePageContract(Engine engine)
{
    private const string Password = "Compilers-are-fun-1952";

    [Fact]
    public async Task A_persons_entries_are_counted_named_and_erased_and_the_copies_looked_at_again()
    {
        await using var service = await TestService.Start(engine);
        await service.AddUser("boss@example.com", Password, RoleType.SUPER_ADMIN);
        var id = await NewUser(service, "ada@example.com");
        await LiveLogs.Placed(service.Store);
        using var browser = new Browser(service, "acme");
        await browser.SignIn("boss@example.com", Password);
        var page = $"/admin/users/{id}/erase";

        Assert.Contains($"href=\"/o/acme{page}\"", (await browser.Get($"/admin/users/{id}")).Body, StringComparison.Ordinal);
        var asked = (await browser.Get(page)).Body;
        Assert.Contains("Erase Ada Lovelace from the log", asked, StringComparison.Ordinal);
        Assert.Contains("2 entries", asked, StringComparison.Ordinal);
        Assert.Contains("user.lifecycle.activate", asked, StringComparison.Ordinal);
        Assert.Empty(await service.Events("firebreak.log.erase"));

        foreach (var (reason, name, said) in new[] { ("because", "somebody else", "not the name"), ("", "ada@example.com", "characters that say why") })
        {
            var (status, refused, _) = await browser.Post(page, new() { ["reason"] = reason, ["confirm"] = name });
            Assert.Equal(400, status);
            Assert.Contains(said, refused, StringComparison.Ordinal);
        }
        Assert.Empty(await service.Events("firebreak.log.erase"));

        var (erased, body, _) = await browser.Post(page, new() { ["reason"] = "request of 3 May", ["confirm"] = "ada@example.com" });
        Assert.Equal(200, erased);
        Assert.Contains("2 entries are erased", body, StringComparison.Ordinal);
        Assert.Contains("Every copy that this service keeps has followed", body, StringComparison.Ordinal);
        await LiveLogs.Placed(service.Store);
        var order = Assert.Single(await service.Events("firebreak.log.erase"));
        Assert.Equal("request of 3 May", order.GetProperty("outcome").GetProperty("reason").GetString());
        Assert.Equal("boss@example.com", order.GetProperty("actor").GetProperty("alternateId").GetString());
        var after = (await browser.Get(page)).Body;
        Assert.Contains("Nothing is left to erase", after, StringComparison.Ordinal);
        Assert.Contains("request of 3 May", after, StringComparison.Ordinal);
        Assert.Equal(["0", "2 of 2", "0 of 0", "0"], Found().Matches(after).Select(match => match.Groups[1].Value));
        Assert.Equal(2, (await LiveLogs.IsSound(service.Store)).Gone);
    }

    [Fact]
    public async Task Who_was_deleted_is_erased_by_id_and_what_is_no_user_is_nobody()
    {
        await using var service = await TestService.Start(engine);
        await service.AddUser("boss@example.com", Password, RoleType.SUPER_ADMIN);
        var id = await NewUser(service, "ada@example.com");
        for (var i = 0; i < 2; i++) await service.Send("DELETE", $"api/v1/users/{id}");
        await LiveLogs.Placed(service.Store);
        using var browser = new Browser(service, "acme");
        await browser.SignIn("boss@example.com", Password);
        Assert.Contains($"Erase {id} from the log", (await browser.Get($"/admin/users/{id}/erase")).Body, StringComparison.Ordinal);
        Assert.Contains("are erased", (await browser.Post($"/admin/users/{id}/erase", new() { ["reason"] = "gone", ["confirm"] = id })).Body, StringComparison.Ordinal);
        Assert.Equal(404, (await browser.Get("/admin/users/nobody/erase")).Status);
        Assert.Contains("There is nothing to erase", (await browser.Get("/admin/users/00unobody0000000walk/erase")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_may_not_erase_is_not_offered_it_and_is_refused()
    {
        await using var service = await TestService.Start(engine);
        await service.AddUser("admin@example.com", Password, RoleType.ORG_ADMIN);
        var id = await NewUser(service, "ada@example.com");
        using var browser = new Browser(service, "acme");
        await browser.SignIn("admin@example.com", Password);
        Assert.DoesNotContain("/erase", (await browser.Get($"/admin/users/{id}")).Body, StringComparison.Ordinal);
        Assert.Equal(403, (await browser.Get($"/admin/users/{id}/erase")).Status);
        Assert.Equal(403, (await browser.Post($"/admin/users/{id}/erase", new() { ["reason"] = "because", ["confirm"] = "ada@example.com" })).Status);
        Assert.DoesNotContain("/admin/settings/retention", (await browser.Get("/admin/settings")).Body, StringComparison.Ordinal);
    }

    private static async Task<string> NewUser(TestService service, string login)
    {
        var (_, user, _) = await service.Send("POST", "api/v1/users", $$$"""{"profile":{"firstName":"Ada","lastName":"Lovelace","login":"{{{login}}}","email":"{{{login}}}"}}""");
        return user.GetProperty("id").GetString()!;
    }

    [GeneratedRegex("""<td class="n">([\d of]+)</td><td><span class="chip good">""")]
    private static partial Regex Found();
}
