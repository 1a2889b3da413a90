using Firebreak.Storage;

namespace Firebreak.Server.Hosting;

/// <summary>What needs a person, in the process's own log.</summary>
internal static partial class Alarms
{
    /// <summary>Says what lay aside before this process began.</summary>
    public static async Task TellOld(ILogger log, Store store)
    {
        await using var db = await store.ReadAcross();
        foreach (var (intent, reason) in await db.All($"select intent, reason from intents_aside order by number limit 100", row => (row.Long(0), row.Text(1))))
            Tell(log, $"Intent {intent} lies aside, in the table intents_aside: {reason}. The alarm ends when its row is gone; see docs/alarms.md.");
    }

    [LoggerMessage(1, LogLevel.Critical, "{Alarm}")]
    public static partial void Tell(ILogger log, string alarm);

    [LoggerMessage(2, LogLevel.Error, "The log's consumer {Consumer} failed and tries again.")]
    public static partial void TellFailed(ILogger log, string consumer, Exception reason);
}
