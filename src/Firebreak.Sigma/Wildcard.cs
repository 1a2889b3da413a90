using System.Collections.Immutable;
using System.Text;

namespace Firebreak.Sigma;

/// <summary>
/// A Sigma text: <c>*</c> stands for any characters, <c>?</c> for one, and a backslash before either (or before a
/// backslash that stands before either) makes it plain. Works on UTF-8; a caller that ignores case folds both sides.
/// </summary>
internal sealed class Wildcard
{
    // Never a byte of UTF-8, so it can stand for '?' among a segment's bytes.
    private const byte AnyCharacter = 0xFF;

    private readonly ImmutableArray<Segment> _segments;

    private Wildcard(ImmutableArray<Segment> segments) => _segments = segments;

    /// <summary>The text itself when it has no wildcard: the one text that it matches.</summary>
    public byte[]? Exact => _segments is [{ HasAny: false } only] ? only.Bytes : null;

    /// <summary>Open at an end means any characters may stand there, as <c>contains</c> has it at both.</summary>
    public static Wildcard Parse(string pattern, bool openStart = false, bool openEnd = false)
    {
        var segments = ImmutableArray.CreateBuilder<Segment>();
        var bytes = new List<byte>();
        if (openStart) segments.Add(Segment.Of([]));
        for (var at = 0; at < pattern.Length;)
        {
            if (pattern[at] == '*')
            {
                segments.Add(Segment.Of(bytes));
                bytes.Clear();
                at++;
            }
            else
            {
                at += AddCharacter(pattern.AsSpan(at), bytes);
            }
        }

        segments.Add(Segment.Of(bytes));
        if (openEnd) segments.Add(Segment.Of([]));
        return new Wildcard(segments.ToImmutable());
    }

    public bool Matches(ReadOnlySpan<byte> text)
    {
        var at = _segments[0].MatchAt(text, 0);
        if (at < 0) return false;
        if (_segments.Length == 1) return at == text.Length;

        // The earliest place for each segment leaves the most room for those after it.
        for (var i = 1; i < _segments.Length - 1; i++)
        {
            at = _segments[i].FindFrom(text, at);
            if (at < 0) return false;
        }

        return _segments[^1].EndsFrom(text, at);
    }

    /// <summary>How far it went in the pattern: two for an escape or a surrogate pair.</summary>
    private static int AddCharacter(ReadOnlySpan<char> pattern, List<byte> bytes)
    {
        if (pattern[0] == '?')
        {
            bytes.Add(AnyCharacter);
            return 1;
        }

        var escape = pattern is ['\\', '*' or '?' or '\\', ..] ? 1 : 0;
        Rune.DecodeFromUtf16(pattern[escape..], out var rune, out var consumed);
        Span<byte> utf8 = stackalloc byte[4];
        bytes.AddRange(utf8[..rune.EncodeToUtf8(utf8)]);
        return escape + consumed;
    }

    /// <summary>What stands between two stars.</summary>
    private readonly record struct Segment(byte[] Bytes, bool HasAny)
    {
        public static Segment Of(List<byte> bytes) => new([.. bytes], bytes.Contains(AnyCharacter));

        /// <summary>Where the segment ends when it starts at the given place; -1 when it is not there.</summary>
        public int MatchAt(ReadOnlySpan<byte> text, int at)
        {
            if (!HasAny) return text[at..].StartsWith(Bytes) ? at + Bytes.Length : -1;
            foreach (var wanted in Bytes)
            {
                if (at == text.Length || (wanted != AnyCharacter && wanted != text[at])) return -1;
                at = wanted == AnyCharacter ? AfterCharacter(text, at) : at + 1;
            }

            return at;
        }

        public int FindFrom(ReadOnlySpan<byte> text, int at)
        {
            if (!HasAny)
            {
                var found = text[at..].IndexOf(Bytes);
                return found < 0 ? -1 : at + found + Bytes.Length;
            }

            for (; at <= text.Length; at = AfterCharacter(text, at))
            {
                var end = MatchAt(text, at);
                if (end >= 0) return end;
            }

            return -1;
        }

        public bool EndsFrom(ReadOnlySpan<byte> text, int at)
        {
            if (!HasAny) return text[at..].EndsWith(Bytes);
            for (; at <= text.Length; at = AfterCharacter(text, at))
                if (MatchAt(text, at) == text.Length) return true;
            return false;
        }

        private static int AfterCharacter(ReadOnlySpan<byte> text, int at)
        {
            at++;
            while (at < text.Length && (text[at] & 0xC0) == 0x80) at++;
            return at;
        }
    }
}
