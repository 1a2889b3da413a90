namespace Firebreak.Bench;

/// <summary>A clock that goes on by a fixed step whenever it is read, so that a log filled in minutes spans weeks.</summary>
internal sealed class SteppingClock(DateTimeOffset start, TimeSpan step) : TimeProvider
{
    private long _ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => start + TimeSpan.FromTicks(Interlocked.Add(ref _ticks, step.Ticks));

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);
}
