namespace Firebreak.SystemLog;

/// <summary>Events of the door itself.</summary>
internal static class AccessEvents
{
    /// <summary>Somebody known asked for what they may not have. The name is ours: Okta has none for it.</summary>
    public static readonly EventType AccessRefused = new("firebreak.access.refused", "Request refused", Severity.WARN);

    /// <summary>The operator made a backup of every org.</summary>
    public static readonly EventType BackupMade = new("firebreak.backup.create", "Make backup");

    /// <summary>The operator took the clock as it is after a jump forward.</summary>
    public static readonly EventType ClockAccepted = new("firebreak.clock.accept", "Accept clock", Severity.WARN);

    /// <summary>The service started with a clock that is not the machine's: times from here on are those of a demonstration or a rehearsal.</summary>
    public static readonly EventType ClockShifted = new("firebreak.clock.shift", "Start with a shifted clock", Severity.WARN);

    /// <summary>A request was refused; so many alike before it were not recorded one by one.</summary>
    public static Event Refused(string asked, string? uri, string reason, int folded)
    {
        var refused = Event.Of(AccessRefused, new EventTarget(asked, "Permission", uri, asked)) with { Result = EventResult.DENY, Reason = reason };
        return folded == 0 ? refused : refused.With("repeatsNotShown", folded.ToString());
    }
}
