using System.Text;
using Firebreak.Log.Reading;
using Firebreak.Tests.Events;
using Xunit;

namespace Firebreak.Tests.Reading;

/// <summary>Events in arrays, and objects printed over many lines, are read as if each stood on a line.</summary>
public sealed class JsonValueStreamTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("[A,B]")]
    [InlineData(" \r\n\t[ A , B ] \n")]
    [InlineData("[\n  A,\n  B\n]\n")]
    [InlineData("[A][B]")]
    [InlineData("[A]\n[]\n[B]\n")]
    [InlineData("[[],A,B]", "1 not a JSON object")]
    [InlineData("[A,[B]]", "2 not a JSON object", 1)]
    [InlineData("[A]B", null, 2)]
    [InlineData("[A],B", null, 2)]
    [InlineData("[A,,B]")]
    [InlineData("[A,B,]")]
    [InlineData("[null,A,true,B,\"x\",-1.5e3]", "1 not a JSON object; 3 not a JSON object; 5 not a JSON object; 6 not a JSON object")]
    [InlineData("[\"[{]}\\\"\",A,B]", "1 not a JSON object")]
    [InlineData("[null\n,A\n,nul B]", "1 not a JSON object; 3 not JSON (at byte 4)")]
    [InlineData("[{]},A,B]", "1 not JSON (at byte 2); 2 not JSON (at byte 1)")]
    public void Elements_are_read_in_their_order(string form, string? problems = null, int events = 2)
    {
        var scanned = Scanned.OfText(_folder, Fill(form));
        Assert.Equal(problems ?? "", string.Join("; ", scanned.Result.Skipped.Select(line => $"{line.Number} {line.Problem}")));
        Assert.Equal(new[] { SomeLine.Event(1), SomeLine.Event(2) }.Take(events), scanned.Events);
        Assert.Empty(scanned.Result.Unread);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("[A")]
    [InlineData("[A,")]
    [InlineData("[A,B")]
    [InlineData("[A,{\"a\":")]
    [InlineData("[A,\"a")]
    [InlineData("[A,[")]
    [InlineData("[A]\n[")]
    public void An_array_that_is_cut_off_is_said_to_be_and_read_so_far(string form)
    {
        var scanned = Scanned.OfText(_folder, Fill(form));
        Assert.Contains(": cannot be read to its end: the JSON is not closed; the file is cut off", scanned.Result.Unread[0], StringComparison.Ordinal);
        Assert.Equal(new[] { SomeLine.Event(1), SomeLine.Event(2) }.Take(form.Count(char.IsAsciiLetterUpper)), scanned.Events);
    }

    [Fact]
    public void A_line_break_inside_a_string_spoils_only_its_own_element()
    {
        var scanned = Scanned.OfText(_folder, $"[{SomeLine.Event(1)},{{\"a\":\"x\ny\"}},{{\"a\":\"x\\\ny\"}},{{\"a\":\"x\ry\"}},{SomeLine.Event(2)}]");
        Assert.Equal([SomeLine.Event(1), SomeLine.Event(2)], scanned.Events);
        Assert.Equal([2L, 3, 4], scanned.Result.Skipped.Select(line => line.Number));
        Assert.Equal(3, scanned.Result.Counts.Malformed);
    }

    [Fact]
    public void Real_events_printed_over_many_lines_are_read_with_and_without_an_array_around_them()
    {
        var printed = RealEvents.Lines.Select(line => Printed(Encoding.UTF8.GetString(line))).ToArray();
        var expected = RealEvents.Lines.Select(line => EventFields.Describe(new(), line)).ToArray();
        foreach (var text in new[] { $"[\n{string.Join(",\n", printed)}\n]", string.Join('\n', printed), string.Join("\r\n\r\n", printed).Replace("\n", "\r\n", StringComparison.Ordinal), string.Concat(printed) })
        {
            var scanned = Scanned.OfText(_folder, text);
            Assert.Equal(expected, scanned.Events.Select(line => EventFields.Describe(new(), line)));
            Assert.Empty(scanned.Result.Skipped);
        }
    }

    [Fact]
    public void Random_values_come_out_one_a_line_however_few_bytes_come_at_a_time()
    {
        var draw = new Draw(4);
        for (var i = 0; i < 300; i++)
        {
            var values = Enumerable.Range(0, draw.Below(30)).Select(_ => draw.OneIn(50) ? $"\"{new string('x', 70_000)}\\\"\\\\\"" : new RandomJson(draw).Event().Trim()).ToArray();
            var bytes = Encoding.UTF8.GetBytes($" [{string.Join(draw.OneIn(2) ? "," : "\n,\r\n", values)}] ");
            var expected = string.Concat(values.Select(value => value.Replace('\r', ' ').Replace('\n', ' ') + "\n"));
            Assert.Equal(expected, ReadAll(new MemoryStream(bytes)));
            Assert.Equal(expected, ReadAll(new Dribble(bytes, (ulong)i, 1 + draw.Below(100))));
        }
    }

    private static string Fill(string form) => form.Replace("A", SomeLine.Event(1), StringComparison.Ordinal).Replace("B", SomeLine.Event(2), StringComparison.Ordinal);

    private static string ReadAll(Stream inner)
    {
        using var values = new JsonValueStream(inner);
        using var reader = new StreamReader(values, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private static string Printed(string json)
    {
        using var document = System.Text.Json.JsonDocument.Parse(json);
        return System.Text.Json.JsonSerializer.Serialize(document.RootElement, Indented);
    }

    private static readonly System.Text.Json.JsonSerializerOptions Indented = new() { WriteIndented = true };
}
