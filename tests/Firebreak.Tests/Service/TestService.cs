using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Firebreak.Directory;
using Firebreak.Server.Hosting;
using Firebreak.SignIn;
using Firebreak.Storage;
using Firebreak.Storage.Postgres;
using Firebreak.Storage.Sqlite;
using Firebreak.SystemLog;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Firebreak.Tests.Service;

/// <summary>The engines that every contract runs on.</summary>
public enum Engine
{
    Sqlite,
    Postgres,
}

/// <summary>The whole service on a real port and a real engine, with one org and a super administrator's token.</summary>
public sealed class TestService : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _folder;

    private readonly Background _background;

    private TestService(WebApplication app, Store store, Background background, string folder, string address, Org operatorOrg) =>
        (_app, Store, _background, _folder, Address, OperatorOrg) = (app, store, background, folder, address, operatorOrg);

    internal Store Store { get; }

    /// <summary>http://127.0.0.1:port</summary>
    public string Address { get; }

    /// <summary>Closes epochs; tests may ask for one at once.</summary>
    internal EpochMaker Epochs => _background.Epochs;

    /// <summary>The store's master key, in a folder that goes with the service.</summary>
    internal string MasterKeyFile => Path.Combine(_folder, "master.key");

    internal Org OperatorOrg { get; }

    internal Org Org { get; private set; } = null!;

    /// <summary>The org's address by path.</summary>
    public string Url => $"{Address}/o/{Org.Name}";

    public string Token { get; private set; } = "";

    public HttpClient Client { get; private set; } = null!;

    /// <summary>The service's own authority in the test's org.</summary>
    internal Caller Caller => Caller.Service(Org);

    internal static async Task<TestService> Start(Engine engine = Engine.Sqlite, TimeProvider? time = null, Settings? settings = null, string? database = null, GeoPlaces? places = null)
    {
        var folder = System.IO.Directory.CreateTempSubdirectory("firebreak-test-").FullName;
        Store store = engine == Engine.Sqlite
            ? await SqliteStore.Open(Path.Combine(folder, "firebreak.db"), time ?? TimeProvider.System, durable: false)
            : await PostgresStore.Open(database ?? PostgresServer.NewDatabase(), time ?? TimeProvider.System);
        var service = await On(store, folder, settings, places);
        service.Org = await service.NewOrg("acme");
        (service.Client, service.Token) = await service.NewClient(service.Org, RoleType.SUPER_ADMIN);
        return service;
    }

    /// <summary>Serves a store that is there already, with the master key in the folder, which is deleted at the end; its orgs and tokens are the caller's to know.</summary>
    internal static async Task<TestService> On(Store store, string folder, Settings? settings = null, GeoPlaces? places = null)
    {
        settings ??= new Settings { RateLimits = false, PasswordIterations = 1000 };
        PasswordHashes.Use(settings.PasswordIterations);
        await Secrets.Open(store, Path.Combine(folder, "master.key"));
        var operatorOrg = await FirstStart.OperatorOrg(store);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        Served.Watch(app);
        Server.Hosting.Service.Map(app, store, settings, places);
        var background = Background.Start(store, TimeSpan.FromSeconds(10), TimeSpan.FromMilliseconds(10));
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new TestService(app, store, background, folder, address, operatorOrg);
    }

    /// <summary>Makes an org that is there already the test's own, with a token of it.</summary>
    internal void Use(Org org, string token) => (Org, Client, Token) = (org, ClientOf(org, token), token);

    /// <summary>Another org.</summary>
    internal async Task<Org> NewOrg(string name) => (await Orgs.Create(Store, Caller.Service(OperatorOrg), name)).Value;

    /// <summary>A client with the token of a new user who holds a role (or none).</summary>
    internal async Task<(HttpClient Client, string Token)> NewClient(Org org, RoleType? role)
    {
        var caller = Caller.Service(org);
        var name = $"{role?.ToString().ToLowerInvariant() ?? "nobody"}-{Ids.Secret(6)}";
        var made = await ServiceUsers.Create(Store, caller, name, role);
        var (_, secret) = (await Tokens.Create(Store, caller, made.Value.Id, name)).Value;
        return (ClientOf(org, secret), secret);
    }

    private HttpClient ClientOf(Org org, string token)
    {
#pragma warning disable RS0030 // a client of the service, not the service calling out
        var client = new HttpClient { BaseAddress = new Uri($"{Address}/o/{org.Name}/") };
#pragma warning restore RS0030
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("SSWS", token);
        return client;
    }

    /// <summary>Starts what reads the log again after <see cref="StopConsumers"/>.</summary>
    internal void StartConsumers() => _background.Consumers.Start();

    /// <summary>Stops what reads the log; nothing else stops.</summary>
    internal Task StopConsumers() => _background.Consumers.Stop();

    /// <summary>Sends JSON to a path under the org, such as "api/v1/users"; the status and the parsed body.</summary>
    public async Task<(int Status, JsonElement Body, HttpResponseMessage Response)> Send(string method, string path, string? json = null, HttpClient? by = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path.TrimStart('/'));
        if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        var response = await (by ?? Client).SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        // A tile is hashes, and any byte may be its first.
        if (response.Content.Headers.ContentType?.MediaType == "application/octet-stream") return ((int)response.StatusCode, default, response);
        return ((int)response.StatusCode, text.StartsWith('{') || text.StartsWith('[') ? JsonDocument.Parse(text).RootElement : default, response);
    }

    /// <summary>The events of the test's org as they stand in its log, waited for until what was acknowledged has been placed.</summary>
    public async Task<List<JsonElement>> Events(string? type = null)
    {
        while (true)
        {
            await using (var db = await Store.ReadAcross())
                if (!await db.Any($"select 1 from intents limit 1")) break;
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
        await using var reader = await Store.Read(Org);
        var bodies = await reader.All($"select body from events where org_number = {Org.Number} and body is not null order by idx", row => row.Bytes(0));
        return [.. bodies.Select(body => JsonDocument.Parse(body).RootElement).Where(e => type is null || e.GetProperty("eventType").GetString() == type)];
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _background.DisposeAsync();
        await Store.DisposeAsync();
        System.IO.Directory.Delete(_folder, recursive: true);
    }
}
