using Firebreak.Log.Merkle;
using Xunit;

namespace Firebreak.Tests.Merkle;

/// <summary>That some entries are all entries of a window: with the compact ranges left and right they make the root.</summary>
public sealed class WindowTests
{
    private static readonly Hash[] Leaves = ReferenceTree.Leaves(256);
    private static readonly MemoryTree All = ReferenceTree.Tree(256);

    [Fact]
    public void Every_window_of_every_small_tree_holds_and_none_with_anything_wrong_does()
    {
        for (var size = 0; size <= 33; size++)
        {
            for (var from = 0; from <= size; from++)
            {
                for (var to = from; to <= size; to++) Check(from, to, size, altered: true);
            }
        }
    }

    [Fact]
    public void Every_window_of_every_tree_up_to_70_holds()
    {
        for (var size = 34; size <= 70; size++)
        {
            for (var from = 0; from <= size; from++)
            {
                for (var to = from; to <= size; to++) Check(from, to, size, altered: false);
            }
        }
    }

    [Fact]
    public void Windows_of_trees_up_to_256_hold_and_none_with_anything_wrong_does()
    {
        foreach (var size in new[] { 71, 96, 127, 128, 129, 170, 191, 200, 254, 255, 256 })
        {
            for (var from = 0; from <= size; from += 19)
            {
                for (var to = from; to <= size; to += 23) Check(from, to, size, altered: true);
            }
        }
    }

    [Fact]
    public void A_cover_is_exact_and_has_at_most_two_subtrees_of_each_height()
    {
        for (var from = 0L; from <= 70; from++)
        {
            for (var to = from; to <= 70; to++)
            {
                var cover = Subtree.Cover(from, to);
                var at = from;
                foreach (var subtree in cover)
                {
                    Assert.Equal(at, subtree.Index << subtree.Level);
                    at += 1L << subtree.Level;
                }

                Assert.Equal(to, at);
                Assert.All(cover.CountBy(subtree => subtree.Level), height => Assert.InRange(height.Value, 1, 2));
            }
        }
    }

    [Fact]
    public void A_range_that_grew_leaf_by_leaf_is_the_range_that_was_read()
    {
        for (var from = 0; from <= 40; from++)
        {
            var grown = new CompactRange(from);
            for (var to = from; to <= 80; to++)
            {
                var read = CompactRange.Read(All, from, to);
                Assert.Equal((from, to), (grown.From, grown.To));
                Assert.Equal((from, to), (read.From, read.To));
                Assert.Equal(read.Hashes, grown.Hashes);
                grown.Append(Leaves[to]);
            }
        }
    }

    [Fact]
    public void A_range_takes_only_what_can_follow_and_has_a_root_only_from_entry_0()
    {
        var range = new CompactRange();
        range.Append(Leaves[0]);
        Assert.Throws<InvalidOperationException>(() => range.Append(1, Leaves[1]));
        Assert.Throws<InvalidOperationException>(() => new CompactRange(1).Root());
        Assert.Throws<ArgumentOutOfRangeException>(() => Subtree.Cover(-1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Subtree.Cover(2, 1));
    }

    [Theory]
    [InlineData(-1, 3)]
    [InlineData(0, -1)]
    [InlineData(0, 0)]
    [InlineData(2, 3)]
    [InlineData(long.MaxValue, 3)]
    [InlineData(long.MaxValue, long.MaxValue)]
    [InlineData(long.MinValue, long.MinValue)]
    [InlineData(0, long.MaxValue)]
    public void A_window_outside_the_tree_is_refused_without_an_accident(long from, long size) =>
        Assert.False(Tree.IsWindow(from, [Leaves[0], Leaves[1]], size, [], [], Tree.Root(All, 2)));

    private static void Check(int from, int to, int size, bool altered)
    {
        var leaves = Leaves[from..to];
        var left = CompactRange.Read(All, 0, from).Hashes;
        var right = CompactRange.Read(All, to, size).Hashes;
        var root = Tree.Root(All, size);
        Assert.True(Tree.IsWindow(from, leaves, size, left, right, root), $"[{from}, {to}) of {size}");
        if (altered) CheckAltered(from, leaves, size, left, right, root);
    }

    private static void CheckAltered(int from, Hash[] leaves, int size, IReadOnlyList<Hash> left, IReadOnlyList<Hash> right, Hash root)
    {
        var bit = (from + (7 * leaves.Length) + size) % 256;
        for (var i = 0; i < left.Count; i++) Assert.False(Tree.IsWindow(from, leaves, size, ReferenceTree.FlipIn(left, i, bit), right, root));
        for (var i = 0; i < right.Count; i++) Assert.False(Tree.IsWindow(from, leaves, size, left, ReferenceTree.FlipIn(right, i, bit), root));
        for (var i = 0; i < leaves.Length; i += 1 + (leaves.Length / 8))
        {
            Assert.False(Tree.IsWindow(from, ReferenceTree.FlipIn(leaves, i, bit), size, left, right, root), "another entry");
            Assert.False(Tree.IsWindow(from, [.. leaves[..i], .. leaves[(i + 1)..]], size, left, right, root), "an entry left out");
            Assert.False(Tree.IsWindow(from, [.. leaves[..i], leaves[i], .. leaves[i..]], size, left, right, root), "an entry twice");
            if (i > 0) Assert.False(Tree.IsWindow(from, [.. leaves[..(i - 1)], leaves[i], leaves[i - 1], .. leaves[(i + 1)..]], size, left, right, root), "two entries swapped");
        }

        Assert.False(Tree.IsWindow(from, leaves, size, left, right, ReferenceTree.Flip(root, bit)));
        Assert.False(Tree.IsWindow(from, leaves, size, [.. left, Hash.Empty], right, root));
        Assert.False(Tree.IsWindow(from, leaves, size, left, [.. right, Hash.Empty], root));
        if (left.Count > 0) Assert.False(Tree.IsWindow(from, leaves, size, [.. left.Skip(1)], right, root));
        if (right.Count > 0) Assert.False(Tree.IsWindow(from, leaves, size, left, [.. right.SkipLast(1)], root));
        // Somewhere else; where nothing is claimed to be inside, the whole tree is left and right of it anyway.
        if (leaves.Length > 0) Assert.False(Tree.IsWindow(from + 1, leaves, size, left, right, root));
        if (leaves.Length > 0) Assert.False(Tree.IsWindow(from - 1, leaves, size, left, right, root));
        // A size is bound to its root by the checkpoint's signature, not by the window.
        if (size > leaves.Length) Assert.False(Tree.IsWindow(from, leaves, size - 1, left, right, Tree.Root(All, size - 1)));
    }
}
