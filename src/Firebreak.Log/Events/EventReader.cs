namespace Firebreak.Log.Events;

/// <summary>What a line turned out to be.</summary>
public enum LineKind
{
    /// <summary>An event.</summary>
    Event,

    /// <summary>Valid JSON that is no LogEvent and holds none where a known wrapper would.</summary>
    NotAnEvent,

    /// <summary>Not one JSON object with distinct keys, or its time cannot be read.</summary>
    Malformed,
}

/// <summary>
/// Reads LogEvents from lines: any order of keys, any spacing, known wrappers, every byte checked. One reader serves
/// one thread; an event it gave is gone when it reads the next.
/// </summary>
public sealed class EventReader
{
    private const int MaxWrappers = 3; // a wrapper in a wrapper in a wrapper

    private readonly EventSlices _slices = new();
    private readonly FastReader _fast = new();
    private readonly PlainReader _plain = new();
    private readonly GrowingBuffer[] _unwrapped = [new(), new(), new()];
    private readonly bool _plainOnly;

    /// <summary>Makes a reader.</summary>
    /// <param name="plainOnly">Reads with System.Text.Json's reader alone: the oracle that tests hold the fast one against.</param>
    public EventReader(bool plainOnly = false) => _plainOnly = plainOnly;

    /// <summary>Reads a line.</summary>
    /// <param name="line">One JSON object, white space around it allowed.</param>
    /// <param name="read">The event, where it is one; its bytes are the line's, or what the wrapper held.</param>
    /// <param name="problem">Where it is not: why, in a few words.</param>
    public LineKind Read(ReadOnlySpan<byte> line, out LogEvent read, out string problem)
    {
        var kind = ReadBare(line, out read, out problem);
        return kind == LineKind.NotAnEvent ? ReadWrapped(line, 0, problem, out read, out problem) : kind;
    }

    // Always in the same order: what a line is taken for must not depend on the lines read before it.
    private LineKind ReadWrapped(ReadOnlySpan<byte> line, int depth, string bareProblem, out LogEvent read, out string problem)
    {
        var inner = _unwrapped[depth];
        for (var wrapper = 0; wrapper < Wrapper.Count; wrapper++)
        {
            if (!Wrapper.TryUnwrap(line, wrapper, inner)) continue;
            var kind = ReadBare(inner.Written, out read, out problem);
            if (kind == LineKind.NotAnEvent && depth + 1 < MaxWrappers) kind = ReadWrapped(inner.Written, depth + 1, problem, out read, out problem);
            if (kind == LineKind.NotAnEvent) continue;
            if (kind == LineKind.Malformed) problem = $"the event inside: {problem}";
            return kind;
        }

        read = default;
        problem = bareProblem;
        return LineKind.NotAnEvent;
    }

    private LineKind ReadBare(ReadOnlySpan<byte> line, out LogEvent read, out string problem)
    {
        read = default;
        problem = "";
        if ((_plainOnly || !_fast.TryRead(line, _slices)) && !_plain.TryRead(line, _slices, out problem)) return LineKind.Malformed;
        if (_slices[EventField.EventType].Length == 0 || _slices[EventField.Published].Length == 0)
        {
            problem = _slices[EventField.EventType].Length == 0 ? "not an event: no eventType" : "not an event: no published";
            return LineKind.NotAnEvent;
        }

        var published = _slices[EventField.Published].In(line);
        if (!Instant.TryParse(published.Utf8, out var at))
        {
            problem = $"published is not a time: {published.ToString()}";
            return LineKind.Malformed;
        }

        read = new LogEvent(line, _slices, at);
        return LineKind.Event;
    }
}
