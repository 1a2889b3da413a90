using System.Collections.Immutable;
using System.Net;
using System.Text;
using Firebreak.Log.Events;

namespace Firebreak.Log.Scoping;

/// <summary>
/// A scope: which actors, which window, and what narrows it. Within one list any value will do; every list that is not
/// empty must hold; the three lists that say who (actors, domains, affiliations) count as one.
/// </summary>
public sealed record Question
{
    /// <summary>The window's first moment; null for no beginning.</summary>
    public Instant? From { get; init; }

    /// <summary>The moment after the window; null for no end.</summary>
    public Instant? To { get; init; }

    /// <summary>Actors by id (exact) or login (case does not count).</summary>
    public ImmutableArray<string> Actors { get; init; } = [];

    /// <summary>Domains of actors' logins, without the at sign; case does not count.</summary>
    public ImmutableArray<string> ActorDomains { get; init; } = [];

    /// <summary>Sub-processors, by <c>actor.detailEntry.affiliation</c>; case does not count.</summary>
    public ImmutableArray<string> Affiliations { get; init; } = [];

    /// <summary>Sessions, by <c>externalSessionId</c> or <c>rootSessionId</c>.</summary>
    public ImmutableArray<string> Sessions { get; init; } = [];

    /// <summary>Networks that hold <c>client.ipAddress</c>.</summary>
    public ImmutableArray<IPNetwork> Addresses { get; init; } = [];

    /// <summary>Devices, by <c>device.id</c>, <c>dtHash</c> or <c>deviceFingerprint</c>.</summary>
    public ImmutableArray<string> Devices { get; init; } = [];

    /// <summary>Event types; a star stands for any characters.</summary>
    public ImmutableArray<string> Events { get; init; } = [];

    /// <summary>Outcomes, by <c>outcome.result</c>; case does not count.</summary>
    public ImmutableArray<string> Outcomes { get; init; } = [];

    /// <summary>Targets by id (exact) or login (case does not count).</summary>
    public ImmutableArray<string> Targets { get; init; } = [];

    /// <summary>Named questions, any of which must hold.</summary>
    public ImmutableArray<Hunt> Hunts { get; init; } = [];

    /// <summary>The org of events that name none themselves; empty for none.</summary>
    public string OwnOrg { get; init; } = "";

    /// <summary>Whether anything but the window is asked for.</summary>
    public bool Narrows => Lists.Any(list => list.Values.Any());

    /// <summary>The lists by the name of their option, for those who show or write a question.</summary>
    public IEnumerable<(string Option, IEnumerable<string> Values)> Lists =>
    [
        ("actor", Actors),
        ("actor-domain", ActorDomains),
        ("affiliation", Affiliations),
        ("session", Sessions),
        ("ip", Addresses.Select(network => network.ToString())),
        ("device", Devices),
        ("event", Events),
        ("outcome", Outcomes),
        ("target", Targets),
        ("hunt", Hunts.Select(hunt => hunt.Name)),
    ];

    /// <summary>A moment as people give it: a date alone where it is that date's 00:00 UTC.</summary>
    public static string Short(Instant moment) =>
        moment.Micros % (86_400 * Instant.MicrosPerSecond) == 0 ? moment.ToString()[..10] : moment.ToString();

    /// <summary>The question in one line of English.</summary>
    public override string ToString()
    {
        var text = new StringBuilder((From, To) switch
        {
            (null, null) => "all times",
            ({ } from, null) => $"from {Short(from)}",
            (null, { } to) => $"before {Short(to)}",
            ({ } from, { } to) => $"from {Short(from)} to before {Short(to)}",
        });
        foreach (var (option, values) in Lists)
        {
            var all = values.ToList();
            if (all.Count == 0) continue;
            text.Append("; ").Append(option).Append(' ').AppendJoin(" or ", all.Take(4));
            if (all.Count > 4) text.Append($" or {all.Count - 4} more");
        }

        return text.ToString();
    }
}

/// <summary>A named question about one event: more than the lists can say.</summary>
/// <param name="Name">Its name, as a person gives it.</param>
/// <param name="Text">The rule as it was written, so that whoever checks an answer can ask the same.</param>
/// <param name="EventTypes">The event types outside which it never holds, in lower case; null where it may hold for any.</param>
/// <param name="Matches">Whether it holds for an event, given as its JSON bytes. Called on several threads.</param>
public sealed record Hunt(string Name, string Text, ImmutableArray<string>? EventTypes, HuntPredicate Matches);

/// <summary>Whether a hunt holds for an event.</summary>
/// <param name="eventJson">One JSON object, valid, with distinct keys.</param>
public delegate bool HuntPredicate(ReadOnlySpan<byte> eventJson);
