using System.Collections.Immutable;
using System.Globalization;

namespace Firebreak.Server.Hosting;

/// <summary>All settings, in the order of docs/settings.md, and what holds between them.</summary>
internal static class SettingTable
{
    private const int LeastIterations = 100_000;

    public static ImmutableArray<Setting> All { get; } =
    [
        Setting.Text(
            "Data", "a folder", "Where everything is kept that is not in PostgreSQL. Made on first start. Relative paths, here and below, start at the working folder.",
            s => s.Data, (s, v) => v.Length > 0 ? s with { Data = v } : null) with { IsOption = true },
        Setting.Text(
            "Host", "a host name or an address", "The name under which the service is reached; orgs are names under it (`acme.localhost`).",
            s => s.Host, (s, v) => SettingValues.IsHost(v) ? s with { Host = v.ToLowerInvariant() } : null),
        Setting.Number(
            "Port", 0, 65535, "The port to listen on; 0 takes a free one.",
            s => s.Port, (s, v) => s with { Port = (int)v }) with { IsOption = true },
        Setting.List(
            "Bind", "IP addresses with commas between them", "The addresses to listen on.",
            s => s.Bind.Select(address => address.ToString()),
            (s, v) => SettingValues.TryAddresses(v, out var addresses) ? s with { Bind = addresses } : null),
        Setting.Switch(
            "Http", "Plain HTTP instead of TLS. Only on loopback addresses, for instance behind a proxy on the same machine.",
            s => s.Http, (s, v) => s with { Http = v }) with { IsOption = true },
        Setting.Switch(
            "Dev", "Development mode, for trying out and for tests. Only on loopback addresses.",
            s => s.Dev, (s, v) => s with { Dev = v }) with { IsOption = true },
        Setting.Text(
            "DevToken", "an API token", "The API token of development mode; empty: one is made. Only with `dev`.",
            s => s.DevToken, (s, v) => s with { DevToken = v }) with { IsSecret = true },
        Setting.Text(
            "Clock", "a time such as 2026-01-31T12:00:00Z", "What time it is at start, for demonstrations and rehearsals; empty: the machine's. Every page and every log says so. Only on loopback addresses.",
            s => s.Clock is { } clock ? clock.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) : "",
            (s, v) => SettingValues.TryTime(v, out var time) ? s with { Clock = time } : null) with { IsOption = true },
        Setting.Text(
            "Db", "a PostgreSQL connection string", "Where the store is; empty: SQLite in the data folder.",
            s => s.Db, (s, v) => s with { Db = v }) with { IsSecret = true },
        Setting.Text(
            "MasterKeyFile", "a file", "The key that all other keys are wrapped with; empty: `master.key` in the data folder. Made on first start, the same on all nodes, in no backup.",
            s => s.MasterKeyFile, (s, v) => s with { MasterKeyFile = v }),
        Setting.Text(
            "TlsCertificate", "a PEM file", "The certificate and its chain; empty: one by a development authority that is made in the data folder.",
            s => s.TlsCertificate, (s, v) => s with { TlsCertificate = v }),
        Setting.Text(
            "TlsKey", "a PEM file", "The certificate's private key. With `tlsCertificate` or not at all.",
            s => s.TlsKey, (s, v) => s with { TlsKey = v }),
        Setting.List(
            "TrustedProxies", "IP addresses and networks (10.0.0.0/8) with commas between them", "Whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed.",
            s => s.TrustedProxies.Select(network => network.ToString()),
            (s, v) => SettingValues.TryNetworks(v, out var networks) ? s with { TrustedProxies = networks } : null),
        Setting.Text(
            "GeoFile", "a file in MaxMind's format (.mmdb)", "Where addresses are: GeoLite2 or GeoIP2, City or Country. Read at start; empty: locations are unknown.",
            s => s.GeoFile, (s, v) => s with { GeoFile = v }),
        Setting.Text(
            "AsnFile", "a file in MaxMind's format (.mmdb)", "Whose addresses are: ASN or ISP. Read at start; empty: networks are unknown.",
            s => s.AsnFile, (s, v) => s with { AsnFile = v }),
        Setting.Text(
            "AnonymousFile", "a file in MaxMind's format (.mmdb)", "Which addresses hide who is behind them: Anonymous IP. Read at start; empty: proxies are unknown.",
            s => s.AnonymousFile, (s, v) => s with { AnonymousFile = v }),
        Setting.Switch(
            "AllowPathOrgs", "Whether every org is also served under a path of the host (`/o/acme`) where others than this machine reach the service: an address in `bind` that is not loopback, or a trusted proxy. " +
            "Without it the operator's org and the first customer's are, and any other is refused there (403, E0000015) with its own address, `acme.HOST`: a path is no security boundary between orgs.",
            s => s.AllowPathOrgs, (s, v) => s with { AllowPathOrgs = v }),
        Setting.Number(
            "EpochSeconds", 1, 3600, "How often all orgs' checkpoints are bound together.",
            s => s.EpochSeconds, (s, v) => s with { EpochSeconds = (int)v }),
        Setting.Number(
            "PasswordIterations", 1000, 10_000_000, $"Iterations of PBKDF2 with HMAC-SHA-512 for a new password. Fewer than {LeastIterations} only with `dev`.",
            s => s.PasswordIterations, (s, v) => s with { PasswordIterations = (int)v }),
        Setting.Switch(
            "RateLimits", "Whether requests are limited.",
            s => s.RateLimits, (s, v) => s with { RateLimits = v }),
        Setting.List(
            "RateLimitMultipliers", "class=number pairs (authn=0.5) with commas between them, each above 0 and up to 1000",
            "How many times the usual limit a class of requests has.",
            s => s.RateLimitMultipliers.Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key}={pair.Value}")),
            (s, v) => SettingValues.TryMultipliers(v, out var multipliers) ? s with { RateLimitMultipliers = multipliers } : null),
        Setting.Number(
            "MaxBodyBytes", 1024, 1 << 30, "The largest body of a request.",
            s => s.MaxBodyBytes, (s, v) => s with { MaxBodyBytes = v }),
        Setting.Number(
            "ShutdownSeconds", 0, 600, "How long requests under way may go on when the service is told to stop.",
            s => s.ShutdownSeconds, (s, v) => s with { ShutdownSeconds = (int)v }),
        Setting.Word("LogFormat", "How the process writes its own log.", s => s.LogFormat, (s, v) => s with { LogFormat = v }),
        Setting.Word("LogLevel", "What it writes there: this and everything graver.", s => s.LogLevel, (s, v) => s with { LogLevel = v }),
        Setting.Text(
            "OtlpEndpoint", "an http or https address", "Where traces and metrics go (OpenTelemetry's OTLP); empty: nowhere.",
            s => s.OtlpEndpoint, (s, v) => v.Length == 0 || SettingValues.IsHttpAddress(v) ? s with { OtlpEndpoint = v } : null),
        Setting.Word(
            "OtlpProtocol", "How they are sent: gRPC (collectors listen on 4317), or protobuf by HTTP (4318) to `/v1/traces` and `/v1/metrics` under the address.",
            s => s.OtlpProtocol, (s, v) => s with { OtlpProtocol = v }),
    ];

    private static readonly (Func<Settings, bool> Holds, string Sentence)[] Rules =
    [
        (s => s.Bind.Length > 0, "The setting Bind needs at least one address."),
        (s => !s.Http || s.IsLoopbackOnly, "The setting Http is allowed only when all addresses in Bind are loopback addresses."),
        (s => !s.Dev || s.IsLoopbackOnly, "The setting Dev is allowed only when all addresses in Bind are loopback addresses."),
        (s => s.Clock is null || s.IsLoopbackOnly, "The setting Clock is allowed only when all addresses in Bind are loopback addresses."),
        (s => s.DevToken.Length == 0 || s.Dev, "The setting DevToken is allowed only with Dev."),
        (s => s.TlsCertificate.Length > 0 == s.TlsKey.Length > 0, "The settings TlsCertificate and TlsKey go together."),
        (s => !s.Http || s.TlsCertificate.Length == 0, "The settings Http and TlsCertificate exclude each other."),
        (s => s.PasswordIterations >= LeastIterations || s.Dev, $"The setting PasswordIterations is at least {LeastIterations} without Dev."),
    ];

    /// <summary>The first rule between settings that does not hold, as a sentence; empty when all do.</summary>
    public static string ProblemOf(Settings settings) =>
        Rules.FirstOrDefault(rule => !rule.Holds(settings)).Sentence ?? "";
}
