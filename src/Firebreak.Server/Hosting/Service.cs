using Firebreak.Directory;
using Firebreak.Server.Api;
using Firebreak.Storage;

namespace Firebreak.Server.Hosting;

/// <summary>Puts the service together: the store, the door, the routes.</summary>
internal static class Service
{
    /// <summary>Adds every step of a request, outermost first.</summary>
    public static void Map(WebApplication app, Store store, string host, double rateLimits)
    {
        var addresses = new OrgAddresses(store, host);
        var door = new Door(store, new Callers(store), new RateLimits(store.Time, rateLimits));
        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Firebreak.Request");
        app.Use((http, next) => Errors.Handle(http, next, log));
        app.Use(async (http, next) =>
        {
            http.Items["request id"] = Ids.Secret(27);
            http.Response.Headers["X-Okta-Request-Id"] = (string)http.Items["request id"]!;
            http.Response.Headers.CacheControl = "no-cache, no-store";
            http.Items[typeof(Org)] = await addresses.Find(http);
            await next();
        });
        app.UseRouting();
        app.Lifetime.ApplicationStarted.Register(() => _ = RuleSweep.Run(store, log, app.Lifetime.ApplicationStopping));
        foreach (var route in ApiRoutes.All) app.MapMethods(route.Path, [route.Method], door.For(route)).WithMetadata(route);
    }

    /// <summary>Makes the operator's org on the first start; says whether this was one.</summary>
    public static async Task<bool> MakeOperatorOrg(Store store)
    {
        await using (var db = await store.ReadAcross())
            if (await OrgTable.FindByNumber(db, Org.OperatorNumber) is not null) return false;
        // The org does not exist yet: its first events are in its own log all the same.
        var first = new Org("", Org.OperatorNumber, Orgs.OperatorName, "", OrgStatus.Active, 0);
        await Orgs.Create(store, Caller.Service(first), Orgs.OperatorName, "Operator");
        return true;
    }
}
