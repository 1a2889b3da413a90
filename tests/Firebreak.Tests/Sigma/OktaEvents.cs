using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;

namespace Firebreak.Tests.Sigma;

/// <summary>Real System Log events, and real ones altered.</summary>
internal static class OktaEvents
{
    public static ImmutableArray<byte[]> Real { get; } =
        [.. File.ReadLines(SharedData.Path("okta-events/events.ndjson")).Select(Encoding.UTF8.GetBytes)];

    private static readonly Dictionary<string, byte[]> FirstOfType =
        Real.DistinctBy(TypeOf, StringComparer.Ordinal).ToDictionary(TypeOf, StringComparer.Ordinal);

    public static string TypeOf(byte[] json) => (string)JsonNode.Parse(json)!["eventType"]!;

    /// <summary>The first real event of a type, with some fields set: <c>("outcome.reason", "\"x\"")</c>.</summary>
    public static byte[] Altered(string eventType, params (string Path, string Json)[] changes)
    {
        var altered = JsonNode.Parse(FirstOfType[eventType])!;
        foreach (var (path, json) in changes) Set(altered, path.Split('.'), JsonNode.Parse(json));
        return Encoding.UTF8.GetBytes(altered.ToJsonString());
    }

    /// <summary>A real event that says it is of another type.</summary>
    public static byte[] OfType(string eventType, params (string Path, string Json)[] changes) =>
        Altered("zone.create", [("eventType", $"\"{eventType}\""), .. changes]);

    private static void Set(JsonNode node, string[] path, JsonNode? value)
    {
        foreach (var step in path[..^1]) node = node[step]!;
        node[path[^1]] = value;
    }
}
