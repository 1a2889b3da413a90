using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Firebreak.Bench;

/// <summary>What a page of the System Log costs on a store that <see cref="BigLog"/> filled, asked over HTTP, one request after another.</summary>
internal static class Searches
{
    private const int Rounds = 40, Port = 18703;

    public static async Task Run(string data, string server, string token, int events)
    {
        Environment.SetEnvironmentVariable("FIREBREAK_RATE_LIMITS", "false");
        var address = $"http://localhost:{Port}";
        var watch = Stopwatch.StartNew();
        using var service = await Target.Start(server, ["--data", data, "--port", $"{Port}", "--http"], address, "/health/ready");
        Console.WriteLine($"start to first answer on {events:N0} events: {watch.Elapsed.TotalSeconds:N2} s, {service.ResidentMegabytes} MB resident");
        service.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("SSWS", token.Trim());
        var (from, to) = await Span(service, address);
        var random = new Random(7);
        (string Name, Func<string> Filter)[] questions =
        [
            ("actor", () => $"""actor.id eq "00u{(int)(20_000 * Math.Pow(random.NextDouble(), 3)):D17}" """),
            ("actor by login", () => $"""actor.alternateId eq "user{random.Next(20_000)}@example.com" """),
            ("target", () => $"""target.id eq "00u{random.Next(1_000_000):D17}" """),
            ("target that is not there", () => $"""target.id eq "00unobody{random.Next(1_000_000):D11}" """),
            ("type", () => """eventType eq "user.mfa.factor.deactivate" """),
            ("session", () => $"""authenticationContext.externalSessionId eq "102{random.Next(400_000):D17}" """),
            ("address", () => $"""client.ipAddress eq "10.0.{random.Next(195)}.{random.Next(256)}" """),
            ("type and actor", () => $"""eventType eq "user.session.start" and actor.id eq "00u{random.Next(20_000):D17}" """),
        ];
        foreach (var (name, filter) in questions)
        {
            await Ask(service, $"{name}, a day", () =>
            {
                var since = from + ((to - from) * random.NextDouble() * 0.95);
                return $"{address}/o/bench/api/v1/logs?since={Time(since)}&until={Time(since + TimeSpan.FromDays(1))}&limit=100&filter={Uri.EscapeDataString(filter())}";
            });
            await Ask(service, $"{name}, all", () => $"{address}/o/bench/api/v1/logs?since={Time(from)}&limit=100&filter={Uri.EscapeDataString(filter())}");
            await Ask(service, $"{name}, all, newest first", () => $"{address}/o/bench/api/v1/logs?since={Time(from)}&sortOrder=DESCENDING&limit=100&filter={Uri.EscapeDataString(filter())}");
        }
        await Ask(service, "no filter, newest first", () => $"{address}/o/bench/api/v1/logs?sortOrder=DESCENDING&limit=100");
        Console.WriteLine($"after the searches: {service.ResidentMegabytes} MB resident");
    }

    private static async Task<(DateTimeOffset From, DateTimeOffset To)> Span(Target service, string address)
    {
        async Task<DateTimeOffset> At(string query) =>
            JsonDocument.Parse(await service.Client.GetStringAsync($"{address}/o/bench/api/v1/logs?{query}&limit=1")).RootElement[0].GetProperty("published").GetDateTimeOffset();
        return (await At("since=2000-01-01T00:00:00Z"), await At("since=2000-01-01T00:00:00Z&sortOrder=DESCENDING"));
    }

    /// <summary>Asks so often and says what an answer took.</summary>
    public static async Task Ask(Target service, string name, Func<string> make, int rounds = Rounds)
    {
        await service.Client.GetByteArrayAsync(make());
        var walls = new List<double>();
        var cpu = service.Cpu;
        for (var i = 0; i < rounds; i++)
        {
            var address = make();
            var watch = Stopwatch.StartNew();
            await service.Client.GetByteArrayAsync(address);
            walls.Add(watch.Elapsed.TotalMilliseconds);
        }
        walls.Sort();
        Console.WriteLine($"  {name,-42} median {walls[rounds / 2],7:N1} ms, slowest {walls[^1],7:N1} ms, {(service.Cpu - cpu).TotalMilliseconds / rounds,6:N1} ms CPU");
    }

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ");
}
