using System.Text;
using System.Text.Json;
using Firebreak.Log.Events;
using Xunit;

namespace Firebreak.Tests.Events;

/// <summary>An event's fields are what any JSON parser finds at their paths.</summary>
public sealed class LogEventTests
{
    private readonly EventReader _reader = new();

    [Fact]
    public void The_fields_of_real_events_stand_at_their_paths() => Assert.All(RealEvents.Lines, line => Assert.True(AssertAtTheirPaths(line)));

    [Fact]
    public void The_fields_of_random_events_stand_at_their_paths()
    {
        var draw = new Draw(2);
        var events = 0;
        for (var i = 0; i < 10_000; i++)
        {
            if (AssertAtTheirPaths(Encoding.UTF8.GetBytes(new RandomJson(draw).Event()))) events++;
        }

        Assert.InRange(events, 7_000, 10_000);
    }

    [Fact]
    public void The_bytes_of_an_event_stay_as_they_came()
    {
        var line = Encoding.UTF8.GetBytes(""" { "eventType" : "a\u0062" , "published":"2022-01-20T23:18:00.000Z" } """);
        Assert.Equal(LineKind.Event, _reader.Read(line, out var read, out _));
        Assert.Equal(line, read.Bytes);
        Assert.Equal(@"a\u0062", Encoding.UTF8.GetString(read.EventType.Raw));
        Assert.True(read.EventType.IsEscaped);
        Assert.Equal("ab"u8, read.EventType.Utf8);
        Assert.False(read.PublishedText.IsEscaped);
    }

    [Fact]
    public void Nothing_of_an_event_is_left_when_the_next_is_read()
    {
        _reader.Read(RealEvents.Lines[0], out _, out _);
        _reader.Read("""{"published":"2022-01-20","eventType":"x"}"""u8, out var read, out _);
        Assert.All(EventFields.Of(read).Where(field => field.Path is not ("published" or "eventType")), field => Assert.Equal("", field.Value));
        Assert.Equal(0, read.TargetCount);
    }

    [Theory]
    [InlineData("""{"id":"x","type":"Org"}""", "", "x")]
    [InlineData("""[{"id":"u","type":"User"},{"id":"x","type":"Org"},{"id":"y","type":"Org"}]""", "", "x")]
    [InlineData("""[{"id":"x","type":"Org"}]""", "mine", "mine")]
    [InlineData("""[{"id":"x","type":"org"},{"id":"y","type":"Organization"}]""", "", "")]
    [InlineData("""[{"id":"x","type":"\u004frg"}]""", "", "x")]
    [InlineData("""[{"id":"\u0078","type":"Org"}]""", "", "x")]
    [InlineData("""[{"type":"Org"},{"id":"y","type":"Org"}]""", "", "")]
    [InlineData("""[{"id":"u","type":"User"}]""", "", "")]
    [InlineData("null", "", "")]
    [InlineData("null", "mine", "mine")]
    public void The_org_is_the_events_own_or_the_first_target_of_that_type(string target, string orgId, string expected)
    {
        foreach (var own in orgId.Length > 0 ? [$"\"orgId\":\"{orgId}\","] : new[] { "", "\"orgId\":null,", "\"orgId\":\"\",", "\"orgId\":{\"id\":\"no\"}," })
        {
            var line = $"{{{own}\"published\":\"2022-01-20\",\"eventType\":\"x\",\"target\":{target}}}";
            Assert.Equal(LineKind.Event, _reader.Read(Encoding.UTF8.GetBytes(line), out var read, out _));
            Assert.Equal(expected, read.Org.ToString());
        }
    }

    private bool AssertAtTheirPaths(byte[] line)
    {
        using var document = JsonDocument.Parse(line);
        var root = document.RootElement;
        if (_reader.Read(line, out var read, out _) != LineKind.Event) return false;
        // Random events hold texts that look like JSON, but never a wrapped event.
        Assert.Equal(line, read.Bytes);
        Assert.Equal(Expected(root), EventFields.Of(read));
        Assert.True(Instant.TryParse(Encoding.UTF8.GetBytes(root.GetProperty("published").GetString()!), out var published));
        Assert.Equal(published, read.Published);
        return true;
    }

    private static List<(string Path, string Value)> Expected(JsonElement root)
    {
        string[] paths =
        [
            "published", "eventType", "uuid", "displayMessage", "severity", "actor.id", "actor.type", "actor.alternateId", "actor.displayName",
            "actor.detailEntry.affiliation", "client.ipAddress", "client.zone", "client.device", "client.userAgent.rawUserAgent",
            "client.geographicalContext.country", "client.geographicalContext.state", "client.geographicalContext.city", "device.id",
            "debugContext.debugData.dtHash", "debugContext.debugData.deviceFingerprint", "debugContext.debugData.requestUri",
            "authenticationContext.externalSessionId", "authenticationContext.rootSessionId", "outcome.result", "outcome.reason",
            "transaction.id", "securityContext.asNumber", "securityContext.asOrg", "securityContext.isProxy",
        ];
        var fields = paths.Select(path => (path, TextAt(root, path.Split('.')))).ToList();
        var targets = root.TryGetProperty("target", out var target) ? Targets(target).ToList() : [];
        var org = TextAt(root, ["orgId"]);
        if (org.Length == 0) org = targets.Where(of => TextAt(of, ["type"]) == "Org").Select(of => TextAt(of, ["id"])).FirstOrDefault("");
        fields.Add(("the org", org));
        foreach (var of in targets)
        {
            foreach (var field in new[] { "id", "type", "alternateId", "displayName" }) fields.Add(("target." + field, TextAt(of, [field])));
        }

        return fields;
    }

    private static IEnumerable<JsonElement> Targets(JsonElement target) => target.ValueKind switch
    {
        JsonValueKind.Object => [target],
        JsonValueKind.Array => target.EnumerateArray().SelectMany(Targets),
        _ => [],
    };

    private static string TextAt(JsonElement at, string[] path)
    {
        foreach (var step in path)
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(step, out at)) return "";
        }

        return at.ValueKind switch
        {
            JsonValueKind.String => at.GetString()!,
            JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.Null => "",
            _ => at.GetRawText(),
        };
    }
}
