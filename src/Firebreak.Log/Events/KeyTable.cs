using System.Numerics;
using System.Runtime.CompilerServices;

namespace Firebreak.Log.Events;

/// <summary>The known keys, found by a hash of a key's first and last eight bytes and its length.</summary>
internal static unsafe class KeyTable
{
    private const int Slots = 256;

    private static readonly int[] First = new int[Slots]; // 1 + the place in Keys, 0 for none
    private static readonly EventKey[] Keys = EventKey.All;
    private static readonly ulong[] Hashes = new ulong[Keys.Length];

    static KeyTable()
    {
        for (var i = 0; i < Keys.Length; i++)
        {
            fixed (byte* name = Keys[i].Name) Hashes[i] = HashOf(name, Keys[i].Name.Length, Keys[i].Name.Length);
            var slot = SlotOf(Hashes[i], Keys[i].In);
            while (First[slot] != 0) slot = (slot + 1) % Slots;
            First[slot] = i + 1;
        }
    }

    /// <summary>Hashes a key. Keys of up to 16 bytes have the same hash input only if they are the same.</summary>
    /// <param name="readable">How many bytes may be read from the key's start.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong HashOf(byte* key, int length, int readable)
    {
        ulong head, tail;
        if (length >= 8)
        {
            head = Unsafe.ReadUnaligned<ulong>(key);
            tail = Unsafe.ReadUnaligned<ulong>(key + length - 8);
        }
        else
        {
            head = readable >= 8 ? Unsafe.ReadUnaligned<ulong>(key) & ((1UL << (8 * length)) - 1) : HeadOf(key, length);
            tail = 0;
        }

        var hash = (head * 0x9E3779B97F4A7C15) ^ BitOperations.RotateLeft((tail + (ulong)length) * 0xC2B2AE3D27D4EB4F, 31);
        return hash ^ (hash >> 29);
    }

    /// <summary>Finds what a key means in an object; null where it means nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref readonly EventKey Find(ulong hash, EventObject within, ReadOnlySpan<byte> name)
    {
        for (var slot = SlotOf(hash, within); First[slot] != 0; slot = (slot + 1) % Slots)
        {
            var i = First[slot] - 1;
            if (Hashes[i] == hash && Keys[i].In == within && name.SequenceEqual(Keys[i].Name)) return ref Keys[i];
        }

        return ref Unsafe.NullRef<EventKey>();
    }

    private static int SlotOf(ulong hash, EventObject within) => (int)((hash >> 20) + ((ulong)within * 37)) & (Slots - 1);

    private static ulong HeadOf(byte* key, int length)
    {
        ulong head = 0;
        for (var i = 0; i < length; i++) head |= (ulong)key[i] << (8 * i);
        return head;
    }
}
