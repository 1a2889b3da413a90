using System.Text;
using Xunit;

namespace Firebreak.Tests.Sigma;

/// <summary>Whatever JSON an event is made of, the rule sees the values in it.</summary>
public sealed class EventReadingTests
{
    [Theory]
    // Keys without case, through objects and arrays, of any depth.
    [InlineData("eventtype: x", """{"eventType":"x"}""", true)]
    [InlineData("EVENTTYPE: x", """{"eventtype":"x"}""", true)]
    [InlineData("a.b.c: x", """{"A":{"B":{"C":"x"}}}""", true)]
    [InlineData("a.b: x", """{"a":[{"b":"y"},{"b":"x"}]}""", true)]
    [InlineData("a.b: x", """{"a":[[{"b":"y"}],[[{"b":["z","x"]}]]]}""", true)]
    [InlineData("a.b: x", """{"a":{"c":{"b":"x"}}}""", false)]
    [InlineData("a.b: x", """{"b":"x","a":"x"}""", false)]
    [InlineData("a: x", """{"a":{"a":"x"}}""", false)]
    [InlineData("a.b: x", """{"a.b":"x"}""", false)]
    [InlineData("größe: x", """{"größe":"x"}""", true)]
    // What stands around a field does not matter.
    [InlineData("a: x", """{"z":{"a":[1,{"a":"y"}]},"y":[[],{}],"a":"x","w":{}}""", true)]
    [InlineData("a.b: x\nc: y", """{"c":"y","q":null,"a":{"p":1,"b":"x"}}""", true)]
    [InlineData("a: x\na.b: y", """{"a":["x",{"b":"y"}]}""", true)]
    // Escapes in keys and values.
    [InlineData("a: 'x\"y'", """{"a":"x\"y"}""", true)]
    [InlineData("a: x/y", """{"\u0061":"x\/y"}""", true)]
    [InlineData("a: 'é😀'", """{"a":"\u00e9\ud83d\ude00"}""", true)]
    [InlineData("a: \"x\\n\\t\\r\\b\\fy\"", """{"a":"x\n\t\r\b\fy"}""", true)]
    [InlineData(@"a: 'c:\\d'", """{"a":"c:\\d"}""", true)]
    // Half a surrogate pair is valid JSON: it is read as an unknown character, and nothing is thrown.
    [InlineData("a: x*y", """{"a":"x\ud83dy"}""", true)]
    [InlineData("a: x?y", """{"a":"x\ude00y"}""", true)]
    [InlineData("a: 'x??y'", """{"a":"x\ud83d\ud83dy"}""", true)]
    [InlineData("a: x", """{"\ud83d":"y","a":"x"}""", true)]
    [InlineData("a|re: x.y", """{"a":"x\ud83dy"}""", true)]
    public void A_value_is_found(string lines, string json, bool fires) =>
        Assert.Equal(fires, Rules.Fires(Rules.OneSelection(lines), json));

    [Theory]
    [InlineData(511)]
    [InlineData(512)]
    [InlineData(513)]
    [InlineData(100_000)]
    public void A_value_may_be_long(int length)
    {
        var rule = Rules.Parse(Rules.OneSelection("a|endswith: END\nb|contains|cased: Ö\nc|re: 'z$'"));
        foreach (var letter in new[] { "A", "É", "\\u00c9" })
        {
            var text = string.Concat(Enumerable.Repeat(letter, length));
            var json = $$"""{"a":"{{text}}end","b":"{{text}}\u00d6","c":"{{text}}z"}""";
            Assert.True(rule.Matches(Encoding.UTF8.GetBytes(json)));
            Assert.False(rule.Matches(Encoding.UTF8.GetBytes(json.Replace("end", "enD_", StringComparison.Ordinal))));
        }
    }

    [Fact]
    public void Bytes_that_are_no_UTF_8_are_read_as_unknown_characters()
    {
        byte[] json = [.. "{\"a\":\"xÉ"u8, 0xFF, 0xC3, .. "Y\"}"u8];
        Assert.True(Rules.Parse(Rules.OneSelection("a: 'xé*y'")).Matches(json));
        Assert.False(Rules.Parse(Rules.OneSelection("a: 'xéy'")).Matches(json));
        Assert.True(Rules.Parse(Rules.OneSelection("a|re: '^xÉ.+Y$'")).Matches(json));
    }

    [Fact]
    public void An_event_may_nest_deeper_than_any_stack()
    {
        const int Depth = 200_000;
        var deep = string.Concat(Enumerable.Repeat("[", Depth)) + "\"x\"" + string.Concat(Enumerable.Repeat("]", Depth));
        var objects = string.Concat(Enumerable.Repeat("{\"a\":", Depth)) + "\"x\"" + new string('}', Depth);

        Assert.True(Rules.Fires(Rules.OneSelection("a: x"), $$"""{"z":{{objects}},"a":{{deep}}}"""));
        Assert.True(Rules.Fires("title: t\ndetection:\n  k: [x]\n  condition: k\n", $$"""{"z":{{objects}}}"""));
        Assert.False(Rules.Fires(Rules.OneSelection("a: x"), $$"""{"z":{{deep}},"a":{{objects}}}"""));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("\"x\"")]
    public void What_holds_no_field_matches_only_what_asks_for_none(string json)
    {
        Assert.False(Rules.Fires(Rules.OneSelection("a: '*'"), json));
        Assert.True(Rules.Fires(Rules.OneSelection("a: null"), json));
    }

    [Fact]
    public void Asking_allocates_nothing()
    {
        var rule = Rules.Parse(
            "title: t\ndetection:\n  s:\n    actor.alternateId|contains: FreeTrial\n    client.ipAddress|cidr: 52.0.0.0/8\n"
            + "  k: [Ashburn]\n  condition: s and k\n");
        var real = OktaEvents.Real[0];
        for (var i = 0; i < 100; i++) Assert.True(rule.Matches(real));

        var before = GC.GetAllocatedBytesForCurrentThread();
        var matches = 0;
        for (var i = 0; i < 100; i++) matches += rule.Matches(real) ? 1 : 0;
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(100, matches);
        Assert.Equal(0, allocated);
    }
}
