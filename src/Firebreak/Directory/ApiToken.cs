using Firebreak.SystemLog;

namespace Firebreak.Directory;

/// <summary>An API token as it is kept: never the token, only its hash.</summary>
/// <param name="Network">JSON: Okta's TokenNetwork, such as {"connection":"ANYWHERE"}.</param>
/// <param name="UnusedFor">ISO 8601: after so long without use it ends; null: never.</param>
public sealed record ApiToken(string Id, string UserId, string Name, string ClientName, string Network, string? UnusedFor, long Created, long LastUpdated, long? LastUsed)
{
    /// <summary>Okta's word for a token in its errors.</summary>
    public const string Kind = "Token";

    /// <summary>When it ends unless it is used before: 30 days after its last use, or as <see cref="UnusedFor"/> says; null: never.</summary>
    public long? EndsAt => UnusedFor is null ? null : (LastUsed ?? Created) + Times.Micros(System.Xml.XmlConvert.ToTimeSpan(UnusedFor));

    /// <summary>The token as an event's target.</summary>
    public EventTarget Target => new(Id, Kind, Name, Name);
}

/// <summary>Events of API tokens, by Okta's names.</summary>
internal static class TokenEvents
{
    public static readonly EventType Created = new("system.api_token.create", "Create API token");
    public static readonly EventType Updated = new("system.api_token.update", "Update API token");
    public static readonly EventType Revoked = new("system.api_token.revoke", "Revoke API token");
    public static readonly EventType OutsideNetwork = new("system.api_token.request_outside_allowed_range", "Request with an API token from outside its network", Severity.WARN);
}
