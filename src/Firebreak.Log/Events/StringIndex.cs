using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text.Unicode;

namespace Firebreak.Log.Events;

/// <summary>
/// Where the strings of a JSON text begin and end, found 64 bytes at a time, and what is in the text that a careful
/// reader has to look at: escapes, control characters, bytes beyond ASCII.
/// </summary>
internal sealed unsafe class StringIndex
{
    private const int BlockBytes = 64;
    private const byte Quote = (byte)'"';
    private const byte Backslash = (byte)'\\';

    // Writing several positions at once may run past the last one.
    private const int Slack = BlockBytes + 8;

    private int[] _quotes = new int[4096];
    private int[] _escapes = new int[1024];
    private int _quoteCount;
    private int _escapeCount;

    /// <summary>The positions of the unescaped quotes, opening and closing in turn; behind them <see cref="int.MaxValue"/> twice.</summary>
    public ReadOnlySpan<int> Quotes => _quotes.AsSpan(0, _quoteCount + 2);

    /// <summary>The positions of the backslashes that begin an escape; behind them <see cref="int.MaxValue"/>.</summary>
    public ReadOnlySpan<int> Escapes => _escapes.AsSpan(0, _escapeCount + 1);

    /// <summary>Whether there is any byte below 0x20.</summary>
    public bool HasControls { get; private set; }

    /// <summary>How many bytes behind a text must be there to be read, all <see cref="Sentinel"/>.</summary>
    public const int Padding = BlockBytes;

    /// <summary>DEL: no control character by JSON's rule, no white space, ASCII, and valid nowhere outside a string.</summary>
    public const byte Sentinel = 0x7F;

    /// <summary>Indexes a text; false where it is not valid UTF-8.</summary>
    /// <param name="padded">The text and its <see cref="Padding"/>.</param>
    /// <param name="length">The text's own length.</param>
    public bool Read(ReadOnlySpan<byte> padded, int length)
    {
        MakeRoom(length);
        var least = Vector256<byte>.AllBitsSet;
        var bits = Vector256<byte>.Zero;
        ulong escapedFirst = 0;
        fixed (byte* bytes = padded)
        fixed (int* quotes = _quotes, escapes = _escapes)
        {
            var quote = quotes;
            var escape = escapes;
            for (var at = 0; at < length; at += BlockBytes)
                ReadBlock(bytes + at, at, ref least, ref bits, ref escapedFirst, ref quote, ref escape);
            quote[0] = quote[1] = int.MaxValue;
            escape[0] = int.MaxValue;
            _quoteCount = (int)(quote - quotes);
            _escapeCount = (int)(escape - escapes);
        }

        HasControls = Vector256.LessThanAny(least, Vector256.Create((byte)0x20));
        return bits.ExtractMostSignificantBits() == 0 || Utf8.IsValid(padded[..length]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ReadBlock(
        byte* block, int at, ref Vector256<byte> least, ref Vector256<byte> bits, ref ulong escapedFirst, ref int* quote, ref int* escape)
    {
        var low = Vector256.Load(block);
        var high = Vector256.Load(block + 32);
        least = Vector256.Min(least, Vector256.Min(low, high));
        bits |= low | high;
        var quotes = MaskOf(low, high, Quote);
        var backslashes = MaskOf(low, high, Backslash);
        if ((backslashes | escapedFirst) != 0) quotes &= ~ReadEscapes(backslashes, at, ref escapedFirst, ref escape);
        AddQuotes(quotes, at, ref quote);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong MaskOf(Vector256<byte> low, Vector256<byte> high, byte value)
    {
        var wanted = Vector256.Create(value);
        return Vector256.Equals(low, wanted).ExtractMostSignificantBits()
            | ((ulong)Vector256.Equals(high, wanted).ExtractMostSignificantBits() << 32);
    }

    // Of a run of backslashes every other one begins an escape. Returns the escaped characters of the block.
    private static ulong ReadEscapes(ulong backslashes, int at, ref ulong escapedFirst, ref int* escape)
    {
        var escaped = escapedFirst;
        backslashes &= ~escapedFirst;
        escapedFirst = 0;
        while (backslashes != 0)
        {
            var i = BitOperations.TrailingZeroCount(backslashes);
            *escape++ = at + i;
            if (i == 63)
            {
                escapedFirst = 1;
                break;
            }

            escaped |= 2UL << i;
            backslashes &= ~(3UL << i);
        }

        return escaped;
    }

    // Four at a time without asking whether there are as many: what is too much is written over next.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddQuotes(ulong mask, int at, ref int* quote)
    {
        var to = quote;
        quote = to + BitOperations.PopCount(mask);
        while (mask != 0)
        {
            to[0] = at + BitOperations.TrailingZeroCount(mask);
            mask &= mask - 1;
            to[1] = at + BitOperations.TrailingZeroCount(mask);
            mask &= mask - 1;
            to[2] = at + BitOperations.TrailingZeroCount(mask);
            mask &= mask - 1;
            to[3] = at + BitOperations.TrailingZeroCount(mask);
            mask &= mask - 1;
            to += 4;
        }
    }

    private void MakeRoom(int length)
    {
        if (_quotes.Length < length + Slack) _quotes = new int[length + Slack];
        if (_escapes.Length < (length / 2) + Slack) _escapes = new int[(length / 2) + Slack];
    }
}
