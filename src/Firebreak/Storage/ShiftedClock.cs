namespace Firebreak.Storage;

/// <summary>
/// The machine's clock, shifted so that it began at some time: for demonstrations and rehearsals. Nobody shall take what it wrote for what
/// happened then: every page says so, the first event of every log, and an event in every log at each start.
/// </summary>
public sealed class ShiftedClock(DateTimeOffset began) : TimeProvider
{
    private readonly TimeSpan _shift = began - System.GetUtcNow();

    /// <summary>What time it was here when the service started, in UTC microseconds.</summary>
    public long Began { get; } = Log.Events.Instant.From(began).Micros;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + _shift;
}
