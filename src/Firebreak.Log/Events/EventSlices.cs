namespace Firebreak.Log.Events;

/// <summary>
/// Where the fields of one event lie in its bytes. Made once for a thread and filled again for each event, so that
/// reading allocates nothing.
/// </summary>
internal sealed class EventSlices
{
    public const int TargetFields = EventField.Count - EventField.TargetId;

    private readonly Slice[] _fields = new Slice[(int)EventField.Count];
    private Slice[] _targets = new Slice[8 * TargetFields];

    /// <summary>The number of targets.</summary>
    public int Targets { get; private set; }

    /// <summary>Forgets the event before.</summary>
    public void Clear()
    {
        Array.Clear(_fields);
        Targets = 0;
    }

    /// <summary>All fields, for the reader that fills them.</summary>
    public Span<Slice> Fields => _fields;

    /// <summary>Where one field lies.</summary>
    public Slice this[EventField field]
    {
        get => _fields[(int)field];
        set => _fields[(int)field] = value;
    }

    /// <summary>A field of one target.</summary>
    public Slice OfTarget(int target, EventField field) => _targets[(target * TargetFields) + (field - EventField.TargetId)];

    /// <summary>Moves the target at hand to the list.</summary>
    public void EndTarget()
    {
        if ((Targets + 1) * TargetFields > _targets.Length) Array.Resize(ref _targets, _targets.Length * 2);
        var current = _fields.AsSpan((int)EventField.TargetId, TargetFields);
        current.CopyTo(_targets.AsSpan(Targets * TargetFields));
        current.Clear();
        Targets++;
    }
}

/// <summary>A run of bytes; of length 0 where the field is missing, null or empty.</summary>
internal readonly struct Slice(int start, int length, bool isEscaped)
{
    public int Start { get; } = start;

    public int Length { get; } = length;

    public bool IsEscaped { get; } = isEscaped;

    public JsonText In(ReadOnlySpan<byte> bytes) => new(bytes.Slice(Start, Length), IsEscaped);
}
