using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Firebreak.Log.Events;
using Xunit;

namespace Firebreak.Tests.Events;

/// <summary>An event in a wrapper is read as the event alone.</summary>
public sealed class WrapperTests
{
    private const string Event = """{"published":"2022-01-20T23:18:00.000Z","eventType":"user.session.start","actor":{"id":"00u1","alternateId":"a@example.com"}}""";

    private readonly EventReader _reader = new();

    [Theory]
    // Splunk: the event collector's envelope, an indexed event, an export of a search.
    [InlineData("""{"time":1642720680.0,"host":"okta","source":"okta_log","sourcetype":"_json","event":EVENT}""")]
    [InlineData("""{"time":1642720680.0,"event":TEXT}""")]
    [InlineData("""{"_time":"2022-01-20T23:18:00.000+00:00","_raw":TEXT,"eventtype":["okta_log"],"published":"2001-01-01"}""")]
    [InlineData("""{"preview":false,"offset":7,"lastrow":true,"result":{"_raw":TEXT,"_time":"2022-01-20 23:18:00.000 UTC","eventtype":"okta_log"}}""")]
    [InlineData("""{"result":{"event":EVENT}}""")]
    [InlineData("""{"result":EVENT}""")]
    // Cribl.
    [InlineData("""{"_raw":TEXT,"_time":1642720680,"cribl_breaker":"okta","host":"x"}""")]
    [InlineData("""{"_raw":EVENT,"_time":1642720680}""")]
    // Elastic: the kept original, by itself and in a search hit; an event on its way in.
    [InlineData("""{"@timestamp":"2001-01-01T00:00:00Z","event":{"action":"no","original":TEXT,"kind":"event"},"okta":{"event_type":"no"}}""")]
    [InlineData("""{"_index":"logs-okta.system","_id":"x","_source":{"@timestamp":"2001-01-01T00:00:00Z","event":{"original":TEXT},"okta":{"event_type":"no"}}}""")]
    [InlineData("""{"@timestamp":"2001-01-01T00:00:00Z","input":{"type":"httpjson"},"message":TEXT}""")]
    [InlineData("""{"_index":"x","_source":{"message":TEXT}}""")]
    [InlineData("""{"_index":"x","_source":EVENT}""")]
    [InlineData("""{"json":EVENT}""")]
    // Amazon EventBridge, as Okta's log stream fills it; Google Cloud Logging.
    [InlineData("""{"version":"0","id":"x","detail-type":"SystemLog","source":"aws.partner/okta.com/x","account":"1","time":"2001-01-01T00:00:00Z","region":"us-east-1","resources":[],"detail":EVENT}""")]
    [InlineData("""{"insertId":"x","jsonPayload":EVENT,"timestamp":"2001-01-01T00:00:00Z"}""")]
    // A wrapper in a wrapper in a wrapper; keys and values by escapes; white space.
    [InlineData("""{"result":{"_raw":"{\"event\":\"{\\\"published\\\":\\\"2022-01-20T23:18:00.000Z\\\",\\\"eventType\\\":\\\"user.session.start\\\",\\\"actor\\\":{\\\"id\\\":\\\"00u1\\\",\\\"alternateId\\\":\\\"a@example.com\\\"}}\"}"}}""")]
    [InlineData("""{"detail":{"message":{"_raw":TEXT}}}""")]
    [InlineData("""{ "a" : [ { "_raw" : 1 } ] , "\u005fraw" : TEXT }""")]
    [InlineData("""{"_raw":"{\u0022published\u0022:\"2022-01-20T23:18:00.000Z\",\n\t\"eventType\":\"user.session.start\",\"actor\":{\"id\":\"00u1\",\"alternateId\":\"a@example.com\"}}\r\n"}""")]
    [InlineData("""{"_raw":"\n {\"published\":\"2022-01-20T23:18:00.000Z\",\"eventType\":\"user.session.start\",\"actor\":{\"id\":\"00u1\",\"alternateId\":\"a@example.com\"}}"}""")]
    // A field by a wrapper's name that holds something else is passed over.
    [InlineData("""{"_raw":"2022-01-20 text","message":"started","event":"x","detail":EVENT}""")]
    [InlineData("""{"event":{"original":null},"message":TEXT}""")]
    [InlineData("""{"_raw":null,"result":[],"event":{"eventType":"x"},"json":EVENT}""")]
    // A key with half a surrogate pair is a key like any other.
    [InlineData("""{"\ud83d":1,"_raw":TEXT}""")]
    [InlineData("""{"\ud83d":{"\ude00":1},"detail":EVENT}""")]
    public void A_wrapped_event_is_read_as_the_event_alone(string wrapper)
    {
        Assert.Equal(EventFields.Describe(_reader, Event), Wrapped(wrapper, Event));
    }

