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

    /// <summary>What the service holds in memory now.</summary>
    public long ResidentMegabytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64 >> 20;
        }
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
    private const int WarmSeconds = 5;

    public static async Task Run(string folder, string server, int seconds)
    {
        var data = Path.Combine(folder, "data");
        Environment.SetEnvironmentVariable("FIREBREAK_RATE_LIMITS", "false");
        const string Address = "http://localhost:18701", Org = "/o/bench/api/v1/users", Bare = "http://localhost:18702";
        string token, id;
        (double PerSecond, double CpuMicros) create, one, list;
        using (var service = await Target.Start(server, ["--data", data, "--port", "18701", "--http"], Address, "/health/ready"))
        {
            Sign(service, (await File.ReadAllTextAsync(Path.Combine(data, "operator.token"))).Trim());
            await Post(service.Client, $"{Address}/o/operator/operator/v1/orgs", """{"name":"bench"}""");
            token = (await Post(service.Client, $"{Address}/o/operator/operator/v1/orgs/bench/tokens", """{"name":"bench"}""")).GetProperty("token").GetString()!;
            Sign(service, token);
            id = (await Post(service.Client, $"{Address}{Org}?activate=false", """{"profile":{"firstName":"Some","lastName":"User","login":"first@example.com","email":"first@example.com"}}""")).GetProperty("id").GetString()!;
            create = await Measured(service, Address, Create(Org, token), seconds);
            one = await Measured(service, Address, Get($"{Org}/{id}", token), seconds);
            list = await Measured(service, Address, Get($"{Org}?limit=200", token), seconds);
        }
        var file = Path.Combine(data, "firebreak.db");
        using (var peer = await Target.Start("dotnet", [typeof(Load).Assembly.Location, "bare", file, "18702"], Bare, "/nothing"))
        {
            Compare("GET one user", one, await Measured(peer, Bare, Get($"/users/{id}", token), seconds));
            Compare("GET 200 users", list, await Measured(peer, Bare, Get("/users", token), seconds));
        }
        var users = (int)(create.PerSecond * seconds);
        var bare = users / Peers.Insert(file, Path.Combine(folder, "bare.db"), users, out var cpu);
        Console.WriteLine($"create a user: {create.PerSecond:N0}/s, {create.CpuMicros:N0} us CPU; bare loop {bare:N0}/s, {cpu:N0} us CPU: {create.PerSecond / bare:N2} of its rate, {create.CpuMicros / cpu:N2} times its CPU");
    }

    private static async Task<(double PerSecond, double CpuMicros)> Measured(Target service, string address, string request, int seconds)
    {
        await Wrk.Run(service, address, request, WarmSeconds);
        return await Wrk.Run(service, address, request, seconds);
    }

    private static void Compare(string what, (double PerSecond, double CpuMicros) ours, (double PerSecond, double CpuMicros) bare) =>
        Console.WriteLine($"{what}: {ours.PerSecond:N0}/s, {ours.CpuMicros:N0} us CPU; bare {bare.PerSecond:N0}/s, {bare.CpuMicros:N0} us CPU: {ours.CpuMicros / bare.CpuMicros:N2} times");

    private static string Create(string path, string token) =>
        $$$"""return wrk.format("POST", "{{{path}}}?activate=false", { ["Authorization"] = "SSWS {{{token}}}", ["Content-Type"] = "application/json" }, '{"profile":{"firstName":"Some","lastName":"User","login":"bench' .. string.format("%d", sent) .. '@example.com","email":"bench' .. string.format("%d", sent) .. '@example.com"}}')""";

    private static string Get(string path, string token) => $$"""return wrk.format("GET", "{{path}}", { ["Authorization"] = "SSWS {{token}}" })""";

    private static void Sign(Target service, string token) => service.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("SSWS", token);

    private static async Task<JsonElement> Post(HttpClient client, string address, string body)
    {
        using var answer = await client.PostAsync(address, new StringContent(body, Encoding.UTF8, "application/json"));
        return JsonDocument.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync()).RootElement;
    }
}
