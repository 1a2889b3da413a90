using System.Runtime.CompilerServices;

namespace Firebreak.Log.Events;

/// <summary>
/// Reads a whole event in one walk over the index of its strings: grammar, numbers, escapes, UTF-8 and repeated keys
/// are all checked. It either reads the event as <see cref="PlainReader"/> would, or says that it cannot, and then the
/// plain reader decides: so this one never needs to explain an error, nor to handle what is rare.
/// </summary>
internal sealed unsafe class FastReader
{
    private const int MaxDepth = 64; // as System.Text.Json has it
    private const int MaxKeys = 1024; // of all open objects together

    private readonly StringIndex _index = new();
    private readonly KeyTable _known = new();
    private byte[] _text = new byte[8192];

    /// <summary>Reads a line. False: ask the plain reader. Either way the slices hold this line's only.</summary>
    [SkipLocalsInit]
    public bool TryRead(ReadOnlySpan<byte> line, EventSlices slices)
    {
        slices.Clear();
        // A copy with a sentinel behind it, which is valid nowhere: the walk never has to ask where the end is.
        if (_text.Length < line.Length + StringIndex.Padding) _text = new byte[(line.Length * 2) + StringIndex.Padding];
        line.CopyTo(_text);
        _text.AsSpan(line.Length, StringIndex.Padding).Fill(StringIndex.Sentinel);
        if (!_index.Read(_text, line.Length)) return false;
        fixed (byte* text = _text)
        fixed (int* quotes = _index.Quotes, escapes = _index.Escapes)
        fixed (Slice* fields = slices.Fields)
        {
            var open = stackalloc Open[MaxDepth];
            var keys = stackalloc ulong[MaxKeys];
            return Walk(text, line.Length, slices, fields, quotes, escapes, open, keys);
        }
    }

    // One open object or array.
    private struct Open
    {
        public ulong Seen; // of its keys' hashes, six bits each
        public int FirstKey; // where its keys' hashes begin
        public EventObject Object; // for an array: what objects in it are
        public bool IsArray;
    }

