using System.Reflection;
using System.Text;
using Firebreak.Log.Events;
using Xunit;

namespace Firebreak.Tests.Events;

/// <summary>The fast reader answers as the plain one does, whatever the line.</summary>
public sealed class EventReaderTests
{
    private const string Front = """{"published":"2022-01-20T23:18:00.000Z","eventType":"user.session.start",""";

    private readonly EventReader _reader = new();
    private readonly EventReader _plain = new(plainOnly: true);

    [Theory]
    [InlineData("okta-events/events.ndjson", LineKind.Event)]
    [InlineData("okta-events/provenance.ndjson", LineKind.NotAnEvent)]
    [InlineData("okta-events/SOURCES.md", LineKind.Malformed)]
    [InlineData("okta-recordings/okta-sdk-python.ndjson", LineKind.NotAnEvent)]
    [InlineData("okta-recordings/SOURCES.md", LineKind.Malformed)]
    public void Every_line_of_a_real_file_is_read_alike(string file, LineKind expected)
    {
        var lines = RealEvents.LinesOf(SharedData.Path(file));
        Assert.NotEmpty(lines);
        Assert.All(lines, line =>
        {
            Assert.Equal(expected, _reader.Read(line, out _, out _));
            AssertAlike(line);
        });
    }

    [Fact]
    public void The_fast_reader_needs_no_help_with_real_events()
    {
        var (fast, slices) = (new FastReader(), new EventSlices());
        Assert.All(RealEvents.Lines, line => Assert.True(fast.TryRead(line, slices)));
    }

