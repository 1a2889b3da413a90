using System.Text.Json;
using Firebreak.Directory;
using Firebreak.SystemLog;
using Firebreak.Tests.Directory;
using Firebreak.Tests.Service;
using Xunit;

namespace Firebreak.Tests.SignIn;

/// <summary>Signing in through the API as a stranger does: without a token.</summary>
internal sealed class AuthnFixture : IAsyncDisposable
{
    public const string Login = "ada@example.com", Password = "Correct1horse", Another = "Another2zebra";

    private AuthnFixture(TestService service, HttpClient stranger, string userId) => (Service, Stranger, UserId) = (service, stranger, userId);

    public TestService Service { get; }

    public HttpClient Stranger { get; }

    public string UserId { get; }

    public static async Task<AuthnFixture> Start(Engine engine, TimeProvider? time = null, string? database = null)
    {
        var service = await TestService.Start(engine, time, database: database);
        var (status, user, _) = await service.Send("POST", "api/v1/users", UserFixture.Body(Login, more: ",\"credentials\":{\"password\":{\"value\":\"" + Password + "\"}}"));
        Assert.Equal(200, status);
        return new AuthnFixture(service, NewStranger(service), user.GetProperty("id").GetString()!);
    }

    public static HttpClient NewStranger(TestService service)
    {
#pragma warning disable RS0030 // a client of the service, not the service calling out
        return new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = new Uri(service.Url + "/") };
#pragma warning restore RS0030
    }

    /// <summary>Sends a step; the path is what follows /api/v1/authn.</summary>
    public async Task<(int Status, JsonElement Body)> Authn(string path, object body, HttpClient? by = null)
    {
        var (status, answer, _) = await Service.Send("POST", "api/v1/authn" + path, JsonSerializer.Serialize(body), by ?? Stranger);
        return (status, answer);
    }

    public Task<(int Status, JsonElement Body)> Begin(string login = Login, string password = Password, bool warn = false, bool multi = false) =>
        Authn("", new { username = login, password, options = new { warnBeforePasswordExpired = warn, multiOptionalFactorEnroll = multi } });

    /// <summary>Exchanges a session token.</summary>
    public Task<(int Status, JsonElement Body, HttpResponseMessage Response)> Exchange(string? sessionToken) =>
        Service.Send("POST", "api/v1/sessions", JsonSerializer.Serialize(new { sessionToken }), Stranger);

    /// <summary>Signs in with the password; the session cookie, "name=value".</summary>
    public async Task<string> SignIn()
    {
        var (_, _, response) = await Exchange((await Begin()).Body.GetProperty("sessionToken").GetString());
        return Assert.Single(response.Headers.GetValues("Set-Cookie")).Split(';')[0];
    }

    /// <summary>Asks for one's own session with a cookie.</summary>
    public async Task<(int Status, JsonElement Body, HttpResponseMessage Response)> Me(string method, string? cookie, string path = "")
    {
        using var client = NewStranger(Service);
        if (cookie is not null) client.DefaultRequestHeaders.Add("Cookie", cookie);
        return await Service.Send(method, "api/v1/sessions/me" + path, by: client);
    }

    public static string State(JsonElement body) => body.TryGetProperty("status", out var status) ? status.GetString()! : body.GetProperty("errorCode").GetString()!;

    public static string Token(JsonElement body) => body.GetProperty("stateToken").GetString()!;

    /// <summary>The links of an answer, each with the end of its address.</summary>
    public static string[] Links(JsonElement body) =>
        [.. body.GetProperty("_links").EnumerateObject().Select(link => $"{link.Name} {link.Value.GetProperty("href").GetString()!.Split("/authn")[1]}")];

    /// <summary>Sets what the org asks at sign-in.</summary>
    public async Task Ask(string name, string value) => await Service.Store.Write<Done>(Service.Caller, Permission.ManageOrg, async tx =>
    {
        await OrgSettingTable.Set(tx, name, value);
        tx.Record(Event.Of(OrgSettingEvents.Updated));
        return Done.It;
    }, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Stranger.Dispose();
        await Service.DisposeAsync();
    }
}
