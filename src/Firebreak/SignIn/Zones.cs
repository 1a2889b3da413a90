using System.Collections.Immutable;
using System.Text.Json;
using Firebreak.Directory;
using Firebreak.Storage;
using Firebreak.SystemLog;

namespace Firebreak.SignIn;

/// <summary>What can be done with network zones. Source: Okta, Network Zones API.</summary>
internal static class Zones
{
    private const string Kind = "NetworkZone";
    private const int MostZones = 100, NameLength = 128, MostOfPolicy = 150, MostOfBlocklist = 1000, MostOfSystem = 5000;

    /// <summary>Makes a zone.</summary>
    public static Task<Outcome<Zone>> Create(Store store, Caller caller, JsonElement sent, CancellationToken ct) =>
        store.Write<Zone>(caller, Permission.ManagePolicies, async tx =>
        {
            if (Word<ZoneType>(sent, "type") is not { } type) return Refusal.Invalid("type", "type: One of IP, DYNAMIC, DYNAMIC_V2 is expected.");
            var made = Read(new Zone(Ids.New(Ids.Zone, tx.At), type, "", ZoneStatus.ACTIVE, ZoneUsage.POLICY, IsSystem: false, ZoneContent.Empty, tx.At, tx.At), sent);
            if (made.Refusal is { } wrong) return wrong;
            var zones = await ZoneTable.All(tx, tx.Org);
            if (Problem(tx, zones, made.Value) is { } refusal) return refusal;
            if (zones.Length >= MostZones) return Refusal.Invalid("zone", $"An org can have at most {MostZones} network zones.");
            await Save(tx, ZoneEvents.Created, made.Value);
            return made.Value;
        }, ct);

    /// <summary>Puts other content, another name or usage in a zone's place; its type stays.</summary>
    public static Task<Outcome<Zone>> Replace(Store store, Caller caller, string id, JsonElement sent, CancellationToken ct) =>
        store.Write<Zone>(caller, Permission.ManagePolicies, async tx =>
        {
            var zones = await ZoneTable.All(tx, tx.Org);
            if (zones.FirstOrDefault(zone => zone.Id == id) is not { } old) return Refusal.NotFound(id, Kind);
            if (Word<ZoneType>(sent, "type") != old.Type) return Refusal.Invalid("type", $"type: The type of a zone cannot be changed; this one is {old.Type}.");
            if (SystemZones.IsExempt(tx.Org, old) && JsonText.Of(sent, "useAsExemptList").ValueKind != JsonValueKind.True)
                return Refusal.Invalid("useAsExemptList", "useAsExemptList: True is expected, because addresses of this zone pass every zone that blocks.");
            var made = Read(old with { LastUpdated = tx.At }, sent);
            if (made.Refusal is { } wrong) return wrong;
            if (Problem(tx, zones, made.Value) is { } refusal) return refusal;
            await Save(tx, ZoneEvents.Updated, made.Value);
            if (made.Value.Usage != old.Usage) tx.Record(Event.Of(made.Value.Usage == ZoneUsage.BLOCKLIST ? ZoneEvents.Blocks : ZoneEvents.BlocksNoMore, made.Value.Target));
            return made.Value;
        }, ct);

    /// <summary>Lets a zone count, or not.</summary>
    public static Task<Outcome<Zone>> Switch(Store store, Caller caller, string id, ZoneStatus status, CancellationToken ct) =>
        store.Write<Zone>(caller, Permission.ManagePolicies, async tx =>
        {
            var zones = await ZoneTable.All(tx, tx.Org);
            if (zones.FirstOrDefault(zone => zone.Id == id) is not { } old) return Refusal.NotFound(id, Kind);
            var zone = old with { Status = status, LastUpdated = tx.At };
            if (Problem(tx, zones, zone) is { } refusal) return refusal;
            await Save(tx, status == ZoneStatus.ACTIVE ? ZoneEvents.Activated : ZoneEvents.Deactivated, zone);
            return zone;
        }, ct);

    /// <summary>Deletes a zone that does not count at present.</summary>
    public static Task<Outcome<Done>> Delete(Store store, Caller caller, string id, CancellationToken ct) =>
        store.Write<Done>(caller, Permission.ManagePolicies, async tx =>
        {
            if (await ZoneTable.Find(tx, tx.Org, id) is not { } zone) return Refusal.NotFound(id, Kind);
            if (zone.IsSystem) return Refusal.Invalid("zone", "A system zone cannot be deleted.");
            if (zone.Status == ZoneStatus.ACTIVE) return Refusal.Invalid("status", "A zone with the status ACTIVE cannot be deleted: deactivate it first.");
            if ((await ThreatInsight.Load(tx, tx.Org)).ExcludeZones.Contains(id)) return Refusal.Invalid("zone", "The zone is one that ThreatInsight leaves alone, and cannot be deleted.");
            if (await PolicyTable.Names(tx, tx.Org, id)) return Refusal.Invalid("zone", "A policy's rule names this zone, so it cannot be deleted.");
            await ZoneTable.Delete(tx, id);
            tx.Record(Event.Of(ZoneEvents.Deleted, zone.Target).With("zoneData", Data(zone)));
            return Done.It;
        }, ct);

