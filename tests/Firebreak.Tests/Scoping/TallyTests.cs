using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Firebreak.Log.Events;
using Firebreak.Log.Reading;
using Firebreak.Log.Scoping;
using Firebreak.Tests.Events;
using Xunit;

namespace Firebreak.Tests.Scoping;

/// <summary>An answer is what LINQ makes of the same events, whatever the number of threads.</summary>
public sealed class TallyTests
{
    public static TheoryData<GroupBy> Groupings => [.. Enum.GetValues<GroupBy>()];

    [Theory]
    [MemberData(nameof(Groupings))]
    public void An_answer_counts_what_the_events_say(GroupBy by)
    {
        var draw = new Draw(8 + (ulong)by);
        for (var round = 0; round < 12; round++)
        {
            var lines = Enumerable.Range(0, draw.Below(600)).Select(_ => SomeEvent.Line(draw, alwaysEvent: true)).ToArray();
            var ownOrg = draw.OneIn(2) ? "00oOwn" : "";
            var expected = Text(Expected(by, [.. lines.Select(PlainEvent.Of)], ownOrg));
            foreach (var threads in new[] { 1, 2, 3 })
            {
                var inputs = lines.Chunk(20).Select(chunk => new StreamLines("-", new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', chunk)))));
                var result = Scan.Run(inputs, new Question { OwnOrg = ownOrg }, new ScanOptions { By = by, Threads = threads });
                Assert.Equal(expected, Text(result.Answer));
                Assert.Equal(lines.Length, result.Answer.Total.Events);
            }
        }
    }

    [Fact]
    public void An_answer_of_nothing_is_empty()
    {
        var answer = Scan.Run([], new Question(), new ScanOptions()).Answer;
        Assert.Equal((0, null, null), (answer.Total.Events, answer.Total.First, answer.Total.Last));
        Assert.Empty(answer.Groups);
        Assert.Empty(answer.Minutes);
        Assert.Empty(answer.Total.Types);
    }

    [Fact]
    public void An_event_belongs_to_the_group_of_each_of_its_targets_and_counts_once_in_total()
    {
        var result = Scan.Run(
            [Lines("""{"published":"2022-01-16","eventType":"x","target":[{"id":"a"},{"id":"b"},{"id":"a","displayName":"A"}]}""", """{"published":"2022-01-16","eventType":"x"}""")],
            new Question(),
            new ScanOptions { By = GroupBy.Target });
        Assert.Equal([("", "", 1L), ("a", "A", 1), ("b", "", 1)], result.Answer.Groups.Select(group => (group.Name, group.Label, group.Events)));
        Assert.Equal(2, result.Answer.Total.Events);
    }

    [Fact]
    public void Matches_can_be_read_again_with_their_groups()
    {
        string[] lines =
        [
            """{"published":"2022-01-16T01:00:00.000Z","eventType":"x","target":[{"id":"a"},{"id":"b"}]}""",
            """{"_raw":"{\"published\":\"2022-01-16T02:00:00.000Z\",\n\"eventType\":\"y\",\"target\":[{\"id\":\"b\"}]}"}""",
            """{"published":"2022-01-16T03:00:00.000Z","eventType":"zé"}""",
        ];
        using var matches = MatchFile.CreateTemporary();
        var result = Scan.Run([Lines(lines)], new Question(), new ScanOptions { By = GroupBy.Target, Matches = matches });
        var read = matches.Matches.Select(match => (result.GroupNames[match.Group], match.Published.ToString()[11..13], match.Index, Encoding.UTF8.GetString(matches.Read(match).Span)));
        var unwrapped = """{"published":"2022-01-16T02:00:00.000Z", "eventType":"y","target":[{"id":"b"}]}""";
        Assert.Equal([("a", "01", -1L, lines[0]), ("b", "01", -1, lines[0]), ("b", "02", -1, unwrapped), ("", "03", -1, lines[2])], read);
    }

    [Fact]
    public void What_goes_wrong_on_one_thread_ends_the_scan_on_all()
    {
        IEnumerable<LineInput> Inputs()
        {
            for (var i = 0; i < 50; i++) yield return Lines(Enumerable.Repeat("""{"published":"2022-01-16","eventType":"x"}""", 1000).ToArray());
            throw new InputException("gone");
        }

        using var matches = MatchFile.CreateTemporary();
        foreach (var threads in new[] { 1, 3 })
        {
            var options = new ScanOptions { Threads = threads, Matches = matches };
            Assert.Equal("gone", Assert.Throws<InputException>(() => Scan.Run(Inputs(), new Question(), options)).Message);
            var hunt = new Hunt("broken", "", null, _ => throw new InvalidOperationException("broken"));
            Assert.Equal("broken", Assert.Throws<InvalidOperationException>(() => Scan.Run(Inputs(), new Question { Hunts = [hunt] }, options)).Message);
        }
    }

    private static StreamLines Lines(params string[] lines) => new("-", new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', lines))));

    private static Answer Expected(GroupBy by, ImmutableArray<PlainEvent> events, string ownOrg)
    {
        var members = events.SelectMany(read => GroupsOf(by, read, ownOrg).Select(group => (group.Name, Label: (read.Published, group.Label), Event: read))).ToList();
        var groups = members.GroupBy(member => member.Name, StringComparer.Ordinal).Select(group =>
            GroupOf(group.Key, Best(group.Select(member => member.Label)), [.. group.Select(member => member.Event).Distinct(ReferenceEqualityComparer.Instance).Cast<PlainEvent>()], events));
        return new Answer(
            by,
            [.. groups.OrderByDescending(group => group.Events).ThenBy(group => group.Name, StringComparer.Ordinal)],
            GroupOf("", "", events, events),
            [.. events.GroupBy(read => read.Published.ToString()[..16]).OrderBy(minute => minute.Key, StringComparer.Ordinal).Select(minute => new AnswerMinute(At(minute.Key + "Z"), minute.Count()))]);
    }

    private static IEnumerable<(string Name, string Label)> GroupsOf(GroupBy by, PlainEvent read, string ownOrg) => by switch
    {
        GroupBy.Org => [(read.Org.Length > 0 ? read.Org : ownOrg, "")],
        GroupBy.Actor => [(read.ActorId, read.ActorLogin)],
        GroupBy.Target => read.Targets.IsEmpty ? [("", "")] : read.Targets.Select(target => (target.Id, target.Label)),
        GroupBy.Event => [(read.EventType, "")],
        GroupBy.Session => [(read.Session, read.ActorLogin)],
        GroupBy.Ip => [(read.Address, read.Country)],
        GroupBy.Country => [(read.Country, "")],
        GroupBy.Hour => [(read.Published.ToDateTimeOffset().ToString("yyyy-MM-dd'T'HH:00'Z'", CultureInfo.InvariantCulture), "")],
        GroupBy.Day => [(read.Published.ToDateTimeOffset().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), "")],
        _ => throw new ArgumentOutOfRangeException(nameof(by)),
    };

    private static AnswerGroup GroupOf(string name, string label, ImmutableArray<PlainEvent> events, ImmutableArray<PlainEvent> all)
    {
        var labels = all
            .SelectMany(read => read.Targets.Select(target => (target.Id, target.Label)).Append((Id: read.ActorId, Label: read.ActorLogin)).Select(named => (named.Id, Label: (read.Published, named.Label))))
            .ToLookup(named => named.Id, named => named.Label, StringComparer.Ordinal);
        ImmutableArray<AnswerValue> Values(IEnumerable<string> ids) =>
            [.. ids.Where(id => id.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(id => new AnswerValue(id, Best(labels[id])))];
        return new AnswerGroup(
            name,
            label,
            events.Length,
            events.IsEmpty ? null : events.Min(read => read.Published),
            events.IsEmpty ? null : events.Max(read => read.Published),
            [.. events.GroupBy(read => read.EventType, StringComparer.Ordinal).Select(type => new AnswerType(type.Key, type.Count())).OrderByDescending(type => type.Events).ThenBy(type => type.Name, StringComparer.Ordinal)],
            Values(events.Select(read => read.ActorId)),
            Values(events.SelectMany(read => read.Targets).Select(target => target.Id)),
            Values(events.Select(read => read.Session)),
            Values(events.Select(read => read.Address)));
    }

    // Of the earliest event that has one; of several at that time the first by its bytes.
    private static string Best(IEnumerable<(Instant Published, string Label)> labels) => labels
        .Where(label => label.Label.Length > 0)
        .OrderBy(label => label.Published)
        .ThenBy(label => Convert.ToHexString(Encoding.UTF8.GetBytes(label.Label)), StringComparer.Ordinal)
        .Select(label => label.Label)
        .FirstOrDefault("");

    private static Instant At(string text) => Instant.TryParse(Encoding.ASCII.GetBytes(text), out var at) ? at : throw new FormatException(text);

    private static string Text(Answer answer) =>
        $"by {answer.By}\n{string.Concat(answer.Groups.Select(Text))}total {Text(answer.Total)}{string.Join(' ', answer.Minutes.Select(minute => $"{minute.At} {minute.Events}"))}";

    private static string Text(AnswerGroup group) =>
        $"{group.Name} ({group.Label}) {group.Events} {group.First} {group.Last}: types {string.Join(", ", group.Types)}; actors {string.Join(", ", group.Actors)}; "
        + $"targets {string.Join(", ", group.Targets)}; sessions {string.Join(", ", group.Sessions)}; addresses {string.Join(", ", group.Addresses)}\n";
}
