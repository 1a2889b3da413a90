using Firebreak.Directory;
using Firebreak.Storage;

namespace Firebreak.Server.Hosting;

/// <summary>
/// Goes on with group rules that have more users to look at than one transaction takes: at the start, after a restart therefore, and whenever
/// something was placed. On several nodes the one that places does it. Where it stands is in the store, so it may be stopped at any moment.
/// </summary>
internal static partial class RuleSweep
{
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(250);

    /// <summary>Works until it is stopped.</summary>
    public static async Task Run(Store store, ILogger log, CancellationToken stop)
    {
        using var work = new SemaphoreSlim(1);
        void Wake(long position)
        {
            if (work.CurrentCount == 0) work.Release();
        }
        store.Placed += Wake;
        try
        {
            while (true)
            {
                await work.WaitAsync(stop);
                await Sweep(store, log, stop);
                await Task.Delay(Rest, store.Time, stop);
            }
        }
        catch (OperationCanceledException)
        {
            store.Placed -= Wake;
        }
    }

    private static async Task Sweep(Store store, ILogger log, CancellationToken stop)
    {
        try
        {
            if (store.IsSequencer) await GroupRules.Sweep(store, stop);
        }
        catch (Exception e) when (e is not OperationCanceledException and not OutOfMemoryException)
        {
            // What was done is done; the rest is found again when something is placed next.
            if (!stop.IsCancellationRequested) LogFailure(log, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Group rules: a sweep failed and will go on.")]
    private static partial void LogFailure(ILogger log, Exception e);
}
