using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Firebreak.SignIn;

/// <summary>Addresses from a first to a last, as somebody wrote them: <c>192.0.2.0/24</c> (CIDR), <c>192.0.2.1-192.0.2.9</c> (RANGE), or one address.</summary>
public sealed record ZoneRange
{
    private readonly bool _isV4;
    private readonly UInt128 _first, _last;

    private ZoneRange(bool isCidr, string text, bool isV4, UInt128 first, UInt128 last) => (IsCidr, Text, _isV4, _first, _last) = (isCidr, text, isV4, first, last);

    /// <summary>Whether it is of Okta's type CIDR, not RANGE.</summary>
    public bool IsCidr { get; }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>Reads one; bits beyond a prefix are let go, and IPv4 addresses are written as such.</summary>
    public static bool TryParse(bool isCidr, string text, [NotNullWhen(true)] out ZoneRange? range)
    {
        ArgumentNullException.ThrowIfNull(text);
        range = isCidr ? Cidr(text) : Range(text);
        return range is not null;
    }

    /// <summary>Whether an address lies in it; an IPv4 address in IPv6's clothes counts as IPv4.</summary>
    public bool Contains(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var (isV4, number) = NumberOf(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);
        return isV4 == _isV4 && number >= _first && number <= _last;
    }

    private static ZoneRange? Cidr(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (Address(slash < 0 ? text : text[..slash]) is not { } address) return null;
        var (isV4, number) = NumberOf(address);
        var bits = isV4 ? 32 : 128;
        var prefix = bits;
        if (slash >= 0 && !(int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out prefix) && prefix <= bits)) return null;
        var width = bits - prefix;
        // A shift by the full width would shift by nothing.
        var rest = width == 128 ? UInt128.MaxValue : (UInt128.One << width) - 1;
        return new ZoneRange(isCidr: true, text, isV4, number & ~rest, number | rest);
    }

    private static ZoneRange? Range(string text)
    {
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        if (Address(dash < 0 ? text : text[..dash].Trim()) is not { } first || Address(dash < 0 ? text : text[(dash + 1)..].Trim()) is not { } last) return null;
        var ((isV4, from), (isV4Too, to)) = (NumberOf(first), NumberOf(last));
        return isV4 == isV4Too && from <= to ? new ZoneRange(isCidr: false, text, isV4, from, to) : null;
    }

    // The base library would take 127.1 or 0x7f000001 too, which nobody means.
    private static IPAddress? Address(string text) =>
        text.IndexOfAny(['%', '[']) < 0 && IPAddress.TryParse(text, out var address) && !address.IsIPv4MappedToIPv6
            && (address.AddressFamily == AddressFamily.InterNetworkV6 || address.ToString() == text)
            ? address : null;

    private static (bool IsV4, UInt128 Number) NumberOf(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        return address.TryWriteBytes(bytes, out var length) && length == 4
            ? (true, BinaryPrimitives.ReadUInt32BigEndian(bytes))
            : (false, BinaryPrimitives.ReadUInt128BigEndian(bytes));
    }
}
