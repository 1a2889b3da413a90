using System.Collections.Immutable;
using Firebreak.Storage;

namespace Firebreak.SystemLog;

/// <summary>How the search index is kept. It covers an org's full segments up to its end; what lies behind is scanned.</summary>
internal static class LogIndex
{
    /// <summary>The name of the index's cursor.</summary>
    public const string Cursor = "search index";

    private const int RowsAtOnce = 32;

    /// <summary>The index from which on an org's entries are not indexed yet.</summary>
    public static async ValueTask<long> End(Queries db, long org, long size)
    {
        // The cursor first: rows that are written meanwhile only add to what it promises.
        var cursor = await LogCursor.Load(db, Cursor) ?? 0;
        var full = size / LogIndexSegment.Size;
        if (full == 0 || await IsCovered(full - 1)) return full * LogIndexSegment.Size;
        return await Lowest.Where(0, full - 1, async segment => !await IsCovered(segment)) * LogIndexSegment.Size;

        async ValueTask<bool> IsCovered(long segment)
        {
            var last = ((segment + 1) * LogIndexSegment.Size) - 1;
            return await db.One($"select position from events where org_number = {org} and idx = {last}", row => row.Long(0)) <= cursor;
        }
    }

    /// <summary>Reads a full segment's entries and makes its rows.</summary>
    public static async ValueTask<byte[][]> Build(Queries db, LogIndexSegment builder, long org, long segment)
    {
        var first = segment * LogIndexSegment.Size;
        builder.Clear();
        _ = await db.All($"select idx, body from events where org_number = {org} and idx >= {first} and idx < {first + LogIndexSegment.Size}", row =>
        {
            if (row.BytesOrNull(1) is { } body) builder.Add((int)(row.Long(0) - first), body);
            return 0;
        });
        return builder.Finish();
    }

    /// <summary>Keeps a segment that became full. One that is there already stays: entries may have been erased since this one was read.</summary>
    public static ValueTask Insert(Bookkeeping books, long org, long segment, byte[][] buckets) => Write(books.Run, org, segment, buckets, $" do nothing");

    /// <summary>
    /// Makes the segments of some entries again: to be called by whoever has erased entries, so that not even the hashes of what was erased
    /// remain. A transaction for each segment, because the writer waits for it.
    /// </summary>
    public static async Task Renew(Store store, Org org, IEnumerable<long> indexes, CancellationToken ct = default)
    {
        foreach (var segment in indexes.Select(index => index / LogIndexSegment.Size).Distinct().ToList())
            await store.Tend(async books =>
            {
                if (!await books.Any($"select 1 from events where org_number = {org.Number} and idx = {((segment + 1) * LogIndexSegment.Size) - 1}")) return;
                var buckets = await Build(books, new LogIndexSegment(), org.Number, segment);
                await Write(books.Run, org.Number, segment, buckets, $" do update set terms = excluded.terms");
            }, ct);
    }

    /// <summary>Forgets everything; the consumer makes it again when it next starts.</summary>
    public static async ValueTask Clear(Bookkeeping books)
    {
        await books.Run($"delete from event_terms where org_number >= {0L}");
        await books.Run($"delete from cursors where name = {Cursor}");
    }

    /// <summary>
    /// The entries that may answer, of some segments that follow one another: per segment a bit for each entry, or null for none. Of each list one
    /// term must be held.
    /// </summary>
    public static async ValueTask<ulong[]?[]> Find(Queries db, long org, ImmutableArray<ImmutableArray<LogIndexTerm>> lists, long firstSegment, long count)
    {
        ulong[]?[]? all = null;
        foreach (var list in lists)
        {
            var found = new ulong[]?[count];
            foreach (var term in list) await Find(db, org, term, firstSegment, found);
            all = all is null ? found : Both(all, found);
        }
        return all!;
    }

    private static async ValueTask Find(Queries db, long org, LogIndexTerm term, long firstSegment, ulong[]?[] found)
    {
        var scratch = new ulong[LogIndexSegment.Size / 64];
        _ = await db.All(
            $"""
            select segment, terms from event_terms
            where org_number = {org} and bucket = {(long)term.Bucket} and segment >= {firstSegment} and segment < {firstSegment + found.Length}
            """,
            row =>
            {
                LogIndexSegment.Find(row.Bytes(1), term, scratch);
                if (scratch.AsSpan().ContainsAnyExcept(0UL))
                {
                    Add(ref found[row.Long(0) - firstSegment], scratch);
                    Array.Clear(scratch);
                }
                return 0;
            });
    }

    private static void Add(ref ulong[]? to, ulong[] places)
    {
        to ??= new ulong[places.Length];
        for (var i = 0; i < places.Length; i++) to[i] |= places[i];
    }

    private static ulong[]?[] Both(ulong[]?[] one, ulong[]?[] other)
    {
        for (var segment = 0; segment < one.Length; segment++)
        {
            if (one[segment] is not { } mine) continue;
            if (other[segment] is not { } theirs) one[segment] = null;
            else
                for (var i = 0; i < mine.Length; i++) mine[i] &= theirs[i];
        }
        return one;
    }

    private static async ValueTask Write(Func<Sql, ValueTask<int>> run, long org, long segment, byte[][] buckets, Sql conflict)
    {
        for (var start = 0; start < buckets.Length; start += RowsAtOnce)
        {
            var rows = Enumerable.Range(start, RowsAtOnce).Select(bucket => (Sql)$"({org}, {(long)bucket}, {segment}, {buckets[bucket]})");
            await run($"insert into event_terms (org_number, bucket, segment, terms) values {Sql.Join(", ", rows)} on conflict (org_number, bucket, segment){conflict}");
        }
    }
}
