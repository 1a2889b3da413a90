using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Firebreak.Server.Hosting;

/// <summary>Where the service listens, and with which certificate.</summary>
internal static class Listening
{
    /// <summary>Sets the web server up; returns the root that clients must trust, or null when they need none of ours.</summary>
    public static string? Set(WebApplicationBuilder builder, Settings settings)
    {
        var certificates = settings.Http ? null : Certificates.For(settings);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = settings.MaxBodyBytes;
            // Port 0 is one free port, which two addresses cannot share.
            foreach (var address in settings.Port == 0 ? settings.Bind.Take(1) : settings.Bind)
                if (address.AddressFamily != System.Net.Sockets.AddressFamily.InterNetworkV6 || System.Net.Sockets.Socket.OSSupportsIPv6)
                    kestrel.Listen(new IPEndPoint(address, settings.Port), listen => Secure(listen, certificates));
        });
        builder.WebHost.UseSetting("urls", "");
        return certificates?.RootPath;
    }

    /// <summary>Believes forwarded headers from the named proxies and nobody else.</summary>
    public static void TrustProxies(WebApplication app, Settings settings)
    {
        if (settings.TrustedProxies.IsEmpty) return;
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost };
        options.KnownIPNetworks.Clear();
        options.KnownProxies.Clear();
        foreach (var network in settings.TrustedProxies) options.KnownIPNetworks.Add(network);
        app.UseForwardedHeaders(options);
    }

    private static void Secure(ListenOptions listen, Certificates? certificates)
    {
        if (certificates is null) return;
        listen.UseHttps(https => https.ServerCertificateSelector = (_, name) => certificates.Select(name));
    }
}

/// <summary>The certificates that are shown: the given one, or those of the local authority, one for each name that is asked for.</summary>
internal sealed class Certificates
{
    private const int MostNames = 1000;
    private readonly X509Certificate2 _usual;
    private readonly string _host;
    private readonly Func<string, X509Certificate2>? _make;
    private readonly ConcurrentDictionary<string, X509Certificate2> _made = new(StringComparer.OrdinalIgnoreCase);

    private Certificates(X509Certificate2 usual, string host, string? rootPath, Func<string, X509Certificate2>? make) =>
        (_usual, _host, RootPath, _make) = (usual, host, rootPath, make);

    /// <summary>The local authority's root, or null when the certificate was given.</summary>
    public string? RootPath { get; }

    public static Certificates For(Settings settings)
    {
        if (settings.TlsCertificate.Length > 0)
            return new Certificates(X509Certificate2.CreateFromPemFile(settings.TlsCertificate, settings.TlsKey), settings.Host, null, null);
        // Clients judge certificates by their own clock, so this is the machine's even where the service's is shifted.
        var local = LocalAuthority.Ensure(settings.Data, [settings.Host], TimeProvider.System);
        return new Certificates(local.Leaf, settings.Host, local.RootPath, name => LocalAuthority.LeafFor(settings.Data, name, TimeProvider.System));
    }

    /// <summary>The certificate for a name; for an org's name under the host one of its own, because clients refuse <c>*.localhost</c>.</summary>
    public X509Certificate2 Select(string? name)
    {
        if (_make is null || name is null || !name.EndsWith("." + _host, StringComparison.OrdinalIgnoreCase) || !Org.IsName(name[..^(_host.Length + 1)].ToLowerInvariant())) return _usual;
        if (_made.TryGetValue(name, out var made)) return made;
        return _made.Count >= MostNames ? _usual : _made.GetOrAdd(name, _make);
    }
}
