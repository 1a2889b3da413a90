using Firebreak.Server.Hosting;

namespace Firebreak.Server.Pages;

/// <summary>"No" as a person reads it: what happened, what to do next, and the id that finds it in the server's log.</summary>
/// <param name="Code">Of the sentences: <c>error.CODE.title</c> and <c>error.CODE.text</c>.</param>
/// <param name="To">Where to go on, within the org; null: nowhere.</param>
/// <param name="Elsewhere">The address at which the org is served instead; null: this one.</param>
public sealed record ErrorPage(string Code, Refusal Refusal, string ErrorId, string? To, string? Elsewhere);

/// <summary>Writes refusals of pages.</summary>
internal static class PageErrors
{
    /// <summary>A form that carries no token of this browser: sent from elsewhere, or from before the session.</summary>
    public static Refusal FormIsOld { get; } = Refusal.Of(400, "E0000003", "The form does not belong to this session.");

    /// <summary>Whether a person looks: at a page of ours, or with a browser where nothing is.</summary>
    public static bool Concerns(HttpContext http) => http.GetEndpoint()?.Metadata.GetMetadata<ApiRoute>() is { } route
        ? route.IsPage
        : HttpMethods.IsGet(http.Request.Method) && http.Request.Headers.Accept is [{ } accept] && accept.StartsWith("text/html", StringComparison.Ordinal);

    public static Task Write(HttpContext http, Refusal refusal, string errorId)
    {
        var org = http.Items[Door.OrgItem] as Org;
        if (refusal == Refusal.InvalidSession && HttpMethods.IsGet(http.Request.Method)) return SignInFirst(http);
        var (code, to) = Kind(refusal);
        var elsewhere = code == "path" && org is not null ? PathOrgs.AddressOf(http, org) : null;
        var context = new PageContext(org, null, http.Request.PathBase.Value ?? "", "", "", Sentences.For(http).Say($"error.{code}.title"), null);
        return Html.Write<ErrorView, ErrorPage>(http, context, new ErrorPage(code, refusal, errorId, org is null ? null : to, elsewhere), refusal.Status);
    }

    private static (string Code, string? To) Kind(Refusal refusal)
    {
        if (refusal == FormIsOld) return ("form", "");
        return refusal.Status switch
        {
            401 => ("session", "sign-in"),
            403 when refusal.Code == PathOrgs.Code => ("path", null),
            403 => ("forbidden", ""),
            404 or 405 => ("missing", ""),
            429 => ("rate", null),
            503 => ("unavailable", null),
            >= 500 => ("failed", null),
            _ => ("refused", ""),
        };
    }

    private static Task SignInFirst(HttpContext http)
    {
        var request = http.Request;
        var back = request.Path == "/" ? "" : "?to=" + Uri.EscapeDataString(request.Path + request.QueryString);
        http.Response.StatusCode = StatusCodes.Status303SeeOther;
        http.Response.Headers.Location = $"{request.PathBase}/sign-in{back}";
        return Task.CompletedTask;
    }
}
