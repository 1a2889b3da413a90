using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Firebreak.Tests.Service;
using Xunit;

namespace Firebreak.Tests.Clients.Replay;

/// <summary>
/// Makes a fresh org what the recorded one was when its recording began, as far as the recorded answers tell: an administrator with a password,
/// the API tokens, the attributes that its schema had, the groups that it asks for and never made.
/// </summary>
internal static partial class Preparing
{
    /// <summary>Makes what was there before.</summary>
    /// <returns>What stands in the recording for each thing, and its id in our org.</returns>
    public static async Task<Dictionary<string, string>> Prepare(TestService service, Org org, HttpClient admin, IReadOnlyList<Exchange> cassette)
    {
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        var me = await Administrator(service, admin);
        foreach (var token in cassette.Where(exchange => exchange.Status == 200 && TokenPath().IsMatch(exchange.Path)).SelectMany(exchange => Objects(exchange.Answered)))
        {
            if (ids.ContainsKey((string)token["id"]!)) continue;
            var made = await Firebreak.Directory.Tokens.Create(service.Store, Caller.Service(org), me, (string)token["name"]!);
            ids[(string)token["id"]!] = made.Value.Token.Id;
        }
        if (cassette.FirstOrDefault(exchange => SchemaPath().IsMatch(exchange.Path)) is { Method: "GET", Status: 200 } schema)
            await Attributes(service, admin, "user", schema.Answered!["definitions"]!["custom"]!["properties"]!.AsObject().Select(attribute => (attribute.Key, attribute.Value!.DeepClone())));
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var exchange in cassette)
        {
            if (exchange.Status == 200 && GroupPath().Match(exchange.Path) is { Success: true } asked && asked.Groups["id"].Value is var id && !known.Contains(id) && !ids.ContainsKey(id))
                ids[id] = await Made(service, admin, exchange.Answered!["profile"]!.AsObject());
            known.UnionWith(Exchange.Texts(exchange.Answered));
        }
        return ids;
    }

    // Whoever records with an org's token is an administrator who signed up for it.
    private static async Task<string> Administrator(TestService service, HttpClient admin)
    {
        var me = (string)JsonNode.Parse((await service.Send("GET", "api/v1/users/me", by: admin)).Body.GetRawText())!["id"]!;
        await Done(service, admin, "POST", $"api/v1/users/{me}", """{"credentials":{"password":{"value":"Adm1n-Pass.word"},"recovery_question":{"question":"Who was there first?","answer":"nobody knows"}}}""");
        return me;
    }

    private static async Task<string> Made(TestService service, HttpClient admin, JsonObject profile)
    {
        var custom = profile.Where(attribute => attribute.Key is not ("name" or "description"));
        await Attributes(service, admin, "group", custom.Select(attribute => (attribute.Key, JsonNode.Parse($$"""{"title":"{{attribute.Key}}","type":"string"}""")!)));
        var body = new JsonObject { ["profile"] = profile.DeepClone() };
        return (string)(await Done(service, admin, "POST", "api/v1/groups", body.ToJsonString()))!["id"]!;
    }

    private static async Task Attributes(TestService service, HttpClient admin, string of, IEnumerable<(string Name, JsonNode Attribute)> attributes)
    {
        var properties = new JsonObject();
        foreach (var (name, attribute) in attributes) properties[name] = attribute;
        if (properties.Count == 0) return;
        var body = new JsonObject { ["definitions"] = new JsonObject { ["custom"] = new JsonObject { ["id"] = "#custom", ["type"] = "object", ["properties"] = properties } } };
        await Done(service, admin, "POST", $"api/v1/meta/schemas/{of}/default", body.ToJsonString());
    }

    private static async Task<JsonNode?> Done(TestService service, HttpClient admin, string method, string path, string json)
    {
        var (status, body, _) = await service.Send(method, path, json, admin);
        Assert.True(status == 200, $"{method} {path}: {status} {body}");
        return JsonNode.Parse(body.GetRawText());
    }

    private static IEnumerable<JsonObject> Objects(JsonNode? answer) => answer is JsonArray list ? list.OfType<JsonObject>() : answer is JsonObject one ? [one] : [];

    [GeneratedRegex(@"^/api/v1/api-tokens(/|\?|$)")]
    private static partial Regex TokenPath();

    [GeneratedRegex("^/api/v1/meta/schemas/user/default$")]
    private static partial Regex SchemaPath();

    [GeneratedRegex("^/api/v1/groups/(?!rules$)(?<id>[^/?]+)$")]
    private static partial Regex GroupPath();
}
