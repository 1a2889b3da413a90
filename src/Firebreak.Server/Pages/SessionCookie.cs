using System.Net;
using Firebreak.Directory;

namespace Firebreak.Server.Pages;

/// <summary>
/// The cookie that a session lives in. On an org's own host over TLS it is <c>__Host-sid</c>; elsewhere it carries the org's id in its name and
/// the org's path. It is bound to its org by the store: another org's hash is not found.
/// </summary>
internal static class SessionCookie
{
    public static SessionSecret? Read(HttpContext http, Org org) =>
        http.Request.Cookies.TryGetValue(Name(http, "sid", org), out var text) && text.Length == SessionSecret.Characters ? new SessionSecret(text) : null;

    public static void Write(HttpContext http, Org org, SessionSecret secret) =>
        http.Response.Cookies.Append(Name(http, "sid", org), secret.Plain, Options(http));

    public static void Clear(HttpContext http, Org org) => http.Response.Cookies.Delete(Name(http, "sid", org), Options(http));

    /// <summary>The name of a cookie of ours at this address.</summary>
    public static string Name(HttpContext http, string what, Org org) =>
        http.Request.IsHttps && !http.Request.PathBase.HasValue ? "__Host-" + what : $"{what}_{org.Id}";

    /// <summary>How cookies are kept here: for this org's address alone, out of scripts' reach, sent back by other sites' links only.</summary>
    public static CookieOptions Options(HttpContext http) => new()
    {
        Path = http.Request.PathBase.HasValue ? http.Request.PathBase.Value : "/",
        HttpOnly = true,
        Secure = http.Request.IsHttps || !IPAddress.IsLoopback(http.Connection.LocalIpAddress ?? IPAddress.None),
        SameSite = SameSiteMode.Lax,
        IsEssential = true,
    };
}
