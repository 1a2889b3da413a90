using Firebreak.Storage;

namespace Firebreak.SystemLog;

/// <summary>How many events an org's log has between moments, without reading them: published never decreases along the index.</summary>
internal static class LogRate
{
    /// <summary>For each pair of neighbours among these rising moments (UTC microseconds), the number of events from one to before the next.</summary>
    public static async ValueTask<IReadOnlyList<long>> Of(Queries db, Org org, IReadOnlyList<long> moments)
    {
        var size = await StoredEvents.Size(db, org);
        var counts = new List<long>(moments.Count);
        var before = await FirstAt(db, org, moments[0], 0, size);
        foreach (var moment in moments.Skip(1))
        {
            var here = await FirstAt(db, org, moment, before, size);
            counts.Add(here - before);
            before = here;
        }
        return counts;
    }

    /// <summary>The first entry in [from, to) of a moment or later; <paramref name="to"/> if there is none.</summary>
    internal static ValueTask<long> FirstAt(Queries db, Org org, long moment, long from, long to) => Lowest.Where(from, to, async index =>
        await db.One($"select published from events where org_number = {org.Number} and idx = {index}", row => row.Long(0)) >= moment);
}

/// <summary>Events of reading the log as a whole. The name is ours.</summary>
internal static class LogExportEvents
{
    public static readonly EventType Exported = new("firebreak.log.export", "Export System Log");
}
