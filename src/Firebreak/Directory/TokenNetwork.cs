using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Firebreak.Directory;

/// <summary>From where a token may be used. Source: Okta, ApiTokens API, TokenNetwork; addresses and ranges stand where Okta has zone ids.</summary>
internal static class TokenNetwork
{
    /// <summary>The restriction of a token that may be used from anywhere.</summary>
    public const string Anywhere = """{"connection":"ANYWHERE"}""";

    private const int MostRanges = 200;

    /// <summary>Reads a restriction; the answer is the JSON that is kept and shown.</summary>
    public static Outcome<string> Read(JsonElement sent)
    {
        if (sent.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null) return Anywhere;
        if (sent.ValueKind != JsonValueKind.Object) return Refusal.BadBody("network: An object is expected.");
        var connection = JsonText.TextOf(sent, "connection");
        if (connection == "ANYWHERE") return Anywhere;
        if (connection != "ZONE") return Refusal.Invalid("network", "network.connection: ANYWHERE or ZONE is expected.");
        var kept = new JsonObject { ["connection"] = "ZONE" };
        foreach (var name in new[] { "include", "exclude" })
        {
            var ranges = Ranges(JsonText.Of(sent, name), name);
            if (ranges.Refusal is { } no) return no;
            if (ranges.Value.Count > 0) kept[name] = new JsonArray([.. ranges.Value.Select(range => (JsonNode)range)]);
        }
        return kept.Count > 1 ? kept.ToJsonString() : Refusal.Invalid("network", "network: With ZONE, an address or a range is expected in include or exclude.");
    }

    /// <summary>Whether a request from an address may use the token. What is excluded is out, whatever else holds.</summary>
    public static bool Admits(string network, IPAddress? address)
    {
        if (network == Anywhere) return true;
        using var parsed = JsonDocument.Parse(network);
        var root = parsed.RootElement;
        if (JsonText.TextOf(root, "connection") != "ZONE") return true;
        if (address is null) return false;
        if (JsonText.Of(root, "exclude") is { ValueKind: JsonValueKind.Array } exclude && Holds(exclude, address)) return false;
        return JsonText.Of(root, "include") is not { ValueKind: JsonValueKind.Array } include || Holds(include, address);
    }

    private static Outcome<List<string>> Ranges(JsonElement sent, string name)
    {
        if (sent.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null) return new List<string>();
        if (sent.ValueKind != JsonValueKind.Array || sent.GetArrayLength() > MostRanges) return Refusal.BadBody($"network.{name}: A list of at most {MostRanges} addresses and ranges is expected.");
        var ranges = new List<string>();
        foreach (var item in sent.EnumerateArray())
        {
            var text = item.ValueKind == JsonValueKind.String ? item.GetString()! : "";
            var isRange = IPNetwork.TryParse(text, out var range);
            if (!isRange && !IsAddress(text)) return Refusal.Invalid("network", $"network.{name}: Addresses such as 192.0.2.7 and ranges such as 192.0.2.0/24 are expected.");
            // 10.1.2.3/8 is kept as what it means, 10.0.0.0/8.
            ranges.Add(isRange ? range.ToString() : text);
        }
        return ranges;
    }

    // "1" and "0x7f.1" are addresses to the base library, and surprises to everybody else.
    private static bool IsAddress(string text) => IPAddress.TryParse(text, out var address) && (text.Contains(':', StringComparison.Ordinal) || text == address.ToString());

    private static bool Holds(JsonElement ranges, IPAddress address)
    {
        foreach (var range in ranges.EnumerateArray())
            if (range.GetString() is { } text && (IPNetwork.TryParse(text, out var network) ? network.Contains(address) : IPAddress.TryParse(text, out var one) && one.Equals(address))) return true;
        return false;
    }
}
