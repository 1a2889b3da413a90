using System.Collections.Immutable;
using Firebreak.Expressions;
using Firebreak.Storage;

namespace Firebreak.SystemLog;

/// <summary>A page of a search: the events' stored bytes, and where the next page begins, if there is one.</summary>
internal sealed record LogSearchPage(IReadOnlyList<byte[]> Events, LogSearchCursor? Next)
{
    /// <summary>Where each event stands in the log.</summary>
    public IReadOnlyList<long> Indexes { get; init; } = [];
}

/// <summary>
/// One page of one search under way: through the index where it must hold one of the indexed values, by scanning elsewhere. A page ends with the
/// limit, with the window, or when so many events were looked at that the caller had better come again.
/// </summary>
internal sealed class LogSearch
{
    private const long MostLookedAt = 200_000;
    private const int MostTerms = 64;
    private static readonly long Week = Times.Micros(TimeSpan.FromDays(7));
    private readonly OrgReader _db;
    private readonly LogSearchQuery _query;
    private readonly LogSearchMatch _match;
    private readonly CancellationToken _ct;
    private readonly List<byte[]> _found = [];
    private readonly List<long> _indexes = [];
    private long _lookedAt;
    private long? _stopped; // the first entry that belongs to the next page

    private LogSearch(OrgReader db, LogSearchQuery query, CancellationToken ct)
    {
        (_db, _query, _ct) = (db, query, ct);
        _match = new LogSearchMatch(query.Filter, query.Words);
    }

    private long Org => _db.Org.Number;

    private int Missing => _query.Limit + 1 - _found.Count; // one more than is shown tells that there is a next page

    /// <summary>Answers a search, in the org of the reader.</summary>
    public static ValueTask<LogSearchPage> Page(OrgReader db, LogSearchQuery query, long now, CancellationToken ct = default) =>
        new LogSearch(db, query, ct).Run(now);

    private async ValueTask<LogSearchPage> Run(long now)
    {
        // Only what is placed is here, and what will be placed comes behind it: nothing is skipped.
        var size = await _db.One($"select idx from events where org_number = {Org} order by idx desc limit 1", row => row.Long(0) + 1);
        var (from, to) = await Window(now, size);
        if (_query.Limit == 0) return new LogSearchPage([], _query.IsPolling ? new LogSearchCursor(LogSearchKind.Polling, from, from) : null);
        if (from < to) await Walk(from, to, size);
        return new LogSearchPage(_found, Next(from, to)) { Indexes = _indexes };
    }

    private LogSearchCursor? Next(long from, long to) => (_query.Kind, _stopped) switch
    {
        (LogSearchKind.Polling, var stopped) => new LogSearchCursor(LogSearchKind.Polling, stopped ?? Math.Max(from, to), stopped ?? Math.Max(from, to)),
        (LogSearchKind.Ascending, { } stopped) => new LogSearchCursor(LogSearchKind.Ascending, stopped, to),
        (LogSearchKind.Descending, { } stopped) => new LogSearchCursor(LogSearchKind.Descending, from, stopped + 1),
        _ => null,
    };

    // Published never decreases along the index, so a window of time is a range of indexes.
    private async ValueTask<(long From, long To)> Window(long now, long size)
    {
        if (_query.After is { Kind: not LogSearchKind.Polling } rest) return (Math.Min(rest.From, size), Math.Min(rest.To, size));
        var from = _query is { After: not null, Since: null } ? 0 : await FirstAt(_query.Since ?? ((_query.Until ?? now) - Week), size);
        if (_query.After is { } polled) from = Math.Max(from, polled.From);
        return (from, _query.Until is { } until ? await FirstAt(until, size) : size);
    }

    private ValueTask<long> FirstAt(long moment, long size) => Lowest.Where(0, size, async index =>
        await _db.One($"select published from events where org_number = {Org} and idx = {index}", row => row.Long(0)) >= moment);

    private async ValueTask Walk(long from, long to, long size)
    {
        var lists = Terms();
        var indexed = lists.IsEmpty ? from : Math.Clamp(await LogIndex.End(_db, Org, size), from, to);
        if (_query.Descending)
        {
            await Scan(indexed, to);
            await Choose(lists, from, indexed);
        }
        else
        {
            await Choose(lists, from, indexed);
            await Scan(indexed, to);
        }
    }

