using System.Net;
using System.Text.Json;
using Firebreak.Server.Hosting;
using Firebreak.Tests.Service;
using Xunit;

namespace Firebreak.Tests.Hosting;

/// <summary>A path is no security boundary: where others reach the service, a second customer's org has none without the operator's yes.</summary>
public sealed class PathOrgTests
{
    private static readonly Settings Plain = new() { RateLimits = false, PasswordIterations = 1000 };
    private static readonly Settings Elsewhere = Plain with { Bind = [IPAddress.Any] };

    [Fact]
    public async Task On_this_machine_alone_every_org_has_a_path()
    {
        await using var service = await TestService.Start(settings: Plain);
        Assert.Equal(200, (await Ask(service, await service.NewOrg("globex"), byPath: true)).Status);
    }

    [Fact]
    public async Task Reached_from_elsewhere_the_second_customers_org_is_refused_by_path_and_served_by_host()
    {
        await using var service = await TestService.Start(settings: Elsewhere);
        var globex = await service.NewOrg("globex");
        Assert.Equal(200, (await Ask(service, service.OperatorOrg, byPath: true)).Status);
        Assert.Equal(200, (await Ask(service, service.Org, byPath: true)).Status);
        Assert.Equal(200, (await Ask(service, globex, byPath: false)).Status);
        var (status, body) = await Ask(service, globex, byPath: true);
        Assert.Equal(403, status);
        var error = JsonDocument.Parse(body).RootElement;
        Assert.Equal("E0000015", error.GetProperty("errorCode").GetString());
        var said = error.GetProperty("errorCauses")[0].GetProperty("errorSummary").GetString();
        Assert.Contains($"http://globex.localhost:{new Uri(service.Address).Port}", said, StringComparison.Ordinal);
        Assert.Contains("allowPathOrgs", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_person_who_comes_by_path_is_shown_the_way_to_the_orgs_own_address()
    {
        await using var service = await TestService.Start(settings: Elsewhere);
        await service.NewOrg("globex");
        using var browser = new Pages.Browser(service, "globex");
        var (status, body, _) = await browser.Get("/sign-in");
        Assert.Equal(403, status);
        Assert.Contains("This org has an address of its own", body, StringComparison.Ordinal);
        Assert.Contains($"href=\"http://globex.127.0.0.1:{new Uri(service.Address).Port}\"", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_operators_yes_serves_every_org_by_path()
    {
        await using var service = await TestService.Start(settings: Elsewhere with { AllowPathOrgs = true });
        Assert.Equal(200, (await Ask(service, await service.NewOrg("globex"), byPath: true)).Status);
    }

    [Fact]
    public async Task A_named_proxy_counts_as_being_reached_from_elsewhere()
    {
        await using var service = await TestService.Start(settings: Plain with { TrustedProxies = [IPNetwork.Parse("127.0.0.1/32")] });
        Assert.Equal(403, (await Ask(service, await service.NewOrg("globex"), byPath: true)).Status);
    }

    [Fact]
    public async Task No_org_is_served_by_path_under_another_orgs_host()
    {
        await using var service = await TestService.Start(settings: Elsewhere);
        await service.NewOrg("globex");
        Assert.Equal(403, (await Ask(service, service.Org, byPath: true, host: "globex.localhost")).Status);
        Assert.Equal(200, (await Ask(service, service.Org, byPath: true, host: "acme.localhost")).Status);
    }

    [Fact]
    public async Task The_operator_is_told_the_address_that_works()
    {
        await using var service = await TestService.Start(settings: Elsewhere);
        var (operators, _) = await service.NewClient(service.OperatorOrg, RoleType.SUPER_ADMIN);
        var port = new Uri(service.Address).Port;
        operators.DefaultRequestHeaders.Host = $"localhost:{port}";
        var made = (await service.Send("POST", "operator/v1/orgs", """{"name":"globex"}""", by: operators)).Body;
        Assert.Equal($"http://globex.localhost:{port}", made.GetProperty("url").GetString());
        var first = (await service.Send("GET", "operator/v1/orgs/acme", by: operators)).Body;
        Assert.Equal($"http://localhost:{port}/o/acme", first.GetProperty("url").GetString());
    }

    private static async Task<(int Status, string Body)> Ask(TestService service, Org org, bool byPath, string host = "localhost")
    {
        var (client, _) = await service.NewClient(org, RoleType.SUPER_ADMIN);
        var port = new Uri(service.Address).Port;
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{service.Address}{(byPath ? $"/o/{org.Name}" : "")}/api/v1/org");
        request.Headers.Host = byPath ? $"{host}:{port}" : $"{org.Name}.localhost:{port}";
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
