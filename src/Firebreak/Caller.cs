using System.Net;

namespace Firebreak;

/// <summary>Who asks, in which org, with which authority, from where. Made once for each request, at the door.</summary>
public sealed record Caller(Org Org, Actor Actor, Authority Authority, RequestContext Request)
{
    /// <summary>The service itself at work in an org: no person asked.</summary>
    public static Caller Service(Org org) => new(org, Actor.Service, Authority.All, RequestContext.None);

    /// <summary>The same person at work in another org, for what the operator does.</summary>
    public Caller In(Org org) => this with { Org = org };
}

/// <summary>An actor as the System Log names it (LogActor).</summary>
/// <param name="Type">"User", "SystemPrincipal" or "PublicClientApp".</param>
/// <param name="TokenId">The API token that was used, if one was.</param>
/// <param name="SessionId">The session (externalSessionId), if there is one.</param>
public sealed record Actor(string Id, string Type, string AlternateId, string DisplayName, string? TokenId = null, string? SessionId = null)
{
    /// <summary>The service itself.</summary>
    public static Actor Service { get; } = new("firebreak", "SystemPrincipal", "system@firebreak", "Firebreak");
}

/// <summary>What is known of the request that an event came from.</summary>
public sealed record RequestContext(string Id, string? Method, string? Uri, IPAddress? Address, string? UserAgent)
{
    /// <summary>No request: the service at work by itself.</summary>
    public static RequestContext None { get; } = new("firebreak", null, null, null, null);

    /// <summary>Where the address is and whose; null when no file of addresses tells.</summary>
    public Place? Place { get; init; }

    /// <summary>The names of the org's network zones that the address is in, with commas between them; empty: in none.</summary>
    public string Zones { get; init; } = "";
}
