using Firebreak.Server.Hosting;

namespace Firebreak.Server.Pages;

/// <summary>Every page. They stand among the routes of the API, so that one list says who may ask for what.</summary>
internal static class PageRoutes
{
    public static IReadOnlyList<ApiRoute> All { get; } =
    [
        ApiRoute.Open("styles, scripts and pictures say nothing of anybody", "GET", "/assets/{name}", call => PageAssets.Answer(call.Http)) with { WithoutOrg = PageAssets.Answer },
        .. EntrancePages.Routes,
        .. HomePages.Routes,
        .. OrgPages.Routes,
    ];
}
