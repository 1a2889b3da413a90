using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using Firebreak.Log.Reading;
using Firebreak.Log.Scoping;
using Firebreak.Tests.Events;
using Xunit;

namespace Firebreak.Tests.Reading;

/// <summary>However lines are kept and however many threads read them, the same lines come out in the same order.</summary>
public sealed class LineInputTests : IDisposable
{
    private static readonly string[] Words = ["line", "line", "line", "line", "element"];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Any_lines_read_in_any_way_by_any_number_of_threads_are_the_same_lines()
    {
        var draw = new Draw(3);
        for (var i = 0; i < 25; i++)
        {
            var lines = SomeLines(draw);
            var ending = draw.OneIn(3) ? "\r\n" : "\n";
            var text = string.Join(ending, lines) + (draw.OneIn(2) ? ending : "");
            AssertSame(lines, text, (ulong)i);
        }
    }

    [Fact]
    public void A_line_that_begins_or_ends_anywhere_near_the_edge_of_a_block_is_read_once()
    {
        foreach (var edge in new[] { Block.Size, 2 * Block.Size, (16 << 10) + Block.Size })
        {
            for (var off = -5; off <= 5; off++)
            {
                // The newline of the first line lies near the edge; then the one of the third.
                AssertSameInFile([SomeLine.EventOf(edge + off), SomeLine.Event(1), SomeLine.Event(2)]);
                AssertSameInFile(["", SomeLine.EventOf(edge + off - 91), SomeLine.EventOf(90), SomeLine.Malformed, SomeLine.Event(1)]);
            }
        }
    }

    [Fact]
    public void A_line_over_many_blocks_is_read_once()
    {
        foreach (var length in new[] { Block.Size - 1, Block.Size, Block.Size + 1, 2 * Block.Size, (3 * Block.Size) - 1, Block.MaxLineBytes - 1, Block.MaxLineBytes })
        {
            var lines = new[] { SomeLine.Event(1), SomeLine.EventOf(length, 2), SomeLine.EventOf(length, 3), SomeLine.Event(4) };
            AssertSame(lines, string.Join('\n', lines), 1);
        }
    }

    [Fact]
    public void A_line_is_too_long_from_one_byte_past_a_mebibyte_on_however_it_is_read()
    {
        foreach (var before in new[] { 0, 1, Block.Size - 200, 3 * Block.Size })
        {
            foreach (var over in new[] { -1, 0, 1, 2, 16 << 10, 70 << 10, Block.MaxLineBytes })
            {
                var lines = new List<string> { SomeLine.EventOf(Block.MaxLineBytes + over, 2), SomeLine.Event(3) };
                if (before > 0) lines.Insert(0, SomeLine.EventOf(before + 100, 1));
                var number = before > 0 ? 2 : 1;
                var expected = over <= 0 ? [] : new[] { $"{number} longer than 1,048,576 bytes" };
                foreach (var (way, input) in Ways(lines, string.Join('\n', lines), 4))
                {
                    var scanned = Scanned.Of(_folder, 2, input);
                    Assert.Equal(expected, scanned.Result.Skipped.Select(line => $"{line.Number} {line.Problem}"));
                    Assert.True(lines.Where(line => line.Length <= Block.MaxLineBytes).SequenceEqual(scanned.Events), way);
                }
            }
        }
    }

    [Fact]
    public void Every_line_too_long_is_counted()
    {
        var longLine = new string('x', Block.MaxLineBytes + 7);
        string[] lines = [longLine, longLine, SomeLine.Event(1), longLine, "", longLine, SomeLine.Event(2), longLine];
        foreach (var threads in new[] { 1, 3 })
        {
            foreach (var (way, input) in Ways([], string.Join('\n', lines), 5).Take(3))
            {
                var scanned = Scanned.Of(_folder, threads, input);
                Assert.Equal([SomeLine.Event(1), SomeLine.Event(2)], scanned.Events);
                Assert.Equal([1L, 2, 4, 6, 8], scanned.Result.Skipped.Select(line => line.Number));
                Assert.All(scanned.Result.Skipped, line => Assert.Equal("longer than 1,048,576 bytes", line.Problem));
                Assert.True(scanned.Result.Counts is { Malformed: 5, Events: 2, NotEvents: 0 }, way);
            }
        }
    }

