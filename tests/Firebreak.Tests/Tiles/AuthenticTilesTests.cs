using Firebreak.Log;
using Firebreak.Log.Merkle;
using Firebreak.Log.Tiles;
using Xunit;

namespace Firebreak.Tests.Tiles;

public sealed class AuthenticTilesTests
{
    private const int Size = 66_000; // tiles of three levels, all of which are still growing somewhere

    private static readonly SortedDictionary<string, byte[]> Files = Make();

    private static SortedDictionary<string, byte[]> Make()
    {
        using var folder = new TempFolder();
        Logs.Grow(folder.Path, Size);
        return folder.Files();
    }

    [Fact]
    public void Every_tile_is_what_the_tree_has_there()
    {
        var tree = new MemoryTree();
        foreach (var entry in Logs.Entries(Size)) tree.Append(Hash.OfLeaf(entry));
        var tiles = new AuthenticTiles(new AlteredSource(Files).Open());
        foreach (var (level, count) in new[] { (0, Size), (1, Size / 256), (2, Size / 65_536) })
        {
            for (var index = 0; index * 256 < count; index++)
            {
                var expected = Enumerable.Range(index * 256, Math.Min(256, count - (index * 256))).Select(i => tree.Read(level * 8, i));
                Assert.Equal(expected, tiles.Read(level, index));
            }
        }
    }

    [Theory]
    [InlineData("tile/0/000", 0, 0)]
    [InlineData("tile/0/255", 0, 255)]
    [InlineData("tile/1/000", 1, 0)]
    [InlineData("tile/1/000", 0, 7)]
    public void A_full_tile_that_was_altered_is_refused_every_time_it_is_asked_for(string path, int level, long index)
    {
        foreach (var change in new[] { AlteredSource.FlipAt(0), AlteredSource.FlipAt(^1), bytes => bytes[..^32], bytes => [.. bytes, 0], _ => [], _ => null })
        {
            var tiles = new AuthenticTiles(new AlteredSource(Files).With(path, change).Open());
            for (var attempt = 0; attempt < 3; attempt++) Assert.Throws<LogCorruptException>(() => tiles.Read(level, index));
        }
    }

    [Theory]
    [InlineData("tile/0/257.p/208")]
    [InlineData("tile/1/001.p/1")]
    [InlineData("tile/2/000.p/1")]
    public void A_right_edge_that_was_altered_is_refused_at_once(string path)
    {
        foreach (var change in new[] { AlteredSource.FlipAt(0), AlteredSource.FlipAt(^1), bytes => bytes[..^32], bytes => [.. bytes, 0], _ => [], _ => null })
            Assert.Throws<LogCorruptException>(() => new AuthenticTiles(new AlteredSource(Files).With(path, change).Open()));
    }

    [Theory]
    [InlineData("tile/0/003", 0, 3)]
    [InlineData("tile/1/000", 1, 0)]
    [InlineData("tile/1/001.p/1", 1, 1)]
    [InlineData("tile/0/257.p/208", 0, 257)]
    public void A_file_that_changes_after_it_was_proved_is_never_believed(string path, int level, long index)
    {
        var source = new AlteredSource(Files);
        var tiles = new AuthenticTiles(source.Open());
        Hash[] before = [.. tiles.Read(level, index)];
        source.With(path, AlteredSource.FlipAt(5));
        var refused = false;
        // So many others that whatever was kept had to be dropped.
        for (var round = 0; round < 3; round++)
        {
            for (var other = 0; other < 257; other++) Try(() => tiles.Read(0, other));
            Try(() => Assert.Equal(before, tiles.Read(level, index)));
        }

        Assert.True(refused || path.Contains(".p/", StringComparison.Ordinal));

        void Try(Action read)
        {
            try
            {
                read();
            }
            catch (LogCorruptException)
            {
                refused = true;
            }
        }
    }

    [Fact]
    public void A_tile_that_the_log_does_not_have_is_refused()
    {
        var tiles = new AuthenticTiles(new AlteredSource(Files).Open());
        Assert.Throws<LogCorruptException>(() => tiles.Read(0, 258));
        Assert.Throws<LogCorruptException>(() => tiles.Read(2, 1));
        Assert.Throws<LogCorruptException>(() => tiles.Read(3, 0));
    }

    [Fact]
    public void An_empty_log_has_no_tile()
    {
        using var folder = new TempFolder();
        Logs.Grow(folder.Path, 0);
        Assert.Throws<LogCorruptException>(() => new AuthenticTiles(folder.Read()).Read(0, 0));
    }
}
