using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using Firebreak.Directory;

namespace Firebreak.Server.Hosting;

/// <summary>How the log lines of the process itself are written.</summary>
internal enum LogFormat
{
    /// <summary>One JSON object a line.</summary>
    Json,

    /// <summary>For people.</summary>
    Text,
}

/// <summary>How traces and metrics are sent.</summary>
internal enum OtlpProtocol
{
    /// <summary>gRPC, usually on port 4317.</summary>
    Grpc,

    /// <summary>Protobuf by HTTP, usually on port 4318, to <c>/v1/traces</c> and <c>/v1/metrics</c> under the address.</summary>
    Http,
}

/// <summary>
/// Everything that an operator can set, read once at start. What each setting means is said in <see cref="SettingTable"/>,
/// where docs/settings.md comes from; the values here are the defaults.
/// </summary>
internal sealed record Settings
{
    public string Data { get; init; } = "./data";

    public string Host { get; init; } = "localhost";

    public int Port { get; init; } = 8443;

    public ImmutableArray<IPAddress> Bind { get; init; } = [IPAddress.Loopback, IPAddress.IPv6Loopback];

    public bool Http { get; init; }

    public bool Dev { get; init; }

    public string DevToken { get; init; } = "";

    public DateTimeOffset? Clock { get; init; }

    public string Db { get; init; } = "";

    public string MasterKeyFile { get; init; } = "";

    public string TlsCertificate { get; init; } = "";

    public string TlsKey { get; init; } = "";

    public ImmutableArray<IPNetwork> TrustedProxies { get; init; } = [];

    public string GeoFile { get; init; } = "";

    public string AsnFile { get; init; } = "";

    public string AnonymousFile { get; init; } = "";

    public bool AllowPathOrgs { get; init; }

    public int EpochSeconds { get; init; } = 10;

    public int PasswordIterations { get; init; } = PasswordHashes.DefaultIterations;

    public bool RateLimits { get; init; } = true;

    public ImmutableSortedDictionary<string, double> RateLimitMultipliers { get; init; } =
        ImmutableSortedDictionary.Create<string, double>(StringComparer.Ordinal);

    public long MaxBodyBytes { get; init; } = 1 << 20;

    public int ShutdownSeconds { get; init; } = 10;

    public LogFormat LogFormat { get; init; } = LogFormat.Json;

    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    public string OtlpEndpoint { get; init; } = "";

    public OtlpProtocol OtlpProtocol { get; init; } = OtlpProtocol.Grpc;

    /// <summary>Where the master key is, the default filled in.</summary>
    public string MasterKeyPath => MasterKeyFile.Length > 0 ? MasterKeyFile : Path.Combine(Data, "master.key");

    /// <summary>Whether only this machine can reach the service.</summary>
    public bool IsLoopbackOnly => Bind.All(IPAddress.IsLoopback);

    /// <summary>Whether others than this machine reach it: by an address of its own, or through a proxy that is named.</summary>
    public bool IsReachedFromElsewhere => !IsLoopbackOnly || !TrustedProxies.IsEmpty;

    /// <summary>Reads the settings of this process: see <see cref="SettingsReader"/>.</summary>
    /// <param name="options">The command line after <c>serve</c>.</param>
    /// <param name="problem">What is wrong, in one sentence for the operator; it repeats no secret.</param>
    /// <exception cref="IOException">A firebreak.json is there and cannot be read.</exception>
    public static bool TryRead(IReadOnlyList<string> options, [NotNullWhen(true)] out Settings? settings, out string problem) =>
        SettingsReader.TryRead(options, SettingsReader.ProcessVariables(), Environment.CurrentDirectory, out settings, out problem);

    /// <summary>All settings on one line, secrets hidden.</summary>
    public override string ToString() =>
        string.Join(", ", SettingTable.All.Select(setting => $"{setting.Name} = {setting.Print(this)}"));
}
