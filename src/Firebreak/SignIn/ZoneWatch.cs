using System.Collections.Concurrent;
using System.Collections.Immutable;
using Firebreak.Storage;

namespace Firebreak.SignIn;

/// <summary>
/// The zones of the orgs that are busy now, for the door: every request asks, and few have any. What it answers is a second old at most,
/// also when another node changed a zone.
/// </summary>
internal sealed class ZoneWatch(Store store)
{
    private const int MostKept = 10_000;
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<long, (ImmutableArray<Zone> Zones, long At)> _known = new();

    /// <summary>The active zones of an org that hold something.</summary>
    public async ValueTask<ImmutableArray<Zone>> Of(Org org)
    {
        var now = store.Time.GetTimestamp();
        if (_known.TryGetValue(org.Number, out var known) && store.Time.GetElapsedTime(known.At, now) < Fresh) return known.Zones;
        ImmutableArray<Zone> zones;
        await using (var db = await store.Read(org))
            zones = [.. (await ZoneTable.All(db, org)).Where(zone => zone is { Status: ZoneStatus.ACTIVE, Content.IsEmpty: false })];
        if (_known.Count >= MostKept) _known.Clear();
        _known[org.Number] = (zones, now);
        return zones;
    }
}