    [Theory]
    [InlineData("file")]
    [InlineData("gzip")]
    [InlineData("array")]
    [InlineData("gzip array")]
    public void A_line_of_a_hundred_megabytes_is_passed_over_without_being_kept(string way)
    {
        var isArray = way.Contains("array", StringComparison.Ordinal);
        var path = _folder.At("long.json");
        using (var file = File.Create(path))
        using (var to = way.Contains("gzip", StringComparison.Ordinal) ? new GZipStream(file, CompressionLevel.Fastest) : (Stream)file)
        {
            var some = Encoding.ASCII.GetBytes(new string('x', 1 << 20));
            to.Write(Encoding.ASCII.GetBytes($"{(isArray ? "[" : "")}{SomeLine.Event(1)}{(isArray ? "," : "\n")}{{\"a\":\""));
            for (var i = 0; i < 100; i++) to.Write(some);
            to.Write(Encoding.ASCII.GetBytes($"\"}}{(isArray ? "," : "\n")}{SomeLine.Malformed}{(isArray ? "," : "\n")}{SomeLine.Event(2)}{(isArray ? "]" : "")}"));
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        var result = Scan.Run([Inputs.Open(path)], new Question(), new ScanOptions { Threads = 1 });
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 << 20);
        Assert.Equal(["2 longer than 1,048,576 bytes", "3 the key \"a\" stands twice in one object"], result.Skipped.Select(line => $"{line.Number} {line.Problem}"));
        Assert.Equal(2, result.Counts.Events);
        Assert.Empty(result.Unread);
    }

    [Fact]
    public async Task A_named_pipe_is_read_to_its_end()
    {
        var pipe = _folder.At("pipe.ndjson");
        using (var mkfifo = Process.Start("mkfifo", [pipe])) await mkfifo.WaitForExitAsync(TestContext.Current.CancellationToken);
        var lines = Enumerable.Range(0, 5000).Select(SomeLine.Event).ToArray();
        foreach (var text in new[] { string.Join('\n', lines), $"[{string.Join(',', lines)}]" })
        {
            var writing = Task.Run(() => File.AppendAllText(pipe, text));
            Assert.Equal(lines, Scanned.OfFile(_folder, pipe).Events);
            await writing;
        }
    }

    [Fact]
    public void Several_inputs_are_read_in_their_order_and_their_lines_counted_apart()
    {
        var inputs = new List<string>();
        var events = new List<string>();
        for (var i = 0; i < 40; i++)
        {
            var lines = Enumerable.Range(0, i % 7 * 100).Select(n => SomeLine.Event((i * 1000) + n)).ToList();
            events.AddRange(lines);
            if (i % 7 == 3) lines.Insert(i, SomeLine.Malformed);
            var bytes = Encoding.UTF8.GetBytes(string.Join('\n', lines));
            inputs.Add(_folder.Write($"{i:00}.log", i % 3 == 0 ? TempFolder.Gzip(bytes) : bytes));
        }

        foreach (var threads in new[] { 1, 2, 3 })
        {
            var scanned = Scanned.Of(_folder, threads, inputs.Select(Inputs.Open));
            Assert.Equal(events, scanned.Events);
            Assert.Equal(new[] { 3, 10, 17, 24, 31, 38 }.Select(i => (inputs[i], (long)i + 1)), scanned.Result.Skipped.Select(line => (line.Input, line.Number)));
            Assert.Empty(scanned.Result.Unread);
        }
    }

    [Fact]
    public void Only_the_first_ten_lines_that_are_no_events_are_named_and_all_are_counted()
    {
        var lines = Enumerable.Range(0, 20_000).Select(i => i % 3 == 0 ? SomeLine.Event(i) : i % 3 == 1 ? SomeLine.Malformed : SomeLine.NotAnEvent).ToArray();
        foreach (var threads in new[] { 1, 3 })
        {
            var scanned = Scanned.OfText(_folder, string.Join('\n', lines), threads);
            Assert.Equal([2L, 3, 5, 6, 8, 9, 11, 12, 14, 15], scanned.Result.Skipped.Select(line => line.Number));
            Assert.Equal((6667, 6667, 6666), (scanned.Result.Counts.Events, scanned.Result.Counts.Malformed, scanned.Result.Counts.NotEvents));
        }
    }

    [Fact]
    public void An_input_without_any_event_is_named()
    {
        var empty = _folder.Write("empty.json", "");
        var blank = _folder.Write("blank.json", " \n\r\n\t\n");
        var other = _folder.Write("other.json", $"\n{SomeLine.NotAnEvent}\n");
        var events = _folder.Write("events.json", $"{SomeLine.Malformed}\n{SomeLine.Event(1)}");
        var broken = _folder.Write("broken.json", $"{SomeLine.NotAnEvent}\n{SomeLine.Malformed}\n");
        var result = Scanned.Of(_folder, 2, new[] { empty, blank, other, events, broken }.Select(Inputs.Open)).Result;
        // Other JSON beside events is nothing bad; a file of which nothing could be used is.
        Assert.Equal($"{other}: none of its 1 lines is an event (line 2: not an event: no eventType).", Assert.Single(result.Notes));
        Assert.Equal($"{broken}: none of its 2 lines is an event (line 1: not an event: no eventType).", Assert.Single(result.Unread));
        Assert.Equal(5, result.Counts.Read);

        var alone = Scanned.Of(_folder, 2, new[] { empty, other }.Select(Inputs.Open)).Result;
        Assert.Equal($"{other}: none of its 1 lines is an event (line 2: not an event: no eventType).", Assert.Single(alone.Unread));
        Assert.Empty(alone.Notes);
    }

