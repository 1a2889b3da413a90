using Firebreak.Server.Pages;
using Firebreak.Storage;

namespace Firebreak.Server.Hosting;

/// <summary>What happens before an endpoint: who asks, and may they. A refusal of somebody known is recorded in the org's log.</summary>
internal sealed class Door(Store store, Callers callers, RateLimits limits, Settings settings, Whereabouts whereabouts)
{
    /// <summary>Where the request's id, its org and a shifted clock wait between the steps.</summary>
    public static readonly object RequestId = new(), OrgItem = new(), ClockItem = new();

    /// <summary>The endpoint of a route, as ASP.NET Core runs it.</summary>
    public RequestDelegate For(ApiRoute route) => http => Enter(http, route);

    private async Task Enter(HttpContext http, ApiRoute route)
    {
        if (http.Items[OrgItem] is not Org org)
        {
            await (route.WithoutOrg is { } answer && !http.Request.PathBase.HasValue ? answer(http, settings) : Errors.Write(http, Refusal.NoSuchEndpoint));
            return;
        }
        if (http.Request.PathBase.HasValue && !PathOrgs.Serves(settings, org, http.Request.Host.Host))
        {
            await Errors.Write(http, PathOrgs.Refused(http, org));
            return;
        }
        if (org.Status != OrgStatus.Active && !org.IsOperator)
        {
            await Errors.Write(http, Refusal.NotAllowed("This org is suspended."));
            return;
        }
        // Before it is counted: whoever is kept out takes nothing of what others may ask.
        if (await whereabouts.Find(http, org) is not { } request)
        {
            await Errors.Write(http, Refusal.NotAllowed("Requests from your address are blocked."));
            return;
        }
        if (!limits.Take(http, org, route))
        {
            await Errors.Write(http, Refusal.TooMany);
            return;
        }
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
        foreach (var refused in route.Refused)
        {
            if (refused.Split('=') is not [var name, .. var value] || !http.Request.Query.TryGetValue(name, out var given) || (value is [var one] && !given.Contains(one))) continue;
            await Errors.Write(http, Refusal.Invalid(name, $"{name}: This service does not support this {(value.Length == 0 ? "parameter" : "value")}."));
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
}
