using System.Net;
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
    public HttpTiles(Uri address)
    {
        _root = new Uri(address.ToString().TrimEnd('/') + "/");
#pragma warning disable RS0030 // this is the one class of the command line that makes outbound calls
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(TimeoutSeconds) };
#pragma warning restore RS0030
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
            throw new IOException($"{address} cannot be read: {error.Message}", error);
        }
    }

    public void Dispose() => _client.Dispose();
}
