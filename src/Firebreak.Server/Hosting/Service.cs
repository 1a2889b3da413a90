using Firebreak.Server.Api;
using Firebreak.SignIn;
using Firebreak.Storage;

namespace Firebreak.Server.Hosting;

/// <summary>The steps of a request, outermost first, and every endpoint behind them.</summary>
internal static class Service
{
    /// <summary>Adds them.</summary>
    public static void Map(WebApplication app, Store store, Settings settings, GeoPlaces? places = null)
    {
        var addresses = new OrgAddresses(store, settings.Host);
        var door = new Door(store, new Callers(store), new RateLimits(store.Time, settings), settings, new Whereabouts(store, places ?? GeoPlaces.Nowhere));
        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Firebreak.Request");
        Listening.TrustProxies(app, settings);
        app.Use((http, next) => Telemetry.Trace(http, next));
        app.Use((http, next) => Errors.Handle(http, next, log));
        app.Use(async (http, next) =>
        {
            var id = Ids.Secret(27);
            http.Items[Door.RequestId] = id;
            http.Response.Headers["X-Okta-Request-Id"] = id;
            http.Response.Headers.CacheControl = "no-cache, no-store";
            if (store.Time is ShiftedClock clock) http.Items[Door.ClockItem] = clock;
            if (await Health.Answer(http, store)) return;
            http.Items[Door.OrgItem] = await addresses.Find(http);
            await next(http);
        });
        app.UseRouting();
        foreach (var route in ApiRoutes.All) app.MapMethods(route.Path, [route.Method], door.For(route)).WithMetadata(route);
        foreach (var route in ApiRoutes.Host) app.MapMethods(route.Path, [route.Method], http => route.Handle(new HostCall(http, store))).WithMetadata(route);
    }
}
