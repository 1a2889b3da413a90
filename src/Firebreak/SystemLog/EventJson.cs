using System.Buffers;
using System.Net.Sockets;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Firebreak.SystemLog;

/// <summary>An event that waits for its place: its whole JSON without <c>published</c> and <c>uuid</c>, in braces.</summary>
internal readonly record struct Intent(long OrgNumber, byte[] Json);

/// <summary>Writes events as Okta's LogEvent, one canonical order of keys, no spaces. Placing adds the first key and the last.</summary>
internal static class EventJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>The most bytes of an entry (C2SP tlog-tiles), less what placing adds.</summary>
    private const int MostBytes = Log.Tiles.EntryBundle.MaxEntryBytes - 100;

    [ThreadStatic] private static ArrayBufferWriter<byte>? _buffer;
    [ThreadStatic] private static Utf8JsonWriter? _writer;

    /// <summary>The event without its place.</summary>
    public static byte[] Intent(Event what, Caller caller)
    {
        var json = Write(what, caller, int.MaxValue);
        // What one request can say is bounded at the door; a flood of targets is cut, and the event says so.
        return json.Length <= MostBytes ? json : Write(what.With("cut", "true"), caller, 200);
    }

    /// <summary>The final bytes: <c>{"published":…,</c> the intent, <c>,"uuid":…}</c>. Made once; never again.</summary>
    public static byte[] Place(ReadOnlySpan<byte> intent, long publishedMicros)
    {
        var placed = new byte[intent.Length + PublishedPrefix.Length + 26 + UuidPrefix.Length + 38];
        var at = 0;
        PublishedPrefix.CopyTo(placed.AsSpan(at));
        at += PublishedPrefix.Length;
        at += WriteTime(placed.AsSpan(at), publishedMicros);
        placed[at++] = (byte)'"';
        placed[at++] = (byte)',';
        intent[1..^1].CopyTo(placed.AsSpan(at));
        at += intent.Length - 2;
        UuidPrefix.CopyTo(placed.AsSpan(at));
        at += UuidPrefix.Length;
        Ids.NewUuid(placed.AsSpan(at, 36));
        at += 36;
        placed[at++] = (byte)'"';
        placed[at++] = (byte)'}';
        return at == placed.Length ? placed : placed[..at];
    }

    private static ReadOnlySpan<byte> PublishedPrefix => "{\"published\":\""u8;

    private static ReadOnlySpan<byte> UuidPrefix => ",\"uuid\":\""u8;

    private static int WriteTime(Span<byte> to, long micros)
    {
        Times.Write(to, micros);
        return Times.Length;
    }

    private static byte[] Write(Event what, Caller caller, int mostTargets)
    {
        var buffer = _buffer ??= new ArrayBufferWriter<byte>(2048);
        buffer.ResetWrittenCount();
        var json = _writer ??= new Utf8JsonWriter(Stream.Null, Options);
        json.Reset(buffer);
        json.WriteStartObject();
        json.WriteString("eventType"u8, what.Type.Name);
        WriteActor(json, caller.Actor);
        json.WriteStartObject("outcome"u8);
        json.WriteString("result"u8, what.Result.ToString());
        json.WriteString("reason"u8, what.Reason);
        json.WriteEndObject();
        WriteTargets(json, what, mostTargets);
        WriteClient(json, caller.Request);
        WriteAuthentication(json, caller.Actor);
        json.WriteString("displayMessage"u8, what.Message ?? what.Type.Message);
        json.WriteString("severity"u8, what.Type.Severity.ToString());
        json.WritePropertyName("securityContext"u8);
        json.WriteRawValue(PlaceJson.Security(caller.Request.Place), skipInputValidation: true);
        WriteDebug(json, what, caller.Request);
        WriteTransaction(json, caller);
        json.WriteNull("legacyEventType"u8);
        json.WriteString("version"u8, "0"u8);
        WriteRequest(json, caller.Request);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteActor(Utf8JsonWriter json, Actor actor)
    {
        json.WriteStartObject("actor"u8);
        json.WriteString("id"u8, actor.Id);
        json.WriteString("type"u8, actor.Type);
        json.WriteString("alternateId"u8, actor.AlternateId);
        json.WriteString("displayName"u8, actor.DisplayName);
        json.WriteNull("detailEntry"u8);
        json.WriteEndObject();
    }

    private static void WriteTargets(Utf8JsonWriter json, Event what, int most)
    {
        if (what.Targets.IsEmpty)
        {
            json.WriteNull("target"u8);
            return;
        }
        json.WriteStartArray("target"u8);
        foreach (var target in what.Targets.AsSpan(0, Math.Min(most, what.Targets.Length)))
        {
            json.WriteStartObject();
            json.WriteString("id"u8, target.Id);
            json.WriteString("type"u8, target.Type);
            json.WriteString("alternateId"u8, target.AlternateId);
            json.WriteString("displayName"u8, target.DisplayName);
            WritePairs(json, "detailEntry"u8, target.Details.AsSpan());
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteClient(Utf8JsonWriter json, RequestContext request)
    {
        json.WriteStartObject("client"u8);
        if (request.UserAgent is { } text)
        {
            var agent = UserAgent.Read(text);
            json.WriteStartObject("userAgent"u8);
            json.WriteString("rawUserAgent"u8, agent.Raw);
            json.WriteString("os"u8, agent.Os);
            json.WriteString("browser"u8, agent.Browser);
            json.WriteEndObject();
            json.WriteString("zone"u8, request.Zones.Length > 0 ? request.Zones : "null");
            json.WriteString("device"u8, agent.Device);
        }
        else
        {
            json.WriteNull("userAgent"u8);
            json.WriteString("zone"u8, request.Zones.Length > 0 ? request.Zones : "null");
            json.WriteString("device"u8, "Unknown"u8);
        }
        json.WriteNull("id"u8);
        json.WriteString("ipAddress"u8, request.Address?.ToString());
        WriteGeography(json, request.Place);
        json.WriteEndObject();
        json.WriteNull("device"u8);
    }

    private static void WriteGeography(Utf8JsonWriter json, Place? place)
    {
        json.WritePropertyName("geographicalContext"u8);
        json.WriteRawValue(PlaceJson.Geography(place), skipInputValidation: true);
    }

    private static void WriteAuthentication(Utf8JsonWriter json, Actor actor)
    {
        json.WriteStartObject("authenticationContext"u8);
        json.WriteNull("authenticationProvider"u8);
        json.WriteNull("credentialProvider"u8);
        json.WriteNull("credentialType"u8);
        json.WriteNull("issuer"u8);
        json.WriteNull("interface"u8);
        json.WriteNumber("authenticationStep"u8, 0);
        json.WriteString("rootSessionId"u8, actor.SessionId);
        json.WriteString("externalSessionId"u8, actor.SessionId ?? "unknown");
        json.WriteEndObject();
    }

    private static void WriteDebug(Utf8JsonWriter json, Event what, RequestContext request)
    {
        json.WriteStartObject("debugContext"u8);
        json.WriteStartObject("debugData"u8);
        json.WriteString("requestId"u8, request.Id);
        if (request.Uri is { } uri)
        {
            var path = uri.IndexOf('?', StringComparison.Ordinal) is var mark and >= 0 ? uri[..mark] : uri;
            json.WriteString("requestUri"u8, path);
            json.WriteString("url"u8, uri);
        }
        foreach (var (key, value) in what.Debug) json.WriteString(key, value);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteTransaction(Utf8JsonWriter json, Caller caller)
    {
        json.WriteStartObject("transaction"u8);
        json.WriteString("type"u8, caller.Request.Uri is null ? "JOB"u8 : "WEB"u8);
        json.WriteString("id"u8, caller.Request.Id);
        json.WriteStartObject("detail"u8);
        if (caller.Actor.TokenId is { } token) json.WriteString("requestApiTokenId"u8, token);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteRequest(Utf8JsonWriter json, RequestContext request)
    {
        json.WriteStartObject("request"u8);
        json.WriteStartArray("ipChain"u8);
        if (request.Address is { } address)
        {
            json.WriteStartObject();
            json.WriteString("ip"u8, address.ToString());
            WriteGeography(json, request.Place);
            json.WriteString("version"u8, address.AddressFamily == AddressFamily.InterNetworkV6 ? "V6"u8 : "V4"u8);
            json.WriteNull("source"u8);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WritePairs(Utf8JsonWriter json, ReadOnlySpan<byte> name, ReadOnlySpan<KeyValuePair<string, string?>> pairs)
    {
        if (pairs.IsEmpty)
        {
            json.WriteNull(name);
            return;
        }
        json.WriteStartObject(name);
        foreach (var (key, value) in pairs) json.WriteString(key, value);
        json.WriteEndObject();
    }
}
