using Firebreak.Server.Hosting;
using Firebreak.Server.Pages;

namespace Firebreak.Server.Api;

/// <summary>Every endpoint of the API. What is not here does not exist.</summary>
internal static class ApiRoutes
{
    /// <summary>All routes, one line for each room.</summary>
    public static IReadOnlyList<ApiRoute> All { get; } =
    [
        .. PageRoutes.All,
        .. OperatorEndpoints.Routes,
        .. UserEndpoints.Routes,
        .. GroupEndpoints.Routes,
        .. GroupRuleEndpoints.Routes,
        .. RoleEndpoints.Routes,
        .. RoleTargetEndpoints.Routes,
        .. AppEndpoints.Routes,
        .. AppSecretEndpoints.Routes,
        .. AppKeyEndpoints.Routes,
        .. AppCsrEndpoints.Routes,
        .. AppGrantEndpoints.Routes,
        .. AppUserEndpoints.Routes,
        .. AppProvisioningEndpoints.Routes,
        .. AppGroupEndpoints.Routes,
        .. TokenEndpoints.Routes,
        .. OrgEndpoints.Routes,
        .. OrgPrivacyEndpoints.Routes,
        .. UserTypeEndpoints.Routes,
        .. SchemaEndpoints.Routes,
        .. LogProofEndpoints.Routes,
        .. LogEndpoints.Routes,
        .. UserLifecycleEndpoints.Routes,
        .. UserResourceEndpoints.Routes,
        .. AuthnEndpoints.Routes,
        .. SessionEndpoints.Routes,
        .. FactorEndpoints.Routes,
        .. ErasureEndpoints.Routes,
        .. RetentionEndpoints.Routes,
        .. ZoneEndpoints.Routes,
        .. BehaviorEndpoints.Routes,
        .. ThreatEndpoints.Routes,
        .. PolicyEndpoints.Routes,
        .. PolicyRuleEndpoints.Routes,
    ];

    /// <summary>The endpoints of the whole host, outside of any org.</summary>
    public static IReadOnlyList<HostRoute> Host { get; } = [.. PageRoutes.Host, .. LogProofEndpoints.Open];
}
