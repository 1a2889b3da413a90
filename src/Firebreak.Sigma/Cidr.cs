using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Firebreak.Sigma;

/// <summary>A network, IPv4 or IPv6. An IPv4 address written as IPv6 (<c>::ffff:10.0.0.1</c>) counts as IPv4.</summary>
internal sealed record Cidr
{
    private readonly IpNumber _network;
    private readonly UInt128 _mask;

    private Cidr(IpNumber network, UInt128 mask)
    {
        _network = network;
        _mask = mask;
    }

    /// <summary>Without a prefix length it is the one address; bits beyond the prefix are let go.</summary>
    public static Cidr? Parse(ReadOnlySpan<byte> text)
    {
        var slash = text.IndexOf((byte)'/');
        var address = slash < 0 ? text : text[..slash];
        if (!IpNumber.TryParse(address, out var network)) return null;

        var bits = network.IsV4 ? 32 : 128;
        var prefix = bits;
        if (slash >= 0 && !TryPrefix(text[(slash + 1)..], bits, out prefix)) return null;
        // A shift by the full width would shift by nothing.
        var mask = prefix == 0 ? UInt128.Zero : UInt128.MaxValue << (bits - prefix);
        return new Cidr(network with { Value = network.Value & mask }, mask);
    }

    public bool Contains(ReadOnlySpan<byte> address) =>
        IpNumber.TryParse(address, out var number) && number.IsV4 == _network.IsV4 && (number.Value & _mask) == _network.Value;

    private static bool TryPrefix(ReadOnlySpan<byte> text, int bits, out int prefix) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out prefix) && prefix <= bits;

    private readonly record struct IpNumber(bool IsV4, UInt128 Value)
    {
        private static readonly UInt128 MappedPrefix = 0xFFFF;

        public static bool TryParse(ReadOnlySpan<byte> text, out IpNumber number) =>
            text.Contains((byte)':') ? TryV6(text, out number) : TryV4(text, out number);

        /// <summary>Four decimal numbers and nothing else: the framework also takes one number, hex and octal.</summary>
        private static bool TryV4(ReadOnlySpan<byte> text, out IpNumber number)
        {
            number = default;
            var value = 0u;
            for (var part = 0; part < 4; part++)
            {
                var end = part == 3 ? text.Length : text.IndexOf((byte)'.');
                if (end is < 1 or > 3 || (end > 1 && text[0] == '0')) return false;
                if (!byte.TryParse(text[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var octet)) return false;
                value = (value << 8) | octet;
                if (part < 3) text = text[(end + 1)..];
            }

            number = new IpNumber(IsV4: true, value);
            return true;
        }

        private static bool TryV6(ReadOnlySpan<byte> text, out IpNumber number)
        {
            number = default;
            if (text.IndexOfAny((byte)'[', (byte)'%') >= 0 || !IPAddress.TryParse(text, out var address)) return false;
            if (address.AddressFamily != AddressFamily.InterNetworkV6) return false;

            Span<byte> bytes = stackalloc byte[16];
            address.TryWriteBytes(bytes, out _);
            var value = BinaryPrimitives.ReadUInt128BigEndian(bytes);
            var mapped = value >> 32 == MappedPrefix;
            number = new IpNumber(mapped, mapped ? value & uint.MaxValue : value);
            return true;
        }
    }
}
