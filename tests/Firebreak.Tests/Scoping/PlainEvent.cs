using System.Collections.Immutable;
using System.Text.Json;
using Firebreak.Log.Events;

namespace Firebreak.Tests.Scoping;

/// <summary>An event as JsonDocument reads it: what questions and tallies are held against.</summary>
internal sealed record PlainEvent(
    Instant Published,
    string Org,
    string EventType,
    string ActorId,
    string ActorLogin,
    string Affiliation,
    string Address,
    string Country,
    string ExternalSession,
    string RootSession,
    string Outcome,
    ImmutableArray<string> Devices,
    ImmutableArray<PlainTarget> Targets)
{
    public string Session => ExternalSession.Length > 0 ? ExternalSession : RootSession;

    public static PlainEvent Of(string json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        var published = Text(root, "published").Replace(":60.", ":59.", StringComparison.Ordinal);
        var at = Instant.From(DateTimeOffset.Parse(published, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal));
        var targets = root.TryGetProperty("target", out var target) && target.ValueKind == JsonValueKind.Array
            ? target.EnumerateArray().Select(of => new PlainTarget(Text(of, "id"), Text(of, "type"), Text(of, "alternateId"), Text(of, "displayName"))).ToImmutableArray()
            : [];
        var org = Text(root, "orgId");
        return new PlainEvent(
            published.Length == Text(root, "published").Length && published != Text(root, "published") ? new Instant(at.Micros + Instant.MicrosPerSecond) : at,
            org.Length > 0 ? org : targets.FirstOrDefault(of => of.Type == "Org")?.Id ?? "",
            Text(root, "eventType"),
            Text(root, "actor", "id"),
            Text(root, "actor", "alternateId"),
            Text(root, "actor", "detailEntry", "affiliation"),
            Text(root, "client", "ipAddress"),
            Text(root, "client", "geographicalContext", "country"),
            Text(root, "authenticationContext", "externalSessionId"),
            Text(root, "authenticationContext", "rootSessionId"),
            Text(root, "outcome", "result"),
            [Text(root, "device", "id"), Text(root, "debugContext", "debugData", "dtHash"), Text(root, "debugContext", "debugData", "deviceFingerprint")],
            targets);
    }

    private static string Text(JsonElement at, params ReadOnlySpan<string> path)
    {
        foreach (var step in path)
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(step, out at)) return "";
        }

        return at.ValueKind == JsonValueKind.String ? at.GetString()! : "";
    }
}

internal sealed record PlainTarget(string Id, string Type, string Login, string DisplayName)
{
    public string Label => Login.Length > 0 ? Login : DisplayName;
}
