using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Firebreak.Directory;

namespace Firebreak.SignIn;

/// <summary>A zone's content as it is sent, kept and shown: one reader and one writer. Source: Okta, Network Zones API.</summary>
internal static class ZoneJson
{
    private const int MostDynamic = 75;

    /// <summary>Reads the members that a zone of a type has; what is kept reads back.</summary>
    /// <param name="mostRanges">How many addresses each list may have.</param>
    public static Outcome<ZoneContent> Read(ZoneType type, JsonElement sent, int mostRanges)
    {
        if (type == ZoneType.IP)
        {
            var (gateways, proxies) = (Ranges(sent, "gateways", mostRanges), Ranges(sent, "proxies", mostRanges));
            if ((gateways.Refusal ?? proxies.Refusal) is { } bad) return bad;
            return ZoneContent.Empty with { Gateways = gateways.Value, Proxies = proxies.Value };
        }
        var isOld = type == ZoneType.DYNAMIC;
        var (locations, asns) = (Both(sent, "locations", isOld, Location), Both(sent, "asns", isOld, Asn));
        var categories = isOld ? ZoneList.None<string>() : Both(sent, "ipServiceCategories", isOld, Category);
        var proxy = isOld ? ProxyType(sent) : (string?)null;
        if ((locations.Refusal ?? asns.Refusal ?? categories.Refusal ?? proxy.Refusal) is { } wrong) return wrong;
        return ZoneContent.Empty with { Locations = locations.Value, Asns = asns.Value, Categories = categories.Value, ProxyType = proxy.Value };
    }

    /// <summary>Writes the members, without the braces.</summary>
    public static void Write(Utf8JsonWriter json, ZoneType type, ZoneContent content)
    {
        if (type == ZoneType.IP)
        {
            WriteRanges(json, "gateways", content.Gateways);
            WriteRanges(json, "proxies", content.Proxies);
            return;
        }
        var isOld = type == ZoneType.DYNAMIC;
        WriteBoth(json, "locations", content.Locations, isOld, WriteLocation);
        WriteBoth(json, "asns", content.Asns, isOld, static (json, asn) => json.WriteStringValue(asn.ToString(CultureInfo.InvariantCulture)));
        if (isOld) json.WriteString("proxyType"u8, content.ProxyType);
        else WriteBoth(json, "ipServiceCategories", content.Categories, isOld, static (json, category) => json.WriteStringValue(category));
    }

    /// <summary>The members as an object: what is kept, and what events tell.</summary>
    public static string Text(ZoneType type, ZoneContent content)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            Write(json, type, content);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static Outcome<ImmutableArray<ZoneRange>> Ranges(JsonElement sent, string name, int most) => List<ZoneRange>(JsonText.Of(sent, name), name, most, item =>
    {
        var type = JsonText.TextOf(item, "type");
        if (type is not ("CIDR" or "RANGE")) return Refusal.Invalid(name, $"{name}: The type of an address is CIDR or RANGE.");
        return ZoneRange.TryParse(type == "CIDR", JsonText.TextOf(item, "value") ?? "", out var range)
            ? range
            : Refusal.Invalid(name, $"{name}: {(type == "CIDR" ? "A network such as 192.0.2.0/24 is expected." : "A range such as 192.0.2.1-192.0.2.9 is expected.")}");
    });

