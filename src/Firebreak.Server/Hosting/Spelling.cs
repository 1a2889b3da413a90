namespace Firebreak.Server.Hosting;

/// <summary>What somebody may have meant.</summary>
internal static class Spelling
{
    private const int MostSlips = 3;

    /// <summary>The known name that takes the fewest letters added, dropped or changed; null when none is near.</summary>
    public static string? Nearest(string name, IEnumerable<string> known)
    {
        var near = known.MinBy(candidate => Distance(candidate, name));
        return near is not null && Distance(near, name) <= Math.Min(MostSlips, near.Length / 2) ? near : null;
    }

    // Levenshtein's, upper and lower case being the same.
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                var change = char.ToUpperInvariant(a[i - 1]) == char.ToUpperInvariant(b[j - 1]) ? 0 : 1;
                row[j] = Math.Min(Math.Min(above, row[j - 1]) + 1, diagonal + change);
                diagonal = above;
            }
        }

        return row[^1];
    }
}
