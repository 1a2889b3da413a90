using Firebreak.Log;
using Firebreak.Log.Proofs;
using Firebreak.Log.Tiles;
using Firebreak.Tests.Sealing;
using Firebreak.Tests.Tiles;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Firebreak.Tests.Proofs;

public sealed class ProverTests
{
    private static readonly byte[][] Lines = [.. Bundles.Ordered];
    private static readonly AlteredSource Log = Bundles.Seal(Lines);

    [Fact]
    public void Every_entry_can_be_proved()
    {
        var prover = new Prover(Log.Open());
        for (var index = 0; index < Lines.Length; index++)
        {
            var bundle = prover.One(index);
            Assert.Equal(new BundleFindings(1, 0, Completeness.NotClaimed), BundleCheck.Run(bundle));
            Assert.Equal(Lines[index], bundle.Entries[0].Bytes.ToArray());
        }

        Assert.Equal(new BundleFindings(1, 0, Completeness.NotClaimed), prover.One(511).Check());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(700)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void An_entry_that_is_not_there_cannot(long index) => Assert.Throws<LogCorruptException>(() => new Prover(Log.Open()).One(index));

    // The window in seconds; the entries in the bundle, from and to; how many of them are in the window.
    [Theory]
    [InlineData(10L, 20L, 9, 20, 10)] // both neighbours
    [InlineData(100L, 101L, 99, 103, 3)] // several at the same time
    [InlineData(150L, 250L, 249, 450, 200)] // across bundles
    [InlineData(0L, 1L, 0, 1, 1)] // nothing before
    [InlineData(null, 5L, 0, 5, 5)]
    [InlineData(-100L, 5L, 0, 5, 5)]
    [InlineData(-100L, -50L, 0, 0, 0)] // before the log begins
    [InlineData(499L, 500L, 698, 699, 1)] // nothing behind
    [InlineData(499L, null, 698, 699, 1)]
    [InlineData(499L, 9999L, 698, 699, 1)]
    [InlineData(1000L, 2000L, 699, 699, 0)] // behind the log's end
    [InlineData(1000L, null, 699, 699, 0)]
    [InlineData(null, null, 0, 699, 700)]
    [InlineData(20L, 20L, 19, 20, 0)] // empty
    [InlineData(30L, 20L, 29, 30, 0)] // the wrong way round
    public void An_ordered_window_has_all_its_entries_and_both_neighbours(long? from, long? to, int first, int last, int inWindow)
    {
        var bundle = new Prover(Log.Open()).Window(Bundles.At(from), Bundles.At(to));
        Assert.Equal(new BundleFindings(last - first + 1, inWindow, Completeness.GivenOrder), bundle.Check());
        Assert.Equal((first, last), (bundle.Entries[0].Index, bundle.Entries[^1].Index));
        Assert.Equal(Lines[first..(last + 1)], bundle.Sent().Entries.Select(entry => entry.Bytes.ToArray()));
    }

    [Fact]
    public void A_window_between_two_entries_has_only_its_neighbours()
    {
        var lines = Enumerable.Range(0, 300).Select(i => EventLines.At(i * 10));
        var bundle = Bundles.Prover(lines).Window(Bundles.At(1003), Bundles.At(1007));
        Assert.Equal(new BundleFindings(2, 0, Completeness.GivenOrder), bundle.Check());
        Assert.Equal([100L, 101L], bundle.Entries.Select(entry => entry.Index));
    }

    [Theory]
    [InlineData(10L, 20L, 10, 19, 10)]
    [InlineData(50L, 51L, 50, 600, 2)] // the same time again, far behind
    [InlineData(null, null, 0, 600, 601)]
    public void A_window_of_a_log_out_of_order_is_the_smallest_run_with_every_match(long? from, long? to, int first, int last, int inWindow)
    {
        var lines = EventLines.Ordered(600).Append(EventLines.At(50, 600));
        var bundle = Bundles.Prover(lines).Window(Bundles.At(from), Bundles.At(to));
        Assert.Equal(new BundleFindings(last - first + 1, inWindow, Completeness.OfRange), bundle.Check());
        Assert.Equal((first, last), (bundle.Entries[0].Index, bundle.Entries[^1].Index));
    }

    [Fact]
    public void A_window_of_a_log_out_of_order_that_nothing_matches_is_empty()
    {
        var bundle = Bundles.Prover(EventLines.Ordered(600).Reverse()).Window(Bundles.At(1000), null);
        Assert.Equal(new BundleFindings(0, 0, Completeness.OfRange), bundle.Check());
    }

    [Fact]
    public void Entries_that_are_no_events_are_carried_but_are_in_no_window()
    {
        byte[][] lines = [EventLines.At(1), EventLines.NoEvent, [0xC3, 0x28, 0xFF], [], EventLines.At(2)];
        var bundle = Bundles.Prover(lines).Window(null, null);
        Assert.Equal(new BundleFindings(5, 2, Completeness.OfRange), bundle.Check());
        Assert.Equal(lines, bundle.Sent().Entries.Select(entry => entry.Bytes.ToArray()));
    }

    [Fact]
    public void Entries_of_any_bytes_come_through_the_JSON() =>
        Prop.ForAll(Gen.ListOf(Gen.ArrayOf(Gen.Choose(0, 255).Select(i => (byte)i)), 3).ToArbitrary(), entries =>
        {
            var prover = Bundles.Prover(entries);
            for (var index = 0; index < entries.Count; index++)
            {
                var sent = prover.One(index).Sent();
                Assert.Equal(entries[index], sent.Entries[0].Bytes.ToArray());
                BundleCheck.Run(sent);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));

    [Fact]
    public void Entries_of_any_text_come_through_the_JSON()
    {
        byte[][] lines = [.. new[] { "", "\"\\/", "\0\u0001\u007f", "\u2028\u2029\ufeff", "Grüße 日本 😀", "<script>&'+", "\ud7ff\ue000\uffff" }.Select(System.Text.Encoding.UTF8.GetBytes)];
        var prover = Bundles.Prover(lines);
        for (var index = 0; index < lines.Length; index++) Assert.Equal(lines[index], prover.One(index).Sent().Entries[0].Bytes.ToArray());
    }

    [Fact]
    public void An_empty_log_has_an_empty_window()
    {
        var bundle = Bundles.Prover([]).Window(null, null);
        Assert.Equal(new BundleFindings(0, 0, Completeness.OfRange), bundle.Check());
    }

    [Theory]
    [InlineData("tile/entries/000")]
    [InlineData("tile/0/001")]
    [InlineData("tile/0/002.p/188")]
    [InlineData("tile/1/000.p/2")]
    public void A_broken_log_gives_no_bundle(string path)
    {
        foreach (var change in new[] { AlteredSource.FlipAt(33), AlteredSource.FlipAt(^1), _ => null })
        {
            var prover = new Prover(Bundles.Seal(Lines).With(path, change).Open());
            Assert.Throws<LogCorruptException>(() =>
            {
                for (var index = 0; index < Lines.Length; index++) prover.One(index);
            });
            // A window needs only a part of the log; where it needs the broken one there is none.
            foreach (var second in new[] { 0, 20, 130, 150, 250, 300, 480 })
            {
                if (WindowOrNull(prover, second) is { } made) Assert.Equal(WindowOrNull(new Prover(Log.Open()), second), made);
            }
        }
    }

    private static byte[]? WindowOrNull(Prover prover, int second)
    {
        try
        {
            return prover.Window(Bundles.At(second), Bundles.At(second + 20)).ToJson();
        }
        catch (LogCorruptException)
        {
            return null;
        }
    }

    [Fact]
    public void A_window_whose_entries_were_changed_gives_no_bundle()
    {
        var other = new GrowingBuffer();
        foreach (var line in Lines.Take(256).Select((line, i) => i == 30 ? EventLines.At(30, 999) : line)) EntryBundle.Append(other, line);
        var prover = new Prover(Bundles.Seal(Lines).With("tile/entries/000", _ => other.Written.ToArray()).Open());
        Assert.Throws<LogCorruptException>(() => prover.Window(Bundles.At(20), Bundles.At(40)));
        Assert.Throws<LogCorruptException>(() => prover.One(30));
        Assert.Equal(Completeness.GivenOrder, prover.Window(Bundles.At(300), Bundles.At(400)).Check().Completeness);
    }
}
