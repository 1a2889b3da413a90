using Firebreak.Log.Live;
using Firebreak.Storage;

namespace Firebreak.SystemLog;

/// <summary>
/// What became of erased entries, looked at again wherever the service keeps something of them. What left the service before (exports, backups) it
/// cannot see; the event that names the entries is what those follow.
/// </summary>
/// <param name="Erased">The entries that were erased.</param>
/// <param name="Bodies">Those of them whose bytes are still stored.</param>
/// <param name="Hashes">Those of them whose leaf hash is there, so that the log still verifies.</param>
/// <param name="Segments">The segments of the search index that cover them.</param>
/// <param name="Stale">Those of the segments that are not what the entries that remain make.</param>
public sealed record ErasureCheck(long Erased, long Bodies, long Hashes, long Segments, long Stale)
{
    private const long Step = 2000;

    /// <summary>Whether every copy followed and nothing went that must stay.</summary>
    public bool IsDone => Bodies == 0 && Hashes == Erased && Stale == 0;

    /// <summary>Looks at the store and the search index.</summary>
    public static async Task<ErasureCheck> Of(Queries db, Org org, IndexRanges erased, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(org);
        ArgumentNullException.ThrowIfNull(erased);
        var (bodies, hashes) = (0L, 0L);
        foreach (var (from, to) in erased.Runs)
        {
            for (var at = from; at <= to; at += Step)
            {
                ct.ThrowIfCancellationRequested();
                var (left, kept) = await db.One(
                    $"select count(body), count(hash) from events where org_number = {org.Number} and idx >= {at} and idx <= {Math.Min(to, at + Step - 1)}", row => (row.Long(0), row.Long(1)));
                (bodies, hashes) = (bodies + left, hashes + kept);
            }
        }
        var (segments, stale) = await Index(db, org, erased, ct);
        return new ErasureCheck(erased.Count, bodies, hashes, segments, stale);
    }

    // Made again and compared: equal bytes hold no term of what is gone.
    private static async ValueTask<(long Segments, long Stale)> Index(Queries db, Org org, IndexRanges erased, CancellationToken ct)
    {
        var (segments, stale) = (0L, 0L);
        var builder = new LogIndexSegment();
        foreach (var segment in SegmentsOf(erased))
        {
            ct.ThrowIfCancellationRequested();
            var stored = await db.All($"select terms from event_terms where org_number = {org.Number} and segment = {segment} order by bucket", row => row.Bytes(0));
            if (stored.Count == 0) continue;
            var made = await LogIndex.Build(db, builder, org.Number, segment);
            segments++;
            if (stored.Count != made.Length || !stored.Zip(made).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second))) stale++;
        }
        return (segments, stale);
    }

    private static IEnumerable<long> SegmentsOf(IndexRanges erased)
    {
        var last = -1L;
        foreach (var (from, to) in erased.Runs)
            for (var segment = Math.Max(last + 1, from / LogIndexSegment.Size); segment <= to / LogIndexSegment.Size; segment++)
                yield return last = segment;
    }
}
