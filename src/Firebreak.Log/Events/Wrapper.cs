using System.Runtime.InteropServices;
using System.Text.Json;

namespace Firebreak.Log.Events;

/// <summary>
/// The wrappers in which log pipelines keep an event: one well-known field holds it, as an object or as JSON in a
/// string. Panther's flat form needs none of this: its own fields stand beside the event's.
/// </summary>
internal static class Wrapper
{
    /// <summary>How many wrappers are known.</summary>
    public static int Count => Paths.Length + 1;

    // In the order in which they are tried: the original text before anything that was made from it.
    private static readonly string[][] Paths =
    [
        ["_raw"],                          // Splunk, Cribl
        ["result", "_raw"],                // Splunk export
        ["event", "original"],             // Elastic
        ["_source", "event", "original"],  // Elastic, a search hit
        ["event"],                         // Splunk HTTP event collector
        ["result", "event"],
        ["detail"],                        // Amazon EventBridge log stream
        ["message"],                       // Filebeat
        ["_source", "message"],
        ["_source"],
        ["result"],
        ["json"],                          // Elastic's input before its mapping
        ["jsonPayload"],                   // Google Cloud Logging
    ];

    /// <summary>Takes what one wrapper would hold out of a valid line; false where the line has no such field.</summary>
    /// <param name="wrapper">Which one, below <see cref="Count"/>.</param>
    /// <param name="to">Filled with what may be an event's own bytes.</param>
    public static bool TryUnwrap(ReadOnlySpan<byte> line, int wrapper, GrowingBuffer to)
    {
        to.Clear();
        if (wrapper == Paths.Length) return ElasticFields.TryRead(line, to);
        var json = new Utf8JsonReader(line);
        if (!TryFind(ref json, Paths[wrapper])) return false;
        if (json.TokenType == JsonTokenType.String)
        {
            JsonEscapes.Resolve(json.ValueSpan, to);
            return to.Written.TrimStart(" \t\r\n"u8).StartsWith("{"u8);
        }

        if (json.TokenType != JsonTokenType.StartObject) return false;
        var start = (int)json.TokenStartIndex;
        json.Skip();
        to.Append(line[start..(int)json.BytesConsumed]);
        return true;
    }

    private static bool TryFind(ref Utf8JsonReader json, string[] path)
    {
        json.Read();
        foreach (var key in path)
        {
            if (json.TokenType != JsonTokenType.StartObject || !TryFind(ref json, key)) return false;
        }

        return true;
    }

    private static bool TryFind(ref Utf8JsonReader json, string key)
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isIt = json.ValueTextEquals(key);
            json.Read();
            if (isIt) return true;
            json.Skip();
        }

        return false;
    }
}

/// <summary>
/// Elastic's own mapping of the event, in snake case under <c>okta</c> with its time in <c>@timestamp</c>, put back into
/// Okta's form (https://www.elastic.co/docs/reference/integrations/okta).
/// </summary>
internal static class ElasticFields
{
    public static bool TryRead(ReadOnlySpan<byte> line, GrowingBuffer to)
    {
        var json = new Utf8JsonReader(line);
        using var document = JsonDocument.ParseValue(ref json);
        var hit = document.RootElement;
        if (hit.TryGetProperty("_source", out var source) && source.ValueKind == JsonValueKind.Object) hit = source;
        if (!hit.TryGetProperty("okta", out var okta) || okta.ValueKind != JsonValueKind.Object) return false;
        if (!okta.TryGetProperty("event_type", out _) || !hit.TryGetProperty("@timestamp", out var published)) return false;

        to.Append("{\"published\":"u8);
        to.Append(JsonMarshal.GetRawUtf8Value(published));
        foreach (var property in okta.EnumerateObject())
        {
            to.Append(","u8);
            Write(property, "okta", to);
        }

        to.Append("}"u8);
        return true;
    }

    private static void Write(JsonProperty property, string parent, GrowingBuffer to)
    {
        to.Append("\""u8);
        to.Append(System.Text.Encoding.UTF8.GetBytes(NameOf(property.Name, parent)));
        to.Append("\":"u8);
        Write(property.Value, property.Name, to);
    }

    private static void Write(JsonElement value, string name, GrowingBuffer to)
    {
        if (value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
        {
            to.Append(JsonMarshal.GetRawUtf8Value(value));
            return;
        }

        var isObject = value.ValueKind == JsonValueKind.Object;
        to.Append(isObject ? "{"u8 : "["u8);
        var start = to.Length;
        if (isObject)
        {
            foreach (var property in value.EnumerateObject())
            {
                if (to.Length > start) to.Append(","u8);
                Write(property, name, to);
            }
        }
        else
        {
            foreach (var element in value.EnumerateArray())
            {
                if (to.Length > start) to.Append(","u8);
                Write(element, name, to);
            }
        }

        to.Append(isObject ? "}"u8 : "]"u8);
    }

    private static string NameOf(string name, string parent)
    {
        if (name == "ip" && parent == "client") return "ipAddress";
        var words = name.Split('_', StringSplitOptions.RemoveEmptyEntries);
        var camel = words.Length == 0 ? name : words[0] + string.Concat(words.Skip(1).Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
        return JsonEncodedText.Encode(camel).ToString();
    }
}
