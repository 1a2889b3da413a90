using System.Collections.Immutable;
using System.Net;
using Firebreak.SystemLog;

namespace Firebreak.SignIn;

/// <summary>What makes an address a part of a zone.</summary>
public enum ZoneType
{
    /// <summary>Addresses and ranges.</summary>
    IP,

    /// <summary>Where it is, whose it is, whether it hides.</summary>
    DYNAMIC,

    /// <summary>The same, each with what is left out.</summary>
    DYNAMIC_V2,
}

/// <summary>What a zone is for.</summary>
public enum ZoneUsage
{
    /// <summary>Rules name it.</summary>
    POLICY,

    /// <summary>Requests from it are refused before anything else is asked.</summary>
    BLOCKLIST,
}

/// <summary>Whether a zone counts.</summary>
public enum ZoneStatus
{
    /// <summary>It does.</summary>
    ACTIVE,

    /// <summary>No address is in it.</summary>
    INACTIVE,
}

/// <summary>A network zone. Source: Okta, Network Zones API.</summary>
/// <param name="IsSystem">Every org has it from its beginning, and cannot delete it.</param>
public sealed record Zone(string Id, ZoneType Type, string Name, ZoneStatus Status, ZoneUsage Usage, bool IsSystem, ZoneContent Content, long Created, long LastUpdated)
{
    /// <summary>The zone as an event's target; the type is as recorded.</summary>
    public EventTarget Target => new(Id, "NetworkZoneEntity", "unknown", Name);

    /// <summary>Whether a request from an address counts as from this zone. An address of which no file tells anything is in no dynamic zone.</summary>
    public bool Holds(IPAddress? address, Place? place) => Status == ZoneStatus.ACTIVE && address is not null && Content.Holds(Type, address, place);
}

/// <summary>The zones that every org has. Source: Okta, Network Zones API, "system"; two of them are in the recordings.</summary>
internal static class SystemZones
{
    private const string Blocked = "1", EnhancedDynamic = "2", Exempt = "3", Legacy = "4";

    /// <summary>Those of an org as they were made with it. Their ids come from the org's, so that they need no row until somebody changes them.</summary>
    public static ImmutableArray<Zone> Of(Org org) =>
    [
        Made(org, Blocked, ZoneType.IP, "BlockedIpZone", ZoneStatus.ACTIVE, ZoneUsage.BLOCKLIST, ZoneContent.Empty),
        Made(org, EnhancedDynamic, ZoneType.DYNAMIC_V2, "DefaultEnhancedDynamicZone", ZoneStatus.INACTIVE, ZoneUsage.BLOCKLIST, ZoneContent.AllAnonymizers),
        Made(org, Exempt, ZoneType.IP, "DefaultExemptIpZone", ZoneStatus.ACTIVE, ZoneUsage.POLICY, ZoneContent.Empty),
        Made(org, Legacy, ZoneType.IP, "LegacyIpZone", ZoneStatus.ACTIVE, ZoneUsage.POLICY, ZoneContent.Empty),
    ];

    /// <summary>Whether requests from a zone pass every zone that blocks.</summary>
    public static bool IsExempt(Org org, Zone zone) => zone.Id == IdOf(org, Exempt);

    /// <summary>Whether an id is one of an org's own system zones.</summary>
    public static bool Is(Org org, string id) => Of(org).Any(zone => zone.Id == id);

    private static Zone Made(Org org, string which, ZoneType type, string name, ZoneStatus status, ZoneUsage usage, ZoneContent content) =>
        new(IdOf(org, which), type, name, status, usage, IsSystem: true, content, org.CreatedMicros, org.CreatedMicros);

    private static string IdOf(Org org, string which) => Ids.Zone + org.Id[Ids.Org.Length..^1] + which;
}

/// <summary>Events of network zones, by Okta's names.</summary>
internal static class ZoneEvents
{
    public static readonly EventType Created = new("zone.create", "Network zone create");
    public static readonly EventType Updated = new("zone.update", "Network zone update");
    public static readonly EventType Deleted = new("zone.delete", "Network zone delete");
    public static readonly EventType Activated = new("zone.activate", "Network zone activate");
    public static readonly EventType Deactivated = new("zone.deactivate", "Network zone deactivate");
    public static readonly EventType Blocks = new("zone.make_blacklist", "Network zone mark as blacklist");
    public static readonly EventType BlocksNoMore = new("zone.remove_blacklist", "Network zone unmark as blacklist");
    public static readonly EventType RequestBlocked = new("security.request.blocked", "Security request blocked", Severity.WARN);
}
