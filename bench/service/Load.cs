using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Firebreak.Bench;

/// <summary>A service in a process of its own, asked from here: requests a second, and the CPU that the service spent on each.</summary>
internal sealed class Target : IDisposable
{
    private readonly Process _process;

    private Target(Process process, HttpClient client) => (_process, Client) = (process, client);

    public HttpClient Client { get; }

    /// <summary>Starts a program and waits until an address answers.</summary>
    public static async Task<Target> Start(string program, string[] arguments, string address, string ready)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 64 }) { BaseAddress = new Uri(address) };
        for (var i = 0; ; i++)
        {
            try
            {
                using var answer = await client.GetAsync(ready);
                break;
            }
            catch (HttpRequestException) when (i < 500)
            {
                await Task.Delay(10);
            }
        }
        return new Target(process, client);
    }

    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Sends so many requests over 64 connections; requests a second and microseconds of the service's CPU for each.</summary>
    public async Task<(double PerSecond, double CpuMicros)> Run(int count, Func<int, HttpRequestMessage> make, int connections = 64)
    {
        var next = 0;
        var cpu = Cpu;
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(async _ =>
        {
            while (Interlocked.Increment(ref next) is var number && number <= count)
            {
                using var request = make(number);
                using var answer = await Client.SendAsync(request);
                if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
                await answer.Content.CopyToAsync(Stream.Null);
            }
        }));
        return (count / clock.Elapsed.TotalSeconds, (Cpu - cpu).TotalMicroseconds / count);
    }

    public void Dispose()
    {
        Client.Dispose();
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}

/// <summary>Reads and creates over HTTP against the bare peers, in one run.</summary>
internal static class Load
{
    public static async Task Run(string folder, string server, int users, int reads)
    {
        var data = Path.Combine(folder, "data");
        Environment.SetEnvironmentVariable("FIREBREAK_RATE_LIMITS", "false");
        string org, token, id = "";
        (double PerSecond, double CpuMicros) create, one, list;
        using (var service = await Target.Start(server, ["--data", data, "--port", "18701", "--http"], "http://localhost:18701", "/health/ready"))
        {
            var operatorToken = (await File.ReadAllTextAsync(Path.Combine(data, "operator.token"))).Trim();
            service.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("SSWS", operatorToken);
            org = "http://localhost:18701/o/bench";
            await Post(service.Client, "http://localhost:18701/o/operator/operator/v1/orgs", """{"name":"bench"}""");
            token = (await Post(service.Client, "http://localhost:18701/o/operator/operator/v1/orgs/bench/tokens", """{"name":"bench"}""")).GetProperty("token").GetString()!;
            service.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("SSWS", token);
            await service.Run(500, number => Create(org, "warm" + number));
            create = await service.Run(users, number => Create(org, "bench" + number));
            id = (await Get(service.Client, $"{org}/api/v1/users/bench7@example.com")).GetProperty("id").GetString()!;
            await service.Run(2000, _ => new HttpRequestMessage(HttpMethod.Get, $"{org}/api/v1/users/{id}"));
            one = await service.Run(reads, _ => new HttpRequestMessage(HttpMethod.Get, $"{org}/api/v1/users/{id}"));
            await service.Run(100, _ => new HttpRequestMessage(HttpMethod.Get, $"{org}/api/v1/users?limit=200"));
            list = await service.Run(reads / 20, _ => new HttpRequestMessage(HttpMethod.Get, $"{org}/api/v1/users?limit=200"));
        }
        var file = Path.Combine(data, "firebreak.db");
        using (var peer = await Target.Start("dotnet", [typeof(Load).Assembly.Location, "bare", file, "18702"], "http://localhost:18702", "/nothing"))
        {
            peer.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("SSWS", token);
            await peer.Run(2000, _ => new HttpRequestMessage(HttpMethod.Get, $"http://localhost:18702/users/{id}"));
            var bareOne = await peer.Run(reads, _ => new HttpRequestMessage(HttpMethod.Get, $"http://localhost:18702/users/{id}"));
            await peer.Run(100, _ => new HttpRequestMessage(HttpMethod.Get, "http://localhost:18702/users"));
            var bareList = await peer.Run(reads / 20, _ => new HttpRequestMessage(HttpMethod.Get, "http://localhost:18702/users"));
            Console.WriteLine($"GET one user:   {one.PerSecond:N0}/s, {one.CpuMicros:N0} us CPU; bare {bareOne.PerSecond:N0}/s, {bareOne.CpuMicros:N0} us: {one.CpuMicros / bareOne.CpuMicros:N2} times");
            Console.WriteLine($"GET 200 users:  {list.PerSecond:N0}/s, {list.CpuMicros:N0} us CPU; bare {bareList.PerSecond:N0}/s, {bareList.CpuMicros:N0} us: {list.CpuMicros / bareList.CpuMicros:N2} times");
        }
        var seconds = Peers.Insert(file, Path.Combine(folder, "bare.db"), users);
        Console.WriteLine($"create a user:  {create.PerSecond:N0}/s, {create.CpuMicros:N0} us CPU; bare loop {users / seconds:N0}/s: {create.PerSecond / (users / seconds):N2} of it");
    }

    private static HttpRequestMessage Create(string org, string name) => new(HttpMethod.Post, $"{org}/api/v1/users?activate=false")
    {
        Content = new StringContent($$$"""{"profile":{"firstName":"Some","lastName":"User","login":"{{{name}}}@example.com","email":"{{{name}}}@example.com"}}""", Encoding.UTF8, "application/json"),
    };

    private static async Task<JsonElement> Post(HttpClient client, string address, string body)
    {
        using var answer = await client.PostAsync(address, new StringContent(body, Encoding.UTF8, "application/json"));
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
    }

    private static async Task<JsonElement> Get(HttpClient client, string address) => JsonDocument.Parse(await client.GetStringAsync(address)).RootElement;
}
