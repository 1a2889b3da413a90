using System.Text;
using Firebreak.Server.Hosting;
using Firebreak.SystemLog;

namespace Firebreak.Server.Pages;

/// <summary>What a search finds, as a file: the stored bytes line by line, or a table. Taking the log away is an event of its own.</summary>
internal static class LogExport
{
    private static readonly string[] Columns = ["index", "published", "uuid", "eventType", "displayMessage", "severity", "result", "reason", "actor", "actorId", "targets", "address"];

    public static async Task Answer(Call call)
    {
        var asCsv = call.Query("format") == "csv";
        var query = LogPages.Question(call, descending: false, LogSearchQuery.MostLimit, null);
        if (query.Refusal is { } refusal)
        {
            await call.Refuse(refusal);
            return;
        }
        await call.Store.Record(call.Caller, Event.Of(LogExportEvents.Exported, new EventTarget(call.Org.Id, "Org", call.Org.Name, call.Org.Label))
            .With("filter", call.Query("filter")).With("q", call.Query("q")).With("format", asCsv ? "csv" : "ndjson"));
        SecurityHeaders.Add(call.Http);
        var response = call.Http.Response;
        response.ContentType = asCsv ? "text/csv; charset=utf-8" : "application/x-ndjson";
        response.Headers.ContentDisposition = $"attachment; filename=\"{call.Org.Name}-log.{(asCsv ? "csv" : "ndjson")}\"";
        if (asCsv) await response.WriteAsync(string.Join(',', Columns) + "\r\n", call.Aborted);
        await Write(call, query.Value, asCsv);
    }

    private static async Task Write(Call call, LogSearchQuery query, bool asCsv)
    {
        for (LogSearchQuery? next = query; next is not null;)
        {
            LogSearchPage page;
            await using (var db = await call.Store.Read(call.Org, call.Aborted)) page = await LogSearch.Page(db, next, call.Store.NowMicros, call.Aborted);
            for (var i = 0; i < page.Events.Count; i++)
            {
                if (asCsv) await call.Http.Response.WriteAsync(Line(EventRow.Of(page.Indexes[i], page.Events[i])), call.Aborted);
                else await WriteEntry(call, page.Events[i]);
            }
            next = page.Next is { } cursor ? query with { After = cursor } : null;
        }
    }

    private static async Task WriteEntry(Call call, byte[] body)
    {
        await call.Http.Response.Body.WriteAsync(body, call.Aborted);
        await call.Http.Response.Body.WriteAsync("\n"u8.ToArray(), call.Aborted);
    }

    private static string Line(EventRow e) => string.Join(',', new[]
    {
        e.Index.ToString(), Times.Show(e.Published), e.Uuid, e.Type, e.Message, e.Severity, e.Result, e.Reason ?? "", e.Actor.Shown, e.Actor.Id,
        string.Join("; ", e.Targets.Select(target => target.Shown)), e.Address ?? "",
    }.Select(Cell)) + "\r\n";

    // RFC 4180; and what a table program would take for a formula stays a text.
    private static string Cell(string text)
    {
        var safe = text.Length > 0 && text[0] is ('=' or '+' or '-' or '@' or '\t') ? "'" + text : text;
        return safe.AsSpan().IndexOfAny(",\"\r\n") < 0 ? safe : new StringBuilder(safe).Replace("\"", "\"\"").Insert(0, '"').Append('"').ToString();
    }
}
