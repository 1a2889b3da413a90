using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Firebreak.Log.Scoping;

/// <summary>
/// The front of a line in Firebreak's own key order, in which time, org, type and actor come first, so that a question
/// can pass over a line without reading on: <c>{"published":"…Z","orgId":"…","eventType":"…","actor":{"id":"…","type":"…",
/// "alternateId":"…"</c>, without spaces and without escapes. See docs/formats/canonical-line.md.
/// </summary>
internal readonly ref struct CanonicalLine
{
    private const int TimeAt = 14;
    private const int TimeLength = 24;
    private const int OrgAt = TimeAt + TimeLength + 11;

    // The characters of a time that are fixed, and for the rest a zero; 24 of 32 bytes count.
    private static readonly Vector256<byte> Fixed = Vector256.Create("\0\0\0\0-\0\0-\0\0T\0\0:\0\0:\0\0.\0\0\0Z\0\0\0\0\0\0\0\0"u8);
    private static readonly Vector256<byte> Counts = Vector256.Create(
        0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
        0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 0, (byte)0);

    private readonly ReadOnlySpan<byte> _line;

    private CanonicalLine(ReadOnlySpan<byte> line) => _line = line;

    /// <summary>The 24 characters of the time; they sort as the times do.</summary>
    public ReadOnlySpan<byte> Time => _line.Slice(TimeAt, TimeLength);

    /// <summary>Takes a line as canonical as far as its time; false for any other line.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(ReadOnlySpan<byte> line, out CanonicalLine canonical)
    {
        canonical = new CanonicalLine(line);
        return line.Length > OrgAt + 32
            && line.StartsWith("{\"published\":\""u8)
            && IsTime(line)
            // A leap second stands before the next minute as text, and counts as its first second.
            && line[TimeAt + 17] < '6'
            && line.Slice(TimeAt + TimeLength, 11).SequenceEqual("\",\"orgId\":\""u8);
    }

    /// <summary>Reads on to the actor; false where the line is not canonical that far.</summary>
    public bool TryReadActor(out ReadOnlySpan<byte> eventType, out ReadOnlySpan<byte> actorId, out ReadOnlySpan<byte> login)
    {
        var rest = _line[OrgAt..];
        eventType = actorId = login = default;
        return TryTake(ref rest, "\",\"eventType\":\""u8, out _)
            && TryTake(ref rest, "\",\"actor\":{\"id\":\""u8, out eventType)
            && TryTake(ref rest, "\",\"type\":\""u8, out actorId)
            && TryTake(ref rest, "\",\"alternateId\":\""u8, out _)
            && TryTakeText(ref rest, out login);
    }

    // The text up to the quote, which must begin what is expected next.
    private static bool TryTake(scoped ref ReadOnlySpan<byte> rest, scoped ReadOnlySpan<byte> next, out ReadOnlySpan<byte> text)
    {
        if (!TryTakeText(ref rest, out text) || !rest.StartsWith(next)) return false;
        rest = rest[next.Length..];
        return true;
    }

    private static bool TryTakeText(scoped ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> text)
    {
        text = default;
        var end = rest.IndexOfAny((byte)'"', (byte)'\\');
        if (end < 0 || rest[end] == '\\') return false;
        text = rest[..end];
        rest = rest[end..];
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsTime(ReadOnlySpan<byte> line)
    {
        var time = Vector256.Create(line.Slice(TimeAt, 32));
        var isFixed = Vector256.Equals(time, Fixed);
        var isDigit = Vector256.LessThanOrEqual(time - Vector256.Create((byte)'0'), Vector256.Create((byte)9))
            & Vector256.Equals(Fixed, Vector256<byte>.Zero);
        return ((isFixed | isDigit) & Counts) == Counts;
    }
}
