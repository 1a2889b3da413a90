using Firebreak.Log.Tiles;
using Xunit;

namespace Firebreak.Tests.Tiles;

/// <summary>The writer dies before and after everything that it does to the disk; the log never does.</summary>
public sealed class CrashTests
{
    private static readonly int[] Commits = [1, 300, 520, 521];

    [Theory]
    [InlineData(Fate.Kept)]
    [InlineData(Fate.Torn)]
    [InlineData(Fate.Lost)]
    public void A_new_log_survives_death_at_every_step_of_its_writer(Fate fate)
    {
        var deaths = DieEverywhere(new Script(0, Commits, WriterPerCommit: false), fate);
        Assert.InRange(deaths, 60, 200);
    }

    [Fact]
    public void A_log_survives_death_at_every_step_of_each_of_its_writers()
    {
        var deaths = DieEverywhere(new Script(0, Commits, WriterPerCommit: true), Fate.Lost);
        Assert.InRange(deaths, 60, 200);
    }

    [Fact]
    public void A_log_survives_death_at_every_step_where_tiles_of_two_levels_become_full()
    {
        var deaths = DieEverywhere(new Script(65_530, [65_537], WriterPerCommit: true), Fate.Lost);
        Assert.InRange(deaths, 20, 60);
    }

    [Fact]
    public void What_a_writer_finds_after_anothers_death_and_calls_committed_outlives_the_power_too()
    {
        // The next one may find everything done already, or add a little.
        Assert.InRange(DieAndGrowTo(0), 40, 100);
        Assert.InRange(DieAndGrowTo(520), 40, 100);

        static int DieAndGrowTo(int next)
        {
            for (var deaths = 0; ; deaths++)
            {
                using var folder = new TempFolder();
                var disk = new CrashingDisk(folder.Path, Fate.Kept, deaths);
                if (Survives(() => Logs.Grow(folder.Path, 1, disk.Step)) && Survives(() => Logs.Grow(folder.Path, 300, disk.Step))) return deaths;
                var size = Logs.Grow(folder.Path, next, disk.Step).Checkpoint.Size;
                disk.LosePower();
                Logs.CheckWhole(folder.Path, size);
            }
        }

        static bool Survives(Action write)
        {
            try
            {
                write();
                return true;
            }
            catch (CrashingDisk.Died)
            {
                return false;
            }
        }
    }

    [Fact]
    public void No_file_that_a_checkpoint_covers_is_ever_written_again()
    {
        using var folder = new TempFolder();
        using var log = LogWriter.Open(folder.Path, Logs.Key, step =>
        {
            if (step.StartsWith("before writing ", StringComparison.Ordinal))
                Assert.DoesNotContain(step["before writing ".Length..], Covered(folder), StringComparer.Ordinal);
        });
        foreach (var size in new[] { 1, 2, 256, 257, 300, 301, 512, 600, 601, 1000 })
        {
            while (log.Size < size) log.Append(Logs.Entry(log.Size));
            log.Commit();
        }

        folder.CheckWhole(1000);
    }

    [Fact]
    public void What_lies_beyond_the_checkpoint_is_never_looked_at_and_is_written_over()
    {
        byte[] garbage = [.. Enumerable.Repeat((byte)0xA5, 10_000)];
        foreach (var content in new[] { garbage, garbage[..100], [] })
        {
            using var folder = new TempFolder();
            Logs.Grow(folder.Path, 300);
            foreach (var size in new[] { 301, 400, 512, 700, 65_536 + 700 })
            {
                foreach (var file in Logs.CoveredBy(size).Where(file => !folder.Has(file)).Take(12)) folder.Write(file, content);
            }

            folder.Write("checkpoint.next", content);
            folder.Write("tile/0/001", content);
            folder.Write("tile/entries/001", content);
            folder.Write("tile/1/000", content);
            folder.CheckWhole(300);
            foreach (var size in new[] { 301, 400, 512, 700 })
            {
                Logs.Grow(folder.Path, size);
                folder.CheckWhole(size);
            }
        }
    }

