namespace Firebreak;

/// <summary>Where an address is and whose it is, as far as the operator's files of addresses tell; what they do not tell is null.</summary>
/// <param name="State">The first subdivision of the country, by name.</param>
/// <param name="StateCode">The same by ISO 3166-2, without the country's code: "CA".</param>
/// <param name="Country">The country's English name.</param>
/// <param name="CountryCode">Its ISO 3166-1 code: "US".</param>
/// <param name="Latitude">In degrees, north positive. With a longitude or not at all.</param>
/// <param name="Longitude">In degrees, east positive.</param>
public sealed record Place(
    string? City, string? State, string? StateCode, string? Country, string? CountryCode, string? PostalCode, double? Latitude, double? Longitude)
{
    /// <summary>A place of which nothing is known.</summary>
    public static Place Unknown { get; } = new(null, null, null, null, null, null, null, null);

    /// <summary>Whether anything is known of where it is; whose it is may be known without.</summary>
    public bool IsLocated => (City ?? State ?? Country ?? PostalCode) is not null || Latitude is not null;

    /// <summary>The number of the autonomous system that announces the address.</summary>
    public long? AsNumber { get; init; }

    /// <summary>The organisation that holds that number.</summary>
    public string? AsOrg { get; init; }

    /// <summary>Who sells the access.</summary>
    public string? Isp { get; init; }

    /// <summary>The domain that goes with the address.</summary>
    public string? Domain { get; init; }

    /// <summary>Whether requests from there hide where they come from; null: no file tells.</summary>
    public Anonymity? Anonymity { get; init; }
}

/// <summary>How an address hides who is behind it.</summary>
[Flags]
public enum Anonymity
{
    /// <summary>It does not.</summary>
    None = 0,

    /// <summary>In some way that the file does not name.</summary>
    Other = 1,

    /// <summary>A way out of the Tor network.</summary>
    Tor = 2,

    /// <summary>A virtual private network that sells anonymity.</summary>
    Vpn = 4,

    /// <summary>A proxy open to all.</summary>
    PublicProxy = 8,

    /// <summary>A proxy in somebody's home.</summary>
    ResidentialProxy = 16,

    /// <summary>A machine for hire.</summary>
    Hosting = 32,
}
