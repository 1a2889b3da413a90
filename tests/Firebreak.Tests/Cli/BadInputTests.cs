using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Xunit;

namespace Firebreak.Tests.Cli;

/// <summary>Each way in which input can be bad: one clear line or a counted skip, never a stack trace, never a wrong answer in silence.</summary>
public sealed class BadInputTests(SupportLogFixture logs)
{
    private const string Event = """{"published":"2022-01-16T00:00:00.000Z","eventType":"user.session.start","orgId":"org1","actor":{"id":"a"}}""";
    private const int Usage = 2;
    private const int Io = 4;

    private readonly string _folder = logs.NewFolder();

    [Theory]
    [InlineData("there is no verb", "scoop")]
    [InlineData("no option --form; did you mean --from?", "scope", "-", "--form", "2022-01-01")]
    [InlineData("--from needs a value", "scope", "-", "--from")]
    [InlineData("--from can be given only once", "scope", "-", "--from", "2022-01-01", "--from", "2022-01-02")]
    [InlineData("--strict takes no value", "scope", "-", "--strict=yes")]
    [InlineData("is no time", "scope", "-", "--from", "yesterday")]
    [InlineData("is no time", "scope", "-", "--from", "2022-02-30")]
    [InlineData("the window is empty", "scope", "-", "--from", "2022-01-21", "--to", "2022-01-16")]
    [InlineData("the window is empty", "scope", "-", "--from", "2022-01-21", "--to", "2022-01-21")]
    [InlineData("--by is", "scope", "-", "--by", "weekday")]
    [InlineData("--format is", "scope", "-", "--format", "xml")]
    [InlineData("--ip", "scope", "-", "--ip", "300.0.0.1")]
    [InlineData("--ip", "scope", "-", "--ip", "10.0.0.0/33")]
    [InlineData("--top", "scope", "-", "--top", "0")]
    [InlineData("no hunt and no file", "scope", "-", "--hunt", "unicorns")]
    [InlineData("go with --log", "scope", "-", "--proof", "hits")]
    [InlineData("needs --log", "seal", "-")]
    [InlineData("either --index", "prove", "--log", "x")]
    [InlineData("neither a file that holds a verifier key", "verify", "x", "--vkey", "nonsense")]
    public void A_command_line_that_is_not_understood_does_nothing(string says, params string[] args) =>
        Program.Run(_folder, new MemoryStream(), args).FailsWith(Usage, says);

    [Fact]
    public void A_missing_file_is_named() =>
        Program.Run(_folder, "scope", Path.Combine(_folder, "none.json")).FailsWith(Io, "none.json: there is no such file or folder");

