using Firebreak.Log.Merkle;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Firebreak.Tests.Merkle;

/// <summary>Trees of any size, up to 2^62 entries.</summary>
public sealed class TreePropertyTests
{
    private static readonly Config Often = Config.QuickThrowOnFailure.WithMaxTest(300);

    // As many of each magnitude.
    private static readonly Gen<long> Sizes =
        from bits in Gen.Choose(0, 61)
        from high in Gen.Choose(0, int.MaxValue)
        from low in Gen.Choose(0, int.MaxValue)
        select (1L << bits) + ((((long)high << 31) | (uint)low) & ((1L << bits) - 1));

    private static readonly Gen<(long Size, long A, long B, int Bit)> Trees =
        from size in Sizes
        from a in Sizes
        from b in Sizes
        from bit in Gen.Choose(0, 255)
        select (size, a % size, b % size, bit);

    [Fact]
    public void An_entry_of_any_tree_can_be_proved_at_its_index_only() =>
        Prop.ForAll(Trees.ToArbitrary(), tree =>
        {
            var (size, index, other, bit) = tree;
            var hashes = new SparseTree(index);
            var (leaf, root) = (SparseTree.LeafAt(index), Tree.Root(hashes, size));
            var proof = Tree.Inclusion(hashes, index, size);
            Assert.True(Tree.IsIncluded(index, size, leaf, proof, root));
            Assert.Equal(other == index, Tree.IsIncluded(other, size, leaf, proof, root));
            Assert.False(Tree.IsIncluded(index, size, ReferenceTree.Flip(leaf, bit), proof, root));
            Assert.All(Enumerable.Range(0, proof.Count), i => Assert.False(Tree.IsIncluded(index, size, leaf, ReferenceTree.FlipIn(proof, i, bit), root)));
        }).Check(Often);

    [Fact]
    public void Any_tree_is_consistent_with_what_it_was_and_with_no_other_history() =>
        Prop.ForAll(Trees.ToArbitrary(), tree =>
        {
            var (to, from, changed, bit) = tree;
            var hashes = new SparseTree(0, from);
            var (old, now) = (Tree.Root(hashes, from), Tree.Root(hashes, to));
            var proof = Tree.Consistency(hashes, from, to);
            Assert.True(Tree.IsConsistent(from, old, to, now, proof));
            Assert.All(Enumerable.Range(0, proof.Count), i => Assert.False(Tree.IsConsistent(from, old, to, now, ReferenceTree.FlipIn(proof, i, bit))));
            if (changed >= from) return;

            // One old entry is another one, and the proof is made for the new history.
            var rewritten = new SparseTree(0, from, changed == 0 ? 1 : changed);
            if (changed == 0 && from < 2) return;
            Assert.False(Tree.IsConsistent(from, old, to, Tree.Root(rewritten, to), Tree.Consistency(rewritten, from, to)));
        }).Check(Often);

    [Fact]
    public void Any_window_of_any_tree_is_proved_whole() =>
        Prop.ForAll(Trees.ToArbitrary(), tree =>
        {
            var (size, from, length, bit) = tree;
            var to = from + Math.Min(length % 20, size - from);
            var hashes = new SparseTree([from, from + 1, from + 2, to]);
            var root = Tree.Root(hashes, size);
            var leaves = new List<Hash>();
            for (var i = from; i < to; i++) leaves.Add(hashes.Read(0, i));
            var (left, right) = (CompactRange.Read(hashes, 0, from).Hashes, CompactRange.Read(hashes, to, size).Hashes);
            Assert.True(Tree.IsWindow(from, leaves, size, left, right, root));
            Assert.All(Enumerable.Range(0, left.Count), i => Assert.False(Tree.IsWindow(from, leaves, size, ReferenceTree.FlipIn(left, i, bit), right, root)));
            Assert.All(Enumerable.Range(0, right.Count), i => Assert.False(Tree.IsWindow(from, leaves, size, left, ReferenceTree.FlipIn(right, i, bit), root)));
            if (leaves.Count > 0) Assert.False(Tree.IsWindow(from, [.. leaves.Skip(1)], size, left, right, root));
        }).Check(Often);

    [Fact]
    public void A_tree_read_from_memory_has_the_root_that_the_RFC_computes() =>
        Prop.ForAll(Gen.Choose(0, 3000).ToArbitrary(), size =>
            Assert.Equal(ReferenceTree.RootOf(ReferenceTree.Leaves(size)), ReferenceTree.Tree(size).Root)).Check(Config.QuickThrowOnFailure.WithMaxTest(20));
}
