using System.Text;
using Firebreak.Log.Notes;
using Firebreak.Log.Sealing;
using Firebreak.Log.Tiles;
using Firebreak.Tests.Tiles;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Firebreak.Tests.Sealing;

public sealed class SealerTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(6000)]
    [InlineData(70_000)]
    public void A_sealed_log_is_the_log_that_one_writer_makes(int lines)
    {
        using TempFolder sealedLog = new(), written = new();
        Seal(sealedLog, EventLines.Ordered(lines));
        using (var log = LogWriter.Open(written.Path, Logs.Key))
        {
            foreach (var line in EventLines.Ordered(lines)) log.Append(line);
            log.Commit();
        }

        AssertSameLog(written, sealedLog);
        Assert.Equal(new LogFindings(lines, true, ""), LogCheck.Check(sealedLog.Read(), threads: 2));
        Assert.Equal(Logs.Key.Verifier + "\n", Encoding.UTF8.GetString(sealedLog.Read("vkey")));
    }

    [Theory]
    [InlineData(1, 300, 256, 700, 0, 1000)]
    [InlineData(255, 1, 1, 255, 2000, 3)]
    [InlineData(256, 512, 1, 1, 1, 5000)]
    public void A_log_sealed_in_several_runs_is_the_log_sealed_at_once(params int[] runs)
    {
        using TempFolder atOnce = new(), inRuns = new();
        var from = 0;
        foreach (var run in runs)
        {
            Seal(inRuns, EventLines.Ordered(from + run).Skip(from));
            from += run;
        }

        Seal(atOnce, EventLines.Ordered(from));
        AssertSameLog(atOnce, inRuns);
        Assert.Equal(atOnce.Read("seal.json"), inRuns.Read("seal.json"));
        Assert.Equal((true, true), Facts(inRuns));
    }

    [Fact]
    public void Long_lines_and_short_ones_are_sealed_as_they_are()
    {
        using var folder = new TempFolder();
        var lines = Enumerable.Range(0, 1500).Select(i => (byte[])[.. Enumerable.Repeat((byte)(i % 251), i % 500 == 7 ? 65_535 : i % 90)]).ToList();
        Seal(folder, lines);
        var log = folder.Read();
        for (var i = 0; i < lines.Count; i++) Assert.True(log.ReadEntry(i).AsSpan().SequenceEqual(lines[i]), $"entry {i}");
        LogCheck.Check(log, threads: 2);
    }

    [Fact]
    public void More_than_may_be_in_memory_at_a_time_passes_through()
    {
        using var folder = new TempFolder();
        var line = new byte[65_535];
        Seal(folder, Enumerable.Repeat(line, 256 * 5)); // 80 MB
        Assert.Equal(1280, folder.Read().Checkpoint.Size);
        LogCheck.Check(folder.Read(), threads: 2);
    }

    [Fact]
    public void Nothing_shows_before_the_end_and_nothing_at_all_without_it()
    {
        using var folder = new TempFolder();
        using (var sealer = Sealer.Open(folder.Path, Logs.Key))
        {
            foreach (var line in EventLines.Ordered(5000)) sealer.Append(line);
            Assert.Equal(5000, sealer.Lines);
            Assert.False(folder.Has("checkpoint"));
        }

        Assert.False(folder.Has("checkpoint"));
        Seal(folder, EventLines.Ordered(300));
        Assert.Equal(new LogFindings(300, true, ""), LogCheck.Check(folder.Read(), threads: 1));
    }

    [Fact]
    public void A_line_too_long_is_refused()
    {
        using var folder = new TempFolder();
        using var sealer = Sealer.Open(folder.Path, Logs.Key);
        sealer.Append(EventLines.At(0));
        Assert.Throws<ArgumentException>(() => sealer.Append(new byte[65_536]));
        sealer.Append(EventLines.At(1));
        Assert.Equal(2, sealer.Finish().Checkpoint.Size);
    }

    [Fact]
    public void A_second_sealer_and_another_key_are_refused()
    {
        using var folder = new TempFolder();
        using (Sealer.Open(folder.Path, Logs.Key)) Assert.Throws<LogBusyException>(() => Sealer.Open(folder.Path, Logs.Key));
        Seal(folder, EventLines.Ordered(10));
        Assert.Throws<Log.LogCorruptException>(() => Sealer.Open(folder.Path, SigningKey.Generate(Logs.Origin)));
    }

    [Fact]
    public void A_disk_that_refuses_ends_in_a_sentence_and_the_log_stays_as_it_was()
    {
        using var folder = new TempFolder();
        Seal(folder, EventLines.Ordered(256));
        folder.Write("tile/entries/005/in the way", []);
        using (var sealer = Sealer.Open(folder.Path, Logs.Key))
        {
            Assert.ThrowsAny<IOException>(() =>
            {
                foreach (var line in EventLines.Ordered(100_000).Skip(256)) sealer.Append(line);
                sealer.Finish();
            });
        }

        Assert.Equal(new LogFindings(256, true, ""), LogCheck.Check(folder.Read(), threads: 1));
    }

    // Where the odd line stands: in the bundle that is being filled up, in whole ones, at their seams, in the rest, at a run's seam.
    [Theory]
    [InlineData(0)]
    [InlineData(50)]
    [InlineData(99)]
    [InlineData(100)]
    [InlineData(200)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(511)]
    [InlineData(512)]
    [InlineData(700)]
    [InlineData(1023)]
    [InlineData(1024)]
    [InlineData(1099)]
    public void The_record_tells_of_one_odd_line_wherever_it_stands(int at)
    {
        Assert.Equal((false, true), FactsOf(at, EventLines.NotCanonical(at)));
        Assert.Equal((false, false), FactsOf(at, EventLines.NoEvent));
        // Text around it, and a wrapper: an entry is then no event itself.
        Assert.Equal((false, false), FactsOf(at, [.. """{"okta":"""u8, .. EventLines.At(at), (byte)'}']));
        Assert.Equal((true, at == 0), FactsOf(at, EventLines.At(-1)));
        Assert.Equal((true, at == 1099), FactsOf(at, EventLines.At(5000)));
        // The same time as the one before is in order.
        Assert.Equal((true, true), FactsOf(at, EventLines.At(Math.Max(0, at - 1))));
    }

    [Fact]
    public void Facts_of_any_runs_are_those_of_all_their_lines() =>
        Prop.ForAll(
            (from runs in Gen.ListOf(Gen.Choose(0, 400), 4)
             from odd in Gen.ListOf(Gen.Choose(0, 4000), 3)
             from kind in Gen.Choose(0, 3)
             select (runs, odd, kind)).ToArbitrary(),
            made =>
            {
                var lines = EventLines.Ordered(made.runs.Sum()).ToList();
                var (canonical, ordered) = (true, true);
                foreach (var at in made.odd.Where(at => at < lines.Count && made.kind > 0))
                {
                    lines[at] = made.kind switch { 1 => EventLines.NotCanonical(at), 2 => EventLines.NoEvent, _ => EventLines.At(at - 1000) };
                    canonical &= made.kind == 3;
                    ordered &= made.kind == 1;
                }

                using var folder = new TempFolder();
                var from = 0;
                foreach (var run in made.runs)
                {
                    Seal(folder, lines.Skip(from).Take(run));
                    from += run;
                }

                // A line moved into the past is out of order unless nothing is before it.
                if (made.kind == 3) ordered = made.odd.All(at => at >= lines.Count || at == 0);
                Assert.Equal(lines.Count > 0 ? (canonical, ordered) : (false, false), Facts(folder));
                if (lines.Count > 0) Assert.Equal(ordered, LogCheck.Check(folder.Read(), threads: 2).IsOrdered);
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("not JSON")]
    [InlineData("""{"size":300,"root":null,"canonical":true,"ordered":true,"last":null}""")]
    [InlineData("""{"size":300,"root":"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=","canonical":true,"ordered":true}""")]
    [InlineData("""{"size":"300","root":"ROOT","canonical":true,"ordered":true}""")]
    [InlineData("""{"size":1e30,"root":"ROOT","canonical":true,"ordered":true}""")]
    [InlineData("""{"size":299,"root":"ROOT","canonical":true,"ordered":true,"last":"2022-01-16T00:00:00.000Z"}""")]
    [InlineData("""{"size":300,"root":"ROOT","canonical":1,"ordered":true}""")]
    public void Without_a_record_for_this_very_checkpoint_nothing_is_claimed(string? record)
    {
        using var folder = new TempFolder();
        Seal(folder, EventLines.Ordered(300));
        if (record is null) File.Delete(folder.At("seal.json"));
        else folder.Write("seal.json", Encoding.UTF8.GetBytes(record.Replace("ROOT", folder.Read().Checkpoint.Root.ToString(), StringComparison.Ordinal)));
        Assert.False(SealRecord.TryRead(new TileFolder(folder.Path), folder.Read().Checkpoint, out _));
        Seal(folder, EventLines.Ordered(700).Skip(300));
        Assert.Equal((false, false), Facts(folder));
        Seal(folder, EventLines.Ordered(800).Skip(700));
        Assert.Equal((false, false), Facts(folder));
        // What the record does not say a pass over the log still finds.
        Assert.True(LogCheck.Check(folder.Read(), threads: 1).IsOrdered);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("\"yesterday\"")]
    public void A_record_whose_last_time_is_none_does_not_make_the_log_ordered(string last)
    {
        using var folder = new TempFolder();
        Seal(folder, EventLines.Ordered(300));
        var root = folder.Read().Checkpoint.Root;
        folder.Write("seal.json", Encoding.UTF8.GetBytes($$"""{"size":300,"root":"{{root}}","canonical":false,"ordered":true,"last":{{last}}}"""));
        Seal(folder, [EventLines.At(-5)]);
        Assert.Equal((false, false), Facts(folder));
    }

    [Fact]
    public void A_record_of_an_earlier_size_is_none()
    {
        using var folder = new TempFolder();
        Seal(folder, EventLines.Ordered(300));
        var stale = folder.Read("seal.json");
        Seal(folder, EventLines.Ordered(400).Skip(300));
        folder.Write("seal.json", stale);
        Seal(folder, EventLines.Ordered(500).Skip(400));
        Assert.Equal((false, false), Facts(folder));
    }

    [Fact]
    public void Our_own_key_order_is_still_known_after_a_run_that_was_out_of_order()
    {
        using var folder = new TempFolder();
        Seal(folder, EventLines.Ordered(300).Reverse());
        Assert.Equal((true, false), Facts(folder));
        Seal(folder, EventLines.Ordered(600).Skip(300));
        Assert.Equal((true, false), Facts(folder));
        Seal(folder, [EventLines.NotCanonical(700)]);
        Assert.Equal((false, false), Facts(folder));
    }

    [Fact]
    public void The_record_says_when_the_last_entry_was()
    {
        using var folder = new TempFolder();
        Seal(folder, EventLines.Ordered(300));
        Assert.True(SealRecord.TryRead(new TileFolder(folder.Path), folder.Read().Checkpoint, out var record));
        Assert.Equal(new SealRecord(300, folder.Read().Checkpoint.Root, true, true, EventLines.Time(299)), record);
    }

    private static (bool IsCanonical, bool IsOrdered) FactsOf(int at, byte[] odd)
    {
        var lines = EventLines.Ordered(1100).ToList();
        lines[at] = odd;
        using var folder = new TempFolder();
        Seal(folder, lines.Take(100));
        Seal(folder, lines.Skip(100));
        return Facts(folder);
    }

    private static (bool IsCanonical, bool IsOrdered) Facts(TempFolder folder)
    {
        Assert.True(SealRecord.TryRead(new TileFolder(folder.Path), folder.Read().Checkpoint, out var record));
        return (record.IsCanonical, record.IsOrdered);
    }

    private static void Seal(TempFolder folder, IEnumerable<byte[]> lines)
    {
        using var sealer = Sealer.Open(folder.Path, Logs.Key);
        foreach (var line in lines) sealer.Append(line);
        sealer.Finish();
    }

    private static void AssertSameLog(TempFolder expected, TempFolder actual)
    {
        var files = actual.Files();
        foreach (var (path, bytes) in expected.Files().Where(file => file.Key != "seal.json"))
            Assert.True(files.TryGetValue(path, out var found) && found.AsSpan().SequenceEqual(bytes), path);
    }
}
