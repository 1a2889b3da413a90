using Firebreak.Server.Hosting;
using Firebreak.SystemLog;

namespace Firebreak.Server.Api;

/// <summary>The System Log. Source: Okta, System Log API.</summary>
internal static class LogEndpoints
{
    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        ApiRoute.For(Permission.ReadLog, "GET", "/api/v1/logs", List),
    ];

    private static async Task List(Call call)
    {
        var query = LogSearchQuery.Read(call.Query);
        if (query.Refusal is { } refusal)
        {
            await call.Refuse(refusal);
            return;
        }
        LogSearchPage page;
        await using (var db = await call.Store.Read(call.Org, call.Aborted)) page = await LogSearch.Page(db, query.Value, call.Store.NowMicros, call.Aborted);
        call.Link(page.Next?.ToString());
        // The bytes that were stored and hashed, never made again.
        await call.AnswerList(page.Events, (json, body) => json.WriteRawValue(body, skipInputValidation: true));
    }
}
