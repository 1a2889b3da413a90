using System.Buffers.Binary;
using Firebreak.Log.Merkle;

namespace Firebreak.Log.Tiles;

/// <summary>
/// The form of an entry bundle (C2SP tlog-tiles): for each entry its length in two bytes, big-endian, then its bytes.
/// </summary>
public static class EntryBundle
{
    /// <summary>The longest entry the form can hold, in bytes.</summary>
    public const int MaxEntryBytes = ushort.MaxValue;

    /// <summary>The bytes that an entry's length takes in front of it.</summary>
    public const int LengthBytes = 2;

    /// <summary>
    /// Finds the entry at a position and moves on behind it. False at the end, and where what is left is shorter than it
    /// says, so that a bundle is whole only if the position has reached its end.
    /// </summary>
    public static bool TryNext(ReadOnlySpan<byte> bundle, ref int position, out Range entry)
    {
        entry = default;
        if (bundle.Length - position < LengthBytes) return false;
        var length = BinaryPrimitives.ReadUInt16BigEndian(bundle[position..]);
        var start = position + LengthBytes;
        if (bundle.Length - start < length) return false;
        entry = start..(start + length);
        position = start + length;
        return true;
    }

    /// <summary>
    /// Hashes the entries of a bundle, at most as many as there is room for. The byte in front of each entry is
    /// overwritten: the bundle is read once and cannot be read again.
    /// </summary>
    /// <returns>How many entries were hashed.</returns>
    public static int HashInPlace(Span<byte> bundle, Span<Hash> leaves)
    {
        var (position, count) = (0, 0);
        while (count < leaves.Length && TryNext(bundle, ref position, out var entry))
        {
            leaves[count++] = Hash.OfLeafInPlace(bundle[(entry.Start.Value - 1)..entry.End.Value]);
        }

        return count;
    }

    /// <summary>Appends an entry in the bundle's form.</summary>
    /// <exception cref="ArgumentException">The entry is longer than the form can hold.</exception>
    public static void Append(GrowingBuffer to, ReadOnlySpan<byte> entry)
    {
        if (entry.Length > MaxEntryBytes)
            throw new ArgumentException($"An entry has at most {MaxEntryBytes} bytes; this one has {entry.Length}.", nameof(entry));
        BinaryPrimitives.WriteUInt16BigEndian(to.Take(LengthBytes), (ushort)entry.Length);
        entry.CopyTo(to.Take(entry.Length));
    }
}
