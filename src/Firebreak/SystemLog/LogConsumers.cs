using Firebreak.Storage;

namespace Firebreak.SystemLog;

/// <summary>
/// Runs the consumers of the log, each on its own: none stops another, or a request. On several nodes only the one that places events runs
/// them. To be disposed before the store.
/// </summary>
/// <param name="more">Consumers beside those that every service has.</param>
/// <param name="failed">Told the name and the reason when a consumer failed; it tries again by itself.</param>
internal sealed class LogConsumers(Store store, IReadOnlyList<LogConsumer>? more = null, Action<string, Exception>? failed = null) : IAsyncDisposable
{
    private const long KeptAtLeastEvery = 50_000;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);
    private CancellationTokenSource _stop = new();
    private SemaphoreSlim[] _wakes = [];
    private Task _work = Task.CompletedTask;

    /// <summary>Starts them; again after they were stopped.</summary>
    public void Start()
    {
        if (_stop.IsCancellationRequested) _stop = new CancellationTokenSource();
        LogConsumer[] all = [new LogIndexConsumer(), .. more ?? []];
        var runs = all.Select(consumer => (Consumer: consumer, Wake: new SemaphoreSlim(0))).ToList();
        _wakes = [.. runs.Select(run => run.Wake)];
        store.Placed += Wake;
        _work = Task.WhenAll(runs.Select(run => Task.Run(() => Run(run.Consumer, run.Wake))));
    }

    /// <summary>Stops them where they are; their cursors stay.</summary>
    public async Task Stop()
    {
        store.Placed -= Wake;
        await _stop.CancelAsync();
        await _work;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Stop();
        _stop.Dispose();
    }

    private void Wake(long position)
    {
        foreach (var wake in _wakes)
            if (wake.CurrentCount == 0) wake.Release();
    }

    private async Task Run(LogConsumer consumer, SemaphoreSlim wake)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                if (store.IsSequencer) await Follow(consumer, wake);
                await Task.Delay(Idle, _stop.Token);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // Whatever it was, the cursor stands before it: begin again from there.
                if (e is not LogCursorMovedException) failed?.Invoke(consumer.Name, e);
                await Task.Delay(Idle, CancellationToken.None);
            }
        }
    }

    private async Task Follow(LogConsumer consumer, SemaphoreSlim wake)
    {
        long? kept;
        await using (var db = await store.ReadAcross(_stop.Token)) kept = await LogCursor.Load(db, consumer.Name);
        var done = kept ?? 0;
        while (store.IsSequencer)
        {
            _stop.Token.ThrowIfCancellationRequested();
            LogProgress progress;
            bool caughtUp;
            await using (var db = await store.ReadAcross(_stop.Token))
            {
                var entries = await LogCursor.Read(db, done, consumer.MostInBatch, consumer.NeedsBodies);
                progress = entries.Count == 0 ? new LogProgress(done, null) : await consumer.Take(db, entries, _stop.Token);
                caughtUp = entries.Count < consumer.MostInBatch && (entries.Count == 0 || progress.Position == entries[^1].Position);
            }
            done = progress.Position;
            if (progress.Commit is not null || done - (kept ?? 0) >= KeptAtLeastEvery)
            {
                await store.Tend(async books =>
                {
                    if (progress.Commit is { } commit) await commit(books);
                    await LogCursor.Move(books, consumer.Name, kept, done);
                }, _stop.Token);
                kept = done;
            }
            if (caughtUp && await wake.WaitAsync(Idle, _stop.Token) && consumer.Gathers > TimeSpan.Zero) await Task.Delay(consumer.Gathers, _stop.Token);
        }
    }
}
