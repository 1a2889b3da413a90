using System.Buffers.Binary;
using System.Text.Json;
using Firebreak.Log;
using Firebreak.Log.Events;

namespace Firebreak.SystemLog;

/// <summary>
/// Makes a segment's rows: takes the terms of its entries, sorts them once, writes one text for each bucket. In it, per term in rising order:
/// the mark (4 bytes, big endian), the length of what follows (varint), the entries' places in the segment as varint steps.
/// </summary>
internal sealed class LogIndexSegment
{
    /// <summary>Entries in a segment.</summary>
    public const int Size = 2048;

    private const int PlaceBits = 11;
    private readonly EventReader _reader = new();
    private readonly GrowingBuffer _text = new();
    private readonly GrowingBuffer _steps = new();
    private ulong[] _terms = new ulong[Size * 14]; // a term's kept bits above the entry's place
    private int _count;

    /// <summary>Begins a segment.</summary>
    public void Clear() => _count = 0;

    /// <summary>Adds an entry.</summary>
    /// <param name="place">From 0, in the segment.</param>
    public void Add(int place, ReadOnlySpan<byte> body)
    {
        if (_reader.Read(body, out var read, out _) == LineKind.Event) Add(place, read);
        else AddPlainly(place, body);
    }

    /// <summary>The text of each bucket.</summary>
    public byte[][] Finish()
    {
        var terms = _terms.AsSpan(0, _count);
        terms.Sort();
        var buckets = new byte[LogIndexTerm.Buckets][];
        for (var bucket = 0; bucket < buckets.Length; bucket++)
        {
            _text.Clear();
            while (!terms.IsEmpty && (int)(terms[0] >> (PlaceBits + 32)) == bucket) terms = terms[WriteTerm(terms)..];
            buckets[bucket] = _text.Written.ToArray();
        }
        return buckets;
    }

    /// <summary>Marks the entries of a bucket's text that hold a term: bit i for place i.</summary>
    public static void Find(ReadOnlySpan<byte> text, LogIndexTerm term, Span<ulong> places)
    {
        while (!text.IsEmpty)
        {
            var mark = BinaryPrimitives.ReadUInt32BigEndian(text);
            text = text[4..];
            var length = ReadVarint(ref text);
            if (mark > term.Mark) return;
            if (mark < term.Mark)
            {
                text = text[length..];
                continue;
            }
            var steps = text[..length];
            for (var place = 0; !steps.IsEmpty;)
            {
                place += ReadVarint(ref steps);
                places[place >> 6] |= 1UL << (place & 63);
            }
            return;
        }
    }

    // The first term with all its entries; returns how many there were.
    private int WriteTerm(ReadOnlySpan<ulong> terms)
    {
        var term = terms[0] >> PlaceBits;
        _steps.Clear();
        int count = 0, last = 0;
        for (; count < terms.Length && terms[count] >> PlaceBits == term; count++)
        {
            var place = (int)(terms[count] & (Size - 1));
            if (count > 0 && place == last) continue;
            WriteVarint(_steps, place - last);
            last = place;
        }
        BinaryPrimitives.WriteUInt32BigEndian(_text.Take(4), (uint)(term & uint.MaxValue));
        WriteVarint(_text, _steps.Length);
        _text.Append(_steps.Written);
        return count;
    }

    private void Add(int place, in LogEvent read)
    {
        Add(place, LogIndexField.EventType, read.EventType);
        Add(place, LogIndexField.ActorId, read.ActorId);
        Add(place, LogIndexField.ActorAlternateId, read.ActorAlternateId);
        Add(place, LogIndexField.ExternalSessionId, read.ExternalSessionId);
        Add(place, LogIndexField.IpAddress, read.ClientIpAddress);
        Add(place, LogIndexField.TransactionId, read.TransactionId);
        Add(place, LogIndexField.Uuid, read.Uuid);
        Add(place, LogIndexField.Result, read.OutcomeResult);
        Add(place, LogIndexField.Severity, read.Severity);
        for (var i = 0; i < read.TargetCount; i++)
        {
            var target = read.Target(i);
            Add(place, LogIndexField.TargetId, target.Id);
            Add(place, LogIndexField.TargetAlternateId, target.AlternateId);
        }
    }

    private void Add(int place, LogIndexField field, JsonText value)
    {
        if (!value.IsEmpty) Add(place, LogIndexTerm.Of(field, value.Utf8));
    }

    private void Add(int place, LogIndexTerm term)
    {
        if (_count == _terms.Length) Array.Resize(ref _terms, _terms.Length * 2);
        _terms[_count++] = (term.Kept << PlaceBits) | (uint)place;
    }

    // What the strict reader refuses, such as a repeated key in debug data, is found all the same.
    private void AddPlainly(int place, ReadOnlySpan<byte> body)
    {
        var json = new Utf8JsonReader(body);
        using var document = JsonDocument.ParseValue(ref json);
        foreach (var (path, field) in LogIndexTerm.Paths) AddPlainly(place, document.RootElement, path.Split('.'), field);
    }

    private void AddPlainly(int place, JsonElement element, ReadOnlySpan<string> path, LogIndexField field)
    {
        if (element.ValueKind == JsonValueKind.Array)
            foreach (var item in element.EnumerateArray()) AddPlainly(place, item, path, field);
        else if (path.IsEmpty)
        {
            if (element.ValueKind == JsonValueKind.String) Add(place, LogIndexTerm.Of(field, element.GetString()!));
        }
        else if (element.ValueKind == JsonValueKind.Object && element.TryGetProperty(path[0], out var inner)) AddPlainly(place, inner, path[1..], field);
    }

    private static void WriteVarint(GrowingBuffer to, int value)
    {
        for (; value > 127; value >>= 7) to.Append((byte)(value & 127 | 128));
        to.Append((byte)value);
    }

    private static int ReadVarint(ref ReadOnlySpan<byte> text)
    {
        int value = 0, shift = 0;
        while (true)
        {
            var next = text[0];
            text = text[1..];
            value |= (next & 127) << shift;
            if (next < 128) return value;
            shift += 7;
        }
    }
}
