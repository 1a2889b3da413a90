using Firebreak.Server.Hosting;

namespace Firebreak.Server.Pages;

/// <summary>Every page. They stand among the routes of the API, so that one list says who may ask for what.</summary>
internal static class PageRoutes
{
    /// <summary>What pages are made of.</summary>
    public static IReadOnlyList<HostRoute> Host { get; } =
    [
        new("styles, scripts and pictures say nothing of anybody", "GET", "/assets/{name}", call => PageAssets.Answer(call.Http)),
    ];

    public static IReadOnlyList<ApiRoute> All { get; } =
    [
        .. EntrancePages.Routes,
        .. PasswordPages.Routes,
        .. HomePages.Routes,
        .. OrgPages.Routes,
        .. UserPages.Routes,
        .. ErasurePages.Routes,
        .. GroupPages.Routes,
        .. TokenPages.Routes,
        .. SettingsPages.Routes,
        .. RetentionPages.Routes,
        .. LogPages.Routes,
    ];
}
