using System.Net;
using System.Text.Json;
using Firebreak.Tests.Reading;
using Firebreak.Tests.Service;
using Xunit;

namespace Firebreak.Tests.Hosting;

public sealed class ErrorTests
{
    [Theory]
    [InlineData("api/v1/users/hidden", HttpStatusCode.NotFound, "E0000007", "/api/v1/users/{id}")]
    [InlineData("api/v1/users?limit=many&secret=hidden", HttpStatusCode.BadRequest, "E0000001", "/api/v1/users")]
    [InlineData("api/v1/nothing/hidden", HttpStatusCode.NotFound, "E0000022", "no such endpoint")]
    public async Task The_id_of_an_error_stands_in_the_servers_log_with_the_route_and_nothing_that_was_sent(string path, HttpStatusCode status, string code, string route)
    {
        using var folder = new TempFolder();
        await using var server = await ServerProcess.Start(folder.Path);
        var (url, token) = await server.NewOrg("acme");
        using var client = ServerProcess.Client(url + "/", token);
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(status, answer.StatusCode);
        using var error = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(code, error.RootElement.GetProperty("errorCode").GetString());
        var id = error.RootElement.GetProperty("errorId").GetString()!;

        // It is written beside the answer, not before it.
        while (!server.Errors.Contains(id, StringComparison.Ordinal)) await Task.Delay(10, TestContext.Current.CancellationToken);
        var line = server.Errors.Split('\n').First(line => line.Contains(id, StringComparison.Ordinal));
        Assert.Contains(route, line, StringComparison.Ordinal);
        Assert.Contains("/o/acme", line, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", server.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(token, server.Errors, StringComparison.Ordinal);
    }
}
