using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using Firebreak.Log.Events;

namespace Firebreak.Log.Scoping;

/// <summary>
/// Counts matches by group, exactly: every distinct actor, target, session and address is kept once as text and once
/// for each group it occurs in, as a number. For one thread at a time.
/// </summary>
internal sealed class Tally(GroupBy by)
{
    private enum Kind
    {
        Actor,
        Target,
        Session,
        Address,
    }

    private const int KindCount = 4;
    private const long MicrosPerMinute = 60 * Instant.MicrosPerSecond;

    private readonly ByteTable _groupNames = new();
    private readonly ByteTable _eventTypes = new();
    private readonly ByteTable _values = new();
    private readonly ByteTable _labels = new();
    private readonly List<Group> _groups = [];
    private readonly List<Label> _valueLabels = [];
    private readonly List<long> _typeEvents = [];
    private readonly Dictionary<(int Group, int EventType), long> _byType = [];
    private readonly NumberSet _distinct = new(); // group << 34 | value << 2 | kind
    private readonly NumberSet _overall = new(); // value << 2 | kind
    private readonly Dictionary<long, long> _minutes = [];
    private readonly List<int> _of = [];
    private Instant _first = Instant.Latest;
    private Instant _last = Instant.Earliest;

    /// <summary>The number of matches.</summary>
    public long Events { get; private set; }

    /// <summary>About how many bytes of memory the counts take.</summary>
    public long Bytes =>
        _groupNames.Bytes + _eventTypes.Bytes + _values.Bytes + _labels.Bytes + _distinct.Bytes + _overall.Bytes
        + (_groups.Count * 96L) + (_valueLabels.Count * 16L) + (_byType.Count * 40L) + (_minutes.Count * 40L);

    /// <summary>The groups of the match added last, by number.</summary>
    public IReadOnlyList<int> GroupsOfLast => _of;

    /// <summary>Adds the next match of a batch and gives its time, index and line back.</summary>
    public (Instant Published, long Index) Add(ref MatchBatch.Reader match, out ReadOnlySpan<byte> line)
    {
        var published = new Instant(match.TakeNumber());
        var index = match.TakeNumber();
        var org = match.TakeText();
        var eventType = match.TakeText();
        var actor = match.TakeText();
        var login = match.TakeText();
        var session = match.TakeText();
        var address = match.TakeText();
        var country = match.TakeText();
        var type = _eventTypes.Add(eventType);
        if (type == _typeEvents.Count) _typeEvents.Add(0);
        _typeEvents[type]++;

        Events++;
        (_first, _last) = (Min(_first, published), Max(_last, published));
        CollectionsMarshal.GetValueRefOrAddDefault(_minutes, FloorDiv(published.Micros, MicrosPerMinute), out _)++;

        _of.Clear();
        switch (by)
        {
            case GroupBy.Org: Join(org, default, published); break;
            case GroupBy.Actor: Join(actor, login, published); break;
            case GroupBy.Event: Join(eventType, default, published); break;
            case GroupBy.Session: Join(session, login, published); break;
            case GroupBy.Ip: Join(address, country, published); break;
            case GroupBy.Country: Join(country, default, published); break;
            case GroupBy.Hour: Join(Encoding.ASCII.GetBytes(published.ToString()[..13] + ":00Z"), default, published); break;
            case GroupBy.Day: Join(Encoding.ASCII.GetBytes(published.ToString()[..10]), default, published); break;
            case GroupBy.Target: break;
            default: throw new InvalidOperationException($"No such grouping: {by}.");
        }

        var targets = (int)match.TakeNumber();
        var ofTargets = match;
        if (by == GroupBy.Target)
        {
            for (var i = 0; i < targets; i++) Join(ofTargets.TakeText(), ofTargets.TakeText(), published);
            if (targets == 0) Join(default, default, published);
        }

        foreach (var group in _of) Count(group, type, published);
        Note(Kind.Actor, actor, login, published);
        Note(Kind.Session, session, default, published);
        Note(Kind.Address, address, default, published);
        for (var i = 0; i < targets; i++) Note(Kind.Target, match.TakeText(), match.TakeText(), published);
        line = match.TakeText();
        return (published, index);
    }

    /// <summary>The number of groups.</summary>
    public int GroupCount => _groups.Count;

    /// <summary>The name of a group by its number.</summary>
    public string NameOf(int group) => Encoding.UTF8.GetString(_groupNames[group]);

