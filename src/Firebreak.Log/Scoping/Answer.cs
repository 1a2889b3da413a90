using System.Collections.Immutable;
using Firebreak.Log.Events;

namespace Firebreak.Log.Scoping;

/// <summary>What a question found: exact counts, in an order that depends on nothing but the events.</summary>
/// <param name="By">What the groups are.</param>
/// <param name="Groups">By number of events, the largest first, then by name.</param>
/// <param name="Total">All matches together; an event in several groups counts once.</param>
/// <param name="Minutes">Matches in each minute that has any, in time order.</param>
public sealed record Answer(GroupBy By, ImmutableArray<AnswerGroup> Groups, AnswerGroup Total, ImmutableArray<AnswerMinute> Minutes);

/// <summary>The events of one group.</summary>
/// <param name="Name">The org's, actor's, target's… id or name; empty where the events name none.</param>
/// <param name="Label">What people call it, such as a login, as its earliest event has it; empty for none.</param>
/// <param name="Events">How many.</param>
/// <param name="First">The earliest; null for no events.</param>
/// <param name="Last">The latest; null for no events.</param>
/// <param name="Types">How many of each type, the commonest first.</param>
/// <param name="Actors">Who did it, by id.</param>
/// <param name="Targets">To whom or what, by id.</param>
/// <param name="Sessions">In which sessions.</param>
/// <param name="Addresses">From which addresses.</param>
public sealed record AnswerGroup(
    string Name,
    string Label,
    long Events,
    Instant? First,
    Instant? Last,
    ImmutableArray<AnswerType> Types,
    ImmutableArray<AnswerValue> Actors,
    ImmutableArray<AnswerValue> Targets,
    ImmutableArray<AnswerValue> Sessions,
    ImmutableArray<AnswerValue> Addresses);

/// <summary>The number of events of one type.</summary>
public sealed record AnswerType(string Name, long Events);

/// <summary>An actor, target, session or address.</summary>
/// <param name="Id">As the events have it.</param>
/// <param name="Label">What people call it; empty for none.</param>
public sealed record AnswerValue(string Id, string Label);

/// <summary>The number of matches in one minute.</summary>
/// <param name="At">The minute's beginning.</param>
public sealed record AnswerMinute(Instant At, long Events);