    /// <summary>The zone that keeps an address out; null: none does, or one lets it pass whatever the others say.</summary>
    public static Zone? Blocking(Org org, ImmutableArray<Zone> zones, RequestContext request)
    {
        Zone? blocking = null;
        foreach (var zone in zones)
        {
            if (!zone.Holds(request.Address, request.Place)) continue;
            if (SystemZones.IsExempt(org, zone)) return null;
            if (zone.Usage == ZoneUsage.BLOCKLIST) blocking ??= zone;
        }
        return blocking;
    }

    private static Outcome<Zone> Read(Zone zone, JsonElement sent)
    {
        var name = JsonText.TextOf(sent, "name");
        if (string.IsNullOrWhiteSpace(name)) return Refusal.Invalid("name", "name: The field cannot be left blank");
        if (name.Length > NameLength) return Refusal.Invalid("name", $"name: String cannot exceed {NameLength} characters.");
        if (IsSent(sent, "usage") && Word<ZoneUsage>(sent, "usage") is null) return Refusal.Invalid("usage", "usage: POLICY or BLOCKLIST is expected.");
        if (IsSent(sent, "status") && Word<ZoneStatus>(sent, "status") is null) return Refusal.Invalid("status", "status: ACTIVE or INACTIVE is expected.");
        var usage = Word<ZoneUsage>(sent, "usage") ?? zone.Usage;
        if (zone.IsSystem && usage != zone.Usage) return Refusal.Invalid("usage", "usage: The usage of a system zone cannot be changed.");
        var content = ZoneJson.Read(zone.Type, sent, zone.IsSystem ? MostOfSystem : usage == ZoneUsage.BLOCKLIST ? MostOfBlocklist : MostOfPolicy);
        if (content.Refusal is { } wrong) return wrong;
        if (usage == ZoneUsage.BLOCKLIST && !content.Value.Proxies.IsEmpty) return Refusal.Invalid("proxies", "proxies: A zone that blocks has gateways alone.");
        if (content.Value.IsEmpty && !zone.IsSystem)
            return Refusal.Invalid("zone", zone.Type switch
            {
                ZoneType.IP => "At least one of gateways, proxies is expected.",
                ZoneType.DYNAMIC => "At least one of locations, asns, proxyType is expected.",
                _ => "At least one of locations, asns, ipServiceCategories is expected.",
            });
        return zone with { Name = name, Usage = usage, Status = Word<ZoneStatus>(sent, "status") ?? zone.Status, Content = content.Value };
    }

    // Whoever shuts the door from inside is told before it falls.
    private static Refusal? Problem(WriteTransaction tx, ImmutableArray<Zone> zones, Zone zone)
    {
        if (zones.Any(other => other.Id != zone.Id && User.Fold(other.Name) == User.Fold(zone.Name))) return Refusal.Invalid("name", "name: An object with this field already exists in the current organization");
        var after = zones.RemoveAll(other => other.Id == zone.Id).Add(zone);
        var request = tx.Caller.Request;
        return Blocking(tx.Org, after, request) is not null && Blocking(tx.Org, zones, request) is null
            ? Refusal.Invalid("zone", "This zone would block the address that you ask from.")
            : null;
    }

    private static async ValueTask Save(WriteTransaction tx, EventType what, Zone zone)
    {
        await ZoneTable.Save(tx, zone);
        tx.Record(Event.Of(what, zone.Target).With("zoneData", Data(zone)));
    }

    // An event says what the zone holds, unless it holds thousands.
    private static string Data(Zone zone) => ZoneJson.Text(zone.Type, zone.Content) is { Length: <= 10_000 } text ? text : $"{zone.Content.Gateways.Length} gateways, {zone.Content.Proxies.Length} proxies";

    private static bool IsSent(JsonElement sent, string name) => JsonText.Of(sent, name).ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);

    private static T? Word<T>(JsonElement sent, string name) where T : struct, Enum =>
        JsonText.TextOf(sent, name) is { } text && Enum.GetNames<T>().Contains(text) ? Enum.Parse<T>(text) : null;
}