    /// <summary>All that was counted, groups by number of events, the largest first, then by name.</summary>
    public Answer ToAnswer()
    {
        var values = _distinct.Numbers.ToLookup(number => (int)(number >> 34));
        var types = _byType.ToLookup(pair => pair.Key.Group);
        var groups = _groups.Select((group, number) => new AnswerGroup(
            NameOf(number),
            LabelOf(group.Label),
            group.Events,
            group.First,
            group.Last,
            TypesOf(types[number].Select(pair => (pair.Key.EventType, pair.Value))),
            Named(values[number], Kind.Actor),
            Named(values[number], Kind.Target),
            Named(values[number], Kind.Session),
            Named(values[number], Kind.Address)));
        return new Answer(
            by,
            [.. groups.OrderByDescending(group => group.Events).ThenBy(group => group.Name, StringComparer.Ordinal)],
            Total(),
            [.. _minutes.OrderBy(minute => minute.Key).Select(minute => new AnswerMinute(new Instant(minute.Key * MicrosPerMinute), minute.Value))]);
    }

    private AnswerGroup Total() => new(
        "",
        "",
        Events,
        Events == 0 ? null : _first,
        Events == 0 ? null : _last,
        TypesOf(_typeEvents.Select((events, type) => (type, events))),
        Named(_overall.Numbers, Kind.Actor),
        Named(_overall.Numbers, Kind.Target),
        Named(_overall.Numbers, Kind.Session),
        Named(_overall.Numbers, Kind.Address));

    // Makes the match a member of a group.
    private void Join(ReadOnlySpan<byte> name, ReadOnlySpan<byte> label, Instant published)
    {
        var group = _groupNames.Add(name);
        if (group == _groups.Count) _groups.Add(new Group { First = published, Last = published, Label = new Label(Instant.Latest, -1) });
        if (!_of.Contains(group)) _of.Add(group);
        ref var counts = ref CollectionsMarshal.AsSpan(_groups)[group];
        counts.Label = Better(counts.Label, label, published);
    }

    private void Count(int group, int type, Instant published)
    {
        ref var counts = ref CollectionsMarshal.AsSpan(_groups)[group];
        counts.Events++;
        (counts.First, counts.Last) = (Min(counts.First, published), Max(counts.Last, published));
        CollectionsMarshal.GetValueRefOrAddDefault(_byType, (group, type), out _)++;
    }

    // Notes a value in all groups of the match.
    private void Note(Kind kind, ReadOnlySpan<byte> value, ReadOnlySpan<byte> label, Instant published)
    {
        if (value.IsEmpty) return;
        var number = _values.Add(value);
        if (number == _valueLabels.Count) _valueLabels.Add(new Label(Instant.Latest, -1));
        _valueLabels[number] = Better(_valueLabels[number], label, published);
        var key = ((ulong)number * KindCount) + (ulong)kind;
        _overall.Add(key);
        foreach (var group in _of) _distinct.Add(((ulong)group << 34) | key);
    }

    // The label of the earliest event; of several at one time the first by its bytes: the same whatever the order of reading.
    private Label Better(Label now, ReadOnlySpan<byte> text, Instant published)
    {
        if (text.IsEmpty || published > now.At) return now;
        if (now.Text >= 0 && published == now.At && _labels[now.Text].SequenceCompareTo(text) <= 0) return now;
        return new Label(published, _labels.Add(text));
    }

    private string LabelOf(Label label) => label.Text < 0 ? "" : Encoding.UTF8.GetString(_labels[label.Text]);

    private ImmutableArray<AnswerType> TypesOf(IEnumerable<(int Type, long Events)> types) =>
    [
        .. types.Select(type => new AnswerType(Encoding.UTF8.GetString(_eventTypes[type.Type]), type.Events))
            .OrderByDescending(type => type.Events)
            .ThenBy(type => type.Name, StringComparer.Ordinal),
    ];

    private ImmutableArray<AnswerValue> Named(IEnumerable<ulong> keys, Kind kind) =>
    [
        .. keys.Where(key => (Kind)(key % KindCount) == kind)
            .Select(key => (int)(key >> 2))
            .Select(number => new AnswerValue(Encoding.UTF8.GetString(_values[number]), LabelOf(_valueLabels[number])))
            .OrderBy(value => value.Id, StringComparer.Ordinal),
    ];

    private static Instant Min(Instant a, Instant b) => a < b ? a : b;

    private static Instant Max(Instant a, Instant b) => a > b ? a : b;

    private static long FloorDiv(long value, long by) => value >= 0 ? value / by : ((value + 1) / by) - 1;

    private struct Group
    {
        public long Events;
        public Instant First;
        public Instant Last;
        public Label Label;
    }

    private readonly record struct Label(Instant At, int Text);
}
