using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Firebreak.Server.Pages;

/// <summary>
/// What shows that a form came from a page of ours. It is an HMAC under what the browser alone holds: the session's secret or, before there is a
/// session, a random cookie. Another site can make a browser send the cookie but cannot read it, so it cannot make the token.
/// </summary>
internal static class FormTokens
{
    /// <summary>The hidden field's name.</summary>
    public const string Field = "form-token";

    private const string Cookie = "form";

    /// <summary>The token for forms of this answer; gives the browser a cookie when it has none.</summary>
    public static string For(HttpContext http, Org org)
    {
        if (Held(http, org) is { } held) return Token(held);
        var made = Ids.Secret(42);
        http.Response.Cookies.Append(SessionCookie.Name(http, Cookie, org), made, SessionCookie.Options(http));
        http.Items[Cookie] = made;
        return Token(made);
    }

    /// <summary>Whether a sent form carries the token of this browser.</summary>
    public static bool Check(HttpContext http, Org org, IFormCollection form)
    {
        // A browser that says where a request came from is believed when it says "elsewhere".
        if (http.Request.Headers["Sec-Fetch-Site"] is [{ } site] && site is not ("same-origin" or "none")) return false;
        return Held(http, org) is { } held
            && form[Field] is [{ } sent]
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(sent), Encoding.UTF8.GetBytes(Token(held)));
    }

    private static string? Held(HttpContext http, Org org) =>
        SessionCookie.Read(http, org)?.Plain
        ?? http.Items[Cookie] as string
        ?? (http.Request.Cookies.TryGetValue(SessionCookie.Name(http, Cookie, org), out var text) && text.Length == 42 ? text : null);

    private static string Token(string held) => Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(held), "firebreak form"u8));
}
