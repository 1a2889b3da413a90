using System.Numerics;
using System.Runtime.CompilerServices;

namespace Firebreak.Log.Events;

/// <summary>A key's first and last eight bytes (the same for short ones) and its length: all of a key of up to 16 bytes.</summary>
/// <param name="Head">The first eight bytes, or as many as there are.</param>
/// <param name="Tail">The last eight bytes; 0 for a shorter key.</param>
/// <param name="Length">In bytes.</param>
internal readonly record struct KeyShape(ulong Head, ulong Tail, int Length)
{
    /// <summary>Reads a key's shape.</summary>
    /// <param name="readable">How many bytes may be read from the key's start.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe KeyShape Of(byte* key, int length, int readable)
    {
        if (length >= 8) return new KeyShape(Unsafe.ReadUnaligned<ulong>(key), Unsafe.ReadUnaligned<ulong>(key + length - 8), length);
        var head = readable >= 8 ? Unsafe.ReadUnaligned<ulong>(key) & ((1UL << (8 * length)) - 1) : HeadOf(key, length);
        return new KeyShape(head, 0, length);
    }

    /// <summary>A number that is the same for the same keys.</summary>
    public ulong Hash
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            var hash = (Head * 0x9E3779B97F4A7C15) ^ BitOperations.RotateLeft((Tail + (ulong)Length) * 0xC2B2AE3D27D4EB4F, 31);
            return hash ^ (hash >> 29);
        }
    }

    private static unsafe ulong HeadOf(byte* key, int length)
    {
        ulong head = 0;
        for (var i = 0; i < length; i++) head |= (ulong)key[i] << (8 * i);
        return head;
    }
}

/// <summary>The known keys, found by their shape in one or two steps.</summary>
internal sealed unsafe class KeyTable
{
    private const int Slots = 256;

    private readonly Slot[] _slots = new Slot[Slots];

    public KeyTable()
    {
        foreach (var key in EventKey.All)
        {
            fixed (byte* name = key.Name)
            {
                var shape = KeyShape.Of(name, key.Name.Length, key.Name.Length);
                var at = IndexOf(shape.Hash, key.In);
                while (_slots[at].Name is not null) at = (at + 1) % Slots;
                _slots[at] = new Slot(key.Name, shape, key.In, key.Field, key.Object);
            }
        }
    }

    /// <summary>Finds what a key means in an object; <see cref="EventField.Count"/> and <see cref="EventObject.Other"/> where nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Find(in KeyShape shape, ulong hash, EventObject within, byte* name, out EventField field, out EventObject leadsTo)
    {
        for (var at = IndexOf(hash, within); ; at = (at + 1) % Slots)
        {
            ref readonly var slot = ref _slots[at];
            if (slot.Name is null) break;
            if (slot.Head != shape.Head || slot.Tail != shape.Tail || slot.Length != shape.Length || slot.In != within) continue;
            // Of a longer key the middle is still open.
            if (shape.Length > 16 && !new ReadOnlySpan<byte>(name, shape.Length).SequenceEqual(slot.Name)) break;
            field = slot.Field;
            leadsTo = slot.LeadsTo;
            return;
        }

        field = EventField.Count;
        leadsTo = EventObject.Other;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int IndexOf(ulong hash, EventObject within) => (int)(((uint)(hash >> 20) + ((uint)within * 37)) & (Slots - 1));

    private readonly struct Slot(byte[] name, KeyShape shape, EventObject within, EventField field, EventObject leadsTo)
    {
        public readonly ulong Head = shape.Head;
        public readonly ulong Tail = shape.Tail;
        public readonly byte[]? Name = name;
        public readonly int Length = shape.Length;
        public readonly EventObject In = within;
        public readonly EventField Field = field;
        public readonly EventObject LeadsTo = leadsTo;
    }
}
