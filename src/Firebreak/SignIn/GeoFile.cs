using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace Firebreak.SignIn;

/// <summary>
/// A file that says something of every network of addresses (.mmdb): a binary tree over the bits of an address, whose leaves lead into a
/// section of data. Source: MaxMind DB File Format Specification 2.0.
/// </summary>
/// <remarks>
/// It is read whole, not mapped: a mapped file that somebody shortens in place ends the process. The bytes are the operator's, and whoever
/// changes them decides what places the log names; that is all they can do.
/// </remarks>
internal sealed class GeoFile
{
    private const int SeparatorBytes = 16, MostMetadataBytes = 128 * 1024;
    private readonly byte[] _bytes;
    private readonly long _nodes;
    private readonly int _recordBits, _dataStart, _metadataStart;
    private readonly long _v4Start;
    private readonly bool _isV6;

    private GeoFile(byte[] bytes, int metadataStart, long nodes, int recordBits, bool isV6, string kind)
    {
        (_bytes, _metadataStart, _nodes, _recordBits, _isV6, Kind) = (bytes, metadataStart, nodes, recordBits, isV6, kind);
        _dataStart = (int)(nodes * recordBits / 4) + SeparatorBytes;
        // IPv4 addresses stand in an IPv6 tree behind 96 bits of zero.
        for (var i = 0; isV6 && i < 96 && _v4Start < nodes; i++) _v4Start = Next(_v4Start, 0);
    }

    /// <summary>What the file calls itself, such as GeoIP2-City.</summary>
    public string Kind { get; }

    // "MaxMind.com" behind three bytes that no text begins with.
    private static ReadOnlySpan<byte> Marker => [0xab, 0xcd, 0xef, 0x4d, 0x61, 0x78, 0x4d, 0x69, 0x6e, 0x64, 0x2e, 0x63, 0x6f, 0x6d];

    /// <summary>Reads a file.</summary>
    /// <param name="problem">Why it is none of this format, in one sentence that names it.</param>
    public static bool TryOpen(string path, [NotNullWhen(true)] out GeoFile? file, out string problem)
    {
        file = null;
        try
        {
            var bytes = File.ReadAllBytes(path);
            problem = TryRead(bytes, out file, out var fault) ? "" : $"{path} is no address file in MaxMind's format: {fault}";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            problem = $"The address file {path} cannot be read: {e.Message}";
        }
        return file is not null;
    }

    /// <summary>Takes the bytes of a file.</summary>
    /// <param name="fault">What is wrong with them, to go behind a colon.</param>
    public static bool TryRead(byte[] bytes, [NotNullWhen(true)] out GeoFile? file, out string fault)
    {
        file = null;
        var tail = Math.Max(0, bytes.Length - MostMetadataBytes);
        var marker = bytes.AsSpan(tail).LastIndexOf(Marker);
        fault = "it has no metadata.";
        if (marker < 0) return false;
        var metadata = tail + marker + Marker.Length;
        fault = "its metadata is damaged.";
        if (!new GeoData(bytes.AsSpan(metadata)).TryRead(0, out var said) || said is not Dictionary<string, object?> about) return false;
        if (About(about, "binary_format_major_version") is not { } major || About(about, "node_count") is not { } nodes) return false;
        if (About(about, "record_size") is not { } recordBits || About(about, "ip_version") is not { } version) return false;
        fault = $"its version is {major}, and 2 is read.";
        if (major != 2) return false;
        fault = $"its records have {recordBits} bits, and 24, 28 and 32 are read.";
        if (recordBits is not (24 or 28 or 32)) return false;
        fault = $"it is about version {version} of IP.";
        if (version is not (4 or 6)) return false;
        fault = "its tree is longer than the file.";
        if (nodes is < 0 or > uint.MaxValue || (nodes * recordBits / 4) + SeparatorBytes > tail + marker) return false;
        fault = "there is something between its tree and its data.";
        if (bytes.AsSpan((int)(nodes * recordBits / 4), SeparatorBytes).ContainsAnyExcept((byte)0)) return false;
        fault = "";
        file = new GeoFile(bytes, tail + marker, nodes, (int)recordBits, version == 6, about.GetValueOrDefault("database_type") as string ?? "");
        return true;
    }

    /// <summary>Where the data of an address stands; equal for addresses of which the same is said. Null: nothing is said, or the tree is damaged there.</summary>
    public int? Find(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        Span<byte> bytes = stackalloc byte[16];
        if (!address.TryWriteBytes(bytes, out var length)) return null;
        var isV4 = address.AddressFamily == AddressFamily.InterNetwork;
        if (!isV4 && !_isV6) return null;
        long node = isV4 && _isV6 ? _v4Start : 0;
        for (var i = 0; i < length * 8 && node < _nodes; i++) node = Next(node, (bytes[i >> 3] >> (7 - (i & 7))) & 1);
        var at = node - _nodes - SeparatorBytes;
        return at >= 0 && at < _metadataStart - _dataStart ? (int)at : null;
    }

    /// <summary>What stands there, in the types of <see cref="GeoData"/>; null when it cannot be read.</summary>
    public object? Read(int at) => new GeoData(_bytes.AsSpan(_dataStart.._metadataStart)).TryRead(at, out var value) ? value : null;

    private static long? About(Dictionary<string, object?> about, string name) => about.GetValueOrDefault(name) switch
    {
        long number => number,
        ulong number => number <= long.MaxValue ? (long)number : null,
        _ => null,
    };

    // A node is two records side by side; with 28 bits, the middle byte holds the upper four of both.
    private long Next(long node, int bit)
    {
        var at = _bytes.AsSpan((int)(node * _recordBits / 4), _recordBits / 4);
        return _recordBits switch
        {
            24 => (at[bit * 3] << 16) | (at[(bit * 3) + 1] << 8) | at[(bit * 3) + 2],
            28 when bit == 0 => ((at[3] & 0xf0) << 20) | (at[0] << 16) | (at[1] << 8) | at[2],
            28 => ((at[3] & 0x0f) << 24) | (at[4] << 16) | (at[5] << 8) | at[6],
            _ => BinaryPrimitives.ReadUInt32BigEndian(at[(bit * 4)..]),
        };
    }
}
