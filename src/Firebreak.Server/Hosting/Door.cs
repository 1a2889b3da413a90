using System.Net;
using Firebreak.Server.Pages;
using Firebreak.Storage;

namespace Firebreak.Server.Hosting;

/// <summary>What happens before an endpoint: who asks, and may they. A refusal of somebody known is recorded in the org's log.</summary>
internal sealed class Door(Store store, Callers callers, RateLimits limits, Settings settings)
{
    /// <summary>Where the request's id and its org wait between the steps.</summary>
    public static readonly object RequestId = new(), OrgItem = new();

    /// <summary>The endpoint of a route, as ASP.NET Core runs it.</summary>
    public RequestDelegate For(ApiRoute route) => http => Enter(http, route);

    private async Task Enter(HttpContext http, ApiRoute route)
    {
        if (http.Items[OrgItem] is not Org org)
        {
            await (route.WithoutOrg is { } answer && !http.Request.PathBase.HasValue ? answer(http) : Errors.Write(http, Refusal.NoSuchEndpoint));
            return;
        }
        if (org.Status != OrgStatus.Active && !org.IsOperator)
        {
            await Errors.Write(http, Refusal.NotAllowed("This org is suspended."));
            return;
        }
        if (!limits.Take(http, org, route))
        {
            await Errors.Write(http, Refusal.TooMany);
            return;
        }
        var request = Context(http);
        var found = route.IsPage ? await FindAtPage(http, org, request, route)
            : route.TakesCookie ? await callers.FindBySession(http, org, request) ?? Callers.Nobody(org, request)
            : route.Needs is null && !(route.TakesToken && http.Request.Headers.Authorization.Count > 0) ? Callers.Nobody(org, request)
            : await callers.Find(http, org, request);
        if (found.Refusal is { } unknown)
        {
            await Errors.Write(http, unknown);
            return;
        }
        var caller = found.Value;
        if (route.Needs is { } permission && !caller.Authority.Allows(permission))
        {
            var refusal = Refusal.NotAllowed();
            await store.Refuse(caller, permission.ToString(), refusal);
            await Errors.Write(http, refusal);
            return;
        }
        foreach (var name in route.Refused)
        {
            if (!http.Request.Query.ContainsKey(name)) continue;
            await Errors.Write(http, Refusal.Invalid(name, $"{name}: This service does not support this parameter."));
            return;
        }
        await route.Handle(new Call(http, store, settings, caller));
    }

    // At a page the session cookie says who asks, and what is sent must come from a form of ours.
    private async ValueTask<Outcome<Caller>> FindAtPage(HttpContext http, Org org, RequestContext request, ApiRoute route)
    {
        if (HttpMethods.IsPost(http.Request.Method) && !(http.Request.HasFormContentType && FormTokens.Check(http, org, await http.Request.ReadFormAsync(http.RequestAborted))))
            return PageErrors.FormIsOld;
        if (await callers.FindBySession(http, org, request) is { } caller) return caller;
        return route.Needs is null ? Callers.Nobody(org, request) : Refusal.InvalidSession;
    }

    private static RequestContext Context(HttpContext http)
    {
        var request = http.Request;
        var address = http.Connection.RemoteIpAddress;
        if (address is { IsIPv4MappedToIPv6: true }) address = address.MapToIPv4();
        var agent = request.Headers.UserAgent;
        return new RequestContext((string)http.Items[RequestId]!, request.Method, $"{request.Path}{request.QueryString}", address ?? IPAddress.None, agent.Count > 0 ? agent[0] : null);
    }
}
