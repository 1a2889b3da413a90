using System.Collections.Immutable;
using System.Net;
using System.Text;
using Firebreak.Log.Events;

namespace Firebreak.Log.Scoping;

/// <summary>A question made ready to be asked of millions of events, on several threads.</summary>
public sealed class QuestionMatcher
{
    private readonly Instant _from;
    private readonly Instant _to;
    private readonly byte[] _fromText;
    private readonly byte[] _toText;
    private readonly TextSet _actors;
    private readonly TextSet _domains;
    private readonly TextSet _affiliations;
    private readonly TextSet _sessions;
    private readonly ImmutableArray<IPNetwork> _addresses;
    private readonly TextSet _devices;
    private readonly ImmutableArray<Glob> _events;
    private readonly TextSet _outcomes;
    private readonly TextSet _targets;
    private readonly ImmutableArray<(TextSet? EventTypes, HuntPredicate Matches)> _hunts;
    private readonly bool _asksWho;

    /// <summary>Makes a question ready.</summary>
    public QuestionMatcher(Question question)
    {
        _from = question.From ?? Instant.Earliest;
        _to = question.To ?? new Instant(Instant.Latest.Micros + 1);
        (_fromText, _toText) = (TextAtOrAfter(_from), TextAtOrAfter(_to));
        _actors = new TextSet(question.Actors);
        _domains = new TextSet(question.ActorDomains);
        _affiliations = new TextSet(question.Affiliations);
        _sessions = new TextSet(question.Sessions);
        _addresses = question.Addresses;
        _devices = new TextSet(question.Devices);
        _events = [.. question.Events.Select(glob => new Glob(Encoding.UTF8.GetBytes(glob)))];
        _outcomes = new TextSet(question.Outcomes);
        _targets = new TextSet(question.Targets);
        _hunts = [.. question.Hunts.Select(hunt => (hunt.EventTypes is { } types ? new TextSet(types) : null, hunt.Matches))];
        _asksWho = !_actors.IsEmpty || !_domains.IsEmpty || !_affiliations.IsEmpty;
    }

    /// <summary>Whether an event is part of the answer.</summary>
    public bool Matches(in LogEvent read) =>
        read.Published >= _from
        && read.Published < _to
        && IsByAskedActor(read)
        && (_events.IsEmpty || IsOfAskedType(read.EventType.Utf8))
        && (_sessions.IsEmpty || _sessions.Contains(read.ExternalSessionId.Utf8) || _sessions.Contains(read.RootSessionId.Utf8))
        && (_outcomes.IsEmpty || _outcomes.ContainsFolded(read.OutcomeResult.Utf8))
        && (_devices.IsEmpty || IsFromAskedDevice(read))
        && (_addresses.IsEmpty || IsFromAskedAddress(read.ClientIpAddress.Utf8))
        && (_targets.IsEmpty || HasAskedTarget(read))
        && (_hunts.IsEmpty || IsHunted(read));

    /// <summary>
    /// Whether a line, by its canonical front alone, may be part of the answer; never false for one that is. Only for
    /// lines known to have no second front behind the first.
    /// </summary>
    internal bool MayMatch(in CanonicalLine line)
    {
        if (line.Time.SequenceCompareTo(_fromText) < 0 || line.Time.SequenceCompareTo(_toText) >= 0) return false;
        if (!line.TryReadActor(out var eventType, out var actorId, out var login)) return true;
        if (!_events.IsEmpty && !IsOfAskedType(eventType)) return false;
        // An affiliation stands behind the display name, which may hold anything.
        return !_asksWho || !_affiliations.IsEmpty || IsAskedActor(actorId, login);
    }

    private bool IsByAskedActor(in LogEvent read) =>
        !_asksWho
        || IsAskedActor(read.ActorId.Utf8, read.ActorAlternateId.Utf8)
        || (!_affiliations.IsEmpty && _affiliations.ContainsFolded(read.ActorAffiliation.Utf8));

    private bool IsAskedActor(ReadOnlySpan<byte> id, ReadOnlySpan<byte> login) =>
        (!_actors.IsEmpty && (_actors.Contains(id) || _actors.ContainsFolded(login)))
        || (!_domains.IsEmpty && login.LastIndexOf((byte)'@') is var at and >= 0 && _domains.ContainsFolded(login[(at + 1)..]));

    private bool IsOfAskedType(ReadOnlySpan<byte> eventType)
    {
        foreach (var glob in _events)
        {
            if (glob.Matches(eventType)) return true;
        }

        return false;
    }

    private bool IsFromAskedDevice(in LogEvent read) =>
        _devices.Contains(read.DeviceId.Utf8)
        || _devices.Contains(read.DeviceTokenHash.Utf8)
        || _devices.Contains(read.DeviceFingerprint.Utf8);

    private bool IsFromAskedAddress(ReadOnlySpan<byte> text)
    {
        if (!IPAddress.TryParse(text, out var address)) return false;
        // ::ffff:192.0.2.1 is the IPv4 address by another spelling.
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        foreach (var network in _addresses)
        {
            if (network.Contains(address)) return true;
        }

        return false;
    }

    private bool HasAskedTarget(in LogEvent read)
    {
        for (var i = 0; i < read.TargetCount; i++)
        {
            var target = read.Target(i);
            if (_targets.Contains(target.Id.Utf8) || _targets.ContainsFolded(target.AlternateId.Utf8)) return true;
        }

        return false;
    }

    private bool IsHunted(in LogEvent read)
    {
        foreach (var (eventTypes, matches) in _hunts)
        {
            if ((eventTypes is null || eventTypes.ContainsFolded(read.EventType.Utf8)) && matches(read.Bytes)) return true;
        }

        return false;
    }

    // The first time of three digits at or after a moment, as text: what is before it as text is before it in time.
    private static byte[] TextAtOrAfter(Instant moment)
    {
        var millis = (moment.Micros / 1000) + (moment.Micros % 1000 > 0 ? 1 : 0);
        return millis * 1000 > Instant.Latest.Micros
            ? ":"u8.ToArray() // behind every digit
            : Encoding.ASCII.GetBytes(new Instant(millis * 1000).ToString());
    }
}
