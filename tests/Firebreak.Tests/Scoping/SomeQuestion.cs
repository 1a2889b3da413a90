using System.Collections.Immutable;
using System.Net;
using System.Text.RegularExpressions;
using Firebreak.Log.Scoping;
using Firebreak.Tests.Events;

namespace Firebreak.Tests.Scoping;

/// <summary>Questions out of the values of <see cref="SomeEvent"/>, and their answer word by word.</summary>
internal static class SomeQuestion
{
    public static Question Any(Draw draw)
    {
        // One in how many of the lists is asked for: questions of one list and of many.
        var rare = draw.Of<int>([2, 4, 8, 20]);
        return new Question
        {
            From = draw.OneIn(2) ? SomeEvent.Time(draw) : null,
            To = draw.OneIn(2) ? SomeEvent.Time(draw) : null,
            Actors = Some(draw, rare, [.. SomeEvent.Ids, .. SomeEvent.Logins]),
            ActorDomains = Some(draw, rare, SomeEvent.Domains),
            Affiliations = Some(draw, rare, SomeEvent.Affiliations),
            Sessions = Some(draw, rare, SomeEvent.Sessions),
            Addresses = [.. Some(draw, rare, SomeEvent.Networks).Select(network => IPNetwork.Parse(network))],
            Devices = Some(draw, rare, SomeEvent.Devices),
            Events = Some(draw, rare, SomeEvent.Globs),
            Outcomes = Some(draw, rare, SomeEvent.Outcomes),
            Targets = Some(draw, rare, [.. SomeEvent.Ids, .. SomeEvent.Logins]),
        };
    }

    public static bool IsAnsweredBy(Question question, PlainEvent read)
    {
        var isBy = question.Actors.IsEmpty && question.ActorDomains.IsEmpty && question.Affiliations.IsEmpty
            || question.Actors.Contains(read.ActorId, StringComparer.Ordinal)
            || question.Actors.Any(actor => Same(actor, read.ActorLogin))
            || read.ActorLogin.Contains('@', StringComparison.Ordinal) && question.ActorDomains.Any(domain => Same(domain, read.ActorLogin.Split('@')[^1]))
            || question.Affiliations.Any(affiliation => Same(affiliation, read.Affiliation));
        return isBy
            && (question.From is not { } from || read.Published.Micros >= from.Micros)
            && (question.To is not { } to || read.Published.Micros < to.Micros)
            && Holds(question.Sessions, session => session == read.ExternalSession || session == read.RootSession)
            && Holds(question.Addresses, network => IPAddress.TryParse(read.Address, out var address) && network.Contains(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address))
            && Holds(question.Devices, device => read.Devices.Contains(device, StringComparer.Ordinal))
            && Holds(question.Events, glob => Regex.IsMatch(read.EventType, "^" + Regex.Escape(glob).Replace(@"\*", ".*", StringComparison.Ordinal) + "$", RegexOptions.None, TimeSpan.FromSeconds(5)))
            && Holds(question.Outcomes, outcome => Same(outcome, read.Outcome))
            && Holds(question.Targets, target => read.Targets.Any(of => of.Id == target || Same(of.Login, target)));
    }

    private static bool Holds<T>(ImmutableArray<T> list, Func<T, bool> isIt) => list.IsEmpty || list.Any(isIt);

    private static bool Same(string a, string b) => string.Equals(Fold(a), Fold(b), StringComparison.Ordinal);

    private static string Fold(string text) => text.ToLowerInvariant();

    private static ImmutableArray<string> Some(Draw draw, int rare, string[] values) =>
        draw.OneIn(rare) ? [.. Enumerable.Range(0, 1 + draw.Below(3)).Select(_ => draw.Of<string>(values))] : [];
}
