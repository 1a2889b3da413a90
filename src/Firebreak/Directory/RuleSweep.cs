using Firebreak.Storage;

namespace Firebreak.Directory;

/// <summary>
/// Goes on with group rules that have more users to look at than one transaction takes: at the start, after a restart therefore, and whenever
/// something was placed. On several nodes the one that places does it. Where it stands is in the store, so it may be stopped at any moment.
/// </summary>
internal sealed class RuleSweep : IAsyncDisposable
{
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(250);

    private readonly Store _store;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _wake = new(1);
    private readonly Task _work;

    private RuleSweep(Store store)
    {
        _store = store;
        store.Placed += Wake;
        _work = Task.Run(Work);
    }

    /// <summary>Starts it.</summary>
    public static RuleSweep Start(Store store) => new(store);

    public async ValueTask DisposeAsync()
    {
        _store.Placed -= Wake;
        await _stop.CancelAsync();
        await _work;
        _wake.Dispose();
        _stop.Dispose();
    }

    private void Wake(long position)
    {
        if (_wake.CurrentCount == 0) _wake.Release();
    }

    private async Task Work()
    {
        try
        {
            while (true)
            {
                await _wake.WaitAsync(_stop.Token);
                await Sweep();
                await Task.Delay(Rest, _stop.Token);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Stopped, on purpose.
        }
    }

    private async Task Sweep()
    {
        try
        {
            if (_store.IsSequencer) await GroupRules.Sweep(_store, _stop.Token);
        }
        catch (StoreUnavailableException)
        {
            // Requests say so too. What was done is done, and the rest is found again.
            Wake(0);
        }
    }
}
