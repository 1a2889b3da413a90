using Firebreak.Storage;

namespace Firebreak.SystemLog;

/// <summary>
/// Writes the search index. A segment is read and written when it is full, so the cost of an event does not depend on how many orgs
/// write at once, and orgs with few events have no index at all: they are scanned.
/// </summary>
internal sealed class LogIndexConsumer : LogConsumer
{
    private const int MostSegments = 4; // in one transaction, which holds up the writer
    private readonly LogIndexSegment _builder = new();

    public override string Name => LogIndex.Cursor;

    public override bool NeedsBodies => false;

    public override int MostInBatch => 2 * LogIndexSegment.Size;

    public override TimeSpan Gathers => TimeSpan.FromMilliseconds(100);

    public override async ValueTask<LogProgress> Take(OperatorReader db, IReadOnlyList<LogEntry> entries, CancellationToken ct)
    {
        var made = new List<(long Org, long Segment, byte[][] Buckets)>();
        foreach (var entry in entries)
        {
            // Org 0 is the checkpoint log, which holds no events.
            if (entry.OrgNumber == 0 || (entry.Index + 1) % LogIndexSegment.Size != 0) continue;
            ct.ThrowIfCancellationRequested();
            var segment = entry.Index / LogIndexSegment.Size;
            made.Add((entry.OrgNumber, segment, await LogIndex.Build(db, _builder, entry.OrgNumber, segment)));
            if (made.Count == MostSegments) return new LogProgress(entry.Position, books => Insert(books, made));
        }
        return new LogProgress(entries[^1].Position, made.Count == 0 ? null : books => Insert(books, made));
    }

    private static async ValueTask Insert(Bookkeeping books, List<(long Org, long Segment, byte[][] Buckets)> made)
    {
        foreach (var (org, segment, buckets) in made) await LogIndex.Insert(books, org, segment, buckets);
    }
}