    [Fact]
    public void A_folder_without_logs_is_named()
    {
        File.WriteAllText(Path.Combine(_folder, "readme.md"), "x");
        var outcome = Program.Run(_folder, "scope", _folder);
        Assert.Equal(Io, outcome.Code);
        Assert.Contains("there is no .json, .ndjson", outcome.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_may_not_be_read_is_named()
    {
        var closed = System.IO.Directory.CreateDirectory(Path.Combine(_folder, "closed")).FullName;
        File.SetUnixFileMode(closed, UnixFileMode.None);
        var mayReadAll = Environment.UserName == "root";
        var outcome = Program.Run(_folder, "scope", closed);
        File.SetUnixFileMode(closed, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        outcome.FailsWith(Io, mayReadAll ? "there is no .json" : "cannot be listed");
    }

    [Fact]
    public void A_truncated_gzip_gives_what_could_be_read_and_says_so()
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            using var log = File.OpenRead(logs.Log(count: 2000));
            log.CopyTo(gzip);
        }

        var file = Write("cut.ndjson.gz", packed.ToArray()[..(int)(packed.Length / 2)]);
        var outcome = Program.Run(_folder, "scope", file, "--format", "json").FailsWith(Io, "cannot be read to its end");
        var answer = JsonDocument.Parse(outcome.Output).RootElement;
        Assert.InRange(answer.GetProperty("total").GetProperty("events").GetInt32(), 1, 1999);
        Assert.Single(answer.GetProperty("unread").EnumerateArray());
    }

    [Fact]
    public void A_line_of_100_MB_is_skipped_and_the_lines_around_it_are_read()
    {
        var file = Path.Combine(_folder, "long.ndjson");
        using (var to = File.Create(file))
        {
            to.Write(Encoding.UTF8.GetBytes(Event + "\n"));
            var piece = Encoding.UTF8.GetBytes(new string('x', 1_000_000));
            for (var i = 0; i < 100; i++) to.Write(piece);
            to.Write(Encoding.UTF8.GetBytes("\n" + Event + "\n"));
        }

        foreach (var outcome in (Outcome[])[Program.Run(_folder, "scope", file), Piped(file)])
        {
            outcome.Succeeds();
            Assert.Contains("2 events", outcome.Output, StringComparison.Ordinal);
            Assert.Contains("line 2: longer than", outcome.Output, StringComparison.Ordinal);
            Assert.InRange(outcome.PeakBytes, 1, 80_000_000);
        }
    }

    [Theory]
    [InlineData("not JSON", "{\"published\":")]
    [InlineData("not JSON", "plain words")]
    [InlineData("stands twice", """{"published":"2022-01-16T00:00:00Z","eventType":"a","actor":{"id":"a"},"actor":{"id":"b"}}""")]
    [InlineData("stands twice", """{"published":"2022-01-16T00:00:00Z","eventType":"a","\u0061ctor":{"id":"a"},"actor":{"id":"b"}}""")]
    [InlineData("published is not a time", """{"published":"soon","eventType":"a"}""")]
    [InlineData("no eventType", """{"published":"2022-01-16T00:00:00Z"}""")]
    public void A_bad_line_is_counted_and_named_and_strict_fails_on_it(string says, string line)
    {
        var file = Write("bad.ndjson", Encoding.UTF8.GetBytes($"{Event}\n{line}\n{Event}\n"));
        var outcome = Program.Run(_folder, "scope", file).Succeeds();
        Assert.Contains("2 events", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("line 2: ", outcome.Output, StringComparison.Ordinal);
        Assert.Contains(says, outcome.Output, StringComparison.Ordinal);
        Program.Run(_folder, "scope", file, "--strict").FailsWith(1, "1 line skipped");
    }

    [Fact]
    public void Invalid_UTF_8_is_counted()
    {
        var file = Write("bad.ndjson", [.. Encoding.UTF8.GetBytes(Event.Replace("org1", "o", StringComparison.Ordinal)[..^3]), 0xC3, (byte)'"', (byte)'}', (byte)'}', (byte)'\n', .. Encoding.UTF8.GetBytes(Event)]);
        var outcome = Program.Run(_folder, "scope", file).Succeeds();
        Assert.Contains("line 1: not valid UTF-8", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("1 event in", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_lone_bracket_is_an_array_cut_off() =>
        Program.Run(_folder, "scope", Write("lone.json", "["u8.ToArray())).FailsWith(Io, "cannot be read to its end");

    [Fact]
    public void An_array_cut_in_the_middle_gives_what_was_whole_and_says_so()
    {
        var outcome = Program.Run(_folder, "scope", Write("cut.json", Encoding.UTF8.GetBytes($"[{Event},{Event[..30]}")));
        outcome.FailsWith(Io, "cannot be read to its end");
        Assert.Contains("1 event in", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_file_is_an_empty_answer() =>
        Assert.Contains("no event answers", Program.Run(_folder, "scope", Write("empty.ndjson", [])).Succeeds().Output, StringComparison.Ordinal);

    [Fact]
    public void A_file_that_is_no_log_at_all_is_not_passed_over() =>
        Program.Run(_folder, "scope", Write("export.log", "timestamp,actor\n2022,me\n"u8.ToArray())).FailsWith(Io, "none of its 2 lines is an event");

    [Fact]
    public void UTF_16_is_refused_with_the_way_out() =>
        Program.Run(_folder, "scope", Write("utf16.json", Encoding.Unicode.GetPreamble())).FailsWith(Io, "is UTF-16");

    [Fact]
    public void Times_out_of_order_make_no_difference_to_the_answer()
    {
        string At(int hour) => Event.Replace("T00", $"T{hour:00}", StringComparison.Ordinal);
        var file = Write("order.ndjson", Encoding.UTF8.GetBytes($"{At(5)}\n{At(3)}\n{At(9)}\n"));
        var answer = JsonDocument.Parse(Program.Run(_folder, "scope", file, "--format", "json", "--from", "2022-01-16T03:00:00Z", "--to", "2022-01-16T09:00:00Z").Succeeds().Output).RootElement.GetProperty("total");
        Assert.Equal(2, answer.GetProperty("events").GetInt32());
        Assert.Equal("2022-01-16T03:00:00.000Z", answer.GetProperty("first").GetString());
        Assert.Equal("2022-01-16T05:00:00.000Z", answer.GetProperty("last").GetString());
    }

    private string Write(string name, byte[] bytes)
    {
        var file = Path.Combine(_folder, name);
        File.WriteAllBytes(file, bytes);
        return file;
    }

    private Outcome Piped(string file)
    {
        using var input = File.OpenRead(file);
        return Program.Run(_folder, input, "scope", "-");
    }
}
