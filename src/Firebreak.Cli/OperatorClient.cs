using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Firebreak.Cli;

/// <summary>
/// The operator's API of a running service. The address comes from <c>--url</c> or FIREBREAK_URL; the token from FIREBREAK_TOKEN, or from
/// the data folder (<c>--data</c>, FIREBREAK_DATA, ./data), whose local authority is then trusted too.
/// </summary>
internal sealed class OperatorClient : IDisposable
{
    private const int TimeoutSeconds = 30;
    private readonly HttpClient _client;
    private readonly string _url;

    private OperatorClient(string url, string token, string? root)
    {
        _url = url.TrimEnd('/');
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        if (root is not null) handler.SslOptions.CertificateChainPolicy = Trusting(root);
#pragma warning disable RS0030 // beside HttpTiles the one place of the command line that calls out
        _client = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(TimeoutSeconds) };
#pragma warning restore RS0030
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("SSWS", token);
    }

    /// <summary>Finds address, token and trust.</summary>
    /// <exception cref="CommandException">There is no token, or the address is none.</exception>
    public static OperatorClient Find(Arguments args)
    {
        var data = args.One("--data") ?? Variable("FIREBREAK_DATA") ?? "data";
        var url = args.One("--url") ?? Variable("FIREBREAK_URL") ?? "https://localhost:8443";
        if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed) || parsed.Scheme is not ("http" or "https")) throw CommandException.Usage($"{url} is no address; write https://host:port.");
        if (parsed.Scheme == "http" && !parsed.IsLoopback) throw CommandException.Usage($"{url}: a token goes over plain HTTP to this machine alone.");
        var file = Path.Combine(data, "operator.token");
        var token = Variable("FIREBREAK_TOKEN")
            ?? (File.Exists(file) ? File.ReadAllText(file).Trim() : throw CommandException.Usage($"there is no operator token: {file} does not exist. Give --data DIR or FIREBREAK_TOKEN."));
        var root = Path.Combine(data, "tls", "root.pem");
        return new OperatorClient(url, token, File.Exists(root) ? root : null);
    }

    /// <summary>Sends a request under the operator org and reads the answer.</summary>
    /// <exception cref="CommandException">The service said no; its own sentence.</exception>
    /// <exception cref="IOException">The service cannot be reached.</exception>
    public JsonElement Send(HttpMethod method, string path, JsonObject? body = null)
    {
        var address = $"{_url}/o/operator/operator/v1/{path}";
        try
        {
            using var request = new HttpRequestMessage(method, address);
            if (body is not null) request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
            using var response = _client.Send(request);
            using var reader = new StreamReader(response.Content.ReadAsStream());
            var text = reader.ReadToEnd();
            var answer = text.StartsWith('{') || text.StartsWith('[') ? JsonDocument.Parse(text).RootElement : default;
            return response.IsSuccessStatusCode ? answer : throw new CommandException(ExitCode.Failed, Reason(answer, (int)response.StatusCode));
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException or JsonException)
        {
            throw new IOException($"{_url} does not answer as Firebreak does: {error.Message}", error);
        }
    }

    public void Dispose() => _client.Dispose();

    private static string Reason(JsonElement answer, int status)
    {
        if (answer.ValueKind != JsonValueKind.Object || !answer.TryGetProperty("errorSummary", out var summary)) return $"the service answers {status}.";
        // The causes say it all; the summary only that there are some.
        var causes = answer.TryGetProperty("errorCauses", out var list) ? list.EnumerateArray().Select(cause => cause.GetProperty("errorSummary").GetString()).ToList() : [];
        return $"{status} {(causes.Count > 0 ? string.Join(" ", causes) : summary.GetString())}";
    }

    // The local authority beside the machine's own roots would be broader; a service with its own authority shows a certificate by it.
    private static X509ChainPolicy Trusting(string root)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(X509CertificateLoader.LoadCertificateFromFile(root));
        return policy;
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
