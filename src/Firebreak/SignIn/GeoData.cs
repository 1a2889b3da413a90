using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace Firebreak.SignIn;

/// <summary>
/// Reads values of the data section of an address file. Bytes that are no value are an answer, never an exception, and a file that points
/// in circles comes to an end. Source: MaxMind DB File Format Specification 2.0, "Output Data Section".
/// </summary>
/// <remarks>
/// A map is a <see cref="Dictionary{TKey, TValue}"/> of objects, an array a <see cref="List{T}"/>, whole numbers of up to 32 bits are <see cref="long"/>, larger ones
/// <see cref="ulong"/> and <see cref="UInt128"/>, floats and doubles <see cref="double"/>; texts, bytes and truths are themselves.
/// </remarks>
internal ref struct GeoData(ReadOnlySpan<byte> section)
{
    private const int MostDepth = 32;
    private const int Pointer = 1, Text = 2, Double = 3, Bytes = 4, UInt16 = 5, UInt32 = 6, Map = 7, Int32 = 8, UInt64 = 9, UInt128Type = 10, Array = 11, Boolean = 14, Float = 15;

    private readonly ReadOnlySpan<byte> _section = section;

    // Pointers let a few bytes stand for any number of values: a record of a real file has some hundred.
    private int _left = 10_000;

    /// <summary>The value at a place of the section.</summary>
    /// <returns>False when there is none: the file is damaged.</returns>
    public bool TryRead(int at, out object? value) => TryRead(ref at, 0, out value);

    private bool TryRead(ref int at, int depth, out object? value)
    {
        value = null;
        if (depth > MostDepth || --_left < 0 || !TryControl(ref at, out var type, out var size)) return false;
        if (type != Pointer) return TryValue(ref at, type, size, depth, out value);
        var target = size;
        // A pointer may not lead to a pointer.
        return TryControl(ref target, out type, out size) && type != Pointer && TryValue(ref target, type, size, depth, out value);
    }

    // The type and the size of what follows; of a pointer, where it leads.
    private readonly bool TryControl(ref int at, out int type, out int size)
    {
        (type, size) = (0, 0);
        if (!TryTake(ref at, 1, out var taken)) return false;
        var control = taken[0];
        type = control >> 5;
        if (type == Pointer) return TryPointer(ref at, control, out size);
        if (type == 0)
        {
            if (!TryTake(ref at, 1, out taken)) return false;
            type = taken[0] + 7;
        }
        size = control & 31;
        if (size < 29) return true;
        var more = size - 28;
        if (!TryTake(ref at, more, out taken)) return false;
        size = (more switch { 1 => 29, 2 => 285, _ => 65_821 }) + (int)Number(taken);
        return true;
    }

    private readonly bool TryPointer(ref int at, byte control, out int target)
    {
        target = 0;
        var bytes = ((control >> 3) & 3) + 1;
        if (!TryTake(ref at, bytes, out var taken)) return false;
        var number = (long)Number(taken);
        if (bytes < 4) number += (long)(control & 7) << (8 * bytes);
        number += bytes switch { 2 => 2048, 3 => 526_336, _ => 0 };
        if (number >= _section.Length) return false;
        target = (int)number;
        return true;
    }

    private bool TryValue(ref int at, int type, int size, int depth, out object? value)
    {
        value = null;
        if (type == Map) return TryMap(ref at, size, depth, out value);
        if (type == Array) return TryArray(ref at, size, depth, out value);
        if (type == Boolean)
        {
            value = size == 1;
            return size <= 1;
        }
        if (!TryTake(ref at, size, out var bytes)) return false;
        value = type switch
        {
            Text when Utf8.IsValid(bytes) => Encoding.UTF8.GetString(bytes),
            Bytes => bytes.ToArray(),
            Double when size == 8 => BinaryPrimitives.ReadDoubleBigEndian(bytes),
            Float when size == 4 => (double)BinaryPrimitives.ReadSingleBigEndian(bytes),
            UInt16 when size <= 2 => (long)Number(bytes),
            UInt32 when size <= 4 => (long)Number(bytes),
            // Fewer than four bytes are the lower ones of a positive number.
            Int32 when size <= 4 => unchecked((long)(int)(uint)Number(bytes)),
            UInt64 when size <= 8 => (ulong)Number(bytes),
            UInt128Type when size <= 16 => Number(bytes),
            _ => null,
        };
        return value is not null;
    }

    private bool TryMap(ref int at, int size, int depth, out object? value)
    {
        var map = new Dictionary<string, object?>(StringComparer.Ordinal);
        value = map;
        for (var i = 0; i < size; i++)
        {
            if (!TryRead(ref at, depth + 1, out var key) || key is not string name || !TryRead(ref at, depth + 1, out var item)) return false;
            map[name] = item;
        }
        return true;
    }

    private bool TryArray(ref int at, int size, int depth, out object? value)
    {
        var list = new List<object?>();
        value = list;
        for (var i = 0; i < size; i++)
        {
            if (!TryRead(ref at, depth + 1, out var item)) return false;
            list.Add(item);
        }
        return true;
    }

    private readonly bool TryTake(ref int at, int count, out ReadOnlySpan<byte> taken)
    {
        taken = default;
        if (count > _section.Length - at) return false;
        taken = _section.Slice(at, count);
        at += count;
        return true;
    }

    private static UInt128 Number(ReadOnlySpan<byte> bytes)
    {
        var number = UInt128.Zero;
        foreach (var b in bytes) number = (number << 8) | b;
        return number;
    }
}