    [Fact]
    public void Progress_tells_all_bytes_and_lines_in_the_end()
    {
        var progress = new ScanProgress();
        var text = string.Concat(Enumerable.Range(0, 10_000).Select(i => SomeLine.Event(i) + "\n"));
        Scan.Run([Inputs.Open(_folder.Write("a.json", text))], new Question(), new ScanOptions { Threads = 2, Progress = progress });
        Assert.Equal((text.Length, 10_000), (progress.Bytes, progress.Lines));
    }

    private static List<string> SomeLines(Draw draw)
    {
        var lines = new List<string>();
        for (var i = draw.Below(400); i >= 0; i--)
        {
            lines.Add(draw.Below(30) switch
            {
                0 => "",
                1 => SomeLine.Malformed,
                2 => SomeLine.NotAnEvent,
                3 => SomeLine.EventOf(20_000 + draw.Below(20_000), lines.Count),
                4 when draw.OneIn(6) => SomeLine.EventOf(Block.Size - 100 + draw.Below(200), lines.Count),
                5 when draw.OneIn(12) => SomeLine.EventOf(Block.MaxLineBytes - 2 + draw.Below(5), lines.Count),
                6 when draw.OneIn(20) => SomeLine.EventOf(Block.MaxLineBytes + draw.Below(2 * Block.MaxLineBytes), lines.Count),
                _ => SomeLine.EventOf(100 + draw.Below(2000), lines.Count),
            });
        }

        return lines;
    }

    private void AssertSameInFile(string[] lines)
    {
        var text = string.Join('\n', lines);
        foreach (var threads in new[] { 1, 2 }) AssertAs(lines, "file", Scanned.OfText(_folder, text, threads), "line");
    }

    private void AssertSame(IReadOnlyList<string> lines, string text, ulong seed)
    {
        foreach (var threads in new[] { 1, 2, 3 })
        {
            var word = 0;
            foreach (var (way, input) in Ways(lines, text, seed))
            {
                var scanned = Scanned.Of(_folder, threads, input);
                // An array has no blank elements; elsewhere a carriage return is white space of the line it ends.
                var there = way == "array" ? lines.Where(line => line.Length > 0) : text.Split('\n').SkipLast(text.EndsWith('\n') ? 1 : 0);
                AssertAs([.. there], $"{way}, {threads} threads, seed {seed}", scanned, Words[word++]);
            }
        }
    }

    private static void AssertAs(IReadOnlyList<string> lines, string way, Scanned scanned, string word)
    {
        var isTooLong = (string line) => line.Length > Block.MaxLineBytes;
        var expected = lines
            .Where(line => !isTooLong(line))
            .Select(line => line.TrimEnd('\r'))
            .Where(line => line.Length > 0 && line is not (SomeLine.Malformed or SomeLine.NotAnEvent))
            .ToImmutableArray();
        Assert.True(expected.SequenceEqual(scanned.Events), $"{way}: {expected.Length} events, read {scanned.Events.Length}");
        var skipped = lines
            .Select((line, i) => (Number: i + 1, Problem: line.TrimEnd('\r') switch
            {
                SomeLine.Malformed => "the key \"a\" stands twice in one object",
                SomeLine.NotAnEvent => "not an event: no eventType",
                _ when isTooLong(line) => "longer than 1,048,576 bytes",
                _ => null,
            }))
            .Where(line => line.Problem is not null)
            .ToList();
        Assert.Equal(
            skipped.Take(10).Select(line => string.Create(CultureInfo.InvariantCulture, $"{way}: {word} {line.Number} {line.Problem}")),
            scanned.Result.Skipped.Select(line => string.Create(CultureInfo.InvariantCulture, $"{way}: {line.Word} {line.Number} {line.Problem}")));
        Assert.Equal(skipped.Count, scanned.Result.Counts.Malformed + scanned.Result.Counts.NotEvents);
        Assert.Equal(expected.Length, scanned.Result.Counts.Events);
    }

    // The same lines as a plain file, as gzip, as streams in large and small pieces, as a JSON array.
    private IEnumerable<(string Way, LineInput Input)> Ways(IReadOnlyList<string> lines, string text, ulong seed)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        yield return ("file", Inputs.Open(_folder.Write("lines.json", bytes)));
        yield return ("gzip", Inputs.Open(_folder.Write("lines.json.gz", TempFolder.Gzip(bytes))));
        yield return ("stream", new StreamLines("-", new MemoryStream(bytes)));
        yield return ("dribble", new StreamLines("-", new Dribble(bytes, seed, 100_000)));
        var separator = text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n,\t" : ",";
        yield return ("array", Inputs.Open(_folder.Write("array.json", $"[{string.Join(separator, lines.Where(line => line.Length > 0))}]")));
    }
}