    [Fact]
    public void A_first_run_that_left_no_checkpoint_left_nothing()
    {
        using var folder = new TempFolder();
        foreach (var file in Logs.CoveredBy(300)) folder.Write(file, "left behind"u8);
        folder.Write("checkpoint.next", "left behind"u8);
        using (var log = LogWriter.Open(folder.Path, Logs.Key)) Assert.Equal(0, log.Size);
        Logs.Grow(folder.Path, 300);
        folder.CheckWhole(300);
    }

    [Fact]
    public void After_a_write_that_failed_a_writer_writes_no_more()
    {
        using var folder = new TempFolder();
        Logs.Grow(folder.Path, 10);
        var disk = new CrashingDisk(folder.Path, Fate.Kept, diesAt: 3);
        using (var log = LogWriter.Open(folder.Path, Logs.Key, disk.Step))
        {
            log.Append(Logs.Entry(10));
            Assert.Throws<CrashingDisk.Died>(log.Commit);
            Assert.Throws<InvalidOperationException>(log.Commit);
            Assert.Throws<InvalidOperationException>(() => log.Append(Logs.Entry(11)));
        }

        folder.CheckWhole(10);
    }

    private sealed record Script(int Start, int[] Sizes, bool WriterPerCommit);

    private static int DieEverywhere(Script script, Fate fate)
    {
        using var undisturbed = new TempFolder();
        if (script.Start > 0) Logs.Grow(undisturbed.Path, script.Start);
        using var folder = undisturbed.Copy();
        var start = folder.Files();
        foreach (var size in script.Sizes) Logs.Grow(undisturbed.Path, size);
        var expected = undisturbed.Files();
        for (var step = 0; ; step++)
        {
            folder.Restore(start);
            var root = script.Start > 0 ? folder.Path : folder.At("a/log");
            if (!DieAt(root, script, fate, step)) return step;
            using (var log = LogWriter.Open(root, Logs.Key)) log.Dispose();
            Logs.Grow(root, script.Sizes[^1]);
            AssertSame(expected, root);
        }
    }

    // False where the script came to its end alive.
    private static bool DieAt(string root, Script script, Fate fate, int step)
    {
        var disk = new CrashingDisk(root, fate, step);
        var committed = script.Start;
        LogWriter? log = null;
        try
        {
            foreach (var size in script.Sizes)
            {
                log ??= LogWriter.Open(root, Logs.Key, disk.Step);
                while (log.Size < size) log.Append(Logs.Entry(log.Size));
                log.Commit();
                committed = size;
                if (!script.WriterPerCommit) continue;
                log.Dispose();
                log = null;
            }

            return false;
        }
        catch (CrashingDisk.Died)
        {
            log?.Dispose();
            disk.Strike();
            var next = script.Sizes.Append(committed).First(size => size > committed || size == script.Sizes[^1]);
            AssertAt(root, committed, next);
            return true;
        }
        finally
        {
            log?.Dispose();
        }
    }

    // Exactly what was committed, or what was about to be; all of it.
    private static void AssertAt(string root, int committed, int next)
    {
        long size;
        using (var log = LogWriter.Open(root, Logs.Key)) size = log.Size;
        Assert.True(size == committed || size == next, $"{size} is neither {committed} nor {next}");
        if (File.Exists(Path.Combine(root, "checkpoint"))) Logs.CheckWhole(root, size);
        else Assert.Equal(0, committed);
    }

    private static void AssertSame(SortedDictionary<string, byte[]> expected, string root)
    {
        Logs.CheckWhole(root, Logs.Read(root).Checkpoint.Size);
        foreach (var path in Logs.CoveredBy(Logs.Read(root).Checkpoint.Size).Append("checkpoint"))
            Assert.True(File.ReadAllBytes(Path.Combine(root, path)).AsSpan().SequenceEqual(expected[path]), path);
    }

    private static HashSet<string> Covered(TempFolder folder) =>
        folder.Has("checkpoint") ? Logs.CoveredBy(folder.Read().Checkpoint.Size) : [];
}
