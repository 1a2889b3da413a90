using System.Net;
using System.Text;
using System.Text.Json;
using Firebreak.Log;
using Firebreak.Log.Events;
using Firebreak.Log.Scoping;
using Firebreak.Tests.Events;
using Xunit;

namespace Firebreak.Tests.Scoping;

public sealed class QuestionJsonTests
{
    [Fact]
    public void A_question_written_is_read_as_the_same_question()
    {
        var draw = new Draw(11);
        for (var i = 0; i < 2_000; i++)
        {
            var question = SomeQuestion.Any(draw) with
            {
                OwnOrg = draw.OneIn(2) ? "00o1" : "",
                Hunts = draw.OneIn(2) ? [new Hunt("a", "title: ä\n", null, _ => true), new Hunt("b", "", ["x"], _ => false)] : [],
            };
            var read = Read(Write(question));
            Assert.Equal(Write(question), Write(read));
            Assert.Equal((question.From, question.To, question.OwnOrg), (read.From, read.To, read.OwnOrg));
            foreach (var (written, again) in question.Lists.Zip(read.Lists))
            {
                Assert.Equal(written.Option, again.Option);
                Assert.Equal(written.Values, again.Values);
            }

            Assert.Equal(question.Hunts.Select(hunt => (hunt.Name, hunt.Text)), read.Hunts.Select(hunt => (hunt.Name, hunt.Text)));
        }
    }

    [Fact]
    public void A_question_has_its_documented_form()
    {
        var question = new Question
        {
            From = new Instant(1_642_291_200_000_000),
            To = new Instant(1_642_723_200_000_001),
            Actors = ["ann@sub.example"],
            Addresses = [IPNetwork.Parse("192.0.2.0/24")],
            Hunts = [new Hunt("mine", "title: x", null, _ => true)],
            OwnOrg = "00o1",
        };
        Assert.Equal(
            """{"from":"2022-01-16T00:00:00.000Z","to":"2022-01-21T00:00:00.000001Z","actor":["ann@sub.example"],"ip":["192.0.2.0/24"],"hunt":[{"name":"mine","rule":"title: x"}],"org":"00o1"}""",
            Write(question));
        Assert.Equal("{}", Write(new Question()));
        Assert.Equal("from 2022-01-16 to before 2022-01-21T00:00:00.000001Z; actor ann@sub.example; ip 192.0.2.0/24; hunt mine", question.ToString());
        Assert.Equal("all times; session a or b or c or d or 1 more", new Question { Sessions = ["a", "b", "c", "d", "e"] }.ToString());
        Assert.True(question.Narrows);
        Assert.False(new Question { From = question.From }.Narrows);
    }

    [Theory]
    [InlineData("""{"colour":["red"]}""", "the question asks for \"colour\", which this version does not know")]
    [InlineData("""{"Actor":["x"]}""", "the question asks for \"Actor\", which this version does not know")]
    [InlineData("""{"from":"soon"}""", "the question's window is not a time")]
    [InlineData("""{"to":""}""", "the question's window is not a time")]
    [InlineData("""{"ip":["192.0.2.0/33"]}""", "the question's network \"192.0.2.0/33\" is none")]
    [InlineData("""{"ip":["x"]}""", "the question's network \"x\" is none")]
    public void What_is_not_understood_is_refused(string json, string problem) =>
        Assert.Equal(problem, Assert.Throws<LogCorruptException>(() => Read(json)).Message);

    private static string Write(Question question)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes)) QuestionJson.Write(json, question);
        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static Question Read(string text)
    {
        using var document = JsonDocument.Parse(text);
        return QuestionJson.Read(document.RootElement, (name, rule) => new Hunt(name, rule, null, _ => true));
    }
}
