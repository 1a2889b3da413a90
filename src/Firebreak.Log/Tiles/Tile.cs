using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Firebreak.Log.Tiles;

/// <summary>
/// A tile of a log (C2SP tlog-tiles): up to 256 hashes of one height, or the entries under a tile of the lowest one.
/// </summary>
/// <param name="Level">0 for leaf hashes, L for roots of subtrees of 256^L entries; <see cref="Entries"/> for an entry bundle.</param>
/// <param name="Index">Its place in its level, from 0 at the left.</param>
/// <param name="Width">The number of hashes or entries: 256, or fewer for the last, partial one.</param>
public readonly record struct Tile(int Level, long Index, int Width)
{
    /// <summary>The height of a hash tile: 2^8 = 256 hashes.</summary>
    public const int Height = 8;

    /// <summary>The width of a full tile.</summary>
    public const int FullWidth = 1 << Height;

    /// <summary>The level of entry bundles.</summary>
    public const int Entries = -1;

    private const int MaxLevel = 7; // 256^8 hashes would pass 2^63 entries

    /// <summary>Whether the tile is still growing.</summary>
    public bool IsPartial => Width < FullWidth;

    /// <summary>The full tile in the same place.</summary>
    public Tile Full => this with { Width = FullWidth };

    /// <summary>The path under the log's folder or address, such as <c>tile/0/x001/234.p/17</c>.</summary>
    public string Path
    {
        get
        {
            var path = new StringBuilder("tile/");
            path.Append(Level == Entries ? "entries" : Level.ToString(CultureInfo.InvariantCulture)).Append('/');
            AppendIndex(path, Index);
            if (IsPartial) path.Append(".p/").Append(Width);
            return path.ToString();
        }
    }

    /// <summary>The tile at this place of a log of this size, full or partial; null where that log has none there.</summary>
    public static Tile? At(int level, long index, long size)
    {
        var shift = Math.Max(level, 0) * Height;
        var width = (shift >= 63 ? 0 : size >> shift) - (index * FullWidth);
        return width <= 0 ? null : new Tile(level, index, (int)Math.Min(width, FullWidth));
    }

    /// <summary>Reads a tile's path; false where it is not exactly one.</summary>
    public static bool TryParse(string path, [NotNullWhen(true)] out Tile? tile)
    {
        tile = null;
        var parts = path.Split('/').ToList();
        if (parts.Count < 3 || parts[0] != "tile") return false;
        var level = Entries;
        if (parts[1] != "entries" && (!TryParseDecimal(parts[1], 1, out level) || level > MaxLevel)) return false;

        var width = FullWidth;
        if (parts[^2].EndsWith(".p", StringComparison.Ordinal))
        {
            if (!TryParseDecimal(parts[^1], 3, out width) || width is < 1 or >= FullWidth) return false;
            parts.RemoveAt(parts.Count - 1);
            parts[^1] = parts[^1][..^2];
        }

        long index = 0;
        for (var i = 2; i < parts.Count; i++)
        {
            var digits = i < parts.Count - 1 && parts[i].StartsWith('x') ? parts[i][1..] : parts[i];
            if (digits.Length != 3 || (i < parts.Count - 1) != parts[i].StartsWith('x') || parts.Count > 8) return false;
            if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var thousand)) return false;
            index = (index * 1000) + thousand;
        }

        // Only the shortest encoding counts, so that a tile has one path.
        var parsed = new Tile(level, index, width);
        if (parsed.Path != path) return false;
        tile = parsed;
        return true;
    }

    // Three digits an element, all but the last behind an x: 1234067 is x001/x234/067.
    private static void AppendIndex(StringBuilder path, long index)
    {
        if (index >= 1000) AppendThousands(path, index / 1000);
        path.Append((index % 1000).ToString("D3", CultureInfo.InvariantCulture));
    }

    private static void AppendThousands(StringBuilder path, long thousands)
    {
        if (thousands >= 1000) AppendThousands(path, thousands / 1000);
        path.Append('x').Append((thousands % 1000).ToString("D3", CultureInfo.InvariantCulture)).Append('/');
    }

    private static bool TryParseDecimal(string text, int maxDigits, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value)
        && text.Length <= maxDigits && (text.Length == 1 || text[0] != '0');
}
