namespace Firebreak.Server.Hosting;

/// <summary>
/// Which orgs are served under a path of a host (<c>/o/acme</c>). A path is no security boundary: to a browser everything on one host is one
/// origin. On this machine alone that does no harm. Where others can reach the service, the operator's org and the first customer's have a path, and
/// any other org only when the operator said yes to it: a customer then knows that it shares its host with another.
/// </summary>
internal static class PathOrgs
{
    /// <summary>Okta's code for what exists and is not to be had here; nothing else answers it.</summary>
    public const string Code = "E0000015";

    /// <summary>Whether a request for an org by path is answered at all.</summary>
    /// <param name="host">The host it came to.</param>
    public static bool Serves(Settings settings, Org org, string host) =>
        settings.AllowPathOrgs || !settings.IsReachedFromElsewhere || (org.Number <= Org.OperatorNumber + 1 && !IsAnotherOrg(settings, org, host));

    /// <summary>Where an org is that was asked for by path.</summary>
    public static string AddressOf(HttpContext http, Org org) => $"{http.Request.Scheme}://{org.Name}.{http.Request.Host}";

    /// <summary>Says where the org is instead.</summary>
    public static Refusal Refused(HttpContext http, Org org) => Refusal.Of(
        403, Code, "You do not have permission to access the feature you are requesting",
        $"This org is not served under a path of this host; its address is {AddressOf(http, org)}. An operator who wants paths nevertheless sets allowPathOrgs.");

    // Under another org's own host a path would be that org's origin.
    private static bool IsAnotherOrg(Settings settings, Org org, string host) =>
        host.EndsWith("." + settings.Host, StringComparison.OrdinalIgnoreCase) && !host.Equals($"{org.Name}.{settings.Host}", StringComparison.OrdinalIgnoreCase);
}
