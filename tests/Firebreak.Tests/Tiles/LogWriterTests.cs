using Firebreak.Log;
using Firebreak.Log.Merkle;
using Firebreak.Log.Notes;
using Firebreak.Log.Tiles;
using Firebreak.Tests.Notes;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Firebreak.Tests.Tiles;

public sealed class LogWriterTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(511)]
    [InlineData(512)]
    [InlineData(513)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    public void A_log_has_exactly_the_files_of_its_size_and_is_whole(int size)
    {
        using var folder = new TempFolder();
        Logs.Grow(folder.Path, size);
        Assert.Equal([.. Logs.CoveredBy(size), "checkpoint"], folder.Files().Keys.ToHashSet(StringComparer.Ordinal));
        folder.CheckWhole(size);
    }

    [Theory]
    [InlineData(600, 1)]
    [InlineData(600, 7)]
    [InlineData(1300, 255)]
    [InlineData(1300, 256)]
    [InlineData(1300, 257)]
    [InlineData(65_540, 1000)]
    [InlineData(65_792, 32_768)]
    public void However_it_was_cut_into_appends_and_runs_a_log_is_the_same(int size, int step)
    {
        using TempFolder atOnce = new(), oneWriter = new(), manyWriters = new();
        Logs.Grow(atOnce.Path, size);
        for (var grown = step; grown < size + step; grown += step) Logs.Grow(manyWriters.Path, Math.Min(grown, size));
        using (var log = LogWriter.Open(oneWriter.Path, Logs.Key))
        {
            while (log.Size < size)
            {
                log.Append(Logs.Entry(log.Size));
                if (log.Size % step == 0) log.Commit();
            }

            log.Commit();
        }

        AssertSame(atOnce, manyWriters);
        AssertSame(atOnce, oneWriter);
        atOnce.CheckWhole(size);
    }

    [Fact]
    public void Any_series_of_appends_and_commits_gives_the_same_log() =>
        Prop.ForAll(Gen.ListOf(Gen.Choose(0, 700), 6).ToArbitrary(), steps =>
        {
            using TempFolder atOnce = new(), inSteps = new();
            var size = 0;
            foreach (var step in steps) Logs.Grow(inSteps.Path, size += step);
            Logs.Grow(atOnce.Path, size);
            AssertSame(atOnce, inSteps);
            inSteps.CheckWhole(size);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(15));

    [Fact]
    public void Bundles_written_ahead_of_their_turn_make_the_same_log()
    {
        using TempFolder oneByOne = new(), ahead = new();
        Logs.Grow(oneByOne.Path, 1024 + 5);
        using (var log = LogWriter.Open(ahead.Path, Logs.Key))
        {
            var roots = new Hash[4];
            foreach (var bundle in new[] { 2, 0, 3, 1 }) roots[bundle] = WriteBundle(log, bundle);
            foreach (var root in roots) log.AppendWritten(root);
            for (var i = 1024; i < 1029; i++) log.Append(Logs.Entry(i));
            Assert.Throws<InvalidOperationException>(() => log.AppendWritten(roots[0]));
            log.Commit();
        }

        AssertSame(oneByOne, ahead);
    }

    [Fact]
    public void Partial_tiles_go_when_the_full_one_is_there()
    {
        using var folder = new TempFolder();
        Logs.Grow(folder.Path, 300);
        Assert.True(folder.Has("tile/0/001.p/44"));
        Assert.True(folder.Has("tile/entries/001.p/44"));
        Assert.True(folder.Has("tile/1/000.p/1"));
        Logs.Grow(folder.Path, 400);
        Assert.True(folder.Has("tile/0/001.p/144"));
        Logs.Grow(folder.Path, 512);
        Assert.True(folder.Has("tile/0/001"));
        Assert.DoesNotContain(folder.Files().Keys, path => path.StartsWith("tile/0/001.p", StringComparison.Ordinal));
        Assert.DoesNotContain(folder.Files().Keys, path => path.StartsWith("tile/entries/001.p", StringComparison.Ordinal));
        Logs.Grow(folder.Path, 65_536);
        Assert.DoesNotContain(folder.Files().Keys, path => path.Contains(".p/", StringComparison.Ordinal) && !path.StartsWith("tile/2/", StringComparison.Ordinal));
        folder.CheckWhole(65_536);
    }

    [Fact]
    public void A_reader_of_an_earlier_checkpoint_reads_on_when_its_partial_tiles_are_gone()
    {
        using var folder = new TempFolder();
        var earlier = new LogReader(new TileFolder(folder.Path), Logs.Grow(folder.Path, 300));
        Logs.Grow(folder.Path, 1000);
        Log.Sealing.LogCheck.Check(earlier, threads: 1);
        Assert.Equal(Logs.Entry(299), earlier.ReadEntry(299));
        Assert.Throws<LogCorruptException>(() => earlier.ReadEntry(512));
    }

    [Fact]
    public void Entries_show_only_with_the_checkpoint_that_covers_them()
    {
        using var folder = new TempFolder();
        using var log = LogWriter.Open(folder.Path, Logs.Key);
        Assert.Null(log.Committed);
        for (var i = 0; i < 1000; i++) log.Append(Logs.Entry(i));
        Assert.Throws<LogCorruptException>(folder.Read);
        var first = log.Commit();
        folder.CheckWhole(1000);
        for (var i = 1000; i < 2000; i++) log.Append(Logs.Entry(i));
        folder.CheckWhole(1000);
        Assert.Equal(2000, log.Size);
        Assert.Same(first, log.Committed);
        log.Commit();
        folder.CheckWhole(2000);
    }

    [Fact]
    public void Nothing_new_is_nothing_to_commit()
    {
        using var folder = new TempFolder();
        Logs.Grow(folder.Path, 300);
        var before = folder.Read("checkpoint");
        using var log = LogWriter.Open(folder.Path, Logs.Key, step => Assert.DoesNotContain("writing", step, StringComparison.Ordinal));
        Assert.Equal(before, log.Commit().Note.ToBytes());
    }

    [Fact]
    public void Lines_of_witnesses_disturb_neither_reading_nor_appending()
    {
        using var folder = new TempFolder();
        var signed = Logs.Grow(folder.Path, 300);
        var witness = TestKeys.Witness("witness.example");
        var seen = Cosignature.Add(signed, witness, DateTimeOffset.UnixEpoch.AddDays(1));
        seen = seen with { Note = seen.Note.With(new NoteSignature("someone.else", 1, [1, 2, 3, 4, 5])) };
        folder.Write("checkpoint", seen.Note.ToBytes());

        folder.CheckWhole(300);
        Assert.NotNull(folder.Read().Signed.SeenBy(witness.Verifier));
        using (var log = LogWriter.Open(folder.Path, Logs.Key)) Assert.Equal(seen.Note.ToBytes(), log.Commit().Note.ToBytes());
        Logs.Grow(folder.Path, 700);
        folder.CheckWhole(700);
    }

    [Fact]
    public void An_entry_too_long_is_refused_and_the_log_goes_on()
    {
        using var folder = new TempFolder();
        using (var log = LogWriter.Open(folder.Path, Logs.Key))
        {
            log.Append(Logs.Entry(0));
            Assert.Throws<ArgumentException>(() => log.Append(new byte[65_536]));
            log.Append(Logs.Entry(1));
            log.Commit();
        }

        folder.CheckWhole(2);
    }

    [Fact]
    public void Full_bundles_of_the_longest_entries_are_read_back()
    {
        using var folder = new TempFolder();
        using (var log = LogWriter.Open(folder.Path, Logs.Key))
        {
            for (var i = 0; i < 256; i++) log.Append([(byte)i, .. new byte[65_534]]);
            log.Commit();
        }

        Assert.Equal(LogReader.MaxFileBytes, folder.Read("tile/entries/000").Length);
        Log.Sealing.LogCheck.Check(folder.Read(), threads: 1);
        Assert.Equal(255, folder.Read().ReadEntry(255)[0]);
    }

    [Fact]
    public void A_second_writer_is_refused_until_the_first_is_done()
    {
        using var folder = new TempFolder();
        var first = LogWriter.Open(folder.Path, Logs.Key);
        first.Append(Logs.Entry(0));
        Assert.Throws<LogBusyException>(() => LogWriter.Open(folder.Path, Logs.Key));
        first.Commit();
        Assert.Throws<LogBusyException>(() => LogWriter.Open(folder.Path, Logs.Key));
        first.Dispose();
        Logs.Grow(folder.Path, 2);
        folder.CheckWhole(2);
    }

    [Fact]
    public void Another_key_s_log_is_refused_and_left_as_it_was()
    {
        using var folder = new TempFolder();
        Logs.Grow(folder.Path, 300);
        var before = folder.Files();
        Assert.Throws<LogCorruptException>(() => LogWriter.Open(folder.Path, TestKeys.Of(Logs.Origin, seed: 8)));
        Assert.Throws<LogCorruptException>(() => LogWriter.Open(folder.Path, TestKeys.Of("log.example/00o2")));
        Assert.Equal(before, folder.Files());
        Logs.Grow(folder.Path, 301);
    }

    [Theory]
    [InlineData("tile/entries/002.p/88")]
    [InlineData("tile/1/000.p/2")]
    public void A_log_whose_right_edge_is_broken_is_not_appended_to(string path)
    {
        using var folder = new TempFolder();
        Logs.Grow(folder.Path, 600);
        foreach (var change in new Func<byte[], byte[]>[] { bytes => [.. bytes[..^1], (byte)(bytes[^1] ^ 1)], bytes => bytes[..^1], bytes => [] })
        {
            using var broken = folder.Copy();
            broken.Alter(path, change);
            Assert.Throws<LogCorruptException>(() => LogWriter.Open(broken.Path, Logs.Key));
        }

        File.Delete(folder.At(path));
        Assert.Throws<LogCorruptException>(() => LogWriter.Open(folder.Path, Logs.Key));
    }

    [Fact]
    public void A_checkpoint_that_is_none_is_not_written_over()
    {
        using var folder = new TempFolder();
        Logs.Grow(folder.Path, 3);
        folder.Write("checkpoint", "not a checkpoint"u8);
        Assert.Throws<LogCorruptException>(() => LogWriter.Open(folder.Path, Logs.Key));
        Assert.Equal("not a checkpoint"u8.ToArray(), folder.Read("checkpoint"));
    }

    [Fact]
    public async Task Many_threads_that_need_a_folder_at_once_all_find_it()
    {
        for (var round = 0; round < 300; round++)
        {
            using var root = new TempFolder();
            var folder = new DurableFolder(root.At("log"));
            using var start = new Barrier(4);
            await Task.WhenAll(Enumerable.Range(0, 4).Select(thread => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait();
                    folder.Write($"tile/entries/x001/00{thread}", [1]);
                },
                CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        }
    }

    private static Hash WriteBundle(LogWriter log, int bundle)
    {
        var bytes = new GrowingBuffer();
        var leaves = new Hash[256];
        for (var i = 0; i < 256; i++)
        {
            EntryBundle.Append(bytes, Logs.Entry((bundle * 256) + i));
            leaves[i] = Hash.OfLeaf(Logs.Entry((bundle * 256) + i));
        }

        log.WriteBundle(bundle, bytes.Written, leaves);
        return TileHashes.RootOf(leaves);
    }

    // All that the one has the other has too; besides it may keep partial tiles of earlier sizes.
    private static void AssertSame(TempFolder expected, TempFolder actual)
    {
        var files = actual.Files();
        foreach (var (path, bytes) in expected.Files())
        {
            Assert.True(files.Remove(path, out var found), path);
            Assert.True(found.AsSpan().SequenceEqual(bytes), path);
        }

        Assert.All(files.Keys, path => Assert.Contains(".p/", path, StringComparison.Ordinal));
    }
}
