using Firebreak.Log.Merkle;
using Xunit;

namespace Firebreak.Tests.Merkle;

/// <summary>Every tree up to 256 leaves, every proof in it, and every proof with something wrong.</summary>
public sealed class TreeTests
{
    private const int Most = 256;

    private static readonly Hash[] Leaves = ReferenceTree.Leaves(Most);
    private static readonly Hash[] Roots = [.. Enumerable.Range(0, Most + 1).Select(size => ReferenceTree.RootOf(Leaves.AsSpan(0, size)))];
    private static readonly MemoryTree All = ReferenceTree.Tree(Most);

    [Fact]
    public void The_root_of_every_size_is_what_RFC_6962_says()
    {
        var tree = new MemoryTree();
        var range = new CompactRange();
        for (var size = 0; size <= Most; size++)
        {
            Assert.Equal(size, tree.Size);
            Assert.Equal(Roots[size], tree.Root);
            Assert.Equal(Roots[size], Tree.Root(All, size));
            Assert.Equal(Roots[size], range.Root());
            if (size == Most) break;
            tree.Append(Leaves[size]);
            range.Append(Leaves[size]);
        }
    }

    [Fact]
    public void Every_inclusion_proof_holds_and_none_with_anything_wrong_does()
    {
        for (var size = 1; size <= Most; size++)
        {
            for (var index = 0; index < size; index++) CheckInclusion(index, size);
        }
    }

    [Fact]
    public void An_inclusion_proof_is_for_its_own_index_and_no_other()
    {
        for (var size = 1; size <= 64; size++)
        {
            for (var index = 0; index < size; index++)
            {
                var proof = Tree.Inclusion(All, index, size);
                for (var other = -1; other <= size; other++)
                    Assert.Equal(other == index, Tree.IsIncluded(other, size, Leaves[index], proof, Roots[size]));
            }
        }
    }

    [Fact]
    public void Every_consistency_proof_holds_and_none_with_anything_wrong_does()
    {
        for (var to = 0; to <= Most; to++)
        {
            for (var from = 0; from <= to; from++) CheckConsistency(from, to);
        }
    }

    [Fact]
    public void A_consistency_proof_is_for_its_own_sizes_and_no_others()
    {
        for (var to = 2; to <= 40; to++)
        {
            for (var from = 1; from < to; from++)
            {
                var proof = Tree.Consistency(All, from, to);
                for (var other = 0; other <= 42; other++)
                {
                    // A wrong earlier size is refused with the right root and with its own.
                    Assert.Equal(other == from, Tree.IsConsistent(other, Roots[from], to, Roots[to], proof));
                    if (other != from) Assert.False(Tree.IsConsistent(other, Roots[other], to, Roots[to], proof));
                    if (other != to) Assert.False(Tree.IsConsistent(from, Roots[from], other, Roots[other], proof));
                }
            }
        }
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(long.MinValue, 1)]
    [InlineData(0, 0)]
    [InlineData(0, -1)]
    [InlineData(1, 1)]
    [InlineData(long.MaxValue, long.MaxValue)]
    [InlineData(long.MaxValue, long.MinValue)]
    public void An_index_outside_the_tree_is_refused_without_an_accident(long index, long size)
    {
        foreach (var hashes in new[] { 0, 1, 62, 63, 64, 65 })
            Assert.False(Tree.IsIncluded(index, size, Leaves[0], [.. Leaves.Take(hashes)], Leaves[0]));
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(2, 1)]
    [InlineData(long.MinValue, long.MaxValue)]
    [InlineData(1, long.MaxValue)]
    [InlineData(long.MaxValue - 1, long.MaxValue)]
    public void Sizes_that_no_proof_fits_are_refused_without_an_accident(long from, long to)
    {
        foreach (var hashes in new[] { 0, 1, 62, 63, 64, 65 })
            Assert.False(Tree.IsConsistent(from, Leaves[0], to, Leaves[1], [.. Leaves.Take(hashes)]));
    }

