using System.Diagnostics.Metrics;
using Firebreak.Storage;
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

    /// <summary>Requests that nobody was behind: bad input and unknown credentials, which are no events.</summary>
    public static Counter<long> Refused { get; } = Meter.CreateCounter<long>("firebreak.refused", description: "Requests refused without an event, by error code.");

    /// <summary>Sends what the framework and we measure to an address.</summary>
    public static void Set(WebApplicationBuilder builder, Settings settings)
    {
        if (settings.OtlpEndpoint.Length == 0) return;
        var endpoint = new Uri(settings.OtlpEndpoint);
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("firebreak"))
            .WithMetrics(metrics => metrics
                .AddMeter(Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime")
                .AddOtlpExporter(otlp => otlp.Endpoint = endpoint))
            .WithTracing(traces => traces
                .AddSource(Name, "Microsoft.AspNetCore", "Npgsql")
                .AddOtlpExporter(otlp => otlp.Endpoint = endpoint));
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
