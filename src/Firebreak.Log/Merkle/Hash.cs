using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Firebreak.Log.Merkle;

/// <summary>A SHA-256 hash: 32 bytes, a leaf's, a node's or a root's (RFC 6962, 2.1).</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
public readonly struct Hash : IEquatable<Hash>
{
    /// <summary>The length of a hash in bytes.</summary>
    public const int Length = 32;

    private const byte LeafPrefix = 0x00;
    private const byte NodePrefix = 0x01;

    private readonly ulong _0, _1, _2, _3;

    /// <summary>Takes 32 bytes as a hash.</summary>
    /// <exception cref="ArgumentException">There are not exactly 32 bytes.</exception>
    public Hash(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length) throw new ArgumentException("A hash has 32 bytes.", nameof(bytes));
        bytes.CopyTo(Writable);
    }

    /// <summary>The root of the tree without entries: SHA-256 of nothing.</summary>
    public static Hash Empty { get; } = Sha256.Of([]);

    /// <summary>The 32 bytes.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> Bytes => Writable;

    [UnscopedRef]
    internal Span<byte> Writable => MemoryMarshal.AsBytes(new Span<Hash>(ref Unsafe.AsRef(in this)));

    /// <summary>The hash of an entry: SHA-256(0x00 || entry).</summary>
    public static Hash OfLeaf(ReadOnlySpan<byte> entry)
    {
        if (entry.Length > 4096)
        {
            var rented = System.Buffers.ArrayPool<byte>.Shared.Rent(entry.Length + 1);
            rented[0] = LeafPrefix;
            entry.CopyTo(rented.AsSpan(1));
            var hash = Sha256.Of(rented.AsSpan(0, entry.Length + 1));
            System.Buffers.ArrayPool<byte>.Shared.Return(rented);
            return hash;
        }

        Span<byte> prefixed = stackalloc byte[entry.Length + 1];
        prefixed[0] = LeafPrefix;
        entry.CopyTo(prefixed[1..]);
        return Sha256.Of(prefixed);
    }

    /// <summary>
    /// The hash of an entry that has one spare byte in front of it, which is overwritten: no copy is made.
    /// </summary>
    /// <param name="spareAndEntry">One byte to overwrite, then the entry.</param>
    public static Hash OfLeafInPlace(Span<byte> spareAndEntry)
    {
        spareAndEntry[0] = LeafPrefix;
        return Sha256.Of(spareAndEntry);
    }

    /// <summary>The hash of a node: SHA-256(0x01 || left || right).</summary>
    public static Hash OfNode(in Hash left, in Hash right)
    {
        Span<byte> node = stackalloc byte[1 + (2 * Length)];
        node[0] = NodePrefix;
        left.Bytes.CopyTo(node[1..]);
        right.Bytes.CopyTo(node[(1 + Length)..]);
        return Sha256.Of(node);
    }

    /// <summary>Reads the Base64 form (RFC 4648, 4, padded), as in checkpoints and bundles.</summary>
    public static bool TryParse(ReadOnlySpan<char> base64, out Hash hash)
    {
        hash = default;
        if (base64.Length != 44 || !Convert.TryFromBase64Chars(base64, hash.Writable, out var written) || written != Length) return false;
        // The last character has two unused bits: a hash has one text.
        return base64.SequenceEqual(hash.ToString());
    }

    /// <inheritdoc/>
    public bool Equals(Hash other) => _0 == other._0 && _1 == other._1 && _2 == other._2 && _3 == other._3;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Hash other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_0, _1);

    /// <summary>Whether all 32 bytes are the same. Hashes are public, so the time it takes may show.</summary>
    public static bool operator ==(Hash left, Hash right) => left.Equals(right);

    /// <summary>Whether any of the 32 bytes differs.</summary>
    public static bool operator !=(Hash left, Hash right) => !left.Equals(right);

    /// <summary>The Base64 form (RFC 4648, 4, padded).</summary>
    public override string ToString() => Convert.ToBase64String(Bytes);
}
