using Firebreak.Server.Hosting;

namespace Firebreak.Server.Api;

/// <summary>Every endpoint of the API. What is not here does not exist.</summary>
internal static class ApiRoutes
{
    /// <summary>All routes, one line for each room.</summary>
    public static IReadOnlyList<ApiRoute> All { get; } =
    [
        .. OperatorEndpoints.Routes,
        .. UserEndpoints.Routes,
        .. LogProofEndpoints.Routes,
        .. LogEndpoints.Routes,
    ];

    /// <summary>The endpoints of the whole host, outside of any org.</summary>
    public static IReadOnlyList<HostRoute> Host { get; } = [.. LogProofEndpoints.Open];
}
