using System.Text.Json;
using Xunit;

namespace Firebreak.Tests.Cli;

/// <summary>What one customer is given.</summary>
public sealed class ReportTests(SupportLogFixture logs)
{
    private readonly string _folder = logs.NewFolder();

    [Fact]
    public void Each_of_366_orgs_gets_its_own_events_and_nobody_elses()
    {
        Program.Run(_folder, ["scope", logs.Log(), .. SupportLogFixture.Question, "--reports", At("reports")]).Succeeds();
        var folders = System.IO.Directory.GetDirectories(At("reports"));
        Assert.Equal(SupportLogFixture.Orgs, folders.Length);
        var all = folders.Select(Path.GetFileName).ToHashSet();
        var events = 0;
        foreach (var folder in folders)
        {
            var org = Path.GetFileName(folder);
            foreach (var line in File.ReadLines(Path.Combine(folder, "events.ndjson")))
            {
                Assert.Equal(org, JsonDocument.Parse(line).RootElement.GetProperty("orgId").GetString());
                events++;
            }

            var page = File.ReadAllText(Path.Combine(folder, "index.html"));
            Assert.Contains(org, page, StringComparison.Ordinal);
            Assert.DoesNotContain(all, other => other != org && page.Contains(other!, StringComparison.Ordinal));
        }

        Assert.Equal(2429, events);
        var index = File.ReadAllText(Path.Combine(At("reports"), "index.html"));
        Assert.All(all, org => Assert.Contains($"href=\"{org}/index.html\"", index, StringComparison.Ordinal));
    }

    [Fact]
    public void From_a_shared_log_a_report_is_proved_but_never_called_complete()
    {
        Program.Run(_folder, "seal", logs.Log(count: 2000), "--log", At("log"), "--key", At("key")).Succeeds();
        Program.Run(_folder, "scope", "--log", At("log"), "--affiliation", "Northgate Support", "--reports", At("reports")).Succeeds();
        var report = System.IO.Directory.GetDirectories(At("reports"))[0];
        var said = Verify(report).Succeeds().Output;
        Assert.Contains("rests on its maker", said, StringComparison.Ordinal);
        Assert.DoesNotContain("complete", said, StringComparison.Ordinal);
        Assert.DoesNotContain("complete", File.ReadAllText(Path.Combine(report, "index.html")), StringComparison.Ordinal);

        // On another machine, by another user, with nothing but the key.
        var elsewhere = logs.NewFolder();
        Assert.Equal(3, Program.Run(elsewhere, "verify", report).Code);
        Program.Run(elsewhere, "verify", report, "--vkey", Path.Combine(At("log"), "vkey")).Succeeds();
    }

    [Fact]
    public void From_an_orgs_own_log_a_report_is_complete()
    {
        Program.Run(_folder, "seal", logs.Log(count: 2000), "--log", At("logs"), "--split-by", "org", "--origin", "test.example").Succeeds();
        var org = System.IO.Directory.GetDirectories(At("logs")).MaxBy(folder => new FileInfo(System.IO.Directory.EnumerateFiles(Path.Combine(folder, "tile", "entries"), "*", SearchOption.AllDirectories).First()).Length)!;
        var name = Path.GetFileName(org);
        Program.Run(_folder, "scope", "--log", org, "--from", "2022-01-06", "--to", "2022-01-26", "--event", "*.*", "--reports", At("reports")).Succeeds();
        var report = Path.Combine(At("reports"), name);
        Assert.Contains("complete, given that times never decrease", Verify(report).Succeeds().Output, StringComparison.Ordinal);
        Assert.EndsWith("complete\nNote     the page index.html is made from these events and is not itself checked\n", Program.Run(_folder, "verify", report, org).Succeeds().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_that_was_changed_is_refused()
    {
        Program.Run(_folder, "seal", logs.Log(count: 2000), "--log", At("log"), "--key", At("key")).Succeeds();
        Program.Run(_folder, "scope", "--log", At("log"), "--affiliation", "Northgate Support", "--reports", At("reports")).Succeeds();
        var reports = System.IO.Directory.GetDirectories(At("reports"));
        var lines = File.ReadAllLines(Path.Combine(reports[0], "events.ndjson"));
        File.WriteAllLines(Path.Combine(reports[0], "events.ndjson"), lines.Skip(1));
        Assert.Equal(1, Verify(reports[0]).Code);
        var bundle = Path.Combine(reports[1], "bundle.json");
        File.WriteAllText(bundle, File.ReadAllText(bundle).Replace("Northgate Support", "Southgate Support", StringComparison.Ordinal));
        Assert.Equal(1, Verify(reports[1]).Code);
    }

    [Fact]
    public void Reports_do_not_go_into_a_folder_that_holds_something() =>
        Program.Run(_folder, "scope", logs.Log(count: 200), "--reports", logs.Folder).FailsWith(2, "is not empty");

    private Outcome Verify(string report) => Program.Run(_folder, "verify", report);

    private string At(string name) => Path.Combine(_folder, name);
}
