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
/// What the test services of this run answered: one line for each operation, status and shape of body. Written when the run ends, to the
/// folder that TESTS_SERVED names, for what follows: docs/coverage.md and the check of every answer against Okta's own schema.
/// </summary>
public sealed class Served : IDisposable
{
    private const int MostShapes = 60;
    private static readonly ConcurrentDictionary<string, string> Answers = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, int> Shapes = new(StringComparer.Ordinal);

    /// <summary>Listens at the service's outermost step.</summary>
    internal static void Watch(WebApplication app) => app.Use(async (http, next) =>
    {
        if (!http.Request.Path.Value!.Contains("/api/v1/", StringComparison.Ordinal))
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
        if (http.GetEndpoint()?.Metadata.GetMetadata<ApiRoute>() is { } route) Note(route, http, body.GetBuffer().AsMemory(0, (int)body.Length));
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

    private static void Note(ApiRoute route, HttpContext http, ReadOnlyMemory<byte> body)
    {
        var isJson = body.Length > 0 && http.Response.ContentType is { } type && type.Contains("json", StringComparison.Ordinal);
        using var parsed = isJson ? JsonDocument.Parse(body) : null;
        var operation = $"{route.Method} {route.Path} {http.Response.StatusCode}";
        var key = operation + " " + (parsed is null ? "" : Shape(parsed.RootElement));
        if (Answers.ContainsKey(key) || Shapes.AddOrUpdate(operation, 1, (_, count) => count + 1) > MostShapes) return;
        var text = parsed is null ? "null" : parsed.RootElement.GetRawText();
        Answers.TryAdd(key, $$"""{"method":"{{route.Method}}","path":"{{route.Path}}","status":{{http.Response.StatusCode}},"body":{{text.Replace("\n", "", StringComparison.Ordinal)}}}""");
    }

    // Two answers with the same names and kinds of values in the same places teach the same.
    private static string Shape(JsonElement value)
    {
        var shape = new StringBuilder();
        Describe(value, shape);
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(shape.ToString()))[..12]);
    }

    private static void Describe(JsonElement value, StringBuilder shape)
    {
        shape.Append((char)('a' + (int)value.ValueKind));
        if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in value.EnumerateObject())
            {
                shape.Append(property.Name).Append(':');
                Describe(property.Value, shape);
            }
        }
        else if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray().Take(5)) Describe(item, shape);
        }
    }
}
