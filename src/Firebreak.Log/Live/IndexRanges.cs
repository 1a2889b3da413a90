using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Firebreak.Log.Live;

/// <summary>Indexes of entries as runs, each with both ends: <c>5-7,19</c>. So an event names what was erased.</summary>
public sealed class IndexRanges
{
    private readonly List<(long From, long To)> _runs = [];

    /// <summary>The runs in ascending order, both ends included.</summary>
    public IReadOnlyList<(long From, long To)> Runs => _runs;

    /// <summary>The number of indexes.</summary>
    public long Count => _runs.Sum(run => run.To - run.From + 1);

    /// <summary>The runs of some indexes.</summary>
    public static IndexRanges Of(IEnumerable<long> indexes)
    {
        var ranges = new IndexRanges();
        foreach (var index in indexes.Order()) ranges.Add(index);
        return ranges;
    }

    /// <summary>Adds an index behind all others, or the last one again.</summary>
    public void Add(long index)
    {
        if (_runs.Count > 0 && index <= _runs[^1].To + 1 && index >= _runs[^1].From) _runs[^1] = (_runs[^1].From, Math.Max(_runs[^1].To, index));
        else if (_runs.Count == 0 || index > _runs[^1].To) _runs.Add((index, index));
        else throw new ArgumentException("Indexes are added in ascending order.", nameof(index));
    }

    /// <summary>Reads the text form; false where it is not in it.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out IndexRanges? ranges)
    {
        ranges = null;
        var read = new IndexRanges();
        foreach (var part in text.Split(','))
        {
            var ends = part.Split('-');
            if (ends.Length > 2 || !TryNumber(ends[0], out var from) || !TryNumber(ends[^1], out var to) || to < from) return false;
            if (read._runs.Count > 0 && from <= read._runs[^1].To) return false;
            read._runs.Add((from, to));
        }
        ranges = read;
        return true;
    }

    /// <summary>The text form.</summary>
    public override string ToString() =>
        string.Join(',', _runs.Select(run => run.From == run.To ? run.From.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{run.From}-{run.To}")));

    private static bool TryNumber(string text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
