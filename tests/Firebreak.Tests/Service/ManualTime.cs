namespace Firebreak.Tests.Service;

/// <summary>The machine's clock, moved by hand: both clocks together as when time passes, or the wall clock alone as when somebody sets it.</summary>
internal sealed class ManualTime : TimeProvider
{
    private long _passed;
    private long _set;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Interlocked.Read(ref _passed) + Interlocked.Read(ref _set));

    public override long GetTimestamp() => System.GetTimestamp() + (Interlocked.Read(ref _passed) * (TimestampFrequency / TimeSpan.TicksPerSecond));

    /// <summary>Time passes.</summary>
    public void Pass(TimeSpan time) => Interlocked.Add(ref _passed, time.Ticks);

    /// <summary>Somebody sets the wall clock forward, or back.</summary>
    public void Set(TimeSpan by) => Interlocked.Add(ref _set, by.Ticks);
}
