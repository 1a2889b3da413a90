using System.Security.Cryptography;
using Firebreak.Log.Merkle;
using Xunit;

namespace Firebreak.Tests.Merkle;

public sealed class HashTests
{
    [Fact]
    public void Leaves_of_every_length_hash_as_SHA_256_says()
    {
        var bytes = RandomNumberGenerator.GetBytes(70_000);
        foreach (var length in Enumerable.Range(0, 300).Concat([4094, 4095, 4096, 4097, 8191, 65_535, 70_000]))
        {
            var entry = bytes.AsSpan(0, length);
            Assert.Equal(ReferenceTree.LeafOf(entry), Hash.OfLeaf(entry));
            Assert.Equal(ReferenceTree.LeafOf(entry), Hash.OfLeafInPlace([0x55, .. entry]));
        }
    }

    [Fact]
    public void A_node_is_no_leaf()
    {
        var (left, right) = (Hash.OfLeaf("a"u8), Hash.OfLeaf("b"u8));
        Assert.Equal(ReferenceTree.NodeOf(left, right), Hash.OfNode(left, right));
        Assert.NotEqual(Hash.OfLeaf([.. left.Bytes, .. right.Bytes]), Hash.OfNode(left, right));
    }

    [Fact]
    public void A_hash_has_one_text()
    {
        var hash = Hash.OfLeaf("x"u8);
        var text = hash.ToString();
        Assert.True(Hash.TryParse(text, out var same));
        Assert.Equal(hash, same);
        Assert.True(Hash.TryParse("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", out var empty));
        Assert.Equal(Hash.Empty, empty);
        // The last letter stands for four bits and two that must be 0.
        Assert.False(Hash.TryParse("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=", out _));
        Assert.False(Hash.TryParse(text.AsSpan(0, 43), out _));
        Assert.False(Hash.TryParse(text + "=", out _));
        Assert.False(Hash.TryParse(text[..^4] + "    ", out _));
        Assert.False(Hash.TryParse(new string('*', 44), out _));
        Assert.False(Hash.TryParse(Convert.ToBase64String(new byte[33]), out _));
        Assert.False(Hash.TryParse("", out _));
    }

    [Fact]
    public void A_hash_has_32_bytes_and_compares_by_all_of_them()
    {
        Assert.Throws<ArgumentException>(() => new Hash(new byte[31]));
        Assert.Throws<ArgumentException>(() => new Hash(new byte[33]));
        var hash = Hash.OfLeaf("x"u8);
        for (var bit = 0; bit < 256; bit++)
        {
            Assert.True(hash != ReferenceTree.Flip(hash, bit));
            Assert.True(hash == ReferenceTree.Flip(ReferenceTree.Flip(hash, bit), bit));
        }
    }
}
