using System.Text;
using Firebreak.Log.Events;
using Firebreak.Log.Scoping;
using Firebreak.Tests.Events;
using Xunit;

namespace Firebreak.Tests.Scoping;

public sealed class QuestionMatcherTests
{
    private readonly EventReader _reader = new();

    [Fact]
    public void An_event_matches_when_all_that_is_asked_holds()
    {
        var draw = new Draw(5);
        var matched = 0;
        for (var i = 0; i < 1000; i++)
        {
            var question = SomeQuestion.Any(draw);
            var matcher = new QuestionMatcher(question);
            for (var n = 0; n < 40; n++)
            {
                var line = SomeEvent.Line(draw, alwaysEvent: true);
                Assert.Equal(LineKind.Event, _reader.Read(Encoding.UTF8.GetBytes(line), out var read, out _));
                var expected = SomeQuestion.IsAnsweredBy(question, PlainEvent.Of(line));
                if (expected != matcher.Matches(read)) Assert.Fail($"{question}\nis answered {(expected ? "" : "not ")}by\n{line}");
                if (expected) matched++;
            }
        }

        Assert.InRange(matched, 2_000, 38_000);
    }

    [Fact]
    public void Lines_in_our_own_order_are_passed_over_only_where_reading_them_would_not_match()
    {
        var draw = new Draw(6);
        var (passed, matched) = (0L, 0);
        for (var i = 0; i < 2000; i++)
        {
            var question = SomeQuestion.Any(draw);
            var trusting = new LineScanner(new QuestionMatcher(question), "", trustedOrder: true, keepLines: true);
            var strict = new LineScanner(new QuestionMatcher(question), "", trustedOrder: false, keepLines: true);
            for (var n = 0; n < 40; n++)
            {
                var line = SomeEvent.Line(draw);
                var bytes = Encoding.UTF8.GetBytes(line);
                var expected = strict.Scan(bytes, n);
                if (trusting.Scan(bytes, n) != expected) Assert.Fail($"{question}\nis answered {(expected ? "" : "not ")}by\n{line}");
                if (expected) matched++;
            }

            Assert.Equal(strict.Matches.Count, trusting.Matches.Count);
            Assert.Equal(strict.Counts.Read, trusting.Counts.Read);
            passed += trusting.Counts.Passed;
        }

        // Both happen: else nothing was compared.
        Assert.InRange(passed, 20_000, 70_000);
        Assert.InRange(matched, 4_000, 60_000);
    }

    [Fact]
    public void Most_of_our_own_lines_are_known_by_their_front()
    {
        var draw = new Draw(7);
        var known = 0;
        for (var i = 0; i < 1000; i++)
        {
            if (CanonicalLine.TryRead(Encoding.UTF8.GetBytes(SomeEvent.Line(draw)), out var line) && line.TryReadActor(out _, out _, out _)) known++;
        }

        Assert.InRange(known, 300, 900);
    }

    [Theory]
    [InlineData("2022-01-16T00:00:00.000Z")]
    [InlineData("2022-01-16T00:00:00.000001Z")]
    [InlineData("2022-01-16T00:00:00.999999Z")]
    [InlineData("1969-12-31T23:59:59.999999Z")]
    [InlineData("0001-01-01T00:00:00.001Z")]
    [InlineData("2300-01-01T00:00:00.000001Z")]
    [InlineData("9000-12-31T23:59:59.999001Z")]
    [InlineData("9999-12-31T23:59:59.999Z")]
    public void A_window_is_half_open_to_the_microsecond(string edge)
    {
        Assert.True(Instant.TryParse(Encoding.ASCII.GetBytes(edge), out var at));
        foreach (var off in new[] { -1_000_000, -1000, -999, -1, 0, 1, 999, 1000, 1_000_000 })
        {
            var time = new Instant(at.Micros + off);
            if (time < Instant.Earliest || time > Instant.Latest) continue;
            foreach (var trusted in new[] { false, true })
            {
                Assert.Equal(off >= 0, IsIn(new Question { From = at }, time, trusted));
                Assert.Equal(off < 0, IsIn(new Question { To = at }, time, trusted));
                Assert.False(IsIn(new Question { From = at, To = at }, time, trusted));
                Assert.True(IsIn(new Question(), time, trusted));
            }
        }
    }

    [Theory]
    [InlineData("192.0.2.0/24", "192.0.2.255", true)]
    [InlineData("192.0.2.0/24", "192.0.3.0", false)]
    [InlineData("192.0.2.0/24", "::ffff:192.0.2.255", true)]
    [InlineData("2001:db8::/32", "2001:0DB8:0000::1", true)]
    [InlineData("2001:db8::/32", "2001:db9::1", false)]
    [InlineData("0.0.0.0/0", "2001:db8::1", false)]
    [InlineData("::/0", "192.0.2.1", false)]
    [InlineData("0.0.0.0/0", "unknown", false)]
    [InlineData("0.0.0.0/0", "", false)]
    public void An_address_is_in_a_network_however_it_is_written(string network, string address, bool isIn) =>
        Assert.Equal(isIn, Matches(new Question { Addresses = [System.Net.IPNetwork.Parse(network)] }, $"\"client\":{{\"ipAddress\":\"{address}\"}}"));

    [Fact]
    public void A_hunt_is_asked_only_about_its_event_types_and_sees_the_events_own_bytes()
    {
        var seen = new List<string>();
        bool Look(ReadOnlySpan<byte> json)
        {
            seen.Add(Encoding.UTF8.GetString(json));
            return json.IndexOf("needle"u8) >= 0;
        }

        var question = new Question { Hunts = [new Hunt("typed", "", ["zone.create"], Look), new Hunt("never", "", [], Look)] };
        Assert.False(Matches(question, "\"a\":\"needle\"", "user.session.start"));
        Assert.Empty(seen);
        Assert.True(Matches(question, "\"a\":\"needle\"", "Zone.Create"));
        Assert.False(Matches(question, "\"a\":\"hay\"", "zone.create"));
        Assert.Equal(2, seen.Count);
        Assert.StartsWith("{\"published\"", seen[0], StringComparison.Ordinal);

        Assert.True(Matches(new Question { Hunts = [new Hunt("no", "", null, _ => false), new Hunt("yes", "", null, _ => true)] }, "\"a\":1"));
        Assert.False(Matches(new Question { Hunts = [new Hunt("yes", "", null, _ => true)], Outcomes = ["DENY"] }, "\"a\":1"));
    }

    private bool Matches(Question question, string fields, string eventType = "x")
    {
        var line = $"{{\"published\":\"2022-01-16\",\"eventType\":\"{eventType}\",{fields}}}";
        Assert.Equal(LineKind.Event, _reader.Read(Encoding.UTF8.GetBytes(line), out var read, out _));
        return new QuestionMatcher(question).Matches(read);
    }

    private static bool IsIn(Question question, Instant time, bool trusted)
    {
        // With three digits the line is in our own order, with more it is not; both must say the same.
        var line = $"{{\"published\":\"{time}\",\"orgId\":\"o\",\"eventType\":\"e\",\"actor\":{{\"id\":\"i\",\"type\":\"User\",\"alternateId\":\"a\"}}}}";
        var scanner = new LineScanner(new QuestionMatcher(question), "", trusted, keepLines: false);
        return scanner.Scan(Encoding.UTF8.GetBytes(line), -1);
    }
}