    [Theory]
    [InlineData("""{"_raw":TEXT}""")]
    [InlineData("""{"preview":false,"result":{"_raw":TEXT}}""")]
    [InlineData("""{"event":EVENT}""")]
    [InlineData("""{"event":{"original":TEXT}}""")]
    [InlineData("""{"detail":EVENT}""")]
    public void Every_real_event_is_read_out_of_its_wrapper(string wrapper) =>
        Assert.All(RealEvents.Lines.Select(Encoding.UTF8.GetString), line => Assert.Equal(EventFields.Describe(_reader, line), Wrapped(wrapper, line)));

    [Fact]
    public void Every_real_event_is_read_out_of_Panthers_flat_form() => Assert.All(RealEvents.Lines, line =>
    {
        var row = JsonNode.Parse(line)!.AsObject();
        var published = (string)row["published"]!;
        row["published"] = published.Replace('T', ' ').TrimEnd('Z');
        foreach (var (name, json) in new[] { ("p_any_ip_addresses", "[\"192.0.2.1\"]"), ("p_event_time", "\"2001-01-01 00:00:00.000\""), ("p_log_type", "\"Okta.SystemLog\""), ("p_row_id", "\"x\"") })
            row[name] = JsonNode.Parse(json);
        Assert.Equal(EventFields.Describe(_reader, line), Restored(row, published));

        // As its tables name their columns.
        foreach (var name in row.Select(column => column.Key).ToList())
        {
            var value = row[name];
            row.Remove(name);
            row[name.ToLowerInvariant()] = value;
        }

        Assert.DoesNotContain("eventType", row.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(EventFields.Describe(_reader, line), Restored(row, published));
    });

    [Fact]
    public void Every_real_event_is_read_out_of_Elastics_own_fields() => Assert.All(RealEvents.Lines, line =>
    {
        var mapped = ElasticMapping.Of(JsonNode.Parse(line)!.AsObject());
        // What the mapping drops, nobody can read.
        var expected = EventFields.Describe(_reader, line).Split('\n').Select(field => field.Split('=')[0] switch
        {
            "severity" or "actor.detailEntry.affiliation" or "authenticationContext.rootSessionId" => field[..(field.IndexOf('=', StringComparison.Ordinal) + 1)],
            _ => field,
        });
        Assert.Equal(string.Join('\n', expected), EventFields.Describe(_reader, mapped.ToJsonString()));
        Assert.Equal(string.Join('\n', expected), EventFields.Describe(_reader, $$"""{"_index":"logs-okta.system","_id":"x","_source":{{mapped.ToJsonString()}}}"""));
    });

    [Fact]
    public void Elastics_fields_without_the_whole_debug_data_are_read_by_their_own_names()
    {
        var mapped = """
            {"@timestamp":"2022-01-20T23:18:00.000Z","client":{"geo":{"country_name":"Germany"}},"okta":{"event_type":"user.session.start","uuid":"u",
            "client":{"ip":"192.0.2.1"},"debug_context":{"debug_data":{"dt_hash":"h","device_fingerprint":"f","request_uri":"/x","flattened":"no"}},
            "security_context":{"is_proxy":true,"as":{"number":64500}},"target":[{"alternate_id":"a","id":"i","display_name":"d","type":"Org","_":1,"\u0061b_c":2}]}}
            """;
        var fields = EventFields.Describe(_reader, mapped);
        foreach (var field in new[]
        {
            "debugContext.debugData.dtHash=h", "debugContext.debugData.deviceFingerprint=f", "debugContext.debugData.requestUri=/x", "client.ipAddress=192.0.2.1",
            "client.geographicalContext.country=Germany", "client.geographicalContext.city=", "securityContext.asNumber=64500", "securityContext.asOrg=", "securityContext.isProxy=true",
            "the org=i", "target.alternateId=a", "target.displayName=d",
        }) Assert.Contains($"\n{field}\n", fields, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_line_is_taken_for_does_not_depend_on_the_lines_before()
    {
        var both = """{"@timestamp":"2001-01-01T00:00:00Z","event":{"original":TEXT},"okta":{"event_type":"made.from.it"},"detail":{"published":"2001-01-01","eventType":"y"}}""";
        foreach (var before in new[] { """{"detail":EVENT}""", """{"@timestamp":"2001-01-01T00:00:00Z","okta":{"event_type":"x"}}""", """{"message":TEXT}""" })
        {
            Assert.NotEqual(LineKind.NotAnEvent, _reader.Read(Encoding.UTF8.GetBytes(Fill(before, Event)), out _, out _));
            Assert.Equal(EventFields.Describe(new EventReader(), Event), Wrapped(both, Event));
        }
    }

    [Theory]
    [InlineData("""{"_raw":"{\"published\":"}""", "the event inside: not JSON")]
    [InlineData("""{"_raw":"{\"published\":\"2022-01-20\",\"eventType\":\"x\"} trailing"}""", "the event inside: not JSON")]
    [InlineData("""{"_raw":"{\"published\":\"2022-01-20\",\"eventType\":\"x\",\"a\":1,\"a\":2}"}""", "the event inside: the key \"a\" stands twice")]
    [InlineData("""{"_raw":"{\"published\":\"soon\",\"eventType\":\"x\"}"}""", "the event inside: published is not a time: soon")]
    [InlineData("""{"detail":{"published":"soon","eventType":"x"}}""", "the event inside: published is not a time: soon")]
    [InlineData("""{"result":{"_raw":"{\"event\":\"{]\"}"}}""", "the event inside: ")]
    public void A_broken_event_in_a_wrapper_is_malformed(string line, string problem)
    {
        Assert.Equal(LineKind.Malformed, _reader.Read(Encoding.UTF8.GetBytes(line), out _, out var said));
        Assert.StartsWith(problem, said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"_raw":"text"}""")]
    [InlineData("""{"_raw":"[{\"published\":\"2022-01-20\",\"eventType\":\"x\"}]"}""")]
    [InlineData("""{"_raw":["{}"]}""")]
    [InlineData("""{"event":{}}""")]
    [InlineData("""{"event":{"eventType":"x"}}""")]
    [InlineData("""{"okta":{"event_type":"x"}}""")]
    [InlineData("""{"okta":"x","@timestamp":"2022-01-20"}""")]
    [InlineData("""{"okta":{"event_type":null},"@timestamp":"2022-01-20"}""")]
    [InlineData("""{"eventtype":"x"}""")]
    [InlineData("""{"message":{"message":{"message":{"message":{"published":"2022-01-20","eventType":"x"}}}}}""")]
    [InlineData("""{"\ud83d":1}""")]
    [InlineData("""{"\ud83d":{"event_type":1},"\u006fkta":{"event_type":"x","\ude00":1},"@timestamp":"x"}""")]
    [InlineData("""{"events":[{"published":"2022-01-20","eventType":"x"}]}""")]
    public void What_holds_no_event_is_none(string line)
    {
        Assert.Equal(LineKind.NotAnEvent, _reader.Read(Encoding.UTF8.GetBytes(line), out _, out var problem));
        Assert.StartsWith("not an event: no ", problem, StringComparison.Ordinal);
    }

    private string Wrapped(string wrapper, string inside) => EventFields.Describe(_reader, Fill(wrapper, inside));

    private static string Fill(string wrapper, string inside) => wrapper
        .Replace("TEXT", JsonSerializer.Serialize(inside), StringComparison.Ordinal)
        .Replace("EVENT", inside, StringComparison.Ordinal);

    // The time is written in another way; otherwise the same.
    private string Restored(JsonObject row, string published)
    {
        var said = EventFields.Describe(_reader, row.ToJsonString());
        return said.Replace($"published={row["published"]}\n", $"published={published}\n", StringComparison.Ordinal);
    }
}
