using System.Text;

namespace Firebreak.Tests.Hosting;

/// <summary>A protobuf message as its fields, without a schema: as much as it takes to find things in one. Source: Protocol Buffers, "Encoding".</summary>
internal sealed class Proto
{
    private readonly List<(int Number, ulong Value, byte[]? Bytes)> _fields = [];

    public static Proto Read(byte[] message)
    {
        var read = new Proto();
        for (var at = 0; at < message.Length;)
        {
            var tag = Varint(message, ref at);
            var number = (int)(tag >> 3);
            switch (tag & 7)
            {
                case 0:
                    read._fields.Add((number, Varint(message, ref at), null));
                    break;
                case 1:
                    read._fields.Add((number, BitConverter.ToUInt64(message, at), null));
                    at += 8;
                    break;
                case 2:
                    var length = (int)Varint(message, ref at);
                    read._fields.Add((number, 0, message.AsSpan(at, length).ToArray()));
                    at += length;
                    break;
                case 5:
                    read._fields.Add((number, BitConverter.ToUInt32(message, at), null));
                    at += 4;
                    break;
                default:
                    throw new InvalidDataException($"Wire type {tag & 7}.");
            }
        }
        return read;
    }

    /// <summary>The messages at the end of a path of field numbers.</summary>
    public IEnumerable<Proto> Messages(params ReadOnlySpan<int> path)
    {
        List<Proto> at = [this];
        foreach (var number in path) at = [.. at.SelectMany(message => message._fields.Where(field => field.Number == number && field.Bytes is not null).Select(field => Read(field.Bytes!)))];
        return at;
    }

    /// <summary>A field's text; empty when it is not there.</summary>
    public string Text(int number) => _fields.LastOrDefault(field => field.Number == number).Bytes is { } bytes ? Encoding.UTF8.GetString(bytes) : "";

    /// <summary>A field's number; 0 when it is not there.</summary>
    public ulong Number(int number) => _fields.LastOrDefault(field => field.Number == number).Value;

    /// <summary>The attributes under a field (KeyValue: key 1, value 2; AnyValue: string 1, int 3), as texts.</summary>
    public Dictionary<string, string> Attributes(int number) => Messages(number).ToDictionary(
        pair => pair.Text(1), pair => pair.Messages(2).Single() is var value && value.Text(1) is { Length: > 0 } text ? text : value.Number(3).ToString(), StringComparer.Ordinal);

    private static ulong Varint(byte[] message, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var next = message[at++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80) return value;
        }
    }
}
