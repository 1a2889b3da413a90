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

    // Writing eight positions at once may run past the last one.
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

    /// <summary>Indexes a text; false where it is not valid UTF-8.</summary>
    [SkipLocalsInit]
    public bool Read(ReadOnlySpan<byte> text)
    {
        MakeRoom(text.Length);
        _quoteCount = _escapeCount = 0;
        var (least, bits) = (Vector256<byte>.AllBitsSet, Vector256<byte>.Zero);
        ulong escapedFirst = 0;
        fixed (byte* bytes = text)
        {
            var at = 0;
            for (; at <= text.Length - BlockBytes; at += BlockBytes) ReadBlock(bytes + at, at, ref least, ref bits, ref escapedFirst);
            if (at < text.Length)
            {
                var rest = stackalloc byte[BlockBytes];
                new Span<byte>(rest, BlockBytes).Fill((byte)' ');
                text[at..].CopyTo(new Span<byte>(rest, BlockBytes));
                ReadBlock(rest, at, ref least, ref bits, ref escapedFirst);
            }
        }

        _quotes[_quoteCount] = _quotes[_quoteCount + 1] = int.MaxValue;
        _escapes[_escapeCount] = int.MaxValue;
        HasControls = Vector256.LessThanAny(least, Vector256.Create((byte)0x20));
        return bits.ExtractMostSignificantBits() == 0 || Utf8.IsValid(text);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void ReadBlock(byte* block, int at, ref Vector256<byte> least, ref Vector256<byte> bits, ref ulong escapedFirst)
    {
        var low = Vector256.Load(block);
        var high = Vector256.Load(block + 32);
        least = Vector256.Min(least, Vector256.Min(low, high));
        bits |= low | high;
        var quotes = MaskOf(low, high, Quote);
        var backslashes = MaskOf(low, high, Backslash);
        if ((backslashes | escapedFirst) != 0) quotes &= ~ReadEscapes(backslashes, at, ref escapedFirst);
        AddQuotes(quotes, at);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong MaskOf(Vector256<byte> low, Vector256<byte> high, byte value)
    {
        var wanted = Vector256.Create(value);
        return Vector256.Equals(low, wanted).ExtractMostSignificantBits()
            | ((ulong)Vector256.Equals(high, wanted).ExtractMostSignificantBits() << 32);
    }

    // Of a run of backslashes every other one begins an escape. Returns the escaped characters of the block.
    private ulong ReadEscapes(ulong backslashes, int at, ref ulong escapedFirst)
    {
        var escaped = escapedFirst;
        backslashes &= ~escapedFirst;
        escapedFirst = 0;
        while (backslashes != 0)
        {
            var i = BitOperations.TrailingZeroCount(backslashes);
            _escapes[_escapeCount++] = at + i;
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddQuotes(ulong mask, int at)
    {
        if (mask == 0) return;
        var count = BitOperations.PopCount(mask);
        fixed (int* start = &_quotes[_quoteCount])
        {
            var to = start;
            // Eight at a time without asking whether there are as many: what is too much is written over next.
            for (var left = count; left > 0; left -= 8)
            {
                for (var i = 0; i < 8; i++)
                {
                    to[i] = at + BitOperations.TrailingZeroCount(mask);
                    mask &= mask - 1;
                }

                to += 8;
            }
        }

        _quoteCount += count;
    }

    private void MakeRoom(int length)
    {
        if (_quotes.Length < length + Slack) _quotes = new int[length + Slack];
        if (_escapes.Length < (length / 2) + Slack) _escapes = new int[(length / 2) + Slack];
    }
}
