using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace Firebreak.Tests.SignIn;

/// <summary>Writes an address file of what networks say: the simplest writer that there can be, for the reader's tests.</summary>
internal static class GeoBytes
{
    /// <summary>A file with records of so many bits. Of networks inside each other, the narrower one counts; with IPv6, all are written as IPv6.</summary>
    public static byte[] Make(int recordBits, bool isV6, IEnumerable<(IPNetwork Network, object Value)> entries)
    {
        var nodes = new List<long[]> { new long[] { 0, 0 } };
        using var data = new MemoryStream();
        foreach (var (network, value) in entries.OrderBy(entry => entry.Network.PrefixLength))
        {
            // Behind all nodes; what is at a node's side is 0 for nothing, a node, or minus one and the place of a value.
            var leaf = -1 - data.Length;
            Write(data, value);
            var bytes = network.BaseAddress.GetAddressBytes();
            var length = network.PrefixLength;
            var node = 0L;
            for (var i = 0; i < length; i++)
            {
                var bit = (bytes[i >> 3] >> (7 - (i & 7))) & 1;
                if (i == length - 1) nodes[(int)node][bit] = leaf;
                else
                {
                    // Below a network that has a value, both sides begin with it.
                    if (nodes[(int)node][bit] <= 0)
                    {
                        nodes.Add([nodes[(int)node][bit], nodes[(int)node][bit]]);
                        nodes[(int)node][bit] = nodes.Count - 1;
                    }
                    node = nodes[(int)node][bit];
                }
            }
        }
        using var file = new MemoryStream();
        foreach (var node in nodes) WriteNode(file, recordBits, Record(node[0], nodes.Count), Record(node[1], nodes.Count));
        file.Write(new byte[16]);
        data.WriteTo(file);
        file.Write([0xab, 0xcd, 0xef, .. "MaxMind.com"u8]);
        Write(file, new Dictionary<string, object>
        {
            ["binary_format_major_version"] = 2L,
            ["node_count"] = (long)nodes.Count,
            ["record_size"] = (long)recordBits,
            ["ip_version"] = isV6 ? 6L : 4L,
            ["database_type"] = "Test",
        });
        return file.ToArray();
    }

    private static long Record(long record, int nodes) => record == 0 ? nodes : record > 0 ? record : nodes + 16 - record - 1;

    private static void WriteNode(Stream to, int bits, long left, long right)
    {
        if (bits == 28)
        {
            var bytes = new byte[8];
            BinaryPrimitives.WriteInt64BigEndian(bytes, ((left & 0xffffff) << 32) | ((left >> 24) << 28) | right);
            to.Write(bytes.AsSpan(1));
            return;
        }
        foreach (var record in new[] { left, right })
            for (var shift = bits - 8; shift >= 0; shift -= 8) to.WriteByte((byte)((record >> shift) & 255));
    }

    private static void Write(Stream to, object value)
    {
        switch (value)
        {
            case string text: Block(to, 2, Encoding.UTF8.GetBytes(text)); break;
            case double number: Block(to, 3, Big(number)); break;
            case byte[] bytes: Block(to, 4, bytes); break;
            case long number: Block(to, 6, Short((ulong)number)); break;
            case ulong number: Block(to, 9, Short(number)); break;
            case UInt128 number: Block(to, 10, Short(number)); break;
            case int number: Block(to, 8, Short(unchecked((uint)number))); break;
            case bool truth: Control(to, 14, truth ? 1 : 0); break;
            case List<object> list:
                Control(to, 11, list.Count);
                foreach (var item in list) Write(to, item);
                break;
            case Dictionary<string, object> map:
                Control(to, 7, map.Count);
                foreach (var (key, item) in map)
                {
                    Write(to, key);
                    Write(to, item);
                }
                break;
            default: throw new NotSupportedException(value.GetType().Name);
        }
    }

    private static void Block(Stream to, int type, byte[] bytes)
    {
        Control(to, type, bytes.Length);
        to.Write(bytes);
    }

    private static void Control(Stream to, int type, int size)
    {
        var (small, more, rest) = size switch { < 29 => (size, 0, 0), < 285 => (29, 1, size - 29), < 65_821 => (30, 2, size - 285), _ => (31, 3, size - 65_821) };
        to.WriteByte((byte)(((type <= 7 ? type : 0) << 5) | small));
        if (type > 7) to.WriteByte((byte)(type - 7));
        for (var shift = (more - 1) * 8; shift >= 0; shift -= 8) to.WriteByte((byte)((rest >> shift) & 255));
    }

    private static byte[] Big(double number)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteDoubleBigEndian(bytes, number);
        return bytes;
    }

    // Leading zeros are left out.
    private static byte[] Short(UInt128 number)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, number);
        return [.. bytes.SkipWhile(b => b == 0)];
    }
}
