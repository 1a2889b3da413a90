using System.Text.Json;

namespace Firebreak.Log.Live;

/// <summary>
/// Entries whose bytes are gone, and the events of the same log that say why: an erasure names indexes, a retention the first entry kept. An
/// entry that is gone and that no event names was taken away by somebody else.
/// </summary>
public sealed class GoneEntries
{
    /// <summary>The types of event that say what became of the log itself.</summary>
    public const string Erase = "firebreak.log.erase", Drop = "firebreak.log.retention.drop", RotateKey = "firebreak.log.key.rotate";

    private readonly IndexRanges _gone = new();
    private readonly List<(long From, long To)> _named = [];
    private long _firstKept;

    /// <summary>How many entries were erased by name.</summary>
    public long Erased { get; private set; }

    /// <summary>How many are past the org's retention.</summary>
    public long Dropped { get; private set; }

    /// <summary>Notes an entry that has no bytes any more.</summary>
    public void Add(long index) => _gone.Add(index);

    /// <summary>Takes in an event of the log that says which entries went.</summary>
    /// <exception cref="LogCorruptException">It does not say so in the form.</exception>
    public void Explain(string eventType, ReadOnlySpan<byte> entry, long index)
    {
        if (eventType == Drop)
        {
            if (!long.TryParse(Said(entry, "firstKept"), out var kept) || kept > index) throw Unreadable(index);
            _firstKept = Math.Max(_firstKept, kept);
            return;
        }
        // Indexes of entries before it: nothing is erased ahead of time.
        if (!IndexRanges.TryParse(Said(entry, "erased"), out var ranges) || ranges.Runs[^1].To >= index) throw Unreadable(index);
        _named.AddRange(ranges.Runs);
    }

    /// <summary>Holds every entry that is gone against what the events say.</summary>
    /// <exception cref="LogCorruptException">One is gone and no event says why.</exception>
    public void Check()
    {
        _named.Sort();
        var next = 0;
        var coveredTo = -1L;
        foreach (var (from, to) in _gone.Runs)
        {
            for (var index = from; index <= to; index++)
            {
                if (index < _firstKept)
                {
                    var end = Math.Min(to, _firstKept - 1);
                    Dropped += end - index + 1;
                    index = end;
                    continue;
                }
                while (next < _named.Count && _named[next].From <= index) coveredTo = Math.Max(coveredTo, _named[next++].To);
                if (coveredTo < index) throw new LogCorruptException($"entry {index} is gone, and no event of the log says that it was erased");
                Erased++;
            }
        }
    }

    /// <summary>A value of an event's <c>debugContext.debugData</c>; empty where it has none.</summary>
    internal static string Said(ReadOnlySpan<byte> entry, string name)
    {
        var reader = new Utf8JsonReader(entry);
        using var json = JsonDocument.ParseValue(ref reader);
        return json.RootElement.TryGetProperty("debugContext", out var debug) && debug.ValueKind == JsonValueKind.Object
            && debug.TryGetProperty("debugData", out var data) && data.ValueKind == JsonValueKind.Object
            && data.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
    }

    private static LogCorruptException Unreadable(long index) => new($"entry {index} tells of entries that went, but does not name them in the form");
}
