using System.Buffers;
using System.Text;

namespace Firebreak.Sigma;

/// <summary>Takes the case away, the same way from rule and event: to upper and back to lower, character by character.</summary>
internal static class Fold
{
    /// <summary>The most bytes that folding can make of one: a byte that is no UTF-8 becomes the replacement character.</summary>
    private const int MaxGrowth = 3;

    public static string Text(string text) => string.Concat(text.EnumerateRunes().Select(rune => Character(rune).ToString()));

    public static ReadOnlySpan<byte> Utf8(ReadOnlySpan<byte> text, scoped ref Scratch scratch)
    {
        var folded = scratch.Take(text.Length);
        if (Ascii.ToLower(text, folded, out var written) == OperationStatus.Done) return folded[..written];

        folded = scratch.Take(text.Length * MaxGrowth);
        written = 0;
        while (!text.IsEmpty)
        {
            Rune.DecodeFromUtf8(text, out var rune, out var consumed);
            written += Character(rune).EncodeToUtf8(folded[written..]);
            text = text[consumed..];
        }

        return folded[..written];
    }

    private static Rune Character(Rune rune) => Rune.ToLowerInvariant(Rune.ToUpperInvariant(rune));
}
