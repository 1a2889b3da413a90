using Firebreak.Directory;
using Firebreak.Storage;
using Firebreak.SystemLog;

namespace Firebreak.Server.Hosting;

/// <summary>The work that goes on beside requests: epochs are closed, the log's consumers read, what needs a person is told.</summary>
internal sealed class Background : IAsyncDisposable
{
    private readonly RuleSweep _rules;

    private Background(EpochMaker epochs, LogConsumers consumers, RuleSweep rules) => (Epochs, Consumers, _rules) = (epochs, consumers, rules);

    public EpochMaker Epochs { get; }

    public LogConsumers Consumers { get; }

    /// <summary>Starts all of it.</summary>
    /// <param name="epochs">The time between epochs.</param>
    /// <param name="asked">The least time between epochs that somebody asks for; a second unless said otherwise.</param>
    /// <param name="log">Where what goes wrong is written.</param>
    public static Background Start(Store store, TimeSpan epochs, TimeSpan? asked = null, ILogger? log = null)
    {
        if (log is not null) store.Alarm += sentence => Alarms.Tell(log, sentence);
        var maker = asked is { } least ? new EpochMaker(store, epochs, least) : new EpochMaker(store, epochs);
        maker.Start();
        var consumers = new LogConsumers(store, failed: (name, e) => { if (log is not null) Alarms.TellFailed(log, name, e); });
        consumers.Start();
        return new Background(maker, consumers, RuleSweep.Start(store));
    }

    public async ValueTask DisposeAsync()
    {
        await _rules.DisposeAsync();
        await Consumers.DisposeAsync();
        await Epochs.DisposeAsync();
    }
}
