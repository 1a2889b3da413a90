using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Firebreak.Server.Hosting;

/// <summary>Values of settings that are more than a number or a word.</summary>
internal static class SettingValues
{
    private static readonly string[] TimeForms = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd"];

    public static bool IsHost(string text) => Uri.CheckHostName(text) is UriHostNameType.Dns or UriHostNameType.IPv4 or UriHostNameType.IPv6;

    public static bool IsHttpAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps);

    /// <summary>A time without a zone is UTC.</summary>
    public static bool TryTime(string text, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(
            text, TimeForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);

    public static bool TryAddresses(string[] texts, out ImmutableArray<IPAddress> addresses)
    {
        var found = ImmutableArray.CreateBuilder<IPAddress>();
        foreach (var text in texts)
        {
            if (TryAddress(text, out var address)) found.Add(address);
        }

        addresses = found.ToImmutable();
        return addresses.Length == texts.Length;
    }

    /// <summary>An address alone is the network of itself.</summary>
    public static bool TryNetworks(string[] texts, out ImmutableArray<IPNetwork> networks)
    {
        var found = ImmutableArray.CreateBuilder<IPNetwork>();
        foreach (var text in texts)
        {
            if (TryAddress(text, out var address)) found.Add(new IPNetwork(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128));
            else if (text.Contains('/', StringComparison.Ordinal) && IPNetwork.TryParse(text, out var network)) found.Add(network);
        }

        networks = found.ToImmutable();
        return networks.Length == texts.Length;
    }

    public static bool TryMultipliers(string[] texts, out ImmutableSortedDictionary<string, double> multipliers)
    {
        var found = ImmutableSortedDictionary.CreateBuilder<string, double>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            if (text.Split('=', StringSplitOptions.TrimEntries) is [{ Length: > 0 } name, var number]
                && double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var factor)
                && factor is > 0 and <= 1000) found.TryAdd(name, factor);
        }

        multipliers = found.ToImmutable();
        return multipliers.Count == texts.Length;
    }

    // The base library would take 127.1 or 0x7f000001 too, which nobody means.
    private static bool TryAddress(string text, out IPAddress address) =>
        IPAddress.TryParse(text, out address!) && (address.AddressFamily == AddressFamily.InterNetworkV6 || address.ToString() == text);
}
