using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Firebreak.Log.Events;

/// <summary>
/// The wrappers in which log pipelines keep an event: one well-known field holds it, as an object or as JSON in a
/// string. Panther's flat form needs none of this, its own fields stand beside the event's, but for its tables' columns.
/// </summary>
internal static class Wrapper
{
    /// <summary>How many wrappers are known.</summary>
    public static int Count => Paths.Length + 2;

    // In the order in which they are tried: the original text before anything that was made from it.
    private static readonly byte[][][] Paths =
    [.. new string[][]
    {
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
    }.Select(path => path.Select(Encoding.UTF8.GetBytes).ToArray())];

    /// <summary>Takes what one wrapper would hold out of a valid line; false where the line has no such field.</summary>
    /// <param name="wrapper">Which one, below <see cref="Count"/>.</param>
    /// <param name="to">Filled with what may be an event's own bytes.</param>
    public static bool TryUnwrap(ReadOnlySpan<byte> line, int wrapper, GrowingBuffer to)
    {
        to.Clear();
        if (wrapper == Paths.Length) return ElasticFields.TryRead(line, to);
        if (wrapper > Paths.Length) return PantherColumns.TryRead(line, to);
        foreach (var key in Paths[wrapper])
        {
            if (!MayHave(line, key)) return false;
        }

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

    /// <summary>Whether a key may be in a line at all, as it is or by escapes: nearly all that are not need no walk.</summary>
    public static bool MayHave(ReadOnlySpan<byte> line, ReadOnlySpan<byte> key) => line.IndexOf(key) >= 0 || line.IndexOf("\\u"u8) >= 0;

    private static bool TryFind(ref Utf8JsonReader json, byte[][] path)
    {
        json.Read();
        foreach (var key in path)
        {
            if (json.TokenType != JsonTokenType.StartObject || !TryFind(ref json, key)) return false;
        }

        return true;
    }

    private static bool TryFind(ref Utf8JsonReader json, byte[] key)
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isIt = new JsonText(json.ValueSpan, json.ValueIsEscaped).Is(key);
            json.Read();
            if (isIt) return true;
            json.Skip();
        }

        return false;
    }
}

/// <summary>
/// Elastic's own mapping of the event, in snake case under <c>okta</c> with its time in <c>@timestamp</c> and the client's
/// place in <c>client.geo</c>, put back into Okta's form (https://www.elastic.co/docs/reference/integrations/okta).
/// </summary>
internal sealed class ElasticFields(JsonElement hit, GrowingBuffer to)
{
    public static bool TryRead(ReadOnlySpan<byte> line, GrowingBuffer to)
    {
        if (!Wrapper.MayHave(line, "okta"u8)) return false;
        var json = new Utf8JsonReader(line);
        using var document = JsonDocument.ParseValue(ref json);
        var hit = document.RootElement;
        if (TryGet(hit, "_source"u8, out var source)) hit = source;
        if (!TryGet(hit, "okta"u8, out var okta) || !TryGet(okta, "event_type"u8, out _) || !TryGet(hit, "@timestamp"u8, out var published)) return false;

        to.Append("{\"published\":"u8);
        to.Append(JsonMarshal.GetRawUtf8Value(published));
        var fields = new ElasticFields(hit, to);
        foreach (var property in okta.EnumerateObject())
        {
            to.Append(","u8);
            fields.Write(property, "okta");
        }

        to.Append("}"u8);
        return true;
    }

    // JsonElement's own look-up throws on keys with half a surrogate pair.
    private static bool TryGet(JsonElement within, ReadOnlySpan<byte> name, out JsonElement value)
    {
        value = default;
        if (within.ValueKind != JsonValueKind.Object) return false;
        foreach (var property in within.EnumerateObject())
        {
            if (!JsonMarshal.GetRawUtf8PropertyName(property).SequenceEqual(name)) continue;
            value = property.Value;
            return true;
        }

        return false;
    }

