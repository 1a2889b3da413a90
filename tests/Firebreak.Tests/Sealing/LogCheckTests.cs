using Firebreak.Log;
using Firebreak.Log.Notes;
using Firebreak.Log.Sealing;
using Firebreak.Log.Tiles;
using Firebreak.Tests.Tiles;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Firebreak.Tests.Sealing;

/// <summary>Whatever is changed in a log is found, and the sentence says where.</summary>
public sealed class LogCheckTests
{
    private const int Large = 66_000;

    private static readonly Lazy<SortedDictionary<string, byte[]>> LargeFiles = new(() => Sealed(EventLines.Ordered(Large)));
    private static readonly Lazy<SortedDictionary<string, byte[]>> SmallFiles = new(() => Sealed(EventLines.Ordered(600)));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void A_log_as_it_was_sealed_is_found_whole_and_in_order(int threads)
    {
        var (log, bytes) = (new AlteredSource(LargeFiles.Value).Open(), 0L);
        Assert.Equal(new LogFindings(Large, true, ""), LogCheck.Check(log, threads, read => Interlocked.Add(ref bytes, read)));
        Assert.Equal(LargeFiles.Value.Where(file => file.Key.StartsWith("tile/entries/", StringComparison.Ordinal)).Sum(file => file.Value.LongLength), bytes);
        LogCheck.CheckSince(log, log.Checkpoint);
    }

    public static TheoryData<string> FilesOfEveryKind =>
    [
        "tile/entries/000", "tile/entries/130", "tile/entries/257.p/208",
        "tile/0/000", "tile/0/255", "tile/0/256", "tile/0/257.p/208",
        "tile/1/000", "tile/1/001.p/1",
        "tile/2/000.p/1",
    ];

