using System.Text;

namespace Firebreak.Cli.Demo;

/// <summary>In which form the log is written; the events are the same.</summary>
public enum Shape
{
    /// <summary>Firebreak's own order of fields, without spaces.</summary>
    Own,

    /// <summary>As exports of an Okta org come, some of them after tools that order or space differently.</summary>
    Okta,

    /// <summary>The same, each in Splunk's wrapper as text.</summary>
    Splunk,
}

/// <summary>
/// Makes a support tool's log: 20 days of January 2022, of which five are the window that one asks about. The same bytes every time.
/// </summary>
public static class SupportLog
{
    /// <summary>The sub-processor whose engineers are asked about.</summary>
    public const string Affiliation = "Northgate Support";

    private const int BufferBytes = 1 << 20;
    private const int LongestLine = 16 << 10;

    private static readonly Template EngineerActor = Template.Of(
        """
        "actor":{"id":"<ActorId>","type":"User","alternateId":"<ActorLogin>","displayName":"<ActorName>",
        "detailEntry":{"affiliation":"<Affiliation>"}}
        """);

    private static readonly Template CustomerActor = Template.Of(
        """
        "actor":{"id":"<ActorId>","type":"User","alternateId":"<ActorLogin>","displayName":"<ActorName>","detailEntry":null}
        """);

    private static readonly Template SortedEngineerActor = Template.Of(
        """
        "actor":{"alternateId":"<ActorLogin>","detailEntry":{"affiliation":"<Affiliation>"},"displayName":"<ActorName>",
        "id":"<ActorId>","type":"User"}
        """);

    private static readonly Template SortedCustomerActor = Template.Of(
        """
        "actor":{"alternateId":"<ActorLogin>","detailEntry":null,"displayName":"<ActorName>","id":"<ActorId>","type":"User"}
        """);

    private static readonly Template Published = Template.Of("\"published\":\"<Published>\"");
    private static readonly Template OrgId = Template.Of("\"orgId\":\"<Org>\"");
    private static readonly Template Version = Template.Of("\"version\":\"0\"");
    private static readonly Template Uuid = Template.Of("\"uuid\":\"<Uuid>\"");

    private static readonly Template Client = Template.Of(
        """
        "client":{"userAgent":{"rawUserAgent":"<Agent>","os":"<System>","browser":"<Browser>"},"zone":"null","device":"<Device>","id":null,
        "ipAddress":"<Ip>","geographicalContext":{"city":<City>,"state":<State>,"country":"<Country>","postalCode":"<Postal>",
        "geolocation":{"lat":<Latitude>,"lon":<Longitude>}}}
        """);

    private static readonly Template AuthenticationContext = Template.Of(
        """
        "authenticationContext":{"authenticationProvider":null,"credentialProvider":null,"credentialType":null,"issuer":null,
        "interface":null,"authenticationStep":0,"externalSessionId":"<Session>"}
        """);

    private static readonly Template SecurityContext = Template.Of(
        """
        "securityContext":{"asNumber":<AsNumber>,"asOrg":"<AsOrg>","isp":"<Isp>","domain":"<Domain>","isProxy":false}
        """);

    private static readonly Template Transaction = Template.Of(
        """
        "transaction":{"type":"WEB","id":"<Request>","detail":{}}
        """);

    private static readonly Template Request = Template.Of(
        """
        "request":{"ipChain":[{"ip":"<Ip>","geographicalContext":null,"version":"V4","source":null}]}
        """);

