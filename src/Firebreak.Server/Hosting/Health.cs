using System.Text.Json;
using Firebreak.Storage;

namespace Firebreak.Server.Hosting;

/// <summary>
/// <c>/health/live</c>: the process answers. <c>/health/ready</c>: it can read and write; 503 with a sentence when it cannot; 200 with alarms
/// when it can and something needs a person. For load balancers: outside any org, open to everyone, and telling nothing else.
/// </summary>
internal static class Health
{
    /// <summary>Answers when the path is one of the two.</summary>
    public static async ValueTask<bool> Answer(HttpContext http, Store store)
    {
        if (!http.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal, out var rest)) return false;
        string? trouble;
        List<string> alarms = [];
        switch (rest.Value)
        {
            case "/live":
                trouble = null;
                break;
            case "/ready":
                trouble = await Trouble(store, alarms);
                break;
            default:
                return false;
        }
        http.Response.StatusCode = trouble is null ? 200 : 503;
        http.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(http.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("status"u8, trouble is null ? "ok"u8 : "unavailable"u8);
        if (trouble is not null) json.WriteString("reason"u8, trouble);
        if (alarms.Count > 0)
        {
            json.WriteStartArray("alarms"u8);
            foreach (var alarm in alarms) json.WriteStringValue(alarm);
            json.WriteEndArray();
        }
        json.WriteEndObject();
        return true;
    }

    private static async ValueTask<string?> Trouble(Store store, List<string> alarms)
    {
        if (store.Trouble is { } known) return known;
        try
        {
            await using var db = await store.ReadAcross();
            var (instances, aside) = await db.One($"select (select count(*) from instance), (select count(*) from intents_aside)", row => (row.Long(0), row.Long(1)));
            if (aside > 0) alarms.Add($"{aside} rows that are no events were set aside.");
            if (store.PlacingTrouble is not null) alarms.Add("This node tries to place events and fails.");
            return instances > 0 ? null : "The store is empty.";
        }
        catch (Exception e) when (e is StoreUnavailableException or System.Data.Common.DbException)
        {
            return "The store does not answer.";
        }
    }
}
