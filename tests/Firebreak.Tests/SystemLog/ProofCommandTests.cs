using Firebreak.Tests.Cli;
using Firebreak.Tests.Reading;
using Firebreak.Tests.Service;
using Xunit;

namespace Firebreak.Tests.SystemLog;

/// <summary><c>firebreak verify URL</c> as its user meets it, against a live service.</summary>
public sealed class ProofCommandTests
{
    [Fact]
    public async Task A_live_log_is_verified_goes_on_from_the_last_look_and_is_caught_when_it_is_cut()
    {
        await using var service = await TestService.Start();
        using var settings = new TempFolder();
        await LiveLogs.Append(service.Store, service.Org, 300);
        Outcome Verify(params string[] more) => Cli.Program.Run(settings.Path, ["verify", service.Url, .. more]);

        var stranger = Verify();
        Assert.Equal(4, stranger.Code);
        Assert.Contains("--token", stranger.Errors, StringComparison.Ordinal);
        var first = Verify("--token", service.Token);
        Assert.Equal(3, first.Code);
        var pinned = Verify("--token", service.Token, "--pin").Succeeds().Output;
        Assert.Contains("RESULT   complete", pinned, StringComparison.Ordinal);
        await LiveLogs.Append(service.Store, service.Org, 40);
        var again = Verify("--token", service.Token).Succeeds().Output;
        Assert.Contains("40 entries read", again, StringComparison.Ordinal);
        Assert.Contains("only added to", again, StringComparison.Ordinal);

        // Cut by the operator, everything beside it made to agree.
        await service.Store.System(session => session.Run($"delete from epoch_leaves where org_number = {service.Org.Number} and epoch = (select max(epoch) from epoch_leaves where org_number = {service.Org.Number})"));
        await service.Store.System(session => session.Run($"delete from events where org_number = {service.Org.Number} and idx >= (select max(size) from epoch_leaves where org_number = {service.Org.Number})"));
        var cut = Verify("--token", service.Token);
        Assert.Equal(1, cut.Code);
        Assert.Contains("WRONG", cut.Output, StringComparison.Ordinal);
        Assert.Contains("was cut", cut.Output, StringComparison.Ordinal);
    }
}
