using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Firebreak.Server.Hosting;
using Firebreak.Tests.Service;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Xunit;

[assembly: AssemblyFixture(typeof(Served))]

namespace Firebreak.Tests.Service;

/// <summary>
/// What the test services of this run were answered well: one line for each operation, status and shape of body, whichever test came first.
/// Written when the run ends, to the folder that TESTS_SERVED names, for what follows: docs/coverage.md and the check of every answer against
/// Okta's own schema.
/// </summary>
public sealed class Served : IDisposable
{
    private const int LongestWord = 40;
    private static readonly ConcurrentDictionary<string, string> Answers = new(StringComparer.Ordinal);

    /// <summary>Listens at the service's outermost step.</summary>
    internal static void Watch(WebApplication app) => app.Use(async (http, next) =>
    {
        if (!IsOfApi(http.Request.Path.Value!))
        {
            await next(http);
            return;
        }
        var outside = http.Response.Body;
        using var body = new MemoryStream();
        http.Response.Body = body;
        try
        {
            await next(http);
            await http.Response.BodyWriter.FlushAsync();
        }
        finally
        {
            http.Response.Body = outside;
        }
        if (http.GetEndpoint()?.Metadata.GetMetadata<ApiRoute>() is { } route && IsOfApi(route.Path) && http.Response.StatusCode is >= 200 and < 300)
            Note(route, http, body.GetBuffer().AsMemory(0, (int)body.Length));
        body.Position = 0;
        await body.CopyToAsync(outside, http.RequestAborted);
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Answers.IsEmpty || Environment.GetEnvironmentVariable("TESTS_SERVED") is not { Length: > 0 } folder) return;
        System.IO.Directory.CreateDirectory(folder);
        File.WriteAllLines(Path.Combine(folder, "answers.ndjson"), Answers.OrderBy(answer => answer.Key, StringComparer.Ordinal).Select(answer => answer.Value));
    }

    private static bool IsOfApi(string path) => path.Contains("/api/v1/", StringComparison.Ordinal) || path.Contains("/.well-known/", StringComparison.Ordinal);

    // A list is kept item by item, so that what is kept follows from the items there were, not from how they met in lists.
    private static void Note(ApiRoute route, HttpContext http, ReadOnlyMemory<byte> body)
    {
        var isJson = body.Length > 0 && http.Response.ContentType is { } type && type.Contains("json", StringComparison.Ordinal);
        using var parsed = isJson ? JsonDocument.Parse(body) : null;
        if (parsed is null) Keep(route, http.Response.StatusCode, "", "null");
        else if (parsed.RootElement.ValueKind != JsonValueKind.Array) Keep(route, http.Response.StatusCode, Shape(parsed.RootElement), parsed.RootElement.GetRawText());
        else if (parsed.RootElement.GetArrayLength() == 0) Keep(route, http.Response.StatusCode, "[]", "[]");
        else foreach (var item in parsed.RootElement.EnumerateArray()) Keep(route, http.Response.StatusCode, $"[{Shape(item)}]", $"[{item.GetRawText()}]");
    }

    private static void Keep(ApiRoute route, int status, string shape, string json)
    {
        var key = $"{route.Method} {route.Path} {status} {Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(shape)).AsSpan(0, 12))}";
        if (Answers.ContainsKey(key)) return;
        Answers.TryAdd(key, $$"""{"method":"{{route.Method}}","path":"{{route.Path}}","status":{{status}},"body":{{json.Replace("\n", "", StringComparison.Ordinal)}}}""");
    }

    // Two answers with the same names, kinds of values and words in the same places teach the same.
    private static string Shape(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "{" + string.Join(',', value.EnumerateObject().Select(property => property.Name + ':' + Shape(property.Value))) + "}",
        JsonValueKind.Array => "[" + string.Join(',', value.EnumerateArray().Select(Shape).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)) + "]",
        JsonValueKind.String when value.GetString()! is var text && IsWord(text) => $"'{text}'",
        var kind => kind.ToString(),
    };

    // What may be one of a closed list, such as a status or a type: letters of one case. Names and secrets are not.
    private static bool IsWord(string text) =>
        text.Length <= LongestWord && text.All(c => char.IsAsciiLetter(c) || c is '_' or '-' or ':' or '.') && (text.All(c => !char.IsAsciiLetterUpper(c)) || text.All(c => !char.IsAsciiLetterLower(c)));
}
