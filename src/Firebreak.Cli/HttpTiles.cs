using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Firebreak.Log;
using Firebreak.Log.Tiles;

namespace Firebreak.Cli;

/// <summary>A log behind an address (C2SP tlog-tiles). It follows no redirect and takes no more than a log's file can have.</summary>
internal sealed class HttpTiles : ITileSource, IDisposable
{
    private const int TimeoutSeconds = 30;

    private readonly HttpClient _client;
    private readonly Uri _root;

    /// <param name="address">The address under which <c>checkpoint</c> and <c>tile</c> are.</param>
    /// <param name="access">How to be let in, and whom to believe to be the server.</param>
    public HttpTiles(Uri address, HttpAccess access)
    {
        _root = new Uri(address.ToString().TrimEnd('/') + "/");
        if (access.Token is not null && _root.Scheme != Uri.UriSchemeHttps && !_root.IsLoopback)
            throw CommandException.Usage($"a token is not sent to {_root.Authority} in the clear; use https.");
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        if (access.Root is { } root) handler.SslOptions.CertificateChainPolicy = Trusting(root);
#pragma warning disable RS0030 // this is the one class of the command line that makes outbound calls
        _client = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(TimeoutSeconds) };
#pragma warning restore RS0030
        if (access.Token is { } token) _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("SSWS", token);
    }

    /// <inheritdoc/>
    public string Name => _root.ToString();

    /// <inheritdoc/>
    public bool TryRead(string path, GrowingBuffer buffer)
    {
        buffer.Clear();
        var address = new Uri(_root, path);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            using var response = _client.Send(request, HttpCompletionOption.ResponseHeadersRead);
            if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone) return false;
            if (response.StatusCode is HttpStatusCode.Unauthorized) throw new IOException($"{address} asks who you are: give an API token of the org with --token or FIREBREAK_TOKEN.");
            if (response.StatusCode is HttpStatusCode.Forbidden) throw new IOException($"{address} does not let this token in: it needs a role that may read the log.");
            if (response.StatusCode != HttpStatusCode.OK) throw new IOException($"{address} answers {(int)response.StatusCode}.");
            using var body = response.Content.ReadAsStream();
            var chunk = new byte[64 << 10];
            while (body.Read(chunk) is var read and > 0)
            {
                buffer.Append(chunk.AsSpan(0, read));
                if (buffer.Length > LogReader.MaxFileBytes) throw new IOException($"{address} is larger than any file of a log.");
            }

            return true;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            throw new IOException($"{address} cannot be read: {Reason(error)}", error);
        }
    }

    /// <summary>The address of something under this one.</summary>
    public Uri At(string path) => new(_root, path);

    /// <summary>Whether there is such a file; one that asks for a token is there.</summary>
    public bool Has(string path)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, At(path));
            using var response = _client.Send(request, HttpCompletionOption.ResponseHeadersRead);
            return response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Unauthorized or HttpStatusCode.ServiceUnavailable
                || (response.StatusCode is HttpStatusCode.Forbidden && response.Headers.Contains("X-Okta-Request-Id"));
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            throw new IOException($"{At(path)} cannot be read: {Reason(error)}", error);
        }
    }

    public void Dispose() => _client.Dispose();

    private static X509ChainPolicy Trusting(X509Certificate2 root) => new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        RevocationMode = X509RevocationMode.NoCheck,
        CustomTrustStore = { root },
    };

    // What lies beneath says more than "see inner exception"; a certificate that nobody trusts has a way out.
    private static string Reason(Exception error)
    {
        while (error.InnerException is { } inner) error = inner;
        return error is System.Security.Authentication.AuthenticationException ? $"{error.Message} A service with its own authority: give its root with --ca." : error.Message;
    }
}

/// <summary>How to be let in by a server, and whom to believe to be it.</summary>
/// <param name="Token">An API token; it does not print itself.</param>
/// <param name="Root">The one authority to believe; null: the system's.</param>
internal sealed record HttpAccess(string? Token, X509Certificate2? Root)
{
    /// <summary>The options that say so.</summary>
    public static readonly Option[] Options =
    [
        new("--token", "TOKEN", "an API token of the org that may read its log; better in FIREBREAK_TOKEN, where no other user sees it"),
        new("--ca", "FILE", "the certificate of the authority to believe, in place of the system's"),
    ];

    /// <summary>Reads the options.</summary>
    public static HttpAccess Of(Arguments args)
    {
        var token = args.One("--token") ?? Environment.GetEnvironmentVariable("FIREBREAK_TOKEN");
        return new HttpAccess(token is { Length: > 0 } ? token : null, args.One("--ca") is { } file ? Read(file) : null);
    }

    /// <summary>Never the token.</summary>
    public override string ToString() => "HttpAccess(hidden)";

    private static X509Certificate2 Read(string file)
    {
        if (!File.Exists(file)) throw CommandException.Usage($"{file}: there is no such file.");
        try
        {
            return X509CertificateLoader.LoadCertificateFromFile(file);
        }
        catch (CryptographicException)
        {
            throw CommandException.Usage($"{file} holds no certificate.");
        }
    }
}
