using Firebreak.Log.Tiles;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Firebreak.Tests.Tiles;

public sealed class TileTests
{
    [Theory]
    [InlineData(0, 0, 256, "tile/0/000")]
    [InlineData(0, 0, 1, "tile/0/000.p/1")]
    [InlineData(7, 999, 255, "tile/7/999.p/255")]
    [InlineData(1, 1000, 256, "tile/1/x001/000")]
    [InlineData(0, 1_234_067, 256, "tile/0/x001/x234/067")] // the example of C2SP tlog-tiles
    [InlineData(2, 1_000_000, 17, "tile/2/x001/x000/000.p/17")]
    [InlineData(Tile.Entries, 0, 256, "tile/entries/000")]
    [InlineData(Tile.Entries, 1_234_067, 8, "tile/entries/x001/x234/067.p/8")]
    [InlineData(0, 36_028_797_018_963_967, 256, "tile/0/x036/x028/x797/x018/x963/967")]
    public void A_tile_has_one_path(int level, long index, int width, string path)
    {
        Assert.Equal(path, new Tile(level, index, width).Path);
        Assert.True(Tile.TryParse(path, out var tile));
        Assert.Equal(new Tile(level, index, width), tile);
    }

    [Theory]
    [InlineData("")]
    [InlineData("tile")]
    [InlineData("tile/0")]
    [InlineData("tile/0/")]
    [InlineData("/tile/0/000")]
    [InlineData("tile/0/000/")]
    [InlineData("Tile/0/000")]
    [InlineData("tile//000")]
    [InlineData("tile/8/000")]
    [InlineData("tile/8/0/000")] // the path of Go's sumdb
    [InlineData("tile/-1/000")]
    [InlineData("tile/00/000")]
    [InlineData("tile/data/000")]
    [InlineData("tile/Entries/000")]
    [InlineData("tile/0/0")]
    [InlineData("tile/0/0000")]
    [InlineData("tile/0/x000")]
    [InlineData("tile/0/x000/000")] // longer than it must be
    [InlineData("tile/0/001/000")]
    [InlineData("tile/0/x01/000")]
    [InlineData("tile/0/X001/000")]
    [InlineData("tile/0/+01")]
    [InlineData("tile/0/ 01")]
    [InlineData("tile/0/00\0")]
    [InlineData("tile/0/000.p")]
    [InlineData("tile/0/000.p/")]
    [InlineData("tile/0/000.p/0")]
    [InlineData("tile/0/000.p/01")]
    [InlineData("tile/0/000.p/256")]
    [InlineData("tile/0/000.p/-1")]
    [InlineData("tile/0/000.p/1/2")]
    [InlineData("tile/0/x001.p/000")]
    [InlineData("tile/0/../000")]
    [InlineData("tile/0/x001/x000/x000/x000/x000/x000/x000/000")]
    public void What_is_not_exactly_a_path_is_refused(string path) => Assert.False(Tile.TryParse(path, out _));

    [Fact]
    public void Every_tile_comes_back_from_its_path() =>
        Prop.ForAll(Tiles.ToArbitrary(), tile =>
        {
            Assert.True(Tile.TryParse(tile.Path, out var parsed));
            Assert.Equal(tile, parsed);
            Assert.Equal(tile.Width < 256, tile.IsPartial);
            Assert.Equal(tile with { Width = 256 }, tile.Full);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    [Fact]
    public void A_path_with_a_letter_changed_is_another_tile_or_none() =>
        Prop.ForAll(
            (from tile in Tiles
             from at in Gen.Choose(0, 60)
             from letter in Gen.Elements("0123456789x.p/-+ \0e".ToCharArray())
             select (tile, at, letter)).ToArbitrary(),
            change =>
            {
                var (tile, at, letter) = change;
                var path = tile.Path[..(at % tile.Path.Length)] + letter + tile.Path[((at % tile.Path.Length) + 1)..];
                if (Tile.TryParse(path, out var parsed)) Assert.Equal(path, parsed.Value.Path);
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));

    [Theory]
    [InlineData(0, 0, 0L, null)]
    [InlineData(0, 0, 1L, 1)]
    [InlineData(0, 0, 256L, 256)]
    [InlineData(0, 1, 256L, null)]
    [InlineData(0, 1, 257L, 1)]
    [InlineData(Tile.Entries, 1, 300L, 44)]
    [InlineData(1, 0, 255L, null)]
    [InlineData(1, 0, 256L, 1)]
    [InlineData(1, 0, 65_535L, 255)]
    [InlineData(1, 0, 65_536L, 256)]
    [InlineData(2, 0, 65_536L, 1)]
    [InlineData(7, 0, 1L << 56, 1)]
    [InlineData(7, 0, long.MaxValue, 127)]
    [InlineData(8, 0, long.MaxValue, null)]
    public void A_log_of_a_size_has_its_tiles_and_no_others(int level, long index, long size, int? width) =>
        Assert.Equal(width, Tile.At(level, index, size)?.Width);

    private static Gen<Tile> Tiles =>
        from level in Gen.Choose(-1, 7)
        from bits in Gen.Choose(0, 55)
        from high in Gen.Choose(0, int.MaxValue)
        from low in Gen.Choose(0, int.MaxValue)
        from width in Gen.Choose(1, 256)
        select new Tile(level, (((long)high << 31) | (uint)low) & ((1L << bits) - 1), width);
}