    [Fact]
    public void Only_the_empty_root_is_the_root_of_the_empty_tree()
    {
        Assert.True(Tree.IsConsistent(0, Hash.Empty, 0, Hash.Empty, []));
        Assert.True(Tree.IsConsistent(0, Hash.Empty, 3, Roots[3], []));
        Assert.False(Tree.IsConsistent(0, Leaves[0], 0, Leaves[0], []));
        Assert.False(Tree.IsConsistent(0, Leaves[0], 3, Roots[3], []));
        Assert.False(Tree.IsConsistent(0, Hash.Empty, 3, Roots[3], [Leaves[0]]));
    }

    [Fact]
    public void Proofs_of_what_is_not_there_cannot_be_asked_for()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Tree.Inclusion(All, 5, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => Tree.Inclusion(All, -1, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => Tree.Consistency(All, 6, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => Tree.Consistency(All, -1, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => Tree.Root(All, -1));
    }

    private static void CheckInclusion(int index, int size)
    {
        var (leaf, root) = (Leaves[index], Roots[size]);
        var proof = Tree.Inclusion(All, index, size);
        Assert.True(Tree.IsIncluded(index, size, leaf, proof, root), $"entry {index} of {size}");
        for (var i = 0; i < proof.Count; i++)
            Assert.False(Tree.IsIncluded(index, size, leaf, ReferenceTree.FlipIn(proof, i, (index + (31 * size) + i) % 256), root));

        Assert.False(Tree.IsIncluded(index, size, ReferenceTree.Flip(leaf, index), proof, root));
        Assert.False(Tree.IsIncluded(index, size, leaf, proof, ReferenceTree.Flip(root, index)));
        Assert.False(Tree.IsIncluded(index, size, leaf, [.. proof, Hash.Empty], root));
        Assert.False(Tree.IsIncluded(index, size, leaf, [Hash.Empty, .. proof], root));
        if (proof.Count > 0)
        {
            Assert.False(Tree.IsIncluded(index, size, leaf, [.. proof.Skip(1)], root));
            Assert.False(Tree.IsIncluded(index, size, leaf, [.. proof.SkipLast(1)], root));
        }

        if (size > 1) Assert.False(Tree.IsIncluded((index + 1) % size, size, leaf, proof, root));
        // A proof can fit another size by its length; then the root of that size does not fit.
        if (size < Most) Assert.False(Tree.IsIncluded(index, size + 1, leaf, proof, Roots[size + 1]));
        if (index < size - 1) Assert.False(Tree.IsIncluded(index, size - 1, leaf, proof, Roots[size - 1]));
    }

    private static void CheckConsistency(int from, int to)
    {
        var (old, now) = (Roots[from], Roots[to]);
        var proof = Tree.Consistency(All, from, to);
        Assert.True(Tree.IsConsistent(from, old, to, now, proof), $"{from} to {to}");
        for (var i = 0; i < proof.Count; i++)
            Assert.False(Tree.IsConsistent(from, old, to, now, ReferenceTree.FlipIn(proof, i, (from + (31 * to) + i) % 256)));

        Assert.False(Tree.IsConsistent(from, ReferenceTree.Flip(old, to % 256), to, now, proof));
        if (from > 0) Assert.False(Tree.IsConsistent(from, old, to, ReferenceTree.Flip(now, from % 256), proof));
        Assert.False(Tree.IsConsistent(from, old, to, now, [.. proof, Hash.Empty]));
        Assert.False(Tree.IsConsistent(from, old, to, now, [Hash.Empty, .. proof]));
        if (from < to) Assert.False(Tree.IsConsistent(to, now, from, old, proof));
        if (proof.Count == 0) return;
        Assert.False(Tree.IsConsistent(from, old, to, now, [.. proof.Skip(1)]));
        Assert.False(Tree.IsConsistent(from, old, to, now, [.. proof.SkipLast(1)]));
    }
}
