using System.Text.Json;
using System.Text.Unicode;

namespace Firebreak.Log.Events;

/// <summary>
/// Reads an event with System.Text.Json's own reader: slower, and the judge of what is an error and which. The fast
/// reader answers alike or not at all.
/// </summary>
internal sealed class PlainReader
{
    // The path of open containers, what they mean, and the keys seen in each.
    private readonly Stack<(EventObject Object, HashSet<string>? Keys)> _open = new();

    /// <summary>Reads a line; where it is not one JSON object with distinct keys, says why in a few words.</summary>
    public bool TryRead(ReadOnlySpan<byte> line, EventSlices slices, out string problem)
    {
        slices.Clear();
        _open.Clear();
        if (!Utf8.IsValid(line))
        {
            problem = "not valid UTF-8";
            return false;
        }

        try
        {
            problem = Walk(line, slices) ?? "";
        }
        catch (JsonException error)
        {
            problem = error.BytePositionInLine is { } at ? $"not JSON (at byte {at + 1})" : "not JSON";
        }

        return problem.Length == 0;
    }

    private string? Walk(ReadOnlySpan<byte> line, EventSlices slices)
    {
        var json = new Utf8JsonReader(line, isFinalBlock: true, default);
        var (field, leadsTo) = (EventField.Count, EventObject.Root);
        while (json.Read())
        {
            if (_open.Count == 0 && json.TokenType is not JsonTokenType.StartObject) return _open.Count == 0 && IsEnd(json) ? null : "not a JSON object";
            switch (json.TokenType)
            {
                case JsonTokenType.StartObject:
                    _open.Push((leadsTo, new HashSet<string>(StringComparer.Ordinal)));
                    break;
                case JsonTokenType.StartArray:
                    _open.Push((leadsTo == EventObject.Target ? leadsTo : EventObject.Other, null));
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    if (_open.Pop() is { Object: EventObject.Target, Keys: not null }) slices.EndTarget();
                    break;
                case JsonTokenType.PropertyName:
                    if (!_open.Peek().Keys!.Add(KeyOf(json))) return $"the key \"{KeyOf(json)}\" stands twice in one object";
                    break;
                default:
                    if (field != EventField.Count) slices[field] = SliceOf(json);
                    break;
            }

            (field, leadsTo) = After(json);
        }

        return null;
    }

    // What the next value is: a key's own, else an element of the array that is open.
    private (EventField Field, EventObject LeadsTo) After(in Utf8JsonReader json)
    {
        if (_open.Count == 0) return (EventField.Count, EventObject.Other);
        var (within, keys) = _open.Peek();
        if (json.TokenType != JsonTokenType.PropertyName) return (EventField.Count, keys is null ? within : EventObject.Other);
        if (within == EventObject.Other) return (EventField.Count, EventObject.Other);
        var name = json.ValueIsEscaped ? System.Text.Encoding.UTF8.GetBytes(KeyOf(json)) : json.ValueSpan;
        foreach (var key in EventKey.All)
        {
            if (key.In == within && name.SequenceEqual(key.Name)) return (key.Field, key.Object);
        }

        return (EventField.Count, EventObject.Other);
    }

    private static Slice SliceOf(in Utf8JsonReader json) => json.TokenType switch
    {
        JsonTokenType.Null => default,
        JsonTokenType.String => new Slice((int)json.TokenStartIndex + 1, json.ValueSpan.Length, json.ValueIsEscaped),
        _ => new Slice((int)json.TokenStartIndex, json.ValueSpan.Length, isEscaped: false),
    };

    // Keys that differ only in which lone surrogate they hold count as the same: no such key means anything.
    private static string KeyOf(in Utf8JsonReader json) =>
        new JsonText(json.ValueSpan, json.ValueIsEscaped).ToString();

    private static bool IsEnd(in Utf8JsonReader json) => json.TokenType == JsonTokenType.EndObject;
}
