using Firebreak.Log;
using Firebreak.Log.Merkle;
using Firebreak.Log.Notes;
using Firebreak.Log.Tiles;
using Xunit;

namespace Firebreak.Tests.Tiles;

public sealed class LogReaderTests
{
    [Fact]
    public void Every_entry_and_every_complete_subtree_can_be_read()
    {
        using var folder = new TempFolder();
        Logs.Grow(folder.Path, 700);
        var log = folder.Read();
        var tree = Merkle.ReferenceTree.RootOf([.. Logs.Entries(700).Select(entry => Merkle.ReferenceTree.LeafOf(entry))]);
        Assert.Equal(tree, Tree.Root(new TileHashes(log), 700));
        foreach (var index in new[] { 0, 1, 255, 256, 511, 512, 699 }) Assert.Equal(Logs.Entry(index), log.ReadEntry(index));
        var hashes = new TileHashes(log);
        for (var level = 0; level <= 9; level++)
        {
            for (var index = 0; (index + 1) << level <= 700; index++)
            {
                var leaves = Enumerable.Range(index << level, 1 << level).Select(i => Merkle.ReferenceTree.LeafOf(Logs.Entry(i)));
                Assert.Equal(Merkle.ReferenceTree.RootOf([.. leaves]), hashes.Read(level, index));
            }

            Assert.Throws<LogCorruptException>(() => hashes.Read(level, 700 >> level));
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(700)]
    [InlineData(100_000)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void An_entry_that_is_not_there_is_not_read(long index)
    {
        using var folder = new TempFolder();
        Logs.Grow(folder.Path, 700);
        Assert.Throws<LogCorruptException>(() => folder.Read().ReadEntry(index));
    }

    [Fact]
    public void A_folder_without_a_checkpoint_holds_no_log()
    {
        using var folder = new TempFolder();
        Assert.Throws<LogCorruptException>(folder.Read);
        Assert.Throws<LogCorruptException>(() => LogReader.Open(new TileFolder(folder.At("not/there"))));
        folder.Write("checkpoint", "log\n0\n"u8);
        Assert.Throws<LogCorruptException>(folder.Read);
    }

    [Fact]
    public void What_is_there_and_cannot_be_read_is_said_to_be_so()
    {
        using var folder = new TempFolder();
        folder.Write("checkpoint/is a folder", []);
        Assert.Throws<IOException>(folder.Read);
        using (var large = File.Create(folder.At("large"))) large.SetLength(LogReader.MaxFileBytes + 1L);
        Assert.Throws<IOException>(() => new TileFolder(folder.Path).TryRead("large", new GrowingBuffer()));
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MaxValue - 255)]
    [InlineData(1L << 40)]
    [InlineData(701)]
    public void A_size_that_is_a_lie_costs_nothing_but_a_sentence(long size)
    {
        using var folder = new TempFolder();
        var signed = SignedCheckpoint.Sign(Logs.Grow(folder.Path, 700).Checkpoint with { Size = size }, Logs.Key);
        var log = new LogReader(new TileFolder(folder.Path), signed);
        Assert.Throws<LogCorruptException>(() => Log.Sealing.LogCheck.Check(log, threads: 2));
        Assert.Throws<LogCorruptException>(() => new AuthenticTiles(log));
        Assert.Throws<LogCorruptException>(() => new Log.Proofs.Prover(log).Window(null, null));
        Assert.Throws<LogCorruptException>(() => new Log.Proofs.Prover(log).One(size - 1));
    }
}