    /// <summary>The first moment of the window.</summary>
    public static DateTimeOffset WindowFrom { get; } = new(2022, 1, Story.WindowFirstDay, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The first moment after the window.</summary>
    public static DateTimeOffset WindowTo { get; } = new(2022, 1, Story.WindowEndDay, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The ids of that sub-processor's engineers.</summary>
    public static IReadOnlyList<string> EngineerIds { get; } =
        [.. Cast.Engineers.Where(engineer => engineer.Firm == Affiliation).Select(engineer => Encoding.UTF8.GetString(engineer.Id))];

    /// <summary>Writes a log of <paramref name="count"/> events, one JSON object per line.</summary>
    public static void Write(Stream to, long count, Shape shape, CancellationToken ct)
    {
        var buffer = new byte[BufferBytes + LongestLine];
        var line = new byte[LongestLine];
        var values = new Values();
        var story = new Story(count, values);
        var at = 0;
        for (long number = 0; story.Next(); number++)
        {
            at = shape switch
            {
                Shape.Own => WriteEvent(buffer, at, story, values, FieldOrder.Own, spaced: false),
                Shape.Okta => WriteOkta(buffer, at, story, values),
                Shape.Splunk => WriteSplunk(buffer, at, number, line.AsSpan(0, WriteOkta(line, 0, story, values))),
                _ => throw new ArgumentOutOfRangeException(nameof(shape), shape, null),
            };
            buffer[at++] = (byte)'\n';
            if (at < BufferBytes) continue;
            ct.ThrowIfCancellationRequested();
            to.Write(buffer, 0, at);
            at = 0;
        }
        to.Write(buffer, 0, at);
        to.Flush();
    }

    // Most lines are as Okta writes them; what a line is like follows from the line alone.
    private static int WriteOkta(byte[] to, int at, Story story, Values values)
    {
        var like = values.Of[(int)Hole.Request][^1];
        var order = (like % 8) switch
        {
            0 => FieldOrder.Sorted,
            1 => FieldOrder.Late,
            _ => FieldOrder.Okta,
        };
        return WriteEvent(to, at, story, values, order, spaced: like % 5 == 0);
    }

    private static int WriteEvent(byte[] to, int at, Story story, Values values, Field[] order, bool spaced)
    {
        to[at++] = (byte)'{';
        foreach (var field in order)
        {
            at = TemplateOf(field, story, order == FieldOrder.Sorted).Write(to, at, values.Of, spaced);
            to[at++] = (byte)',';
            if (spaced) to[at++] = (byte)' ';
        }
        if (spaced) at--;
        to[at - 1] = (byte)'}';
        return at;
    }

    private static Template TemplateOf(Field field, Story story, bool sorted) => field switch
    {
        Field.Published => Published,
        Field.OrgId => OrgId,
        Field.EventType => story.Kind.Type,
        Field.Actor => (sorted, story.ByEngineer) switch
        {
            (false, true) => EngineerActor,
            (false, false) => CustomerActor,
            (true, true) => SortedEngineerActor,
            (true, false) => SortedCustomerActor,
        },
        Field.Outcome => story.Kind.Outcome,
        Field.Target => story.Kind.Target,
        Field.Client => Client,
        Field.AuthenticationContext => AuthenticationContext,
        Field.DisplayMessage => story.Kind.Message,
        Field.Severity => story.Kind.Severity,
        Field.SecurityContext => SecurityContext,
        Field.DebugContext => story.Kind.Debug,
        Field.Transaction => Transaction,
        Field.LegacyEventType => story.Kind.Legacy,
        Field.Version => Version,
        Field.Request => Request,
        Field.Uuid => Uuid,
        _ => throw new ArgumentOutOfRangeException(nameof(field), field, null),
    };

    private static int WriteSplunk(byte[] to, int at, long number, ReadOnlySpan<byte> line)
    {
        at += Copy("{\"preview\":false,\"offset\":"u8, to, at);
        number.TryFormat(to.AsSpan(at), out var digits);
        at += digits;
        at += Copy(",\"result\":{\"_raw\":\""u8, to, at);
        foreach (var character in line)
        {
            if (character is (byte)'"' or (byte)'\\') to[at++] = (byte)'\\';
            to[at++] = character;
        }
        return at + Copy("\"}}"u8, to, at);
    }

    private static int Copy(ReadOnlySpan<byte> text, byte[] to, int at)
    {
        text.CopyTo(to.AsSpan(at));
        return text.Length;
    }
}
