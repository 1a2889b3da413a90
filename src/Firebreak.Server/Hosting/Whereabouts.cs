using System.Net;
using Firebreak.SignIn;
using Firebreak.Storage;
using Firebreak.SystemLog;

namespace Firebreak.Server.Hosting;

/// <summary>Where a request comes from: its address, what files of addresses say of it, which of the org's zones it is in, and whether one of these keeps it out.</summary>
internal sealed class Whereabouts(Store store, GeoPlaces places)
{
    private readonly ZoneWatch _zones = new(store);

    /// <summary>All that is known of the request; null when it is kept out, which is then recorded.</summary>
    public async ValueTask<RequestContext?> Find(HttpContext http, Org org)
    {
        var request = Context(http);
        var zones = await _zones.Of(org);
        if (zones.IsEmpty) return request;
        request = request with { Zones = string.Join(", ", zones.Where(zone => zone.Holds(request.Address, request.Place)).Select(zone => zone.Name)) };
        if (Zones.Blocking(org, zones, request) is not { } zone) return request;
        var blocked = Event.Of(ZoneEvents.RequestBlocked, zone.Target) with { Result = EventResult.DENY, Reason = "The address is in a zone that blocks." };
        await store.Refuse(Callers.Nobody(org, request).Value, blocked);
        return null;
    }

    private RequestContext Context(HttpContext http)
    {
        var request = http.Request;
        var address = http.Connection.RemoteIpAddress;
        if (address is { IsIPv4MappedToIPv6: true }) address = address.MapToIPv4();
        var agent = request.Headers.UserAgent;
        return new RequestContext((string)http.Items[Door.RequestId]!, request.Method, $"{request.Path}{request.QueryString}", address ?? IPAddress.None, agent.Count > 0 ? agent[0] : null)
        {
            Place = places.Of(address),
        };
    }
}
