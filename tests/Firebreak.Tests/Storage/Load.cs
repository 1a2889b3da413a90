using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Xunit;

namespace Firebreak.Tests.Storage;

/// <summary>Clients that create users as fast as they are answered, and remember what was acknowledged.</summary>
internal sealed class Load(HttpClient client)
{
    private const int Connections = 6;
    private int _number;

    /// <summary>The ids of users whose creation was answered with 200.</summary>
    public ConcurrentBag<string> Acknowledged { get; } = [];

    /// <summary>Every status that was answered.</summary>
    public ConcurrentDictionary<int, int> Statuses { get; } = new();

    /// <summary>Runs until it is stopped; what goes wrong with the connection is the point, and goes by.</summary>
    public Task Run(string path, CancellationToken stop) => Task.WhenAll(Enumerable.Range(0, Connections).Select(async _ =>
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                if (await CreateOne(path) != HttpStatusCode.OK) await Task.Delay(20, CancellationToken.None);
            }
            catch (Exception e) when (e is HttpRequestException or IOException or JsonException or TaskCanceledException)
            {
                await Task.Delay(10, CancellationToken.None);
            }
        }
    }));

    /// <summary>Creates one user.</summary>
    public async Task<HttpStatusCode> CreateOne(string path)
    {
        var login = string.Create(CultureInfo.InvariantCulture, $"load-{Interlocked.Increment(ref _number)}-{Ids.Secret(6)}@example.com");
        using var content = new StringContent(
            $$$"""{"profile":{"firstName":"Lo","lastName":"Ad","login":"{{{login}}}","email":"{{{login}}}"}}""", Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(new Uri(path + "/api/v1/users?activate=false", UriKind.RelativeOrAbsolute), content, TestContext.Current.CancellationToken);
        Statuses.AddOrUpdate((int)answer.StatusCode, 1, (_, count) => count + 1);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        if (answer.StatusCode != HttpStatusCode.OK) return answer.StatusCode;
        using var user = JsonDocument.Parse(text);
        Acknowledged.Add(user.RootElement.GetProperty("id").GetString()!);
        return HttpStatusCode.OK;
    }
}
