using System.Numerics;

namespace Firebreak.Log.Merkle;

/// <summary>A complete subtree: the entries [Index &lt;&lt; Level, (Index + 1) &lt;&lt; Level).</summary>
/// <param name="Level">Its height; 0 is a single leaf.</param>
/// <param name="Index">Its place among the subtrees of its height, from 0 at the left.</param>
public readonly record struct Subtree(int Level, long Index)
{
    /// <summary>
    /// The fewest complete subtrees that cover the entries [from, to) exactly, from left to right: the shape of a
    /// compact range. There are at most two of each height.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The range is not 0 &lt;= from &lt;= to.</exception>
    public static IReadOnlyList<Subtree> Cover(long from, long to)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfLessThan(to, from);
        var cover = new List<Subtree>();
        while (from < to)
        {
            // As high as the left end is aligned, and no higher than fits.
            var aligned = from == 0 ? 62 : BitOperations.TrailingZeroCount(from);
            var level = Math.Min(aligned, BitOperations.Log2((ulong)(to - from)));
            cover.Add(new Subtree(level, from >> level));
            from += 1L << level;
        }

        return cover;
    }
}
