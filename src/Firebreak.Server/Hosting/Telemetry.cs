using System.Diagnostics;
using System.Diagnostics.Metrics;
using Firebreak.Storage;
using Microsoft.AspNetCore.Http.Features;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Firebreak.Server.Hosting;

/// <summary>
/// Metrics and traces by OTLP, when an address is set; nothing of it is loaded otherwise. Routes are named by their template, so no id, name
/// or secret is ever in a trace.
/// </summary>
internal static class Telemetry
{
    /// <summary>Our own meter and source of traces.</summary>
    public const string Name = "Firebreak";

    private static readonly Meter Meter = new(Name);
    private static readonly HashSet<string> Methods = new(["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "CONNECT", "TRACE"], StringComparer.Ordinal);

    /// <summary>Requests that nobody was behind: bad input and unknown credentials, which are no events.</summary>
    public static Counter<long> Refused { get; } = Meter.CreateCounter<long>("firebreak.refused", description: "Requests refused without an event, by error code.");

    /// <summary>Sends what the framework and we measure to an address.</summary>
    public static void Set(WebApplicationBuilder builder, Settings settings)
    {
        if (settings.OtlpEndpoint.Length == 0) return;
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("firebreak"))
            .WithMetrics(metrics => metrics
                .AddMeter(Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime")
                .AddOtlpExporter(otlp => Send(otlp, settings, "v1/metrics")))
            .WithTracing(traces => traces
                .AddSource(Name, "Microsoft.AspNetCore", "Npgsql")
                .AddOtlpExporter(otlp => Send(otlp, settings, "v1/traces")));
    }

    /// <summary>
    /// The outermost step: gives the framework's span of a request what says which it was. Source: OpenTelemetry, semantic conventions for HTTP
    /// server spans, without <c>url.path</c> and <c>url.query</c>, which hold ids and one-time links.
    /// </summary>
    public static Task Trace(HttpContext http, RequestDelegate next) =>
        http.Features.Get<IHttpActivityFeature>()?.Activity is { IsAllDataRequested: true } span ? Trace(http, next, span) : next(http);

    private static async Task Trace(HttpContext http, RequestDelegate next, Activity span)
    {
        await next(http);
        var method = Methods.Contains(http.Request.Method) ? http.Request.Method : "_OTHER";
        var route = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        span.DisplayName = route is null ? method : $"{method} {route}";
        span.SetTag("http.request.method", method);
        if (route is not null) span.SetTag("http.route", route);
        span.SetTag("url.scheme", http.Request.Scheme);
        span.SetTag("http.response.status_code", http.Response.StatusCode);
        // By it a request is found in the System Log, where it is the transaction's id.
        span.SetTag("firebreak.request_id", http.Items[Door.RequestId] as string);
        if (http.Response.StatusCode >= 500) span.SetStatus(ActivityStatusCode.Error);
    }

    // Over HTTP the path is ours to add, once the address is given here.
    private static void Send(OtlpExporterOptions otlp, Settings settings, string path)
    {
        var isHttp = settings.OtlpProtocol == OtlpProtocol.Http;
        otlp.Protocol = isHttp ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
        otlp.Endpoint = new Uri(isHttp ? $"{settings.OtlpEndpoint.TrimEnd('/')}/{path}" : settings.OtlpEndpoint);
    }

    /// <summary>Measures the store: events placed, and whether it can write.</summary>
    public static void Watch(Store store)
    {
        var placed = Meter.CreateCounter<long>("firebreak.events.placed", description: "Events placed by this node.");
        var last = 0L;
        store.Placed += position =>
        {
            var before = Interlocked.Exchange(ref last, position);
            if (before > 0) placed.Add(position - before);
        };
        Meter.CreateObservableGauge("firebreak.store.trouble", () => store.Trouble is null ? 0 : 1, description: "1 while nothing can be written.");
        Meter.CreateObservableGauge("firebreak.placing.trouble", () => store.PlacingTrouble is null ? 0 : 1, description: "1 while this node tries to place events and fails.");
        Meter.CreateObservableGauge("firebreak.intents.aside", () => store.Aside, description: "Rows that are no events and were set aside; told by the node that places.");
    }
}
