using System.Collections.Immutable;
using Firebreak.SystemLog;

namespace Firebreak.SignIn;

/// <summary>What a behavior looks at.</summary>
public enum BehaviorType
{
    /// <summary>A device that the user has not signed in with.</summary>
    ANOMALOUS_DEVICE,

    /// <summary>An address that the user has not signed in from.</summary>
    ANOMALOUS_IP,

    /// <summary>A place that the user has not signed in from.</summary>
    ANOMALOUS_LOCATION,

    /// <summary>A network that the user has not signed in from.</summary>
    ANOMALOUS_ASN,

    /// <summary>Farther from the last sign-in than anybody travels in the time between.</summary>
    VELOCITY,
}

/// <summary>Whether a behavior is looked for.</summary>
public enum BehaviorStatus
{
    /// <summary>It is.</summary>
    ACTIVE,

    /// <summary>It is not.</summary>
    INACTIVE,

    /// <summary>One that the org began with and has no more; not to be seen.</summary>
    DELETED,
}

/// <summary>When two places are one.</summary>
public enum LocationGranularity
{
    /// <summary>In one city.</summary>
    CITY,

    /// <summary>In one country.</summary>
    COUNTRY,

    /// <summary>Within some distance.</summary>
    LAT_LONG,

    /// <summary>In one state or province.</summary>
    SUBDIVISION,
}

/// <summary>What a behavior compares with; what is of other types is null.</summary>
/// <param name="MaxEvents">How many of the user's last sign-ins count.</param>
/// <param name="MinEvents">How many there must be before anything is unusual.</param>
/// <param name="RadiusKilometers">With LAT_LONG alone.</param>
/// <param name="VelocityKph">In kilometers per hour; of VELOCITY alone.</param>
public sealed record BehaviorSettings(int? MaxEvents, int? MinEvents, LocationGranularity? Granularity, double? RadiusKilometers, int? VelocityKph);

/// <summary>A behavior detection rule. Source: Okta, Behavior Rules API.</summary>
public sealed record Behavior(string Id, BehaviorType Type, string Name, BehaviorStatus Status, BehaviorSettings Settings, long Created, long LastUpdated)
{
    /// <summary>The rule as an event's target.</summary>
    public EventTarget Target => new(Id, "BehaviorSettings", "unknown", Name);
}

/// <summary>The behaviors that every org begins with. Source: Okta, "Behavior types", names and values of a new org.</summary>
internal static class FirstBehaviors
{
    private const int Events = 20, Addresses = 50, Kilometers = 20, Kph = 805;

    private static readonly ImmutableArray<(string Name, BehaviorType Type, BehaviorSettings Settings)> All =
    [
        ("New City", BehaviorType.ANOMALOUS_LOCATION, Place(LocationGranularity.CITY)),
        ("New Country", BehaviorType.ANOMALOUS_LOCATION, Place(LocationGranularity.COUNTRY)),
        ("New Device", BehaviorType.ANOMALOUS_DEVICE, new BehaviorSettings(Events, 0, null, null, null)),
        ("New Geo-Location", BehaviorType.ANOMALOUS_LOCATION, Place(LocationGranularity.LAT_LONG) with { RadiusKilometers = Kilometers }),
        ("New IP", BehaviorType.ANOMALOUS_IP, new BehaviorSettings(Addresses, 0, null, null, null)),
        ("New State", BehaviorType.ANOMALOUS_LOCATION, Place(LocationGranularity.SUBDIVISION)),
        ("Velocity", BehaviorType.VELOCITY, new BehaviorSettings(null, null, null, null, Kph)),
    ];

    /// <summary>Those of an org as they were made with it. Their ids come from the org's, so that they need no row until somebody changes them.</summary>
    public static IEnumerable<Behavior> Of(Org org) => All.Select((first, i) =>
        new Behavior($"{Ids.Behavior}{org.Id[Ids.Org.Length..^1]}{i + 1}", first.Type, first.Name, BehaviorStatus.ACTIVE, first.Settings, org.CreatedMicros, org.CreatedMicros));

    private static BehaviorSettings Place(LocationGranularity granularity) => new(Events, 0, granularity, null, null);
}

/// <summary>Events of behaviors, by Okta's names. Switching one on or off is a change of it.</summary>
internal static class BehaviorEvents
{
    public static readonly EventType Created = new("security.behavior.settings.create", "Behavior settings create");
    public static readonly EventType Updated = new("security.behavior.settings.update", "Behavior settings update");
    public static readonly EventType Deleted = new("security.behavior.settings.delete", "Behavior settings delete");
}
