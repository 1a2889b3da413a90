namespace Firebreak.Server.Hosting;

/// <summary>
/// One endpoint: how the world asks, and who may. Each names a permission, or says why it is open to everyone. All routes stand in
/// <see cref="Api.ApiRoutes.All"/>, from which the tests walk them and the coverage list is made.
/// </summary>
internal sealed record ApiRoute(string Method, string Path, Permission? Needs, string? OpenBecause, Func<Call, Task> Handle)
{
    /// <summary>Query parameters that Okta documents here and this service refuses rather than ignore: <c>name</c>, or <c>name=value</c> for one value alone.</summary>
    public IReadOnlyList<string> Refused { get; init; } = [];

    /// <summary>Whether people in a browser ask: the session cookie says who, forms carry a token, and "no" is a page.</summary>
    public bool IsPage { get; init; }

    /// <summary>Whether an open endpoint takes an API token that is sent, which must then be good: who asks so is trusted with more.</summary>
    public bool TakesToken { get; init; }

    /// <summary>Whether an open endpoint takes the session cookie, and who holds none is nobody.</summary>
    public bool TakesCookie { get; init; }

    /// <summary>What answers at an address that names no org; null: nothing does.</summary>
    public Func<HttpContext, Settings, Task>? WithoutOrg { get; init; }

    /// <summary>An endpoint for whoever holds a permission.</summary>
    public static ApiRoute For(Permission permission, string method, string path, Func<Call, Task> handle) => new(method, path, permission, null, handle);

    /// <summary>An endpoint open to everyone, with the reason.</summary>
    public static ApiRoute Open(string because, string method, string path, Func<Call, Task> handle) => new(method, path, null, because, handle);

    /// <summary>A page for whoever has signed in and holds a permission.</summary>
    public static ApiRoute Page(Permission permission, string method, string path, Func<Call, Task> handle) => For(permission, method, path, handle) with { IsPage = true };

    /// <summary>A page open to everyone, with the reason.</summary>
    public static ApiRoute OpenPage(string because, string method, string path, Func<Call, Task> handle) => Open(because, method, path, handle) with { IsPage = true };
}