    [Theory]
    [MemberData(nameof(FilesOfEveryKind))]
    public void A_file_that_was_changed_cut_or_taken_away_is_named(string path)
    {
        Refused(path, AlteredSource.FlipAt(0));
        Refused(path, AlteredSource.FlipAt(^1));
        Refused(path, AlteredSource.FlipAt(LargeFiles.Value[path].Length / 2));
        Refused(path, bytes => bytes[..^1]);
        Refused(path, bytes => bytes[..(bytes.Length / 2)]);
        Refused(path, _ => []);
        Refused(path, _ => null);
        Refused(path, bytes => [.. bytes, 0]);
        Refused(path, bytes => [.. bytes, .. new byte[32]]);

        void Refused(string altered, Func<byte[], byte[]?> change)
        {
            var error = Assert.Throws<LogCorruptException>(() => LogCheck.Check(new AlteredSource(LargeFiles.Value).With(altered, change).Open(), threads: 2));
            // Of an entry and its hash either may be the one that was changed: the sentence names both.
            Assert.Contains(altered, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_bit_turned_over_anywhere_in_any_file_is_found()
    {
        foreach (var (path, bytes) in SmallFiles.Value.Where(file => file.Key.StartsWith("tile/", StringComparison.Ordinal)))
        {
            for (var at = 0; at < bytes.Length; at += 1 + (bytes.Length / 40))
                Assert.Throws<LogCorruptException>(() => LogCheck.Check(new AlteredSource(SmallFiles.Value).With(path, AlteredSource.FlipAt(at)).Open(), threads: 1));
        }
    }

    [Fact]
    public void Two_entries_swapped_one_taken_out_and_one_put_in_are_found()
    {
        var lines = EventLines.Ordered(600).ToList();
        (lines[3], lines[4]) = (lines[4], lines[3]);
        Assert.Contains("entry 3 ", Refusal("tile/entries/000", Bundle(lines.Take(256))), StringComparison.Ordinal);
        Assert.Contains("tile/entries/000", Refusal("tile/entries/000", Bundle(EventLines.Ordered(256).Skip(1))), StringComparison.Ordinal);
        Assert.Contains("tile/entries/000", Refusal("tile/entries/000", Bundle(EventLines.Ordered(257))), StringComparison.Ordinal);
        Assert.Contains("entry 5 ", Refusal("tile/entries/000", Bundle(EventLines.Ordered(256).Select((line, i) => i == 5 ? EventLines.At(5, 999) : line))), StringComparison.Ordinal);

        static string Refusal(string path, byte[] bytes) =>
            Assert.Throws<LogCorruptException>(() => LogCheck.Check(new AlteredSource(SmallFiles.Value).With(path, _ => bytes).Open(), threads: 1)).Message;
    }

    [Fact]
    public void An_entry_altered_together_with_all_tiles_above_it_is_found_by_the_checkpoint()
    {
        var lines = EventLines.Ordered(600).ToList();
        lines[100] = EventLines.At(100, 999);
        var rewritten = Sealed(lines);
        var source = new AlteredSource(rewritten).With("checkpoint", _ => SmallFiles.Value["checkpoint"]);
        var error = Assert.Throws<LogCorruptException>(() => LogCheck.Check(source.Open(), threads: 1));
        Assert.Contains("changed after it was signed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_partial_file_that_is_gone_is_read_from_the_full_one()
    {
        var longer = Sealed(EventLines.Ordered(600), EventLines.Ordered(1000).Skip(600));
        Assert.False(longer.ContainsKey("tile/0/002.p/88"));
        var earlier = new AlteredSource(longer).With("checkpoint", _ => SmallFiles.Value["checkpoint"]).Open();
        Assert.Equal(new LogFindings(600, true, ""), LogCheck.Check(earlier, threads: 1));
    }

    [Fact]
    public void A_log_only_grew_since_each_of_its_earlier_checkpoints()
    {
        using var folder = new TempFolder();
        var earlier = new List<Checkpoint>();
        foreach (var size in new[] { 0, 1, 200, 256, 257, 600, 1300 }) earlier.Add(Logs.Grow(folder.Path, size).Checkpoint);
        foreach (var checkpoint in earlier) LogCheck.CheckSince(folder.Read(), checkpoint);
    }

    [Fact]
    public void A_history_rewritten_with_the_same_key_is_found_by_an_earlier_checkpoint()
    {
        using TempFolder honest = new(), rewritten = new();
        var earlier = Logs.Grow(honest.Path, 300).Checkpoint;
        using (var log = LogWriter.Open(rewritten.Path, Logs.Key))
        {
            for (var i = 0; i < 1000; i++) log.Append(i == 17 ? "another entry"u8 : Logs.Entry(i));
            log.Commit();
        }

        var now = rewritten.Read();
        Assert.True(now.Signed.IsSignedBy(Logs.Key.Verifier));
        LogCheck.Check(now, threads: 1);
        Assert.Contains("history was rewritten", Assert.Throws<LogCorruptException>(() => LogCheck.CheckSince(now, earlier)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_that_was_cut_is_found_by_an_earlier_checkpoint()
    {
        using TempFolder folder = new(), cut = new();
        var earlier = Logs.Grow(folder.Path, 300).Checkpoint;
        Logs.Grow(cut.Path, 299);
        LogCheck.Check(cut.Read(), threads: 1);
        Assert.Contains("the log was cut", Assert.Throws<LogCorruptException>(() => LogCheck.CheckSince(cut.Read(), earlier)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_checkpoint_of_another_log_tells_nothing_about_this_one()
    {
        using var folder = new TempFolder();
        var other = Logs.Grow(folder.Path, 300).Checkpoint with { Origin = "log.example/00o2" };
        Assert.Contains("another log", Assert.Throws<LogCorruptException>(() => LogCheck.CheckSince(folder.Read(), other)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5, 4, "entry 5 is earlier than the one before it")]
    [InlineData(255, 4, "entry 255 is earlier than the one before it")]
    [InlineData(256, 4, "entry 256 is earlier than the one before it")]
    [InlineData(599, 4, "entry 599 is earlier than the one before it")]
    [InlineData(5, null, "entry 5 has no time: it is not an event")]
    [InlineData(0, null, "entry 0 has no time: it is not an event")]
    [InlineData(256, null, "entry 256 has no time: it is not an event")]
    [InlineData(599, null, "entry 599 has no time: it is not an event")]
    public void The_first_entry_out_of_order_is_named(int at, int? second, string sentence)
    {
        var lines = EventLines.Ordered(600).ToList();
        lines[at] = second is { } time ? EventLines.At(Math.Min(time, at - 1) - 1) : EventLines.NoEvent;
        var log = new AlteredSource(Sealed(lines)).Open();
        Assert.Equal(new LogFindings(600, false, sentence), LogCheck.Check(log, threads: 1));
        Assert.Equal(new LogFindings(600, false, sentence), LogCheck.Check(log, threads: 4));
    }

    [Fact]
    public void The_first_entry_out_of_order_is_the_one_that_a_plain_loop_finds() =>
        Prop.ForAll(
            (from size in Gen.Choose(1, 1100)
             from odd in Gen.ListOf(Gen.Choose(0, 1100), 3)
             from shift in Gen.ListOf(Gen.Choose(-300, 300), 3)
             from isEvent in Gen.ListOf(Gen.Choose(0, 2), 3)
             select (size, odd, shift, isEvent)).ToArbitrary(),
            made =>
            {
                var times = Enumerable.Range(0, made.size).Select(i => (long?)i).ToList();
                foreach (var ((at, shift), isEvent) in made.odd.Zip(made.shift).Zip(made.isEvent).Where(change => change.First.First < made.size))
                    times[at] = isEvent > 0 ? at + shift : null;
                var expected = Enumerable.Range(0, times.Count).Cast<int?>().FirstOrDefault(i => times[i!.Value] is null || (i > 0 && times[i.Value] < times[i.Value - 1]));
                var log = new AlteredSource(Sealed(times.Select((time, i) => time is { } second ? EventLines.At(second, i) : EventLines.NoEvent))).Open();
                var findings = LogCheck.Check(log, threads: 3);
                Assert.Equal(expected is null, findings.IsOrdered);
                if (expected is { } first) Assert.StartsWith($"entry {first} ", findings.OrderBreak, StringComparison.Ordinal);
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));

    private static byte[] Bundle(IEnumerable<byte[]> lines)
    {
        var bundle = new GrowingBuffer();
        foreach (var line in lines) EntryBundle.Append(bundle, line);
        return bundle.Written.ToArray();
    }

    private static SortedDictionary<string, byte[]> Sealed(params IEnumerable<byte[]>[] runs)
    {
        using var folder = new TempFolder();
        foreach (var lines in runs)
        {
            using var sealer = Sealer.Open(folder.Path, Logs.Key);
            foreach (var line in lines) sealer.Append(line);
            sealer.Finish();
        }

        return folder.Files();
    }
}
