using Firebreak.Log.Events;
using Firebreak.Storage;

namespace Firebreak.SystemLog;

/// <summary>
/// The clock that <c>published</c> comes from, in whole milliseconds. A clock set back is clamped by the logs themselves, and may come back to
/// where it would be; one that jumps forward by more than a minute against the monotonic clock stops placing, because what is placed in the
/// future cannot be taken back.
/// </summary>
internal sealed class ClockGuard
{
    private static readonly TimeSpan Jump = TimeSpan.FromSeconds(60);
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private DateTimeOffset _wall;
    private long _monotonic;

    public ClockGuard(TimeProvider time)
    {
        _time = time;
        Accept();
    }

    /// <summary>Why nothing is placed; null when all is well.</summary>
    public string? Trouble { get; private set; }

    /// <summary>The time now, UTC microseconds in whole milliseconds.</summary>
    /// <exception cref="StoreUnavailableException">The clock jumped forward.</exception>
    public long Now()
    {
        lock (_lock)
        {
            var wall = _time.GetUtcNow();
            var monotonic = _time.GetTimestamp();
            var ahead = wall - _wall - _time.GetElapsedTime(_monotonic, monotonic);
            if (ahead > Jump)
            {
                Trouble = $"The clock jumped forward by {ahead.TotalSeconds:0} s. Nothing is recorded until an operator accepts it.";
                throw new StoreUnavailableException(Trouble);
            }
            Trouble = null;
            // After it was set back, where it was is still what a jump is measured against.
            if (ahead > -Jump) (_wall, _monotonic) = (wall, monotonic);
            return Instant.From(wall).Micros / Times.MicrosPerMilli * Times.MicrosPerMilli;
        }
    }

    /// <summary>Takes the clock as it is now.</summary>
    public void Accept()
    {
        lock (_lock) (_wall, _monotonic, Trouble) = (_time.GetUtcNow(), _time.GetTimestamp(), null);
    }
}
