using System.Data.Common;
using System.Text.Json;
using Firebreak.Server.Pages;
using Firebreak.Storage;

namespace Firebreak.Server.Hosting;

/// <summary>Okta's error object for every failure; the error id finds a failure of ours in the server's log, and nothing internal leaves.</summary>
internal static partial class Errors
{
    private static readonly JsonWriterOptions Writing = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a refusal. Its error id is in the server's log, as every error id is.</summary>
    /// <param name="errorId">The id under which the log has it already; null: it has none yet.</param>
    public static async Task Write(HttpContext http, Refusal refusal, string? errorId = null)
    {
        if (http.Response.HasStarted) return;
        if (!refusal.IsRecorded) Telemetry.Refused.Add(1, new KeyValuePair<string, object?>("code", refusal.Code));
        if (errorId is null)
        {
            errorId = NewId();
            var log = http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Firebreak.Request");
            var (method, asked) = (http.Request.Method, Asked(http));
            LogRefused(log, errorId, method, asked, refusal.Status, refusal.Code);
        }
        if (PageErrors.Concerns(http))
        {
            await PageErrors.Write(http, refusal, errorId);
            return;
        }
        http.Response.StatusCode = refusal.Status;
        http.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(http.Response.BodyWriter, Writing);
        json.WriteStartObject();
        json.WriteString("errorCode"u8, refusal.Code);
        json.WriteString("errorSummary"u8, refusal.Summary);
        json.WriteString("errorLink"u8, refusal.Code);
        json.WriteString("errorId"u8, errorId);
        json.WriteStartArray("errorCauses"u8);
        foreach (var cause in refusal.Causes)
        {
            json.WriteStartObject();
            json.WriteString("errorSummary"u8, cause);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>The outermost step: what nobody foresaw becomes 500 with an id, what cannot be written now 503, an unknown path 404.</summary>
    public static async Task Handle(HttpContext http, RequestDelegate next, ILogger log)
    {
        try
        {
            await next(http);
            if (!http.Response.HasStarted && http.GetEndpoint() is null && http.Response.StatusCode is 404) await Write(http, Refusal.NoSuchEndpoint);
            else if (!http.Response.HasStarted && http.Response.StatusCode is 405) await Write(http, Refusal.MethodNotSupported);
        }
        catch (Exception e) when (e is StoreUnavailableException or DbException { IsTransient: true })
        {
            var id = NewId();
            LogUnavailable(log, id, Asked(http), e.Message);
            http.Response.Headers.RetryAfter = "1";
            await Write(http, Refusal.Unavailable(), id);
        }
        catch (BadHttpRequestException e)
        {
            await Write(http, e.StatusCode == 413 ? Refusal.Of(413, "E0000003", "The request body was too large.") : Refusal.BadBody(), null);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone; there is nobody to tell.
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            var id = NewId();
            LogFailure(log, e, id, http.Request.Method, Asked(http));
            await Write(http, Refusal.InternalError, id);
        }
    }

    // The route, never the path: a path may hold the secret of a link.
    private static string Asked(HttpContext http) =>
        $"{http.Request.PathBase}{http.GetEndpoint()?.Metadata.GetMetadata<ApiRoute>()?.Path ?? " (no such endpoint)"}";

    private static string NewId() => Ids.ErrorReport + Ids.Secret(22);

    [LoggerMessage(Level = LogLevel.Information, Message = "{ErrorId}: {Method} {Path} refused with {Status} {Code}")]
    private static partial void LogRefused(ILogger log, string errorId, string method, string path, int status, string code);

    [LoggerMessage(Level = LogLevel.Error, Message = "{ErrorId}: {Method} {Path} failed")]
    private static partial void LogFailure(ILogger log, Exception e, string errorId, string method, string path);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{ErrorId}: {Path}: {Reason}")]
    private static partial void LogUnavailable(ILogger log, string errorId, string path, string reason);
}
