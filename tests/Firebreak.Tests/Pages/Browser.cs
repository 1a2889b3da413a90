using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Firebreak.Directory;
using Firebreak.Tests.Service;
using Xunit;

namespace Firebreak.Tests.Pages;

/// <summary>A browser without script: keeps cookies, follows nothing by itself, and sends forms with the token of the page.</summary>
internal sealed partial class Browser : IDisposable
{
    private readonly HttpClient _client;
    private readonly string _base;

    /// <param name="language">What it asks for in Accept-Language; null: nothing.</param>
    public Browser(TestService service, string org, string? language = null)
    {
        _base = $"{service.Address}/o/{org}";
#pragma warning disable RS0030 // a client of the service, not the service calling out
        _client = new HttpClient(new HttpClientHandler { CookieContainer = Cookies, AllowAutoRedirect = false });
#pragma warning restore RS0030
        if (language is not null) _client.DefaultRequestHeaders.Add("Accept-Language", language);
    }

    public CookieContainer Cookies { get; } = new();

    public async Task<(int Status, string Body, string? To)> Get(string path) => await Read(await _client.GetAsync(new Uri(_base + path), TestContext.Current.CancellationToken));

    /// <summary>Sends a form; its token is that of the sign-in page or, for who has signed in, of the home page.</summary>
    public async Task<(int Status, string Body, string? To)> Post(string path, Dictionary<string, string> fields, string? token = null)
    {
        var sent = new Dictionary<string, string>(fields) { ["form-token"] = token ?? FormToken().Match((await Get("/")).Body).Groups[1].Value };
        using var content = new FormUrlEncodedContent(sent);
        return await Read(await _client.PostAsync(new Uri(_base + path), content, TestContext.Current.CancellationToken));
    }

    public Task<(int Status, string Body, string? To)> SignIn(string login, string password) => Post("/sign-in", new() { ["login"] = login, ["password"] = password });

    public void Dispose() => _client.Dispose();

    private static async Task<(int Status, string Body, string? To)> Read(HttpResponseMessage response)
    {
        using (response) return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), response.Headers.Location?.ToString());
    }

    [GeneratedRegex("name=\"form-token\" value=\"([^\"]+)\"")]
    private static partial Regex FormToken();
}

/// <summary>What the tests of pages need beside the service.</summary>
internal static class PageService
{
    /// <summary>An active user with a password, who holds a role (or none).</summary>
    public static async Task AddUser(this TestService service, string login, string password, RoleType? role = null)
    {
        var body = JsonSerializer.SerializeToElement(new
        {
            profile = new { firstName = "Grace", lastName = "Hopper", login, email = login },
            credentials = new { password = new { value = password } },
        });
        var (status, user, _) = await service.Send("POST", "api/v1/users", body.GetRawText());
        Assert.Equal(200, status);
        if (role is { } held) Assert.True((await service.Send("POST", $"api/v1/users/{user.GetProperty("id").GetString()}/roles", $$"""{"type":"{{held}}"}""")).Status is 200 or 201);
    }

    public static async Task<Org> Find(this TestService service, string org)
    {
        await using var db = await service.Store.ReadAcross();
        return (await OrgTable.FindByName(db, org))!;
    }
}
