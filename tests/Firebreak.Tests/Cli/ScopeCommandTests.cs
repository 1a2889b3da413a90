using System.Text;
using System.Text.Json;
using Xunit;

namespace Firebreak.Tests.Cli;

public sealed class ScopeCommandTests(SupportLogFixture logs)
{
    private const long MaxBytes = 80_000_000;

    private readonly string _folder = logs.NewFolder();

    [Theory]
    [InlineData("own")]
    [InlineData("okta")]
    [InlineData("splunk")]
    public void The_window_touched_366_orgs_in_every_shape_of_the_log(string shape)
    {
        var answer = Ask(logs.Log(shape));
        Assert.Equal(SupportLogFixture.Orgs, answer.GetProperty("groupCount").GetInt32());
        Assert.Equal(2429, answer.GetProperty("total").GetProperty("events").GetInt32());
        Assert.Equal(12, answer.GetProperty("total").GetProperty("actors").GetInt32());
        Assert.Equal(Groups(Ask(logs.Log())), Groups(answer));
    }

    [Fact]
    public void Trusted_order_gives_the_same_answer_and_says_what_it_did()
    {
        var answer = Ask(logs.Log(), "--trusted-order");
        Assert.Equal(Groups(Ask(logs.Log())), Groups(answer));
        Assert.True(answer.GetProperty("lines").GetProperty("passedByTrustedOrder").GetInt32() > 90_000);
        Assert.Contains("order of keys trusted", Program.Run(_folder, [.. Asked(logs.Log()), "--trusted-order"]).Succeeds().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_in_any_other_order_are_read_whole_even_when_the_order_is_trusted() =>
        Assert.Equal(0, Ask(logs.Log("okta"), "--trusted-order").GetProperty("lines").GetProperty("passedByTrustedOrder").GetInt32());

    [Fact]
    public void Gzip_and_standard_input_are_read_in_less_than_80_MB()
    {
        var expected = Groups(Ask(logs.Log()));
        var packed = Program.Run(_folder, [.. Asked(logs.Gzip()), "--format", "json"]).Succeeds();
        Assert.Equal(expected, Groups(JsonDocument.Parse(packed.Output).RootElement));
        using var input = File.OpenRead(logs.Log());
        var piped = Program.Run(_folder, input, [.. Asked("-"), "--format", "json"]).Succeeds();
        Assert.Equal(expected, Groups(JsonDocument.Parse(piped.Output).RootElement));
        Assert.InRange(packed.PeakBytes, 1, MaxBytes);
        Assert.InRange(piped.PeakBytes, 1, MaxBytes);
        Assert.InRange(Program.Run(_folder, Asked(logs.Log("okta"))).Succeeds().PeakBytes, 1, MaxBytes);
    }

    [Fact]
    public void Files_folders_and_standard_input_mix_in_one_call()
    {
        var line = File.ReadLines(logs.Log(count: 200)).First();
        System.IO.Directory.CreateDirectory(Path.Combine(_folder, "logs"));
        File.WriteAllText(Path.Combine(_folder, "logs", "a.json"), $"[{line},\n {line}]");
        File.WriteAllText(Path.Combine(_folder, "logs", "b.ndjson"), line + "\n");
        File.WriteAllText(Path.Combine(_folder, "logs", "notes.txt"), "no log");
        var outcome = Program.Run(_folder, new MemoryStream(Encoding.UTF8.GetBytes(line)), "scope", Path.Combine(_folder, "logs"), "-", "--format", "json");
        Assert.Equal(0, outcome.Code);
        Assert.Contains("notes.txt", outcome.Errors, StringComparison.Ordinal);
        Assert.Equal(4, JsonDocument.Parse(outcome.Output).RootElement.GetProperty("total").GetProperty("events").GetInt32());
    }

    [Theory]
    [InlineData("org", 1)]
    [InlineData("actor", 2)]
    [InlineData("target", 3)]
    [InlineData("event", 2)]
    [InlineData("session", 2)]
    [InlineData("ip", 2)]
    [InlineData("country", 2)]
    [InlineData("hour", 2)]
    [InlineData("day", 2)]
    public void Every_grouping_counts_every_event(string by, int least)
    {
        var answer = JsonDocument.Parse(Program.Run(_folder, "scope", logs.Log(count: 200), "--by", by, "--format", "json").Succeeds().Output).RootElement;
        Assert.Equal(200, answer.GetProperty("total").GetProperty("events").GetInt32());
        Assert.True(answer.GetProperty("groups").EnumerateArray().Sum(group => group.GetProperty("events").GetInt32()) >= 200);
        Assert.True(answer.GetProperty("groupCount").GetInt32() >= least);
    }

    [Theory]
    [InlineData("table")]
    [InlineData("json")]
    [InlineData("csv")]
    [InlineData("ndjson")]
    [InlineData("html")]
    public void The_answer_is_the_golden_one(string format)
    {
        File.Copy(logs.Log(count: 2000), Path.Combine(_folder, "log.ndjson"));
        var outcome = Program.Run(_folder, "scope", Path.Combine(_folder, "log.ndjson"), "--by", "actor", "--affiliation", "Northgate Support", "--format", format).Succeeds();
        Golden.Check($"scope.{format}", outcome.Output.Replace(_folder + "/", "", StringComparison.Ordinal));
    }

    [Fact]
    public void The_matching_events_are_written_as_they_came_and_in_order()
    {
        var events = Path.Combine(_folder, "events.ndjson");
        Program.Run(_folder, [.. Asked(logs.Log()), "--events", events]).Succeeds();
        var expected = File.ReadLines(logs.Log())
            .Where(IsByNorthgate)
            .Where(line => string.CompareOrdinal(line[14..24], "2022-01-16") >= 0 && string.CompareOrdinal(line[14..24], "2022-01-21") < 0);
        Assert.Equal(expected, File.ReadLines(events));
    }

    [Fact]
    public void Every_bundled_hunt_can_be_listed_and_asked()
    {
        var names = Program.Run(_folder, "scope", "--hunts").Succeeds().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[0]).ToList();
        Assert.Contains("factor-resets", names);
        Assert.Contains("support-impersonation", names);
        foreach (var name in names) Program.Run(_folder, "scope", logs.Log(count: 2000), "--hunt", name, "--top", "1").Succeeds();
        var views = JsonDocument.Parse(Program.Run(_folder, "scope", logs.Log(count: 2000), "--hunt", "support-views", "--format", "json").Succeeds().Output).RootElement;
        var expected = File.ReadLines(logs.Log(count: 2000)).Count(line => JsonDocument.Parse(line).RootElement.GetProperty("eventType").GetString() is "support.user.view" or "support.org.view" or "support.log.view");
        Assert.Equal(expected, views.GetProperty("total").GetProperty("events").GetInt32());
    }

    [Fact]
    public void Sigma_rules_by_others_are_hunts_too()
    {
        foreach (var rule in System.IO.Directory.GetFiles(SharedData.Path("sigma-okta/rules"), "*.yml"))
            Assert.Equal(0, Program.Run(_folder, "scope", SharedData.Path("okta-events/events.ndjson"), "--hunt", rule).Code);
    }

    [Fact]
    public void The_real_events_are_all_read_and_what_is_none_is_named()
    {
        var outcome = Program.Run(_folder, "scope", SharedData.Path("okta-events"), "--format", "json");
        Assert.Equal(0, outcome.Code);
        var lines = JsonDocument.Parse(outcome.Output).RootElement.GetProperty("lines");
        Assert.Equal(106, lines.GetProperty("events").GetInt32());
        Assert.Equal(106, lines.GetProperty("notEvents").GetInt32());
        Assert.Contains("provenance.ndjson: none of its 106 lines is an event", outcome.Errors, StringComparison.Ordinal);
        Assert.Contains("SOURCES.md", outcome.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Control_characters_from_a_log_do_not_reach_the_terminal()
    {
        var line = """{"published":"2022-01-16T00:00:00Z","eventType":"a.b","orgId":"\u001b[31mred\u202e","actor":{"id":"=1+1"}}""";
        File.WriteAllText(Path.Combine(_folder, "evil.ndjson"), line);
        var file = Path.Combine(_folder, "evil.ndjson");
        var table = Program.Run(_folder, "scope", file).Succeeds().Output;
        Assert.DoesNotContain('\u001b', table);
        Assert.DoesNotContain('\u202e', table);
        Assert.Contains("\n'=1+1,", Program.Run(_folder, "scope", file, "--by", "actor", "--format", "csv").Succeeds().Output, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", Html("<script>alert(1)</script>"), StringComparison.Ordinal);
    }

    // Decoys name the sub-processor too, elsewhere than in the actor.
    private static bool IsByNorthgate(string line) =>
        line.Contains("Northgate Support", StringComparison.Ordinal)
        && JsonDocument.Parse(line).RootElement.GetProperty("actor").GetProperty("detailEntry") is { ValueKind: JsonValueKind.Object } detail
        && detail.GetProperty("affiliation").GetString() == "Northgate Support";

    private string Html(string org)
    {
        File.WriteAllText(Path.Combine(_folder, "html.ndjson"), $$"""{"published":"2022-01-16T00:00:00Z","eventType":"a.b","orgId":"{{org}}"}""");
        return Program.Run(_folder, "scope", Path.Combine(_folder, "html.ndjson"), "--format", "html").Succeeds().Output;
    }

    private JsonElement Ask(string file, params string[] more) =>
        JsonDocument.Parse(Program.Run(_folder, [.. Asked(file), "--format", "json", .. more]).Succeeds().Output).RootElement;

    private static string[] Asked(string file) => ["scope", file, .. SupportLogFixture.Question];

    private static string Groups(JsonElement answer) => answer.GetProperty("groups").GetRawText();
}