    private void Write(JsonProperty property, string parent)
    {
        var name = Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8PropertyName(property));
        if (name == "as" && parent == "security_context")
        {
            WriteNetwork(property.Value);
            return;
        }

        WriteName(NameOf(name, parent));
        // The whole of what Okta sent, where the mapping keeps it beside its own few fields.
        Write(name == "debug_data" && TryGet(property.Value, "flattened"u8, out var whole) && whole.ValueKind == JsonValueKind.Object ? whole : property.Value, name, parent);
    }

    private void Write(JsonElement value, string name, string parent)
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
                Write(property, name);
            }

            if (name == "client" && parent == "okta") WritePlace(isFirst: to.Length == start);
        }
        else
        {
            foreach (var element in value.EnumerateArray())
            {
                if (to.Length > start) to.Append(","u8);
                Write(element, name, parent);
            }
        }

        to.Append(isObject ? "}"u8 : "]"u8);
    }

    private void WriteName(string name)
    {
        to.Append("\""u8);
        to.Append(Encoding.UTF8.GetBytes(name));
        to.Append("\":"u8);
    }

    // okta.security_context.as: { number, organization: { name } }
    private void WriteNetwork(JsonElement network)
    {
        WriteName("asNumber");
        WriteOrNull(network, "number"u8);
        to.Append(","u8);
        WriteName("asOrg");
        WriteOrNull(TryGet(network, "organization"u8, out var organization) ? organization : default, "name"u8);
    }

    // client.geo: { city_name, region_name, country_name }
    private void WritePlace(bool isFirst)
    {
        if (!TryGet(hit, "client"u8, out var client) || !TryGet(client, "geo"u8, out var geo)) return;
        if (!isFirst) to.Append(","u8);
        to.Append("\"geographicalContext\":{\"city\":"u8);
        WriteOrNull(geo, "city_name"u8);
        to.Append(",\"state\":"u8);
        WriteOrNull(geo, "region_name"u8);
        to.Append(",\"country\":"u8);
        WriteOrNull(geo, "country_name"u8);
        to.Append("}"u8);
    }

    private void WriteOrNull(JsonElement within, ReadOnlySpan<byte> name) =>
        to.Append(TryGet(within, name, out var value) ? JsonMarshal.GetRawUtf8Value(value) : "null"u8);

    // As it stands between its quotes; what is written by escapes stays as it is.
    private static string NameOf(string name, string parent)
    {
        if (name == "ip" && parent == "client") return "ipAddress";
        var words = name.Split('_', StringSplitOptions.RemoveEmptyEntries);
        return words.Length < 2 || name.Contains('\\', StringComparison.Ordinal)
            ? name
            : words[0] + string.Concat(words.Skip(1).Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
    }
}

/// <summary>A row of Panther's table: its columns are the event's own fields in lower case, and what is in them is as Okta has it.</summary>
internal static class PantherColumns
{
    private static readonly Dictionary<string, string> Names = EventKey.All
        .Where(key => key.In == EventObject.Root)
        .Select(key => Encoding.UTF8.GetString(key.Name))
        .ToDictionary(name => name.ToLowerInvariant(), StringComparer.Ordinal);

    public static bool TryRead(ReadOnlySpan<byte> line, GrowingBuffer to)
    {
        if (!Wrapper.MayHave(line, "eventtype"u8)) return false;
        var json = new Utf8JsonReader(line);
        using var document = JsonDocument.ParseValue(ref json);
        to.Append("{"u8);
        foreach (var property in document.RootElement.EnumerateObject())
        {
            if (to.Length > 1) to.Append(","u8);
            var name = Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8PropertyName(property));
            to.Append(Encoding.UTF8.GetBytes($"\"{Names.GetValueOrDefault(name, name)}\":"));
            to.Append(JsonMarshal.GetRawUtf8Value(property.Value));
        }

        to.Append("}"u8);
        return true;
    }
}