    // A walk with labels, not a set of calls: each label is one place of the JSON grammar (RFC 8259, 2), and this is
    // the innermost loop of all that Firebreak reads.
    private bool Walk(byte* text, int length, EventSlices slices, Slice* fields, int* quote, int* escape, Open* open, ulong* keys)
    {
        var hasControls = _index.HasControls;
        var known = _known;
        var top = open;
        var keyCount = 0;
        var at = SkipSpace(text, 0);
        var field = EventField.Count;
        var leadsTo = EventObject.Root;
        goto Value;

    FirstKey:
        at = SkipSpace(text, at);
        if (text[at] == '}') goto End;
    NextKey:
        if (*quote != at) return false;
        var start = at + 1;
        var end = quote[1];
        if (end >= length || *escape < end || keyCount == MaxKeys) return false;
        if (hasControls && HasControl(text, start, end)) return false;
        quote += 2;
        var shape = KeyShape.Of(text + start, end - start, length - start);
        var hash = shape.Hash;
        var seen = 1UL << (int)(hash & 63);
        if ((top->Seen & seen) != 0 && Contains(keys + top->FirstKey, keyCount - top->FirstKey, hash)) return false;
        top->Seen |= seen;
        keys[keyCount++] = hash;
        if (top->Object == EventObject.Other) (field, leadsTo) = (EventField.Count, EventObject.Other);
        else known.Find(shape, hash, top->Object, text + start, out field, out leadsTo);

        at = end + 1;
        if (text[at] != ':')
        {
            at = SkipSpace(text, at);
            if (text[at] != ':') return false;
        }

        at = SkipSpace(text, at + 1);
    Value:
        switch (text[at])
        {
            case (byte)'"':
                end = quote[1];
                if (*quote != at || end >= length) return false;
                quote += 2;
                if (hasControls && HasControl(text, at + 1, end)) return false;
                var isEscaped = *escape < end;
                while (*escape < end)
                {
                    if (!IsEscape(text, *escape, end)) return false;
                    escape++;
                }

                if (field != EventField.Count) fields[(int)field] = new Slice(at + 1, end - at - 1, isEscaped);
                at = end + 1;
                break;
            case (byte)'{':
                if (top + 1 == open + MaxDepth) return false;
                if (top != open || leadsTo != EventObject.Root) top++;
                *top = new Open { FirstKey = keyCount, Object = leadsTo };
                at++;
                goto FirstKey;
            case (byte)'[':
                if (top + 1 == open + MaxDepth || leadsTo == EventObject.Root) return false;
                *++top = new Open { FirstKey = keyCount, Object = leadsTo == EventObject.Target ? leadsTo : EventObject.Other, IsArray = true };
                at = SkipSpace(text, at + 1);
                if (text[at] == ']') goto End;
                (field, leadsTo) = (EventField.Count, top->Object);
                goto Value;
            default:
                end = at;
                if (!TrySkipScalar(text, length, ref at)) return false;
                if (field != EventField.Count && text[end] != 'n') fields[(int)field] = new Slice(end, at - end, isEscaped: false);
                break;
        }

    AfterValue:
        // The whole line is one object: a value on its own ends nowhere.
        if (leadsTo == EventObject.Root) return false;
        var next = text[at];
        if (next <= ' ') next = text[at = SkipSpace(text, at)];
        if (next == ',')
        {
            at = SkipSpace(text, at + 1);
            if (!top->IsArray) goto NextKey;
            (field, leadsTo) = (EventField.Count, top->Object);
            goto Value;
        }

        if (next != (top->IsArray ? ']' : '}')) return false;
    End:
        at++;
        keyCount = top->FirstKey;
        if (top == open) return SkipSpace(text, at) == length;
        if (top->Object == EventObject.Target && !top->IsArray) slices.EndTarget();
        top--;
        leadsTo = EventObject.Other;
        goto AfterValue;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int SkipSpace(byte* text, int at)
    {
        while (text[at] <= ' ' && text[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n') at++;
        return at;
    }

    private static bool Contains(ulong* keys, int count, ulong hash)
    {
        for (var i = 0; i < count; i++)
        {
            if (keys[i] == hash) return true;
        }

        return false;
    }

    private static bool HasControl(byte* text, int start, int end) =>
        new ReadOnlySpan<byte>(text + start, end - start).IndexOfAnyInRange((byte)0, (byte)0x1f) >= 0;

    private static bool IsEscape(byte* text, int at, int end) => text[at + 1] switch
    {
        (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t' => true,
        (byte)'u' => at + 6 <= end && IsHex(text[at + 2]) && IsHex(text[at + 3]) && IsHex(text[at + 4]) && IsHex(text[at + 5]),
        _ => false,
    };

    private static bool IsHex(byte digit) => char.IsAsciiHexDigit((char)digit);

    private static bool TrySkipScalar(byte* text, int length, ref int at)
    {
        var rest = new ReadOnlySpan<byte>(text + at, length - at);
        var skipped = text[at] switch
        {
            (byte)'n' => rest.StartsWith("null"u8) ? 4 : 0,
            (byte)'t' => rest.StartsWith("true"u8) ? 4 : 0,
            (byte)'f' => rest.StartsWith("false"u8) ? 5 : 0,
            _ => NumberLength(rest),
        };
        at += skipped;
        return skipped > 0;
    }

    // The length of the number at the start (RFC 8259, 6); 0 where there is none.
    private static int NumberLength(ReadOnlySpan<byte> text)
    {
        var at = text.StartsWith("-"u8) ? 1 : 0;
        var whole = DigitsAt(text, at);
        if (whole == 0 || (whole > 1 && text[at] == '0')) return 0;
        at += whole;
        if (at < text.Length && text[at] == '.')
        {
            var fraction = DigitsAt(text, at + 1);
            if (fraction == 0) return 0;
            at += 1 + fraction;
        }

        if (at == text.Length || (text[at] | 0x20) != 'e') return at;
        var sign = at + 1 < text.Length && text[at + 1] is (byte)'+' or (byte)'-' ? 1 : 0;
        var exponent = DigitsAt(text, at + 1 + sign);
        return exponent == 0 ? 0 : at + 1 + sign + exponent;
    }

    private static int DigitsAt(ReadOnlySpan<byte> text, int at)
    {
        var end = at;
        while (end < text.Length && text[end] is >= (byte)'0' and <= (byte)'9') end++;
        return end - at;
    }
}
