using System.Text.Json;
using Firebreak.Log.Live;
using Firebreak.Server.Hosting;
using Firebreak.SystemLog;

namespace Firebreak.Server.Api;

/// <summary>Erasing entries of the log. The API is ours; see docs/api.md, "Log".</summary>
internal static class ErasureEndpoints
{
    private const int MostInList = 1000;

    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        ApiRoute.For(Permission.EraseEntries, "POST", "/log/erasures", Erase),
        ApiRoute.For(Permission.ReadLog, "GET", "/log/erasures", List),
    ];

    private static Task Erase(Call call) => Erase(call, call.Caller);

    /// <summary>Erases in the caller's org: the operator's API lends its caller an org.</summary>
    public static async Task Erase(Call call, Caller caller)
    {
        var body = await call.Body();
        var request = body.Refusal is { } bad ? bad : Read(body.Value);
        if (request.Refusal is { } refusal)
        {
            await call.Refuse(refusal);
            return;
        }
        var forReal = body.Value.TryGetProperty("dryRun", out var dry) && dry.ValueKind == JsonValueKind.False;
        var done = forReal ? await Erasures.Erase(call.Store, caller, request.Value, call.Aborted) : await Erasures.Plan(call.Store, caller, request.Value, call.Aborted);
        ErasureCheck? check = null;
        if (forReal && done.Refusal is null)
        {
            await using var db = await call.Store.Read(caller.Org, call.Aborted);
            check = await ErasureCheck.Of(db, caller.Org, done.Value.Indexes, call.Aborted);
        }
        await call.Answer(done, erasure => call.Answer(200, json => Write(json, erasure, check)));
    }

    private static void Write(Utf8JsonWriter json, Erasure erasure, ErasureCheck? check)
    {
        json.WriteStartObject();
        json.WriteBoolean("dryRun"u8, check is null);
        json.WriteNumber("count"u8, erasure.Count);
        json.WriteString("indexes"u8, erasure.Indexes.ToString());
        json.WriteNumber("kept"u8, erasure.Kept);
        json.WriteStartObject("eventTypes"u8);
        foreach (var (type, count) in erasure.Types) json.WriteNumber(type, count);
        json.WriteEndObject();
        if (check is not null)
        {
            json.WriteStartObject("check"u8);
            json.WriteBoolean("done"u8, check.IsDone);
            json.WriteNumber("erased"u8, check.Erased);
            json.WriteNumber("bodies"u8, check.Bodies);
            json.WriteNumber("hashes"u8, check.Hashes);
            json.WriteNumber("indexSegments"u8, check.Segments);
            json.WriteNumber("staleSegments"u8, check.Stale);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static async Task List(Call call)
    {
        var limit = call.Limit(MostInList, MostInList);
        if (limit.Refusal is { } refusal)
        {
            await call.Refuse(refusal);
            return;
        }
        if (!long.TryParse(call.Query("after") ?? "-1", out var after))
        {
            await call.Refuse(Refusal.Invalid("after", "after: A whole number is expected."));
            return;
        }
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        var erased = await Erasures.List(db, call.Org, after, limit.Value);
        call.Link(erased.Count == limit.Value ? erased[^1].Index.ToString() : null);
        await call.AnswerList(erased, (json, one) =>
        {
            json.WriteStartObject();
            json.WriteNumber("index"u8, one.Index);
            json.WriteString("erased"u8, Times.Show(one.At));
            json.WriteString("orderedBy"u8, one.By);
            json.WriteString("reason"u8, one.Reason);
            json.WriteEndObject();
        });
    }

    private static Outcome<ErasureRequest> Read(JsonElement body)
    {
        IndexRanges? indexes = null;
        if (Text(body, "indexes") is { } text && !IndexRanges.TryParse(text, out indexes)) return Refusal.Invalid("indexes", "indexes: Runs in ascending order are expected, such as 5-7,19.");
        return new ErasureRequest(Text(body, "userId"), indexes, Text(body, "reason") ?? "");
    }

    private static string? Text(JsonElement body, string name) => body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
