using Firebreak.Log;
using Firebreak.Log.Merkle;
using Firebreak.Log.Tiles;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Firebreak.Tests.Tiles;

public sealed class EntryBundleTests
{
    [Fact]
    public void What_went_in_comes_out() =>
        Prop.ForAll(Gen.ListOf(Gen.ArrayOf(Gen.Choose(0, 255).Select(i => (byte)i))).ToArbitrary(), entries =>
        {
            var bundle = new GrowingBuffer(1);
            foreach (var entry in entries) EntryBundle.Append(bundle, entry);
            Assert.Equal(entries, Read(bundle.Written, out var rest));
            Assert.Equal(0, rest);
        }).Check(Config.QuickThrowOnFailure);

    [Fact]
    public void A_length_has_two_bytes_the_greater_first()
    {
        var bundle = new GrowingBuffer();
        EntryBundle.Append(bundle, new byte[0x1234]);
        EntryBundle.Append(bundle, []);
        Assert.Equal(2 + 0x1234 + 2, bundle.Length);
        Assert.Equal([0x12, 0x34], bundle.Written[..2].ToArray());
    }

    [Fact]
    public void An_entry_longer_than_the_form_can_hold_is_refused_and_nothing_is_written()
    {
        var bundle = new GrowingBuffer();
        EntryBundle.Append(bundle, new byte[65_535]);
        Assert.Throws<ArgumentException>(() => EntryBundle.Append(bundle, new byte[65_536]));
        Assert.Equal(65_537, bundle.Length);
    }

    [Fact]
    public void A_bundle_cut_anywhere_else_than_between_two_entries_is_not_whole()
    {
        var bundle = new GrowingBuffer();
        foreach (var entry in new[] { "one", "", "three" }) EntryBundle.Append(bundle, System.Text.Encoding.UTF8.GetBytes(entry));
        for (var length = 0; length <= bundle.Length; length++)
        {
            var entries = Read(bundle.Written[..length], out var rest);
            Assert.Equal(length is 0 or 5 or 7 or 14, rest == 0);
            Assert.Equal(length switch { < 5 => 0, < 7 => 1, < 14 => 2, _ => 3 }, entries.Count);
        }
    }

    [Fact]
    public void Hashing_in_place_gives_the_leaf_hashes_and_stops_where_there_is_no_more_room()
    {
        var bundle = new GrowingBuffer();
        byte[][] entries = [.. Enumerable.Range(0, 5).Select(i => new byte[i * 1000])];
        foreach (var entry in entries) EntryBundle.Append(bundle, entry);
        var leaves = new Hash[3];
        Assert.Equal(3, EntryBundle.HashInPlace(bundle.Written, leaves));
        Assert.Equal(entries.Take(3).Select(entry => Hash.OfLeaf(entry)), leaves);
    }

    private static List<byte[]> Read(ReadOnlySpan<byte> bundle, out int rest)
    {
        var entries = new List<byte[]>();
        var position = 0;
        while (EntryBundle.TryNext(bundle, ref position, out var entry)) entries.Add(bundle[entry].ToArray());
        rest = bundle.Length - position;
        return entries;
    }
}
