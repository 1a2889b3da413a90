using System.Collections.Immutable;

namespace Firebreak.SystemLog;

/// <summary>
/// A type of event: Okta's name where Okta has one, its usual message and severity. All types of the product stand in
/// <see cref="EventCatalogue"/>. Source: Okta, event types.
/// </summary>
public sealed record EventType(string Name, string Message, Severity Severity = Severity.INFO);

/// <summary>How grave an event is, in Okta's words.</summary>
public enum Severity
{
    /// <summary>For finding faults.</summary>
    DEBUG,

    /// <summary>As it should be.</summary>
    INFO,

    /// <summary>Worth a look.</summary>
    WARN,

    /// <summary>Something failed.</summary>
    ERROR,
}

/// <summary>How it ended, in Okta's words.</summary>
public enum EventResult
{
    /// <summary>Done.</summary>
    SUCCESS,

    /// <summary>Tried and failed.</summary>
    FAILURE,

    /// <summary>Let in by policy.</summary>
    ALLOW,

    /// <summary>Kept out by policy or permission.</summary>
    DENY,

    /// <summary>Asked for more.</summary>
    CHALLENGE,

    /// <summary>Nothing to do.</summary>
    SKIPPED,

    /// <summary>Not known.</summary>
    UNKNOWN,
}

/// <summary>What an event was about (LogTarget).</summary>
public sealed record EventTarget(string Id, string Type, string? AlternateId, string? DisplayName)
{
    /// <summary>More of it, as pairs.</summary>
    public ImmutableArray<KeyValuePair<string, string?>> Details { get; init; } = [];
}

/// <summary>What happened, as an operation says it; who, when and from where come from the caller and from placing.</summary>
public sealed record Event(EventType Type, ImmutableArray<EventTarget> Targets)
{
    /// <summary>How it ended.</summary>
    public EventResult Result { get; init; } = EventResult.SUCCESS;

    /// <summary>Why it ended so; null when there is nothing to say.</summary>
    public string? Reason { get; init; }

    /// <summary>The message, when it is not the type's usual one.</summary>
    public string? Message { get; init; }

    /// <summary>What goes into <c>debugContext.debugData</c> beside the request's own.</summary>
    public ImmutableArray<KeyValuePair<string, string?>> Debug { get; init; } = [];

    /// <summary>An event about some things.</summary>
    public static Event Of(EventType type, params ReadOnlySpan<EventTarget> targets) => new(type, [.. targets]);

    /// <summary>The same with another pair in its debug data.</summary>
    public Event With(string key, string? value) => this with { Debug = Debug.Add(new(key, value)) };
}
