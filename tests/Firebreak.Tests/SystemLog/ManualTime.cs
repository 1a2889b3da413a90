namespace Firebreak.Tests.SystemLog;

/// <summary>A clock that stands still until it is told to go on.</summary>
internal sealed class ManualTime : TimeProvider
{
    private long _micros = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds() * 1000;

    public override long TimestampFrequency => 1_000_000;

    public void Advance(TimeSpan span) => Interlocked.Add(ref _micros, Times.Micros(span));

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(Interlocked.Read(ref _micros) * TimeSpan.TicksPerMicrosecond);

    public override long GetTimestamp() => Interlocked.Read(ref _micros);
}
