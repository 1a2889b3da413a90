using System.Text.RegularExpressions;
using Firebreak.Tests.House;

namespace Firebreak.Tests.Clients.Replay;

/// <summary>The recordings that are replayed, and why an exchange of them cannot agree.</summary>
internal static partial class Recordings
{
    /// <summary>The tags that this service has, or is to have, from among those in the recordings.</summary>
    private static readonly HashSet<string> Tags =
    [
        "User", "UserLifecycle", "UserCred", "UserResources", "UserSessions", "Group", "GroupRule", "GroupOwner", "Schema", "UserType", "Application", "ApplicationUsers",
        "ApplicationGroups", "ApplicationSSOCredentialKey", "ApplicationGrants", "ApiToken", "OrgSettingGeneral", "OrgSettingContact", "RoleAssignmentAUser", "RoleAssignmentBGroup", "RoleBTargetAdmin", "RoleBTargetBGroup", "SystemLog",
        "NetworkZone", "Behavior", "ThreatInsight", "Policy", "Session",
    ];

    /// <summary>Recordings by cassette, in the order of their names; each holds at least one exchange of a tag that is here.</summary>
    public static IReadOnlyList<(string Cassette, IReadOnlyList<Exchange> Exchanges)> All { get; } =
    [
        .. File.ReadLines(SharedData.Path("okta-recordings/okta-sdk-python.ndjson"))
            .Where(line => line.Length > 0)
            .Select(Exchange.Read)
            .Where(exchange => !IsFromElsewhere(exchange))
            .Where(exchange => Replayed().IsMatch(exchange.Cassette) && !exchange.Path.Contains("/oauth2/", StringComparison.Ordinal))
            .GroupBy(exchange => exchange.Cassette)
            .OrderBy(cassette => cassette.Key, StringComparer.Ordinal)
            .Select(cassette => (cassette.Key, (IReadOnlyList<Exchange>)[.. cassette.OrderBy(exchange => exchange.Seq)]))
            .Where(cassette => cassette.Item2.Any(exchange => IsHere(exchange))),
    ];

    /// <summary>Whether an exchange is of an operation that this service has or is to have.</summary>
    public static bool IsHere(Exchange exchange) =>
        Operations.Of(exchange.Method, exchange.Path) is not { } operation || Tags.Contains(operation.Tag) || Operations.RouteOf(operation) is not null;

    // A 404 that is not in Okta's form: what recorded it answered, and no org; sent to ours it would do what the recording did not.
    private static bool IsFromElsewhere(Exchange exchange) =>
        exchange.Status == 404 && exchange.Answered is System.Text.Json.Nodes.JsonObject answer && answer.ContainsKey("message") && !answer.ContainsKey("errorCode");

    /// <summary>For each exchange of a cassette, why it cannot agree: null when it can.</summary>
    /// <param name="prepared">Ids in the recording of what our org was given before it begins.</param>
    public static IReadOnlyList<string?> Reasons(IReadOnlyList<Exchange> cassette, IEnumerable<string> prepared)
    {
        var known = new HashSet<string>(prepared, StringComparer.Ordinal);
        List<string?> reasons = [];
        foreach (var exchange in cassette)
        {
            var reason = Reason(exchange, known);
            reasons.Add(reason);
            // What an exchange answered is known from there on; of a list that was full before the recording began, nothing is.
            if (reason is null && exchange.Status < 300) known.UnionWith(Exchange.Texts(exchange.Answered).Select(text => text.Split('/')[^1]));
        }
        return reasons;
    }

    private static string? Reason(Exchange exchange, HashSet<string> known)
    {
        if (!IsHere(exchange)) return $"not built: {Operations.Of(exchange.Method, exchange.Path)!.Tag}";
        if (exchange.Status == 429) return "the recording ran into its org's rate limit";
        if (Restoring.IsMissing(exchange) && Restoring.Body(exchange, "") is null && exchange.Status < 400) return "the request's body was not recorded, and the answer does not tell it";
        var unknown = exchange.IdsInPath().FirstOrDefault(id => !known.Contains(id));
        if (unknown is not null && exchange.Status < 400) return "asks for what was there before the recording began, or came of an exchange in this list";
        return null;
    }

    [GeneratedRegex("/test_(users|groups|group_schema|applications|application_.*|api_token|org|user_schema|user_types|profile_mapping|linked_objects|role_api|network_zone|behavior_rules|threat_insight|policies|sessions|factors)_it/")]
    private static partial Regex Replayed();
}
