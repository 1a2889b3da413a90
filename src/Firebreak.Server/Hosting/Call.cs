using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Firebreak.Directory;
using Firebreak.Storage;

namespace Firebreak.Server.Hosting;

/// <summary>One request at the door: who asks in which org, what was sent, and the ways to answer.</summary>
internal sealed class Call(HttpContext http, Store store, Settings settings, Caller caller)
{
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    [ThreadStatic] private static ArrayBufferWriter<byte>? _buffer;

    public HttpContext Http => http;

    public Store Store => store;

    public Settings Settings => settings;

    /// <summary>Who asks. At open endpoints: nobody, with no authority.</summary>
    public Caller Caller => caller;

    public Org Org => caller.Org;

    public CancellationToken Aborted => http.RequestAborted;

    /// <summary>The address of this org as the caller wrote it, without a slash at the end: every URL in an answer begins with it.</summary>
    public string BaseUrl { get; } = $"{http.Request.Scheme}://{http.Request.Host}{http.Request.PathBase}";

    /// <summary>The host and port under which all orgs live, without this org's own name.</summary>
    public string RootHost => http.Request.PathBase.HasValue || !http.Request.Host.Host.StartsWith(Org.Name + ".", StringComparison.OrdinalIgnoreCase)
        ? http.Request.Host.Value!
        : http.Request.Host.Value![(Org.Name.Length + 1)..];

    /// <summary>An org's address: by path where it is served there, otherwise by host.</summary>
    public string UrlOf(Org org) => PathOrgs.Serves(settings, org, new HostString(RootHost).Host) ? $"{http.Request.Scheme}://{RootHost}/o/{org.Name}" : HostUrlOf(org);

    /// <summary>An org's address by host.</summary>
    public string HostUrlOf(Org org) => $"{http.Request.Scheme}://{org.Name}.{RootHost}";

    /// <summary>A part of the path, decoded.</summary>
    public string Path(string name) => (string)http.Request.RouteValues[name]!;

    /// <summary>A query parameter, or null; the first when it is there twice.</summary>
    public string? Query(string name) => http.Request.Query.TryGetValue(name, out var values) ? values[0] : null;

    /// <summary>A query parameter that is true or false.</summary>
    public bool Flag(string name, bool otherwise) => Query(name) is { } text ? string.Equals(text, "true", StringComparison.OrdinalIgnoreCase) : otherwise;

    /// <summary>A page's size: the parameter <c>limit</c>, at least 1, at most a maximum; a default when it is not there.</summary>
    public Outcome<int> Limit(int otherwise, int most)
    {
        if (Query("limit") is not { Length: > 0 } text) return otherwise;
        if (!int.TryParse(text, out var limit) || limit < 0) return Refusal.Invalid("limit", "limit: A whole number is expected.");
        return limit == 0 ? otherwise : Math.Min(limit, most);
    }

    /// <summary>The body as a JSON object.</summary>
    public async ValueTask<Outcome<JsonElement>> Body() =>
        await AnyBody() is var body && body.Refusal is null && body.Value.ValueKind != JsonValueKind.Object ? Refusal.BadBody() : body;

    /// <summary>The body as JSON of any kind, whose texts every engine can keep.</summary>
    public async ValueTask<Outcome<JsonElement>> AnyBody()
    {
        if (http.Request.ContentType is { Length: > 0 } type && !type.Contains("json", StringComparison.OrdinalIgnoreCase)) return Refusal.BadMediaType;
        try
        {
            using var body = await JsonDocument.ParseAsync(http.Request.Body, new JsonDocumentOptions { MaxDepth = 32 }, Aborted);
            return JsonText.IsSound(body.RootElement) ? body.RootElement.Clone() : Refusal.BadBody("A text holds half of a surrogate pair, or U+0000.");
        }
        catch (JsonException)
        {
            return Refusal.BadBody();
        }
    }

    /// <summary>The body as a JSON object; an empty object when nothing was sent.</summary>
    public async ValueTask<Outcome<JsonElement>> BodyOrNothing() =>
        http.Request.ContentLength is 0 || (http.Request.ContentLength is null && http.Request.ContentType is null) ? JsonElement.Parse("{}") : await Body();

    /// <summary>The body as it is, of any media type.</summary>
    public async ValueTask<byte[]> Bytes()
    {
        using var bytes = new MemoryStream();
        await http.Request.Body.CopyToAsync(bytes, Aborted);
        return bytes.ToArray();
    }

    /// <summary>Answers with JSON.</summary>
    public Task Answer(int status, Action<Utf8JsonWriter> write)
    {
        var buffer = _buffer ?? new ArrayBufferWriter<byte>(16 * 1024);
        _buffer = null;
        buffer.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(buffer, Writing)) write(json);
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = buffer.WrittenCount;
        var written = http.Response.BodyWriter.WriteAsync(buffer.WrittenMemory, Aborted);
        return written.IsCompletedSuccessfully ? Keep(buffer) : Finish(written, buffer);
    }

    /// <summary>Answers 200 with a JSON array.</summary>
    public Task AnswerList<T>(IEnumerable<T> items, Action<Utf8JsonWriter, T> write) => Answer(200, json =>
    {
        json.WriteStartArray();
        foreach (var item in items) write(json, item);
        json.WriteEndArray();
    });

    /// <summary>Answers 200 with an empty object, as Okta does for lifecycle operations.</summary>
    public Task AnswerEmptyObject() => Answer(200, json =>
    {
        json.WriteStartObject();
        json.WriteEndObject();
    });

    /// <summary>Answers 204.</summary>
    public Task AnswerNothing()
    {
        http.Response.StatusCode = 204;
        return Task.CompletedTask;
    }

    /// <summary>Answers what an operation said.</summary>
    public Task Answer<T>(Outcome<T> outcome, Func<T, Task> done) => outcome.Match(done, Refuse);

    /// <summary>Answers "no" with Okta's error object.</summary>
    public Task Refuse(Refusal refusal) => Errors.Write(http, refusal);

    /// <summary>Says where the next page is: the same request after an id. Both Link headers, as at Okta.</summary>
    public void Link(string? after)
    {
        var query = http.Request.Query;
        var self = $"{BaseUrl}{http.Request.Path}{http.Request.QueryString}";
        http.Response.Headers.Append("Link", $"<{self}>; rel=\"self\"");
        if (after is null) return;
        var kept = query.Where(pair => pair.Key != "after").SelectMany(pair => pair.Value, (pair, value) => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(value ?? "")}");
        http.Response.Headers.Append("Link", $"<{BaseUrl}{http.Request.Path}?{string.Join('&', kept.Prepend("after=" + Uri.EscapeDataString(after)))}>; rel=\"next\"");
    }

    private static Task Keep(ArrayBufferWriter<byte> buffer)
    {
        if (buffer.Capacity <= 1024 * 1024) _buffer = buffer;
        return Task.CompletedTask;
    }

    private static async Task Finish(ValueTask<System.IO.Pipelines.FlushResult> written, ArrayBufferWriter<byte> buffer)
    {
        await written;
        await Keep(buffer);
    }
}
