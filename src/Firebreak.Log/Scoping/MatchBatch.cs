using System.Buffers.Binary;
using Firebreak.Log.Events;

namespace Firebreak.Log.Scoping;

/// <summary>
/// The matches of one block of lines: what a tally needs of each, copied out, so that threads read at the same time and
/// count one after the other.
/// </summary>
internal sealed class MatchBatch
{
    private readonly GrowingBuffer _bytes = new();

    /// <summary>The number of matches.</summary>
    public int Count { get; private set; }

    public void Clear()
    {
        _bytes.Clear();
        Count = 0;
    }

    /// <summary>Adds a match.</summary>
    /// <param name="ownOrg">The org of an event that names none.</param>
    /// <param name="line">The event's bytes to hand on; empty where nobody asked for them.</param>
    /// <param name="index">Its index in the log, or -1.</param>
    public void Add(in LogEvent read, ReadOnlySpan<byte> ownOrg, ReadOnlySpan<byte> line, long index)
    {
        Count++;
        AddNumber(read.Published.Micros);
        AddNumber(index);
        var org = read.Org.Utf8;
        AddText(org.IsEmpty ? ownOrg : org);
        AddText(read.EventType.Utf8);
        AddText(read.ActorId.Utf8);
        AddText(read.ActorAlternateId.Utf8);
        var session = read.ExternalSessionId.Utf8;
        AddText(session.IsEmpty ? read.RootSessionId.Utf8 : session);
        AddText(read.ClientIpAddress.Utf8);
        AddText(read.ClientCountry.Utf8);
        AddNumber(read.TargetCount);
        for (var i = 0; i < read.TargetCount; i++)
        {
            AddText(read.Target(i).Id.Utf8);
            var login = read.Target(i).AlternateId.Utf8;
            AddText(login.IsEmpty ? read.Target(i).DisplayName.Utf8 : login);
        }

        AddText(line);
    }

    /// <summary>The matches again, in their order.</summary>
    public Reader Read() => new(_bytes.Written);

    private void AddNumber(long number) => BinaryPrimitives.WriteInt64LittleEndian(_bytes.Take(8), number);

    private void AddText(ReadOnlySpan<byte> text)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.Take(4), text.Length);
        _bytes.Append(text);
    }

    /// <summary>Reads what was added, in the order it was added.</summary>
    public ref struct Reader(ReadOnlySpan<byte> bytes)
    {
        private ReadOnlySpan<byte> _rest = bytes;

        public readonly bool AtEnd => _rest.IsEmpty;

        public long TakeNumber()
        {
            var number = BinaryPrimitives.ReadInt64LittleEndian(_rest);
            _rest = _rest[8..];
            return number;
        }

        public ReadOnlySpan<byte> TakeText()
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(_rest);
            var text = _rest.Slice(4, length);
            _rest = _rest[(4 + length)..];
            return text;
        }
    }
}