    // Zones of the first kind have one list, of the second an object with what is in and what is out.
    private static Outcome<ZoneList<T>> Both<T>(JsonElement sent, string name, bool isOld, Func<JsonElement, Outcome<T>> read)
    {
        var value = JsonText.Of(sent, name);
        if (!isOld && value.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.Object)) return Refusal.Invalid(name, $"{name}: An object with include and exclude is expected.");
        var include = List(isOld ? value : JsonText.Of(value, "include"), name, MostDynamic, read);
        var exclude = List(isOld ? default : JsonText.Of(value, "exclude"), name, MostDynamic, read);
        if ((include.Refusal ?? exclude.Refusal) is { } wrong) return wrong;
        return new ZoneList<T>(include.Value, exclude.Value);
    }

    private static Outcome<ImmutableArray<T>> List<T>(JsonElement list, string name, int most, Func<JsonElement, Outcome<T>> read)
    {
        if (list.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null) return ImmutableArray<T>.Empty;
        if (list.ValueKind != JsonValueKind.Array) return Refusal.Invalid(name, $"{name}: A list is expected.");
        if (list.GetArrayLength() > most) return Refusal.Invalid(name, $"{name}: At most {most} entries are allowed.");
        var items = ImmutableArray.CreateBuilder<T>(list.GetArrayLength());
        foreach (var item in list.EnumerateArray())
        {
            var one = read(item);
            if (one.Refusal is { } wrong) return wrong;
            items.Add(one.Value);
        }
        return items.ToImmutable();
    }

    private static Outcome<ZoneLocation> Location(JsonElement item)
    {
        var country = JsonText.TextOf(item, "country");
        if (country is not { Length: 2 } || !country.All(char.IsAsciiLetter)) return Refusal.Invalid("locations", "locations: The country is a code of two letters, such as US.");
        var region = JsonText.TextOf(item, "region") is { Length: > 0 } text ? text : null;
        if (region is not null && !(region.Length <= 6 && region.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') && (!region.Contains('-', StringComparison.Ordinal) || region.StartsWith(country + "-", StringComparison.OrdinalIgnoreCase))))
            return Refusal.Invalid("locations", "locations: The region is a code of the country, such as US-CA.");
        return new ZoneLocation(country, region);
    }

    private static Outcome<long> Asn(JsonElement item)
    {
        var text = item.ValueKind is JsonValueKind.String or JsonValueKind.Number ? item.ToString() : "";
        return uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : Refusal.Invalid("asns", "asns: The number of an autonomous system is expected.");
    }

    private static Outcome<string> Category(JsonElement item)
    {
        var text = item.ValueKind == JsonValueKind.String ? item.GetString()! : "";
        return ZoneCategories.Known.Contains(text)
            ? text
            : Refusal.Invalid("ipServiceCategories", $"ipServiceCategories: One of {string.Join(", ", ZoneCategories.Known)} is expected; a single service cannot be told by its addresses here.");
    }

    private static Outcome<string?> ProxyType(JsonElement sent)
    {
        var value = JsonText.Of(sent, "proxyType");
        if (value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null || (value.ValueKind == JsonValueKind.String && value.GetString() is "" or "null")) return (string?)null;
        return value.ValueKind == JsonValueKind.String && ZoneCategories.KnownProxies.Contains(value.GetString()!)
            ? value.GetString()
            : Refusal.Invalid("proxyType", $"proxyType: One of {string.Join(", ", ZoneCategories.KnownProxies)} is expected.");
    }

    // Nothing is null, as recorded.
    private static void WriteRanges(Utf8JsonWriter json, string name, ImmutableArray<ZoneRange> ranges)
    {
        if (ranges.IsEmpty)
        {
            json.WriteNull(name);
            return;
        }
        json.WriteStartArray(name);
        foreach (var range in ranges)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, range.IsCidr ? "CIDR"u8 : "RANGE"u8);
            json.WriteString("value"u8, range.Text);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteBoth<T>(Utf8JsonWriter json, string name, ZoneList<T> list, bool isOld, Action<Utf8JsonWriter, T> write)
    {
        if (isOld)
        {
            WriteList(json, name, list.Include, write);
            return;
        }
        json.WriteStartObject(name);
        WriteList(json, "include", list.Include, write);
        WriteList(json, "exclude", list.Exclude, write);
        json.WriteEndObject();
    }

    private static void WriteList<T>(Utf8JsonWriter json, string name, ImmutableArray<T> items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items) write(json, item);
        json.WriteEndArray();
    }

    private static void WriteLocation(Utf8JsonWriter json, ZoneLocation location)
    {
        json.WriteStartObject();
        json.WriteString("country"u8, location.Country);
        json.WriteString("region"u8, location.Region);
        json.WriteEndObject();
    }
}
