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
    private readonly Dictionary<long, long> _byType = []; // group << 32 | event type
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
    /// <remarks>
    /// Loops where a query would be shorter: a query over numbers is compiled when it first runs, and there are enough of
    /// them here to take as long as reading fifty thousand lines.
    /// </remarks>
    public Answer ToAnswer()
    {
        var values = new List<int>?[_groups.Count * KindCount];
        foreach (var number in _distinct.Numbers()) (values[MemberOf(number)] ??= []).Add((int)(number >> 2) & int.MaxValue);
        var types = new List<AnswerType>[_groups.Count];
        for (var i = 0; i < types.Length; i++) types[i] = [];
        foreach (var pair in _byType) types[pair.Key >> 32].Add(new AnswerType(Encoding.UTF8.GetString(_eventTypes[(int)pair.Key]), pair.Value));

        var groups = new List<AnswerGroup>(_groups.Count);
        for (var i = 0; i < _groups.Count; i++)
        {
            var group = _groups[i];
            groups.Add(new AnswerGroup(
                NameOf(i), LabelOf(group.Label), group.Events, group.First, group.Last, Sorted(types[i]),
                Named(values[(i * KindCount) + (int)Kind.Actor]), Named(values[(i * KindCount) + (int)Kind.Target]),
                Named(values[(i * KindCount) + (int)Kind.Session]), Named(values[(i * KindCount) + (int)Kind.Address])));
        }

        groups.Sort((a, b) => a.Events != b.Events ? b.Events.CompareTo(a.Events) : string.CompareOrdinal(a.Name, b.Name));
        return new Answer(by, [.. groups], Total(), Minutes());
    }

    private AnswerGroup Total()
    {
        var values = new List<int>[KindCount];
        for (var i = 0; i < KindCount; i++) values[i] = [];
        foreach (var number in _overall.Numbers()) values[number % KindCount].Add((int)(number >> 2));
        var types = new List<AnswerType>();
        for (var i = 0; i < _typeEvents.Count; i++) types.Add(new AnswerType(Encoding.UTF8.GetString(_eventTypes[i]), _typeEvents[i]));
        return new AnswerGroup(
            "", "", Events, Events == 0 ? null : _first, Events == 0 ? null : _last, Sorted(types),
            Named(values[(int)Kind.Actor]), Named(values[(int)Kind.Target]), Named(values[(int)Kind.Session]), Named(values[(int)Kind.Address]));
    }

    private ImmutableArray<AnswerMinute> Minutes()
    {
        var keys = new long[_minutes.Count];
        _minutes.Keys.CopyTo(keys, 0);
        Array.Sort(keys);
        var minutes = ImmutableArray.CreateBuilder<AnswerMinute>(keys.Length);
        foreach (var key in keys) minutes.Add(new AnswerMinute(new Instant(key * MicrosPerMinute), _minutes[key]));
        return minutes.MoveToImmutable();
    }

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
        CollectionsMarshal.GetValueRefOrAddDefault(_byType, ((long)group << 32) | (uint)type, out _)++;
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

    private static ImmutableArray<AnswerType> Sorted(List<AnswerType> types)
    {
        types.Sort((a, b) => a.Events != b.Events ? b.Events.CompareTo(a.Events) : string.CompareOrdinal(a.Name, b.Name));
        return [.. types];
    }

    private ImmutableArray<AnswerValue> Named(List<int>? numbers)
    {
        if (numbers is null) return [];
        var values = new List<AnswerValue>(numbers.Count);
        foreach (var number in numbers) values.Add(new AnswerValue(Encoding.UTF8.GetString(_values[number]), LabelOf(_valueLabels[number])));
        values.Sort((a, b) => string.CompareOrdinal(a.Id, b.Id));
        return [.. values];
    }

    // Where a group's values of one kind are collected.
    private static int MemberOf(ulong number) => ((int)(number >> 34) * KindCount) + (int)(number % KindCount);

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
