namespace Firebreak.Server.Pages;

/// <summary>How many events in a piece of time, and how many of them are worth a look.</summary>
public sealed record RateBar(long From, long To, long Count, long Warnings);

/// <summary>Events over time: equal pieces between two times in UTC microseconds.</summary>
public sealed record RateOf(long From, long To, IReadOnlyList<RateBar> Bars)
{
    private const long Second = 1_000_000;

    // Pieces that people think in, in seconds.
    private static readonly long[] Pieces = [1, 5, 10, 30, 60, 300, 600, 1800, 3600, 7200, 21600, 43200, 86400, 604800, 2592000];

    /// <summary>The tallest bar.</summary>
    public long Most => Bars.Count == 0 ? 0 : Bars.Max(bar => bar.Count);

    /// <summary>How long a piece is, in the unit that people say it in: s, min, h or d.</summary>
    public (long Count, string Unit) Each => (Bars.Count == 0 ? 0 : (Bars[0].To - Bars[0].From) / Second) switch
    {
        < 60 and var seconds => (seconds, "s"),
        < 3600 and var seconds => (seconds / 60, "min"),
        < 86400 and var seconds => (seconds / 3600, "h"),
        var seconds => (seconds / 86400, "d"),
    };

    /// <summary>The length of a piece such that there are at most so many of them.</summary>
    public static long PieceOf(long from, long to, int most) =>
        Pieces.Select(piece => piece * Second).FirstOrDefault(piece => (to - from) / piece < most, Math.Max(Second, (to - from) / most));

    /// <summary>The moments between which pieces lie.</summary>
    public static IReadOnlyList<long> Moments(long from, long to, int most)
    {
        var piece = PieceOf(from, to, most);
        var moments = new List<long> { from / piece * piece };
        while (moments[^1] <= to) moments.Add(moments[^1] + piece);
        return moments;
    }

    /// <summary>Counts events given by their time and whether they are worth a look.</summary>
    public static RateOf Of(long from, long to, int most, IEnumerable<(long At, bool IsWarning)> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        var piece = PieceOf(from, to, most);
        var first = from / piece * piece;
        var counts = new (long All, long Warnings)[((to - first) / piece) + 1];
        foreach (var (at, isWarning) in events)
        {
            if (at < from || at > to) continue;
            ref var count = ref counts[(at - first) / piece];
            count = (count.All + 1, count.Warnings + (isWarning ? 1 : 0));
        }
        return new RateOf(from, to, [.. counts.Select((count, i) => new RateBar(first + (i * piece), first + ((i + 1) * piece), count.All, count.Warnings))]);
    }
}
