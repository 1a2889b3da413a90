using System.Text.Json;
using Firebreak.Server.Hosting;
using Firebreak.SystemLog;

namespace Firebreak.Server.Api;

/// <summary>How long an org's entries are kept. The API is ours; see docs/api.md, "Log".</summary>
internal static class RetentionEndpoints
{
    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        ApiRoute.For(Permission.ReadLog, "GET", "/log/retention", call => Show(call, call.Org)),
        ApiRoute.For(Permission.EraseEntries, "PUT", "/log/retention", call => Set(call, call.Caller, otherwiseDry: false)),
    ];

    /// <summary>What holds in an org.</summary>
    public static async Task Show(Call call, Org org)
    {
        await using var db = await call.Store.Read(org, call.Aborted);
        await Answer(call, await Retention.Of(db, org));
    }

    /// <summary>Sets it in the caller's org, or says what that would drop: the operator's API lends its caller an org.</summary>
    /// <param name="otherwiseDry">Whether it is a dry run where the request does not say.</param>
    public static async Task Set(Call call, Caller caller, bool otherwiseDry)
    {
        var body = await call.Body();
        var asked = body.Refusal is { } bad ? bad : Days(body.Value);
        if (asked.Refusal is { } refusal)
        {
            await call.Refuse(refusal);
            return;
        }
        var isDry = body.Value.TryGetProperty("dryRun", out var dry) ? dry.ValueKind != JsonValueKind.False : otherwiseDry;
        if (isDry)
        {
            await using var db = await call.Store.Read(caller.Org, call.Aborted);
            var wouldDrop = asked.Value is { } days ? await Retention.WouldDrop(db, caller.Org, days, call.Store.NowMicros) : 0;
            await Answer(call, await Retention.Of(db, caller.Org) with { Days = asked.Value }, wouldDrop);
            return;
        }
        await call.Answer(await Retention.Set(call.Store, caller, asked.Value, call.Aborted), retention => Answer(call, retention));
    }

    private static Outcome<long?> Days(JsonElement body)
    {
        var days = 0L;
        if (!body.TryGetProperty("days", out var said) || (said.ValueKind != JsonValueKind.Null && (said.ValueKind != JsonValueKind.Number || !said.TryGetInt64(out days))))
            return Refusal.Invalid("days", "days: A whole number or null is expected.");
        long? asked = said.ValueKind == JsonValueKind.Null ? null : days;
        return Retention.Problem(asked) is { } problem ? problem : asked;
    }

    private static Task Answer(Call call, LogRetention retention, long? wouldDrop = null) => call.Answer(200, json =>
    {
        json.WriteStartObject();
        if (retention.Days is { } days) json.WriteNumber("days"u8, days);
        else json.WriteNull("days"u8);
        json.WriteNumber("firstKept"u8, retention.Dropped);
        if (wouldDrop is { } count)
        {
            json.WriteBoolean("dryRun"u8, true);
            json.WriteNumber("wouldDrop"u8, count);
        }
        json.WriteEndObject();
    });
}
