using System.Collections.Immutable;
using System.Net;

namespace Firebreak.SignIn;

/// <summary>A country, or a part of one.</summary>
/// <param name="Country">By ISO 3166-1: "US".</param>
/// <param name="Region">By ISO 3166-2, with or without the country: "US-CA", "CA"; null for all of it.</param>
public sealed record ZoneLocation(string Country, string? Region)
{
    /// <summary>Whether a place lies there.</summary>
    public bool Holds(Place place)
    {
        ArgumentNullException.ThrowIfNull(place);
        if (!Country.Equals(place.CountryCode, StringComparison.OrdinalIgnoreCase)) return false;
        return Region is null || (place.StateCode is { } state && Region[(Region.IndexOf('-', StringComparison.Ordinal) + 1)..].Equals(state, StringComparison.OrdinalIgnoreCase));
    }
}

/// <summary>Values of a zone's condition, and those that are left out of it. No values: no condition.</summary>
public sealed record ZoneList<T>(ImmutableArray<T> Include, ImmutableArray<T> Exclude)
{
    /// <summary>Whether there is nothing to ask.</summary>
    public bool IsEmpty => Include.IsEmpty && Exclude.IsEmpty;

    /// <summary>Whether the condition holds of something by which a value is judged. What is left out is out, whatever else holds.</summary>
    internal bool Holds(Func<T, bool> isIt) => !Exclude.Any(isIt) && (Include.IsEmpty || Include.Any(isIt));
}

/// <summary>Lists that ask nothing.</summary>
public static class ZoneList
{
    /// <summary>No condition.</summary>
    public static ZoneList<T> None<T>() => new([], []);
}

/// <summary>What makes an address a part of a zone. A dynamic zone's conditions must all hold, and what is not known holds of none.</summary>
/// <param name="Gateways">The addresses of an IP zone.</param>
/// <param name="Proxies">Who may pass on requests of these addresses. A client's address is found by the service's own trusted proxies, so they make nothing a part of the zone.</param>
/// <param name="Asns">Numbers of autonomous systems.</param>
/// <param name="Categories">Okta's IP service categories, as far as a file of addresses can tell them: see <see cref="ZoneCategories"/>.</param>
/// <param name="ProxyType">Okta's word for how an address hides, of a dynamic zone of the first kind; null: no condition.</param>
public sealed record ZoneContent(
    ImmutableArray<ZoneRange> Gateways, ImmutableArray<ZoneRange> Proxies, ZoneList<ZoneLocation> Locations, ZoneList<long> Asns, ZoneList<string> Categories, string? ProxyType)
{
    /// <summary>Nothing.</summary>
    public static ZoneContent Empty { get; } = new([], [], ZoneList.None<ZoneLocation>(), ZoneList.None<long>(), ZoneList.None<string>(), null);

    /// <summary>Every address that hides who is behind it.</summary>
    internal static ZoneContent AllAnonymizers { get; } = Empty with { Categories = new(["ALL_ANONYMIZERS"], []) };

    /// <summary>Whether it has no condition at all, so that no address is in it.</summary>
    public bool IsEmpty => Gateways.IsEmpty && Proxies.IsEmpty && Locations.IsEmpty && Asns.IsEmpty && Categories.IsEmpty && ProxyType is null;

    /// <summary>Whether an address is a part of a zone of this type and content.</summary>
    public bool Holds(ZoneType type, IPAddress address, Place? place)
    {
        if (type == ZoneType.IP) return Gateways.Any(range => range.Contains(address));
        if (IsEmpty || place is null) return false;
        if (!Locations.IsEmpty && (place.CountryCode is null || !Locations.Holds(location => location.Holds(place)))) return false;
        if (!Asns.IsEmpty && (place.AsNumber is not { } number || !Asns.Holds(asn => asn == number))) return false;
        if (!Categories.IsEmpty && (place.Anonymity is not { } hides || !Categories.Holds(category => ZoneCategories.Holds(category, hides)))) return false;
        return ProxyType is null || (place.Anonymity is { } way && ZoneCategories.HoldsProxy(ProxyType, way));
    }
}

/// <summary>
/// Okta's words for addresses that hide who is behind them, as far as a file of addresses can tell. Names of single services it cannot, and a zone that
/// asks for one is refused rather than never matched. Source: Okta, Network Zones API, IPServiceCategory and proxyType.
/// </summary>
internal static class ZoneCategories
{
    private const Anonymity Hiding = Anonymity.Other | Anonymity.Tor | Proxies, Proxies = Anonymity.Vpn | Anonymity.PublicProxy | Anonymity.ResidentialProxy;

    public static ImmutableArray<string> Known { get; } = ["ALL_ANONYMIZERS", "ALL_ANONYMIZERS_EXCEPT_TOR", "ALL_IP_SERVICES", "ALL_PROXIES_VPNS", "ANONYMIZER_TOR"];

    public static ImmutableArray<string> KnownProxies { get; } = ["Any", "Tor", "NotTorAnonymizer"];

    public static bool Holds(string category, Anonymity hides) => category switch
    {
        "ALL_ANONYMIZERS" => (hides & Hiding) != Anonymity.None,
        "ALL_ANONYMIZERS_EXCEPT_TOR" => (hides & Hiding & ~Anonymity.Tor) != Anonymity.None,
        "ALL_IP_SERVICES" => hides != Anonymity.None,
        "ALL_PROXIES_VPNS" => (hides & Proxies) != Anonymity.None,
        "ANONYMIZER_TOR" => hides.HasFlag(Anonymity.Tor),
        _ => false,
    };

    public static bool HoldsProxy(string proxyType, Anonymity hides) => proxyType switch
    {
        "Any" => (hides & Hiding) != Anonymity.None,
        "Tor" => hides.HasFlag(Anonymity.Tor),
        "NotTorAnonymizer" => (hides & Hiding) != Anonymity.None && !hides.HasFlag(Anonymity.Tor),
        _ => false,
    };
}
