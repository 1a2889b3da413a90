using Microsoft.Extensions.Logging.Console;

namespace Firebreak.Server.Hosting;

/// <summary>The process's own log: structured, on standard error, without secrets (no header, no body, no query is ever written).</summary>
internal static class Logs
{
    public static void Set(WebApplicationBuilder builder, Settings settings)
    {
        builder.Logging.ClearProviders();
        builder.Logging.SetMinimumLevel(settings.LogLevel);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        if (settings.LogFormat == LogFormat.Json) builder.Logging.AddJsonConsole(console => console.UseUtcTimestamp = true);
        else builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }
}
