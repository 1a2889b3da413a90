using System.Text.RegularExpressions;
using Firebreak.Server.Api;
using Firebreak.Server.Hosting;
using Firebreak.Tests.Service;
using Xunit;

namespace Firebreak.Tests.Pages;

public sealed class PageWalkOnSqlite() : PageWalk(Engine.Sqlite);

public sealed class PageWalkOnPostgres() : PageWalk(Engine.Postgres);

/// <summary>Every page there is, asked by those who may not. A new page is walked the moment it exists.</summary>
public abstract partial class PageWalk(Engine engine)
{
    private const string Password = "Compilers-are-fun-1952";

    private static readonly IReadOnlyList<ApiRoute> Guarded = [.. ApiRoutes.All.Where(route => route.IsPage && route.Needs is not null)];

    [Fact]
    public async Task Without_a_session_a_page_asks_to_sign_in_and_a_form_changes_nothing()
    {
        await using var service = await TestService.Start(engine);
        using var browser = new Browser(service, "acme");
        foreach (var route in Guarded)
        {
            if (route.Method == "GET")
            {
                var (status, _, to) = await browser.Get(PathOf(route));
                Assert.True(status == 303 && to!.StartsWith("/o/acme/sign-in", StringComparison.Ordinal), $"GET {route.Path}: {status} {to}");
            }
            else
            {
                Assert.Equal((route.Path, 400), (route.Path, (await browser.Post(PathOf(route), [], token: "forged")).Status));
                Assert.Equal((route.Path, 401), (route.Path, (await browser.Post(PathOf(route), [])).Status));
            }
        }
    }

    [Fact]
    public async Task Whoever_holds_no_role_sees_no_page_that_needs_one()
    {
        await using var service = await TestService.Start(engine);
        await service.AddUser("grace@example.com", Password);
        using var browser = new Browser(service, "acme");
        await browser.SignIn("grace@example.com", Password);
        foreach (var route in Guarded.Where(route => route.Needs != Permission.OwnAccount))
        {
            var (status, body, _) = route.Method == "GET" ? await browser.Get(PathOf(route)) : await browser.Post(PathOf(route), []);
            Assert.Equal((route.Path, 403), (route.Path, status));
            Assert.Contains("You may not do this", body, StringComparison.Ordinal);
        }
    }

    private static string PathOf(ApiRoute route) => Holes().Replace(route.Path, hole => hole.Value.Contains(":long", StringComparison.Ordinal) ? "0" : "00unobody0000000walk");

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Holes();
}
