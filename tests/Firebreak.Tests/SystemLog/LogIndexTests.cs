using System.Text;
using Firebreak.SystemLog;
using Xunit;

namespace Firebreak.Tests.SystemLog;

public sealed class LogIndexTests
{
    [Fact]
    public void A_segment_finds_each_of_its_values_and_nothing_else()
    {
        var segment = new LogIndexSegment();
        segment.Clear();
        for (var place = 0; place < LogIndexSegment.Size; place++)
            segment.Add(place, Encoding.UTF8.GetBytes($$"""
                {"published":"2026-01-02T03:04:05.678Z","eventType":"t{{place % 3}}","actor":{"id":"u{{place}}","alternateId":"Ärzte{{place}}"},"target":[{"id":"x"},{"id":"y{{place % 2}}"}],"severity":"","outcome":null}
                """));
        var buckets = segment.Finish();
        Assert.Equal(LogIndexTerm.Buckets, buckets.Length);
        int[] Find(LogIndexField field, string value)
        {
            var places = new ulong[LogIndexSegment.Size / 64];
            var term = LogIndexTerm.Of(field, value);
            LogIndexSegment.Find(buckets[term.Bucket], term, places);
            return [.. Enumerable.Range(0, LogIndexSegment.Size).Where(place => (places[place >> 6] >> (place & 63) & 1) != 0)];
        }
        Assert.Equal(Enumerable.Range(0, LogIndexSegment.Size).Where(place => place % 3 == 1), Find(LogIndexField.EventType, "T1"));
        Assert.Equal(LogIndexSegment.Size, Find(LogIndexField.TargetId, "x").Length);
        Assert.Equal(LogIndexSegment.Size / 2, Find(LogIndexField.TargetId, "y1").Length);
        for (var place = 0; place < LogIndexSegment.Size; place++)
        {
            Assert.Equal([place], Find(LogIndexField.ActorId, $"u{place}"));
            Assert.Equal([place], Find(LogIndexField.ActorAlternateId, $"äRZTE{place}"));
        }
        Assert.Empty(Find(LogIndexField.ActorId, "u2048"));
        Assert.Empty(Find(LogIndexField.TargetId, "u1"));
    }

    [Fact]
    public void Texts_that_are_equal_without_case_have_one_term()
    {
        for (var c = '\u0001'; c < '\ud800'; c++)
            foreach (var other in new[] { char.ToUpperInvariant(c), char.ToLowerInvariant(c) })
                if (string.Equals($"a{c}", $"a{other}", StringComparison.OrdinalIgnoreCase))
                    Assert.Equal(LogIndexTerm.Of(LogIndexField.Uuid, $"a{c}"), LogIndexTerm.Of(LogIndexField.Uuid, $"a{other}"));
    }

    [Fact]
    public void A_term_is_the_same_for_ever() =>
        Assert.Equal(LogIndexTerm.Of(LogIndexField.EventType, "USER.session.start"), LogIndexTerm.Of(LogIndexField.EventType, "user.session.START"));

    [Theory]
    [InlineData("a-b", "a", true)]
    [InlineData("a-b", "a-b", true)]
    [InlineData("ab", "a", false)]
    [InlineData("ba ab a", "a", true)]
    [InlineData("https://interestingURI.com/x", "interestinguri.com", true)]
    [InlineData("xfoo foox", "foo", false)]
    public void A_keyword_is_a_whole_word(string text, string word, bool found) => Assert.Equal(found, LogSearchWords.Has(text, word));

    [Fact]
    public void A_cursor_reads_back_and_nothing_else_does()
    {
        var cursor = new LogSearchCursor(LogSearchKind.Descending, 12, 3456789);
        Assert.Equal(cursor, LogSearchCursor.Read(cursor.ToString()));
        foreach (var text in new[] { "", "x", "cDEuMA", "eDEuMg", "cDEu", "cC0xLjU", new string('A', 65) }) Assert.Null(LogSearchCursor.Read(text));
    }
}
