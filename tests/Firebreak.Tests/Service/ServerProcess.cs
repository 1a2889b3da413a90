using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Firebreak.Tests.Service;

/// <summary>The server as a process of its own on a data folder, to be killed.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly HttpClient _operator;
    private readonly ConcurrentQueue<string> _errors;

    private ServerProcess(Process process, string address, HttpClient operatorClient, ConcurrentQueue<string> errors) => (_process, Address, _operator, _errors) = (process, address, operatorClient, errors);

    /// <summary>http(s)://localhost:port</summary>
    public string Address { get; }

    /// <summary>The link by which the first administrator is made.</summary>
    public string FirstRun { get; private init; } = "";

    /// <summary>What it wrote on standard error.</summary>
    public string Errors => string.Join('\n', _errors);

    /// <summary>Starts it and waits until it says that it is ready; any free port.</summary>
    public static async Task<ServerProcess> Start(string data, bool http = true, Dictionary<string, string>? environment = null)
    {
        var program = Path.Combine(SharedData.Repository, "artifacts", "bin", "Firebreak.Server", "release", "firebreak-server");
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var word in (string[])["--data", data, "--port", "0", .. http ? new[] { "--http" } : []]) start.ArgumentList.Add(word);
        start.Environment["FIREBREAK_RATE_LIMITS"] = "false";
        foreach (var (name, value) in environment ?? []) start.Environment[name] = value;
        var process = Process.Start(start)!;
        var said = new StringBuilder();
        var errors = new ConcurrentQueue<string>();
        process.ErrorDataReceived += (_, line) => errors.Enqueue(line.Data ?? "");
        process.BeginErrorReadLine();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            said.AppendLine(line);
            if (!line.StartsWith("Firebreak is ready at ", StringComparison.Ordinal)) continue;
            var address = line["Firebreak is ready at ".Length..].Trim();
            var next = await process.StandardOutput.ReadLineAsync() ?? "";
            // What it says afterwards is read too, so that it never waits for a reader.
            _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
            return new ServerProcess(process, address, Client(address + "/o/operator/operator/v1/", await Token(data)), errors)
            {
                FirstRun = next.Contains("first administrator: ", StringComparison.Ordinal) ? next.Split("first administrator: ")[1].Trim() : "",
            };
        }
        throw new InvalidOperationException($"The server did not start: {said}{string.Join('\n', errors)}");
    }

    /// <summary>An org with a token of a super administrator.</summary>
    public async Task<(string Url, string Token)> NewOrg(string name)
    {
        await Operate($$"""{"name":"{{name}}"}""", "orgs");
        var token = await Operate("""{"name":"test","role":"SUPER_ADMIN"}""", $"orgs/{name}/tokens");
        return ($"{Address}/o/{name}", token.GetProperty("token").GetString()!);
    }

    /// <summary>A client of an address with a token; the local authority's certificates pass.</summary>
    public static HttpClient Client(string address, string token)
    {
        var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = delegate { return true; };
#pragma warning disable RS0030 // a client of the service, not the service calling out
        var client = new HttpClient(handler) { BaseAddress = new Uri(address) };
#pragma warning restore RS0030
        client.DefaultRequestHeaders.Authorization = new("SSWS", token);
        return client;
    }

    /// <summary>kill -9, in the middle of whatever it does.</summary>
    public async Task Kill()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Tells it to stop, and waits until it has: what it had to say is said.</summary>
    public async Task Stop()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await Kill();
        _operator.Dispose();
        _process.Dispose();
    }

    private async Task<JsonElement> Operate(string body, string path)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await _operator.PostAsync(new Uri(path, UriKind.Relative), content);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? JsonDocument.Parse(text).RootElement : throw new InvalidOperationException($"{path}: {(int)answer.StatusCode} {text}");
    }

    private static async Task<string> Token(string data) => (await File.ReadAllTextAsync(Path.Combine(data, "operator.token"))).Trim();
}
