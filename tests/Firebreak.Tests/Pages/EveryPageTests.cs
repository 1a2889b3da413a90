using Firebreak.Server.Api;
using Firebreak.Server.Pages;
using Firebreak.Storage;
using Firebreak.Tests.Service;
using Xunit;

namespace Firebreak.Tests.Pages;

/// <summary>What every page says, whoever asks for it.</summary>
public sealed class EveryPageTests
{
    private const string Password = "Compilers-are-fun-1952";

    [Fact]
    public async Task Every_page_speaks_the_browsers_language_and_says_which()
    {
        await using var service = await TestService.Start();
        await service.AddUser("grace@example.com", Password, RoleType.SUPER_ADMIN);
        using var browser = new Browser(service, "acme", "de-DE,de;q=0.9,en;q=0.5");
        foreach (var path in (string[])["/sign-in", "/first-run/nothing"]) Assert.Contains("<html lang=\"de\">", (await browser.Get(path)).Body, StringComparison.Ordinal);
        Assert.Contains("Das hat nicht geklappt.", (await browser.SignIn("grace@example.com", "wrong")).Body, StringComparison.Ordinal);
        await browser.SignIn("grace@example.com", Password);
        foreach (var path in Paths())
        {
            var (status, body, _) = await browser.Get(path);
            Assert.True(status is 200 or 400 or 403 or 404, $"{path}: {status}");
            Assert.Contains("<html lang=\"de\">", body, StringComparison.Ordinal);
        }
        Assert.Contains("Neuer Benutzer", (await browser.Get("/admin/users")).Body, StringComparison.Ordinal);
        Assert.Contains("E-Mail: Das ist keine E-Mail-Adresse.", (await browser.Post("/admin/users/new", new() { ["email"] = "nonsense", ["firstName"] = "A", ["lastName"] = "B" })).Body.Replace("<span>", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_page_says_that_the_clock_is_shifted()
    {
        await using var service = await TestService.Start(time: new ShiftedClock(new DateTimeOffset(2022, 1, 20, 23, 50, 0, TimeSpan.Zero)));
        await service.AddUser("grace@example.com", Password, RoleType.SUPER_ADMIN);
        using var browser = new Browser(service, "acme");
        var saying = Sentences.English.Say("clock.shifted");
        foreach (var path in (string[])["/sign-in", "/first-run/nothing"]) Assert.Contains(saying, (await browser.Get(path)).Body, StringComparison.Ordinal);
        await browser.SignIn("grace@example.com", Password);
        foreach (var path in Paths()) Assert.Contains(saying, (await browser.Get(path)).Body, StringComparison.Ordinal);
        Assert.Contains("2022-01-20 23:50:00Z", (await browser.Get("/")).Body, StringComparison.Ordinal);
        var first = (await service.Events())[0];
        Assert.Equal(("firebreak.org.create", "2022-01-20T23:50:00.000Z"), (first.GetProperty("eventType").GetString(), first.GetProperty("debugContext").GetProperty("debugData").GetProperty("clockBegan").GetString()));
        Assert.Contains("shifted clock", first.GetProperty("displayMessage").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_the_machines_clock_nothing_is_said_of_it()
    {
        await using var service = await TestService.Start();
        using var browser = new Browser(service, "acme");
        Assert.DoesNotContain(Sentences.English.Say("clock.shifted"), (await browser.Get("/sign-in")).Body, StringComparison.Ordinal);
        Assert.False((await service.Events())[0].GetProperty("debugContext").GetProperty("debugData").TryGetProperty("clockBegan", out _));
        await Server.Hosting.FirstStart.SayClock(service.Store);
        Assert.Empty(await service.Events("firebreak.clock.shift"));
    }

    [Fact]
    public async Task Each_start_with_a_shifted_clock_is_in_every_log()
    {
        await using var service = await TestService.Start(time: new ShiftedClock(new DateTimeOffset(2022, 1, 20, 23, 50, 0, TimeSpan.Zero)));
        await Server.Hosting.FirstStart.SayClock(service.Store);
        var said = Assert.Single(await service.Events("firebreak.clock.shift"));
        Assert.Equal("WARN", said.GetProperty("severity").GetString());
    }

    // Every page that is only looked at; nobody has the id of the walk, so some of them say that there is nothing.
    private static IEnumerable<string> Paths() => ApiRoutes.All
        .Where(route => route is { IsPage: true, Method: "GET", Needs: not null } && !route.Path.EndsWith("/tail", StringComparison.Ordinal) && !route.Path.EndsWith("/entry", StringComparison.Ordinal) && !route.Path.EndsWith("/export", StringComparison.Ordinal))
        .Select(route => route.Path.Replace("{index:long}", "0", StringComparison.Ordinal).Replace("{id}", "00unobody0000000walk", StringComparison.Ordinal).Replace("{secret}", "nothing", StringComparison.Ordinal));
}
