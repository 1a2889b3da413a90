namespace Firebreak.SystemLog;

/// <summary>
/// Refusals of one kind from one address: the first ten of a minute are events; what follows is counted, and the next minute's first
/// carries the count. So an attacker cannot fill a log, and none is lost from the sum.
/// </summary>
internal sealed class RefusalFold(TimeProvider time)
{
    private const int PerMinute = 10;
    private const int MostKeys = 10_000;
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Org, string Kind, string Address), Minute> _seen = [];

    /// <summary>Whether this one is to be recorded, and how many before it were not.</summary>
    public bool Next(Caller caller, string kind, out int folded)
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds() / 60;
        var key = (caller.Org.Id, kind, caller.Request.Address?.ToString() ?? caller.Actor.Id);
        lock (_lock)
        {
            if (_seen.Count >= MostKeys) Forget(now);
            var minute = _seen.GetValueOrDefault(key);
            if (minute.At != now) minute = new Minute(now, 0, minute.Folded);
            var record = minute.Recorded < PerMinute;
            folded = record ? minute.Folded : 0;
            _seen[key] = record ? new Minute(now, minute.Recorded + 1, 0) : minute with { Folded = minute.Folded + 1 };
            return record;
        }
    }

    // Keys of minutes gone with nothing to tell; under a flood of addresses, all of them.
    private void Forget(long now)
    {
        foreach (var (key, minute) in _seen)
            if (minute.At != now && minute.Folded == 0) _seen.Remove(key);
        if (_seen.Count >= MostKeys) _seen.Clear();
    }

    private readonly record struct Minute(long At, int Recorded, int Folded);
}
