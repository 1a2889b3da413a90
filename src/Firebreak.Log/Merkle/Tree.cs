using System.Numerics;

namespace Firebreak.Log.Merkle;

/// <summary>The proofs of an RFC 6962 Merkle tree: made from any reader of hashes, checked from nothing but their own words.</summary>
public static class Tree
{
    /// <summary>The root of the tree over the first <paramref name="size"/> entries (RFC 6962, 2.1).</summary>
    public static Hash Root(IHashReader hashes, long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        return size == 0 ? Hash.Empty : RangeHash(hashes, 0, size);
    }

    /// <summary>The proof that the entry at <paramref name="index"/> is in the tree of <paramref name="size"/> (RFC 6962, 2.1.1).</summary>
    /// <returns>The siblings on the way from the leaf up to the root.</returns>
    public static IReadOnlyList<Hash> Inclusion(IHashReader hashes, long index, long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        var path = new List<Hash>();
        var (low, high) = (0L, size);
        while (high - low > 1)
        {
            var middle = low + SplitOf(high - low);
            if (index < middle)
            {
                path.Add(RangeHash(hashes, middle, high));
                high = middle;
            }
            else
            {
                path.Add(RangeHash(hashes, low, middle));
                low = middle;
            }
        }

        path.Reverse();
        return path;
    }

    /// <summary>The proof that the tree of size <paramref name="to"/> only added to the tree of size <paramref name="from"/> (RFC 6962, 2.1.2).</summary>
    /// <returns>The hashes from the deepest up; none where either tree is empty or both are the same.</returns>
    public static IReadOnlyList<Hash> Consistency(IHashReader hashes, long from, long to)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfLessThan(to, from);
        var proof = new List<Hash>();
        if (from == 0 || from == to) return proof;
        var (low, high) = (0L, to);
        while (high != from)
        {
            var middle = low + SplitOf(high - low);
            if (from <= middle)
            {
                proof.Add(RangeHash(hashes, middle, high));
                high = middle;
            }
            else
            {
                proof.Add(RangeHash(hashes, low, middle));
                low = middle;
            }
        }

        // Where the old tree is a left part as it stands, its root is known to the checker.
        if (low != 0) proof.Add(RangeHash(hashes, low, high));
        proof.Reverse();
        return proof;
    }

    /// <summary>Whether a proof shows that the leaf is entry <paramref name="index"/> of the tree (RFC 9162, 2.1.3.2).</summary>
    public static bool IsIncluded(long index, long size, Hash leaf, IReadOnlyList<Hash> proof, Hash root)
    {
        if (index < 0 || index >= size) return false;
        var (node, last, hash) = (index, size - 1, leaf);
        foreach (var sibling in proof)
        {
            if (last == 0) return false;
            if ((node & 1) == 1 || node == last)
            {
                hash = Hash.OfNode(sibling, hash);
                while ((node & 1) == 0 && node != 0) (node, last) = (node >> 1, last >> 1);
            }
            else
            {
                hash = Hash.OfNode(hash, sibling);
            }

            (node, last) = (node >> 1, last >> 1);
        }

        return last == 0 && hash == root;
    }

    /// <summary>Whether a proof shows that the later tree only added to the earlier one (RFC 9162, 2.1.4.2).</summary>
    public static bool IsConsistent(long from, Hash fromRoot, long to, Hash toRoot, IReadOnlyList<Hash> proof)
    {
        if (from < 0 || from > to) return false;
        if (from == 0 && fromRoot != Hash.Empty) return false;
        if (from == to) return proof.Count == 0 && fromRoot == toRoot;
        if (from == 0) return proof.Count == 0;

        var isLeftPart = BitOperations.IsPow2(from);
        if (!isLeftPart && proof.Count == 0) return false;
        var (node, last) = (from - 1, to - 1);
        while ((node & 1) == 1) (node, last) = (node >> 1, last >> 1);

        var oldHash = isLeftPart ? fromRoot : proof[0];
        var newHash = oldHash;
        foreach (var sibling in isLeftPart ? proof : proof.Skip(1))
        {
            if (last == 0) return false;
            if ((node & 1) == 1 || node == last)
            {
                oldHash = Hash.OfNode(sibling, oldHash);
                newHash = Hash.OfNode(sibling, newHash);
                while ((node & 1) == 0 && node != 0) (node, last) = (node >> 1, last >> 1);
            }
            else
            {
                newHash = Hash.OfNode(newHash, sibling);
            }

            (node, last) = (node >> 1, last >> 1);
        }

        return last == 0 && oldHash == fromRoot && newHash == toRoot;
    }

    /// <summary>
    /// Whether the leaves are exactly the entries [from, from + leaves) of the tree: all of them, in this order, none
    /// between left out.
    /// </summary>
    /// <param name="left">The compact range over the entries before <paramref name="from"/>.</param>
    /// <param name="right">The compact range over the entries behind the leaves.</param>
    public static bool IsWindow(
        long from, IReadOnlyList<Hash> leaves, long size, IReadOnlyList<Hash> left, IReadOnlyList<Hash> right, Hash root)
    {
        if (from < 0 || from > size - leaves.Count) return false;
        var (before, behind) = (Subtree.Cover(0, from), Subtree.Cover(from + leaves.Count, size));
        if (before.Count != left.Count || behind.Count != right.Count) return false;
        var range = new CompactRange();
        for (var i = 0; i < left.Count; i++) range.Append(before[i].Level, left[i]);
        foreach (var leaf in leaves) range.Append(leaf);
        for (var i = 0; i < right.Count; i++) range.Append(behind[i].Level, right[i]);
        return range.Root() == root;
    }

    // The hash over [low, high), where low is aligned to the greatest power of two below the length: a node of some tree.
    private static Hash RangeHash(IHashReader hashes, long low, long high)
    {
        var cover = Subtree.Cover(low, high);
        var hash = hashes.Read(cover[^1].Level, cover[^1].Index);
        for (var i = cover.Count - 2; i >= 0; i--) hash = Hash.OfNode(hashes.Read(cover[i].Level, cover[i].Index), hash);
        return hash;
    }

    // The greatest power of two below n: where RFC 6962 splits a tree of n entries.
    private static long SplitOf(long n) => 1L << BitOperations.Log2((ulong)(n - 1));
}