    // Of each list an event that answers holds at least one term. An empty value is no term.
    private ImmutableArray<ImmutableArray<LogIndexTerm>> Terms() =>
    [
        .. from equality in _query.Filter?.RequiredEqualities() ?? []
           where LogIndexTerm.Paths.ContainsKey(equality.Path.ToString()) && equality.AnyOf.Count <= MostTerms && !equality.AnyOf.Contains("")
           let field = LogIndexTerm.Paths[equality.Path.ToString()]
           select equality.AnyOf.Select(value => LogIndexTerm.Of(field, value)).ToImmutableArray(),
    ];

    private async ValueTask Scan(long from, long to)
    {
        var chunk = _query.Filter is null && _query.Words.IsEmpty ? Missing : 64L;
        while (from < to && _stopped is null)
        {
            _ct.ThrowIfCancellationRequested();
            var (first, end) = _query.Descending ? (Math.Max(from, to - chunk), to) : (from, Math.Min(to, from + chunk));
            await Look(_query.Descending
                ? (Sql)$"select idx, body from events where org_number = {Org} and idx >= {first} and idx < {end} order by idx desc"
                : $"select idx, body from events where org_number = {Org} and idx >= {first} and idx < {end} order by idx");
            (from, to) = _query.Descending ? (from, first) : (end, to);
            if (from < to) StopWhenTired(end - first, _query.Descending ? to - 1 : from);
            chunk = Math.Min(chunk * 2, 1024);
        }
    }

    private async ValueTask Choose(ImmutableArray<ImmutableArray<LogIndexTerm>> lists, long from, long to)
    {
        var (first, end) = (from / LogIndexSegment.Size, (to + LogIndexSegment.Size - 1) / LogIndexSegment.Size);
        for (var chunk = 16L; from < to && first < end && _stopped is null; chunk = Math.Min(chunk * 2, 1024))
        {
            _ct.ThrowIfCancellationRequested();
            var count = Math.Min(chunk, end - first);
            var start = _query.Descending ? end - count : first;
            var found = await LogIndex.Find(_db, Org, lists, start, count);
            await LookAt(Entries(found, start).Where(index => index >= from && index < to));
            (first, end) = _query.Descending ? (first, start) : (start + count, end);
            if (first < end) StopWhenTired(0, _query.Descending ? Math.Min(to, end * LogIndexSegment.Size) - 1 : first * LogIndexSegment.Size);
        }
    }

    private async ValueTask LookAt(IEnumerable<long> candidates)
    {
        using var entries = candidates.GetEnumerator();
        var more = entries.MoveNext();
        while (more && _stopped is null)
        {
            _ct.ThrowIfCancellationRequested();
            var group = new List<long>();
            var most = Math.Clamp(Missing, 16, 256);
            for (; more && group.Count < most; more = entries.MoveNext()) group.Add(entries.Current);
            var count = group.Count;
            // Few sizes of lists make few statements to prepare.
            while (!System.Numerics.BitOperations.IsPow2(group.Count)) group.Add(group[^1]);
            var list = Sql.Join(",", group.Select(index => (Sql)$"{index}"));
            await Look(_query.Descending
                ? (Sql)$"select idx, body from events where org_number = {Org} and idx in ({list}) order by idx desc"
                : $"select idx, body from events where org_number = {Org} and idx in ({list}) order by idx");
            if (more) StopWhenTired(count, entries.Current);
            else _lookedAt += count;
        }
    }

    // Matches while it reads: what does not answer is not kept.
    private async ValueTask Look(Sql sql) => _ = await _db.All(sql, row =>
    {
        if (_stopped is not null || row.BytesOrNull(1) is not { } body || !_match.Answers(body)) return 0;
        if (_found.Count == _query.Limit)
        {
            _stopped = row.Long(0);
            return 0;
        }
        _found.Add(body);
        _indexes.Add(row.Long(0));
        return 0;
    });

    private void StopWhenTired(long lookedAt, long next)
    {
        _lookedAt += lookedAt;
        if (_lookedAt >= MostLookedAt) _stopped ??= next;
    }

    private IEnumerable<long> Entries(ulong[]?[] found, long start)
    {
        for (var i = 0; i < found.Length; i++)
        {
            var segment = _query.Descending ? found.Length - 1 - i : i;
            if (found[segment] is not { } places) continue;
            var first = (start + segment) * LogIndexSegment.Size;
            for (var place = 0; place < LogIndexSegment.Size; place++)
            {
                var index = _query.Descending ? LogIndexSegment.Size - 1 - place : place;
                if ((places[index >> 6] & (1UL << (index & 63))) != 0) yield return first + index;
            }
        }
    }
}
