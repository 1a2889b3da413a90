using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Firebreak.Tests.Clients.Replay;

/// <summary>One recorded exchange with a real Okta org.</summary>
internal sealed partial record Exchange(string Cassette, int Seq, string Method, string Path, int Status, JsonNode? Sent, JsonNode? Answered, JsonObject Raw)
{
    /// <summary>The recording's file and test, without what all have in common.</summary>
    public string Name => Cassette[(Cassette.LastIndexOf('/') + 1)..].Replace(".yaml", "", StringComparison.Ordinal);

    /// <summary>The group of recordings: the file of tests that it came from.</summary>
    public string Group => Cassette.Split('/')[^2]["test_".Length..].Replace("_it", "", StringComparison.Ordinal);

    public static Exchange Read(string line)
    {
        var raw = JsonNode.Parse(line)!.AsObject();
        return new Exchange(
            (string)raw["path"]!, (int)raw["seq"]!, (string)raw["method"]!, ((string)raw["url"]!).Replace("//", "/", StringComparison.Ordinal), (int)raw["status"]!,
            raw["reqBody"], raw["respBody"], raw);
    }

    /// <summary>Texts that are ids by their look: 20 characters that begin with a kind's prefix, anywhere in a path.</summary>
    public IEnumerable<string> IdsInPath() => LooksLikeId().Matches(Path).Select(match => match.Value);

    /// <summary>Every text of an answer, at any depth.</summary>
    public static IEnumerable<string> Texts(JsonNode? node) => node switch
    {
        JsonObject fields => fields.SelectMany(field => Texts(field.Value)),
        JsonArray items => items.SelectMany(Texts),
        JsonValue value when value.TryGetValue<string>(out var text) => [text],
        _ => [],
    };

    [GeneratedRegex(@"(?<=[/=])(?:(?:00u|00g|0oa|00T|0pr|oty|osc|prm|00p|rst|otn|102|nzo|bhv|rul)[0-9a-zA-Z]{17}|[A-Z0-9]{16}|[\w-]{43})(?=[/?&]|$)")]
    private static partial Regex LooksLikeId();
}
