using Firebreak.Tests.Reading;
using Firebreak.Tests.Service;
using Firebreak.Tests.SystemLog;
using Xunit;

namespace Firebreak.Tests.Cli;

/// <summary><c>firebreak admin log</c> against a live service: what destroys is said first.</summary>
public sealed class AdminLogTests
{
    [Fact]
    public async Task Retention_is_shown_asked_about_set_and_taken_back()
    {
        await using var service = await TestService.Start();
        using var folder = await Folder(service);
        Outcome Admin(params string[] args) => Program.Run(folder.Path, ["admin", "log", "retention", "--org", "acme", "--url", service.Address, "--data", folder.Path, .. args]);

        Assert.Equal("Entries are kept for ever; 0 entries dropped so far.", Admin().Succeeds().Output.Trim());
        var asked = Admin("--days", "90").Succeeds().Output;
        Assert.Contains("for 90 days", asked, StringComparison.Ordinal);
        Assert.Contains("drop 0 entries for good", asked, StringComparison.Ordinal);
        Assert.Contains("Say --yes", asked, StringComparison.Ordinal);
        Assert.Contains("for ever", Admin().Succeeds().Output, StringComparison.Ordinal);
        Assert.Contains("kept for 90 days", Admin("--days", "90", "--yes").Succeeds().Output, StringComparison.Ordinal);
        Assert.Contains("kept for ever", Admin("--days", "ever").Succeeds().Output, StringComparison.Ordinal);
        Assert.Equal(2, Admin("--days", "soon").Code);
        Assert.Contains("36500", Admin("--days", "99999", "--yes").Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Erasing_says_what_would_go_and_afterwards_that_the_copies_followed()
    {
        await using var service = await TestService.Start();
        using var folder = await Folder(service);
        var (_, user, _) = await service.Send("POST", "api/v1/users", """{"profile":{"firstName":"Ada","lastName":"L","login":"ada@example.com","email":"ada@example.com"}}""");
        Outcome Admin(params string[] args) => Program.Run(folder.Path,
            ["admin", "log", "erase", "--org", "acme", "--url", service.Address, "--data", folder.Path, "--user", user.GetProperty("id").GetString()!, "--reason", "request of 3 May", .. args]);
        Assert.Contains("would erase 2 entries", Admin().Succeeds().Output, StringComparison.Ordinal);
        var done = Admin("--yes").Succeeds().Output;
        Assert.Contains("2 entries erased", done, StringComparison.Ordinal);
        Assert.Contains("no bytes of them are stored, all 2 hashes are there", done, StringComparison.Ordinal);
        await LiveLogs.IsSound(service.Store);
    }

    // Where the verb finds the operator's token.
    private static async Task<TempFolder> Folder(TestService service)
    {
        var folder = new TempFolder();
        var (_, token) = await service.NewClient(service.OperatorOrg, RoleType.SUPER_ADMIN);
        await File.WriteAllTextAsync(System.IO.Path.Combine(folder.Path, "operator.token"), token, TestContext.Current.CancellationToken);
        return folder;
    }
}
