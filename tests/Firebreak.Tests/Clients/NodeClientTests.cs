using System.Diagnostics;
using Firebreak.Server.Hosting;
using Firebreak.Tests.Service;
using Xunit;

namespace Firebreak.Tests.Clients;

/// <summary>Okta's own SDK for Node, unchanged, against this service: tests/clients/node.</summary>
public sealed class NodeClientTests
{
    private static readonly string Folder = Path.Combine(SharedData.Repository, "tests", "clients", "node");
    private static readonly Lazy<string> Installed = new(Install);

    [Theory]
    [InlineData(Engine.Sqlite, "users")]
    [InlineData(Engine.Sqlite, "groups")]
    [InlineData(Engine.Sqlite, "apps")]
    [InlineData(Engine.Sqlite, "roles")]
    [InlineData(Engine.Sqlite, "logs")]
    [InlineData(Engine.Postgres, "users")]
    [InlineData(Engine.Postgres, "groups")]
    [InlineData(Engine.Postgres, "apps")]
    [InlineData(Engine.Postgres, "roles")]
    [InlineData(Engine.Postgres, "logs")]
    public async Task Oktas_SDK_works_unchanged(Engine engine, string file)
    {
        await using var service = await TestService.Start(engine);
        await Run(file, service.Url, service.Token);
    }

    [Fact]
    public async Task Oktas_SDK_waits_when_it_is_told_to()
    {
        await using var service = await TestService.Start(settings: new Settings
        {
            RateLimits = true,
            PasswordIterations = 1000,
            RateLimitMultipliers = System.Collections.Immutable.ImmutableSortedDictionary<string, double>.Empty.Add("users", 0.02),
        });
        // Limits count by the minute of the clock: the test begins when there is little left to wait for.
        var second = TimeProvider.System.GetUtcNow().Second;
        if (second < 50) await Task.Delay(TimeSpan.FromSeconds(50 - second), TestContext.Current.CancellationToken);
        await Run("limits", service.Url, service.Token);
    }

    [Fact]
    public async Task Oktas_SDK_trusts_the_local_authority_that_it_is_given()
    {
        using var data = new Reading.TempFolder();
        await using var server = await ServerProcess.Start(data.Path, http: false);
        var (url, token) = await server.NewOrg("acme");
        await Run("authority", url, token, Path.Combine(data.Path, "tls", "root.pem"));
    }

    private static async Task Run(string file, string url, string token, string? root = null)
    {
        var start = new ProcessStartInfo("node") { WorkingDirectory = Installed.Value, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var word in new[] { "--test", "--test-reporter=tap", file + ".test.mjs" }) start.ArgumentList.Add(word);
        start.Environment["FIREBREAK_URL"] = url;
        start.Environment["FIREBREAK_TOKEN"] = token;
        if (root is not null) start.Environment["NODE_EXTRA_CA_CERTS"] = root;
        using var node = Process.Start(start)!;
        var errors = node.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var said = await node.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await node.WaitForExitAsync(TestContext.Current.CancellationToken);
        var complaints = await errors;
        Assert.True(node.ExitCode == 0, $"{file}\n{said}\n{complaints}");
        Assert.DoesNotContain("# pass 0\n", said, StringComparison.Ordinal);
    }

    private static string Install()
    {
        if (File.Exists(Path.Combine(Folder, "node_modules", ".package-lock.json"))) return Folder;
        using var npm = Process.Start(new ProcessStartInfo("npm", ["ci", "--silent", "--no-audit", "--no-fund"]) { WorkingDirectory = Folder })!;
        npm.WaitForExit();
        return npm.ExitCode == 0 ? Folder : throw new InvalidOperationException($"npm ci failed in {Folder}.");
    }
}
