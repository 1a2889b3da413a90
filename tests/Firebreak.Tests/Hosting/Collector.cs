using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Firebreak.Tests.Hosting;

/// <summary>
/// An OpenTelemetry collector: takes OTLP over HTTP with protobuf (<c>/v1/traces</c>, <c>/v1/metrics</c>) on one port and over gRPC on
/// another, and keeps the messages. Source: OTLP Specification 1.x, "OTLP/HTTP" and "OTLP/gRPC".
/// </summary>
internal sealed class Collector : IAsyncDisposable
{
    private const string GrpcTraces = "/opentelemetry.proto.collector.trace.v1.TraceService/Export", GrpcMetrics = "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export";
    private readonly WebApplication _app;

    private Collector(WebApplication app, string[] addresses) => (_app, HttpAddress, GrpcAddress) = (app, addresses[0], addresses[1]);

    public string HttpAddress { get; }

    public string GrpcAddress { get; }

    /// <summary>Every ExportTraceServiceRequest that came.</summary>
    public ConcurrentQueue<byte[]> Traces { get; } = [];

    /// <summary>Every ExportMetricsServiceRequest that came.</summary>
    public ConcurrentQueue<byte[]> Metrics { get; } = [];

    /// <summary>Everything that came, headers too, as text: to look for what may not be there.</summary>
    public ConcurrentQueue<string> All { get; } = [];

    /// <summary>Every span.</summary>
    public IEnumerable<Proto> Spans => Traces.SelectMany(message => Proto.Read(message).Messages(1, 2, 2));

    /// <summary>The names of all metrics.</summary>
    public IEnumerable<string> MetricNames => Metrics.SelectMany(message => Proto.Read(message).Messages(1, 2, 2)).Select(metric => metric.Text(1));

    public static async Task<Collector> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
        });
        var app = builder.Build();
        Collector? collector = null;
        app.Run(http => collector!.Take(http));
        await app.StartAsync(TestContext.Current.CancellationToken);
        return collector = new Collector(app, [.. app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses]);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task Take(HttpContext http)
    {
        using var read = new MemoryStream();
        await http.Request.Body.CopyToAsync(read, http.RequestAborted);
        var body = read.ToArray();
        All.Enqueue(string.Join('\n', http.Request.Headers.Select(header => $"{header.Key}: {header.Value}")) + "\n" + Encoding.Latin1.GetString(body));
        var isGrpc = http.Request.ContentType == "application/grpc";
        if (isGrpc)
        {
            // A byte that says it is not compressed and four of length.
            Assert.Equal(0, body[0]);
            body = body.AsSpan(5, BinaryPrimitives.ReadInt32BigEndian(body.AsSpan(1))).ToArray();
            http.Response.ContentType = "application/grpc";
            http.Response.AppendTrailer("grpc-status", "0");
            await http.Response.Body.WriteAsync(new byte[5], http.RequestAborted);
        }
        var path = http.Request.Path.Value!;
        if (path == (isGrpc ? GrpcTraces : "/v1/traces")) Traces.Enqueue(body);
        else if (path == (isGrpc ? GrpcMetrics : "/v1/metrics")) Metrics.Enqueue(body);
        else http.Response.StatusCode = 404;
    }
}
