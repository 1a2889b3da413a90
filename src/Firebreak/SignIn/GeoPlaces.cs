using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Firebreak.SignIn;

/// <summary>
/// What the operator's address files say of an address: one of cities (GeoIP2 or GeoLite2 City, or Country), one of networks (ASN or ISP), one of
/// anonymous networks (Anonymous IP). Each may be missing. They are read once, at the start.
/// </summary>
public sealed class GeoPlaces
{
    // What is said is said of networks, and files hold some hundred thousand of these: the busy ones are kept.
    private const int MostKept = 50_000, None = -1;
    private readonly GeoFile? _cities, _networks, _anonymous;
    private readonly ConcurrentDictionary<(int City, int Network, int Anonymous), Place> _kept = new();

    private GeoPlaces(GeoFile? cities, GeoFile? networks, GeoFile? anonymous) => (_cities, _networks, _anonymous) = (cities, networks, anonymous);

    /// <summary>No files: of no address anything is known.</summary>
    public static GeoPlaces Nowhere { get; } = new(null, null, null);

    /// <summary>Whether any file is there.</summary>
    public bool IsKnown => (_cities ?? _networks ?? _anonymous) is not null;

    /// <summary>Opens files; an empty path is a file that is not there.</summary>
    /// <param name="problem">Why one cannot be used, in one sentence that names it.</param>
    public static bool TryOpen(string cities, string networks, string anonymous, [NotNullWhen(true)] out GeoPlaces? places, out string problem)
    {
        places = null;
        GeoFile? byCity = null, byNetwork = null, byAnonymity = null;
        problem = "";
        if (cities.Length > 0 && !GeoFile.TryOpen(cities, out byCity, out problem)) return false;
        if (networks.Length > 0 && !GeoFile.TryOpen(networks, out byNetwork, out problem)) return false;
        if (anonymous.Length > 0 && !GeoFile.TryOpen(anonymous, out byAnonymity, out problem)) return false;
        places = new GeoPlaces(byCity, byNetwork, byAnonymity);
        return true;
    }

    /// <summary>What is known of an address; null when nothing is.</summary>
    public Place? Of(IPAddress? address)
    {
        if (address is null || !IsKnown) return null;
        var at = (_cities?.Find(address) ?? None, _networks?.Find(address) ?? None, _anonymous?.Find(address) ?? None);
        if (at is (None, None, None) && _anonymous is null) return null;
        if (_kept.TryGetValue(at, out var place)) return Some(place);
        if (_kept.Count >= MostKept) _kept.Clear();
        return Some(_kept[at] = Read(at));
    }

    private static Place? Some(Place place) => ReferenceEquals(place, Place.Unknown) ? null : place;

    private Place Read((int City, int Network, int Anonymous) at)
    {
        var city = at.City == None ? null : _cities!.Read(at.City);
        var network = at.Network == None ? null : _networks!.Read(at.Network);
        var anonymous = at.Anonymous == None ? null : _anonymous!.Read(at.Anonymous);
        var traits = Of(city, "traits");
        var state = Of(city, "subdivisions") is List<object?> { Count: > 0 } parts ? parts[0] : null;
        var location = Of(city, "location");
        var (latitude, longitude) = (Of(location, "latitude") as double?, Of(location, "longitude") as double?);
        var isSomewhere = latitude is >= -90 and <= 90 && longitude is >= -180 and <= 180;
        var place = new Place(
            Name(Of(city, "city")), Name(state), Text(state, "iso_code"), Name(Of(city, "country")), Text(Of(city, "country"), "iso_code"),
            Text(Of(city, "postal"), "code"), isSomewhere ? latitude : null, isSomewhere ? longitude : null)
        {
            AsNumber = Of(network, "autonomous_system_number") as long? ?? Of(traits, "autonomous_system_number") as long?,
            AsOrg = Text(network, "autonomous_system_organization") ?? Text(traits, "autonomous_system_organization"),
            Isp = Text(network, "isp") ?? Text(traits, "isp"),
            Domain = Text(network, "domain") ?? Text(traits, "domain"),
            Anonymity = _anonymous is null ? null : AnonymityOf(anonymous),
        };
        return place == Place.Unknown ? Place.Unknown : place;
    }

    private static Anonymity AnonymityOf(object? said)
    {
        var found = Is("is_tor_exit_node", Anonymity.Tor) | Is("is_anonymous_vpn", Anonymity.Vpn) | Is("is_public_proxy", Anonymity.PublicProxy)
            | Is("is_residential_proxy", Anonymity.ResidentialProxy) | Is("is_hosting_provider", Anonymity.Hosting);
        return found == Anonymity.None ? Is("is_anonymous", Anonymity.Other) : found;

        Anonymity Is(string name, Anonymity kind) => Of(said, name) is true ? kind : Anonymity.None;
    }

    private static object? Of(object? map, string name) => map is Dictionary<string, object?> found ? found.GetValueOrDefault(name) : null;

    private static string? Text(object? map, string name) => Of(map, name) is string { Length: > 0 } text && !text.Contains('\0', StringComparison.Ordinal) ? text : null;

    private static string? Name(object? map) => Text(Of(map, "names"), "en");
}