    [Fact]
    public void Every_field_of_an_event_is_compared()
    {
        static int Texts(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Count(property => property.PropertyType == typeof(JsonText));
        _reader.Read(Encoding.UTF8.GetBytes(Front + "\"target\":[{}]}"), out var read, out _);
        Assert.Equal(Texts(typeof(LogEvent)) + Texts(typeof(EventTarget)), EventFields.Of(read).Count);
    }

    [Theory]
    // White space, and what is none.
    [InlineData("", LineKind.Malformed)]
    [InlineData(" ", LineKind.Malformed)]
    [InlineData(" \t\r\n {} \t\r\n ", LineKind.NotAnEvent)]
    [InlineData("\v{}", LineKind.Malformed)]
    [InlineData("\f{}", LineKind.Malformed)]
    [InlineData("{}\0", LineKind.Malformed)]
    [InlineData("\0{}", LineKind.Malformed)]
    [InlineData("{\0}", LineKind.Malformed)]
    [InlineData("{}\u00a0", LineKind.Malformed)]
    [InlineData("\uFEFF{}", LineKind.Malformed)]
    [InlineData("{\uFEFF}", LineKind.Malformed)]
    // One object, nothing else.
    [InlineData("[]", LineKind.Malformed)]
    [InlineData("[{}]", LineKind.Malformed)]
    [InlineData("1", LineKind.Malformed)]
    [InlineData("\"x\"", LineKind.Malformed)]
    [InlineData("null", LineKind.Malformed)]
    [InlineData("true", LineKind.Malformed)]
    [InlineData("{}{}", LineKind.Malformed)]
    [InlineData("{} {}", LineKind.Malformed)]
    [InlineData("{},", LineKind.Malformed)]
    [InlineData("{}x", LineKind.Malformed)]
    [InlineData("{}]", LineKind.Malformed)]
    [InlineData("{}}", LineKind.Malformed)]
    [InlineData("{", LineKind.Malformed)]
    [InlineData("}", LineKind.Malformed)]
    [InlineData("{]", LineKind.Malformed)]
    [InlineData("[}", LineKind.Malformed)]
    // Colons, commas, quotes.
    [InlineData("{,}", LineKind.Malformed)]
    [InlineData("""{"a"}""", LineKind.Malformed)]
    [InlineData("""{"a":}""", LineKind.Malformed)]
    [InlineData("""{"a":1,}""", LineKind.Malformed)]
    [InlineData("""{,"a":1}""", LineKind.Malformed)]
    [InlineData("""{"a":1,,"b":2}""", LineKind.Malformed)]
    [InlineData("""{"a":1 "b":2}""", LineKind.Malformed)]
    [InlineData("""{"a"::1}""", LineKind.Malformed)]
    [InlineData("""{"a" 1}""", LineKind.Malformed)]
    [InlineData("""{"a","b"}""", LineKind.Malformed)]
    [InlineData("""{"a":"b":"c"}""", LineKind.Malformed)]
    [InlineData("""{a:1}""", LineKind.Malformed)]
    [InlineData("""{'a':1}""", LineKind.Malformed)]
    [InlineData("""{1:1}""", LineKind.Malformed)]
    [InlineData("""{null:1}""", LineKind.Malformed)]
    [InlineData("""{"a":'b'}""", LineKind.Malformed)]
    [InlineData("""{"a":"b}""", LineKind.Malformed)]
    [InlineData("""{"a:1}""", LineKind.Malformed)]
    [InlineData("""{"a":"b""c"}""", LineKind.Malformed)]
    [InlineData("""{"a":"b"c}""", LineKind.Malformed)]
    [InlineData("""{"a":[1,]}""", LineKind.Malformed)]
    [InlineData("""{"a":[,1]}""", LineKind.Malformed)]
    [InlineData("""{"a":[1 2]}""", LineKind.Malformed)]
    [InlineData("""{"a":[1}""", LineKind.Malformed)]
    [InlineData("""{"a":{"b":1]}""", LineKind.Malformed)]
    [InlineData("""{"a":["b":1]}""", LineKind.Malformed)]
    [InlineData("""{"a":[[],{},[{}],[[]]]}""", LineKind.NotAnEvent)]
    [InlineData("""{"":1}""", LineKind.NotAnEvent)]
    [InlineData("""{"":{"":[{"":""}]}}""", LineKind.NotAnEvent)]
    [InlineData("""{"a":1}//x""", LineKind.Malformed)]
    [InlineData("""{/*x*/"a":1}""", LineKind.Malformed)]
    // Backslashes where there is no string.
    [InlineData("""\{"a":1}""", LineKind.Malformed)]
    [InlineData("""{\"a":1}""", LineKind.Malformed)]
    [InlineData("""{"a"\:1}""", LineKind.Malformed)]
    [InlineData("""{"a":\"b"}""", LineKind.Malformed)]
    [InlineData("""{"a":1\}""", LineKind.Malformed)]
    [InlineData("""{"a":1}\""", LineKind.Malformed)]
    [InlineData("""{"a":\"b\"}""", LineKind.Malformed)]
    // Escapes.
    [InlineData("""{"a":"\\","b":"\"","c":"\/\b\f\n\r\t"}""", LineKind.NotAnEvent)]
    [InlineData("""{"a":"\u00e9\u00E9\uFFFF\u0000"}""", LineKind.NotAnEvent)]
    [InlineData("""{"a":"\ud83d\ude00"}""", LineKind.NotAnEvent)]
    [InlineData("""{"a":"\ud83d","b":"\ude00","c":"\ude00\ud83d","d":"\ud83d\ud83d","e":"\ud83dx"}""", LineKind.NotAnEvent)]
    [InlineData("""{"a":"\x"}""", LineKind.Malformed)]
    [InlineData("""{"a":"\U0041"}""", LineKind.Malformed)]
    [InlineData("""{"a":"\u"}""", LineKind.Malformed)]
    [InlineData("""{"a":"\u1"}""", LineKind.Malformed)]
    [InlineData("""{"a":"\u12"}""", LineKind.Malformed)]
    [InlineData("""{"a":"\u123"}""", LineKind.Malformed)]
    [InlineData("""{"a":"\u123","b":"4"}""", LineKind.Malformed)]
    [InlineData("""{"a":"\u123g"}""", LineKind.Malformed)]
    [InlineData("""{"a":"\u 123"}""", LineKind.Malformed)]
    [InlineData("""{"a":"\ud83d\u12"}""", LineKind.Malformed)]
    [InlineData("""{"a":"\'"}""", LineKind.Malformed)]
    [InlineData("""{"a":"\0"}""", LineKind.Malformed)]
    [InlineData("{\"a\":\"\\\n\"}", LineKind.Malformed)]
    [InlineData("""{"a":"\\\"}""", LineKind.Malformed)]
    [InlineData("""{"a\n":1,"b\u0063":2}""", LineKind.NotAnEvent)]
    [InlineData("""{"a\x":1}""", LineKind.Malformed)]
    // Control characters in a string: never; DEL and what is beyond ASCII: always.
    [InlineData("{\"a\":\"\t\"}", LineKind.Malformed)]
    [InlineData("{\"a\":\"\r\"}", LineKind.Malformed)]
    [InlineData("{\"a\":\"\n\"}", LineKind.Malformed)]
    [InlineData("{\"a\":\"\0\"}", LineKind.Malformed)]
    [InlineData("{\"a\":\"\u001f\"}", LineKind.Malformed)]
    [InlineData("{\"a\":\"\u007f\u0080\u2028\u2029\uFEFF\"}", LineKind.NotAnEvent)]
    [InlineData("{\"a\tb\":1}", LineKind.Malformed)]
    [InlineData("{\"a\0\":1}", LineKind.Malformed)]
    [InlineData("{\"\n\":1}", LineKind.Malformed)]
    [InlineData("{\t\"a\"\r:\n1\t}", LineKind.NotAnEvent)]
    // Literals cut short, too long, in other case.
    [InlineData("""{"a":null,"b":true,"c":false}""", LineKind.NotAnEvent)]
    [InlineData("""{"a":nul}""", LineKind.Malformed)]
    [InlineData("""{"a":n}""", LineKind.Malformed)]
    [InlineData("""{"a":tru}""", LineKind.Malformed)]
    [InlineData("""{"a":fals}""", LineKind.Malformed)]
    [InlineData("""{"a":nulll}""", LineKind.Malformed)]
    [InlineData("""{"a":truefalse}""", LineKind.Malformed)]
    [InlineData("""{"a":Null}""", LineKind.Malformed)]
    [InlineData("""{"a":TRUE}""", LineKind.Malformed)]
    [InlineData("""{"a":NaN}""", LineKind.Malformed)]
    [InlineData("""{"a":Infinity}""", LineKind.Malformed)]
    [InlineData("""{"a":undefined}""", LineKind.Malformed)]
    [InlineData("""{"a":nul""", LineKind.Malformed)]
    [InlineData("""{"a":true""", LineKind.Malformed)]
    public void A_hard_line_is_read_alike(string line, LineKind expected)
    {
        Assert.Equal(expected, _plain.Read(Encoding.UTF8.GetBytes(line), out _, out _));
        AssertAlike(line);
        AssertAlike(line.Replace("{\"a\"", Front + "\"a\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("0", true)]
    [InlineData("-0", true)]
    [InlineData("1", true)]
    [InlineData("-1", true)]
    [InlineData("10", true)]
    [InlineData("0.0", true)]
    [InlineData("0.10", true)]
    [InlineData("1e1", true)]
    [InlineData("1E1", true)]
    [InlineData("1e+1", true)]
    [InlineData("1e-1", true)]
    [InlineData("1e00", true)]
    [InlineData("0e1", true)]
    [InlineData("-0.0e-0", true)]
    [InlineData("1.5E+300", true)]
    [InlineData("1e999999", true)]
    [InlineData("123456789012345678901234567890123456789012345678901234567890.5", true)]
    [InlineData("00", false)]
    [InlineData("01", false)]
    [InlineData("-01", false)]
    [InlineData("-", false)]
    [InlineData("+1", false)]
    [InlineData("--1", false)]
    [InlineData(".5", false)]
    [InlineData("-.5", false)]
    [InlineData("1.", false)]
    [InlineData("1.e1", false)]
    [InlineData("1..5", false)]
    [InlineData("1.5.5", false)]
    [InlineData("1e", false)]
    [InlineData("1e+", false)]
    [InlineData("1e1.5", false)]
    [InlineData("1ee1", false)]
    [InlineData("1e+-1", false)]
    [InlineData("e1", false)]
    [InlineData("0x1", false)]
    [InlineData("1f", false)]
    [InlineData("1 2", false)]
    [InlineData("1_000", false)]
    [InlineData("١", false)]
    public void A_number_is_read_alike(string number, bool isOne)
    {
        foreach (var rest in new[] { "}", " }", ",\"b\":1}" })
        {
            var line = $"{Front}\"securityContext\":{{\"asNumber\":{number}{rest}}}";
            Assert.Equal(isOne ? LineKind.Event : LineKind.Malformed, _reader.Read(Encoding.UTF8.GetBytes(line), out var read, out _));
            if (isOne) Assert.Equal(number, read.AsNumber.ToString());
            AssertAlike(line);
            AssertAlike($"{Front}\"a\":[{number},{number}]}}");
        }

        AssertAlike($"{Front}\"a\":{number}");
    }

    [Theory]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("""{"a":1,"b":2,"a":3}""")]
    [InlineData("""{"a":1,"\u0061":2}""")]
    [InlineData("""{"\u0061":1,"a":2}""")]
    [InlineData("""{"\u0061":1,"\u0061":2}""")]
    [InlineData("""{"a\n":1,"a\u000a":2}""")]
    [InlineData("""{"é":1,"\u00e9":2}""")]
    [InlineData("""{"😀":1,"\ud83d\ude00":2}""")]
    [InlineData("""{"":1,"":2}""")]
    [InlineData("""{"o":{"a":1,"a":2}}""")]
    [InlineData("""{"o":[{"a":1},{"a":1,"a":2}]}""")]
    [InlineData("""{"o":{"p":{"q":[[{"a":{"r":1},"a":2}]]}}}""")]
    [InlineData("""{"actor":{"id":"x"},"actor":{"id":"y"}}""")]
    [InlineData("""{"actor":{"id":"x","id":"y"}}""")]
    [InlineData("""{"actor":{"id":"x","\u0069d":"y"}}""")]
    [InlineData("""{"target":[{"id":"x","id":"y"}]}""")]
    [InlineData("""{"published":"2022-01-20T23:18:00.000Z","eventType":"a","published":"2022-01-20T23:18:00.000Z"}""")]
    [InlineData("""{"published":"2022-01-20T23:18:00.000Z","eventType":"a","eventTyp\u0065":"b"}""")]
    [InlineData("""{"published":"2022-01-20T23:18:00.000Z","eventType":"a","debugContext":{"debugData":{"longer than eight":1,"longer than eight":2}}}""")]
    [InlineData("""{"longer than sixteen bytes":1,"longer than sixteen bytes":2}""")]
    public void A_key_that_stands_twice_in_one_object_is_malformed(string line)
    {
        Assert.Equal(LineKind.Malformed, _reader.Read(Encoding.UTF8.GetBytes(line), out _, out var problem));
        Assert.EndsWith("stands twice in one object", problem, StringComparison.Ordinal);
        AssertAlike(line);
    }

    [Theory]
    [InlineData("""{"a":{"a":{"a":[{"a":1},{"a":2}]}},"b":{"a":1}}""")]
    [InlineData("""{"a":1,"A":2,"a ":3," a":4,"aa":5,"":6}""")]
    [InlineData("""{"first12345678last":1,"first87654321last":2,"firstXlast567890":3}""")]
    [InlineData("""{"12345678":1,"1234567":2,"123456789":3,"1234567\u0000":4}""")]
    public void Keys_that_are_not_the_same_may_stand_together(string line)
    {
        Assert.Equal(LineKind.NotAnEvent, _reader.Read(Encoding.UTF8.GetBytes(line), out _, out _));
        AssertAlike(line);
    }

    [Theory]
    [InlineData("null", 0)]
    [InlineData("[]", 0)]
    [InlineData("{}", 1)]
    [InlineData("[{}]", 1)]
    [InlineData("[null,1,\"x\",{\"id\":\"t\"},true]", 1)]
    [InlineData("{\"id\":\"t\",\"type\":\"Org\"}", 1)]
    [InlineData("[[{\"id\":\"t\"}],[[{\"id\":\"u\"},[]],{\"id\":\"v\"}]]", 3)]
    [InlineData("\"x\"", 0)]
    [InlineData("1", 0)]
    [InlineData("[{\"id\":\"t\",\"detailEntry\":{\"id\":\"no\",\"target\":[{\"id\":\"no\"}]}}]", 1)]
    [InlineData("[{\"id\":null,\"type\":5,\"alternateId\":[\"no\"],\"displayName\":{\"id\":\"no\"}},{}]", 2)]
    [InlineData("[{\"id\":\"t\"},{\"type\":\"User\"}]", 2)]
    public void Targets_are_read_alike_in_whatever_they_stand(string target, int count)
    {
        var line = $"{Front}\"target\":{target},\"targets\":[{{\"id\":\"no\"}}],\"o\":{{\"target\":[{{\"id\":\"no\"}}]}}}}";
        Assert.Equal(LineKind.Event, _reader.Read(Encoding.UTF8.GetBytes(line), out var read, out _));
        Assert.Equal(count, read.TargetCount);
        Assert.DoesNotContain(("target.id", "no"), EventFields.Of(read));
        AssertAlike(line);
    }

    [Theory]
    [InlineData("\"published\":{},\"eventType\":\"a\"")]
    [InlineData("\"published\":[\"2022-01-20\"],\"eventType\":\"a\"")]
    [InlineData("\"published\":null,\"eventType\":\"a\"")]
    [InlineData("\"published\":\"\",\"eventType\":\"a\"")]
    [InlineData("\"published\":1642720680000,\"eventType\":\"a\"")]
    [InlineData("\"published\":\"yesterday\",\"eventType\":\"a\"")]
    [InlineData("\"published\":\"2022-01-20\\u0054T00:00:00Z\",\"eventType\":\"a\"")]
    [InlineData("\"published\":\"2022-01-20\\u005400:00:00Z\",\"eventType\":\"a\"")]
    [InlineData("\"published\":\"2022-01-20\",\"eventType\":{\"eventType\":\"a\"}")]
    [InlineData("\"published\":\"2022-01-20\",\"eventType\":5")]
    [InlineData("\"published\":\"2022-01-20\",\"eventType\":false")]
    [InlineData("\"published\":\"2022-01-20\",\"eventType\":\"\"")]
    [InlineData("\"published\":\"2022-01-20\",\"eventtype\":\"a\"")]
    [InlineData("\"published\":\"2022-01-20\",\"\\u0065ventType\":\"a\"")]
    [InlineData("\"published\":\"2022-01-20\",\"eventType\":\"a\",\"actor\":[{\"id\":\"no\"}],\"client\":\"x\",\"outcome\":null,\"orgId\":{}")]
    [InlineData("\"published\":\"2022-01-20\",\"eventType\":\"a\",\"actor\":{\"actor\":{\"id\":\"no\"},\"detailEntry\":[{\"affiliation\":\"no\"}]}")]
    [InlineData("\"published\":\"2022-01-20\",\"eventType\":\"a\",\"debugContext\":{\"debugData\":\"\"}")]
    public void Fields_of_another_kind_than_Okta_sends_are_read_alike(string fields)
    {
        AssertAlike($"{{{fields}}}");
        Assert.DoesNotContain("=no", EventFields.Describe(_reader, $"{{{fields}}}"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { 0x80 })]
    [InlineData(new byte[] { 0xBF })]
    [InlineData(new byte[] { 0xC0, 0x80 })]
    [InlineData(new byte[] { 0xC1, 0xBF })]
    [InlineData(new byte[] { 0xC3 })]
    [InlineData(new byte[] { 0xC3, 0x28 })]
    [InlineData(new byte[] { 0xE0, 0x80, 0x80 })]
    [InlineData(new byte[] { 0xE2, 0x82 })]
    [InlineData(new byte[] { 0xE2, 0x28, 0xA1 })]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 })]
    [InlineData(new byte[] { 0xED, 0xBF, 0xBF })]
    [InlineData(new byte[] { 0xF0, 0x80, 0x80, 0x80 })]
    [InlineData(new byte[] { 0xF0, 0x9F, 0x98 })]
    [InlineData(new byte[] { 0xF4, 0x90, 0x80, 0x80 })]
    [InlineData(new byte[] { 0xF5, 0x80, 0x80, 0x80 })]
    [InlineData(new byte[] { 0xFE })]
    [InlineData(new byte[] { 0xFF })]
    public void Bytes_that_are_no_UTF_8_are_malformed_wherever_they_stand(byte[] bytes)
    {
        // In a value, in a key, at the end of a value of any length, outside strings.
        for (var fill = 0; fill < 70; fill++)
        {
            byte[] inValue = [.. Encoding.UTF8.GetBytes($"{Front}\"a\":\"{new string('x', fill)}"), .. bytes, .. "\"}"u8];
            Assert.Equal(LineKind.Malformed, _reader.Read(inValue, out _, out var problem));
            Assert.Equal("not valid UTF-8", problem);
            AssertAlike(inValue);
        }

        AssertAlike([.. Encoding.UTF8.GetBytes($"{Front}\"a"), .. bytes, .. "\":1}"u8]);
        AssertAlike([.. Encoding.UTF8.GetBytes($"{Front}\"a\":1"), .. bytes, .. "}"u8]);
        AssertAlike([.. Encoding.UTF8.GetBytes($"{Front}\"a\":1}}"), .. bytes]);
    }

    [Theory]
    [InlineData("\"")]
    [InlineData("{\"a\":")]
    [InlineData("[")]
    public void Depth_is_limited_alike(string opening)
    {
        foreach (var depth in new[] { 1, 2, 62, 63, 64, 65, 66, 200, 5000 })
        {
            var closing = opening[0] switch { '{' => "}", '[' => "]", _ => "" };
            var inside = closing.Length == 0 ? "1" : string.Concat(Enumerable.Repeat(opening, depth - 1)) + "1" + string.Concat(Enumerable.Repeat(closing, depth - 1));
            var line = $"{Front}\"a\":{inside}}}";
            var expected = closing.Length == 0 || depth <= 64 ? LineKind.Event : LineKind.Malformed;
            Assert.Equal(expected, _reader.Read(Encoding.UTF8.GetBytes(line), out _, out _));
            AssertAlike(line);
            AssertAlike($"{Front}\"target\":{inside}}}");
        }
    }

    [Fact]
    public void Quotes_and_runs_of_backslashes_are_read_alike_at_every_offset_of_a_block()
    {
        for (var offset = 0; offset < 130; offset++)
        {
            var fill = new string('x', offset);
            for (var run = 1; run <= 8; run++)
            {
                var backslashes = new string('\\', run);
                AssertAlike($"{Front}\"a\":\"{fill}{backslashes}\",\"b\":1}}");
                AssertAlike($"{Front}\"a\":\"{fill}{backslashes}\"\",\"b\":1}}");
                AssertAlike($"{Front}\"a\":\"{fill}{backslashes}u0041\",\"b\":\"{backslashes}\"}}");
                AssertAlike($"{Front}\"{fill}{backslashes}\":1}}");
            }

            AssertAlike($"{Front}\"a\":\"{fill}\",\"b\":\"\",\"c\":\"\\\"\\\"\\\\\"}}");
            AssertAlike($"{Front}\"a\":\"{fill}");
            AssertAlike($"{Front}\"a\":\"{fill}é\u001f\"}}");
        }

        foreach (var run in Enumerable.Range(120, 20))
            AssertAlike($"{Front}\"a\":\"{new string('\\', run)}\",\"b\":1}}");
    }

    [Fact]
    public void A_line_cut_short_anywhere_is_malformed()
    {
        foreach (var line in RealEvents.Lines.Take(2))
        {
            for (var length = 0; length < line.Length; length++)
            {
                Assert.Equal(LineKind.Malformed, _reader.Read(line.AsSpan(0, length), out _, out _));
                AssertAlike(line.AsSpan(0, length));
            }
        }
    }

    [Fact]
    public void Very_long_strings_and_thousands_of_keys_are_read_alike()
    {
        var text = string.Concat(Enumerable.Repeat("0123456789é\\n\\u00e9", 60_000));
        AssertAlike($"{Front}\"actor\":{{\"id\":\"{text}\",\"displayName\":\"x\"}}}}");
        foreach (var count in new[] { 1000, 1023, 1024, 1025, 5000 })
        {
            var keys = string.Join(',', Enumerable.Range(0, count).Select(i => $"\"key{i}\":{i}"));
            AssertAlike($"{Front}\"a\":{{{keys}}},\"actor\":{{\"id\":\"x\"}}}}");
            AssertAlike($"{Front}\"a\":{{{keys},\"key7\":1}}}}");
            AssertAlike($"{Front}\"a\":[{string.Join(',', Enumerable.Repeat("{\"id\":1}", count))}],\"target\":[{string.Join(',', Enumerable.Repeat("{\"id\":1}", count))}]}}");
        }
    }

    [Fact]
    public void Real_events_with_random_changes_are_read_alike()
    {
        const int Lines = 200_000;
        var draw = new Draw(20220120);
        var events = 0;
        for (var i = 0; i < Lines; i++)
        {
            var line = Mutation.Of(draw, RealEvents.Lines);
            if (AssertAlike(line).StartsWith("20", StringComparison.Ordinal)) events++;
        }

        // What is always refused would compare nothing.
        Assert.InRange(events, Lines / 5, Lines);
    }

    [Fact]
    public void Random_events_are_read_alike()
    {
        var draw = new Draw(1);
        var events = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var line = new RandomJson(draw, withRepeats: draw.OneIn(10)).Event();
            if (AssertAlike(line).StartsWith("20", StringComparison.Ordinal)) events++;
        }

        Assert.InRange(events, 14_000, 20_000);
    }

    private string AssertAlike(string line) => AssertAlike(Encoding.UTF8.GetBytes(line));

    private string AssertAlike(ReadOnlySpan<byte> line)
    {
        var expected = EventFields.Describe(_plain, line);
        var actual = EventFields.Describe(_reader, line);
        if (expected != actual) Assert.Fail($"Of the line\n{Encoding.UTF8.GetString(line)}\nthe plain reader says\n{expected}\nand the fast one\n{actual}");
        return actual;
    }
}
