using System.Security.Cryptography;
using Firebreak.Log.Merkle;

namespace Firebreak.Tests.Merkle;

/// <summary>RFC 6962, 2.1, as it is written: slow, with nothing of ours in it but the type of a hash.</summary>
internal static class ReferenceTree
{
    public static Hash LeafOf(ReadOnlySpan<byte> entry) => new(SHA256.HashData([0, .. entry]));

    public static Hash NodeOf(Hash left, Hash right) => new(SHA256.HashData([1, .. left.Bytes, .. right.Bytes]));

    public static Hash RootOf(ReadOnlySpan<Hash> leaves)
    {
        if (leaves.Length == 0) return new Hash(SHA256.HashData([]));
        if (leaves.Length == 1) return leaves[0];
        var split = 1;
        while (split * 2 < leaves.Length) split *= 2;
        return NodeOf(RootOf(leaves[..split]), RootOf(leaves[split..]));
    }

    /// <summary>Leaves that all differ.</summary>
    public static Hash[] Leaves(int count) => [.. Enumerable.Range(0, count).Select(i => LeafOf(BitConverter.GetBytes(i)))];

    public static MemoryTree Tree(int size)
    {
        var tree = new MemoryTree();
        foreach (var leaf in Leaves(size)) tree.Append(leaf);
        return tree;
    }

    /// <summary>The same hash with one bit turned over.</summary>
    public static Hash Flip(Hash hash, int bit)
    {
        var bytes = hash.Bytes.ToArray();
        bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        return new Hash(bytes);
    }

    /// <summary>The same hashes with one bit of one of them turned over.</summary>
    public static Hash[] FlipIn(IReadOnlyList<Hash> hashes, int at, int bit)
    {
        Hash[] changed = [.. hashes];
        changed[at] = Flip(changed[at], bit);
        return changed;
    }
}
