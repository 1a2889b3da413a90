using System.Text.Json;
using Firebreak.Tests.Service;
using Xunit;

namespace Firebreak.Tests.Directory;

public sealed class AppGrantsOnSqlite() : AppGrantContract(Engine.Sqlite);

public sealed class AppGrantsOnPostgres() : AppGrantContract(Engine.Postgres);

public abstract class AppGrantContract(Engine engine)
{
    [Fact]
    public async Task An_app_is_let_ask_for_a_scope_until_that_is_taken_back()
    {
        await using var service = await TestService.Start(engine);
        var app = (await service.Send("POST", "api/v1/apps", AppContract.Client)).Body;
        var all = $"api/v1/apps/{AppContract.Id(app)}/grants";
        var (status, grant, _) = await service.Send("POST", all, Body(service.Url, "okta.users.read"));
        Assert.Equal(200, status);
        Assert.Equal(["id", "status", "created", "createdBy", "lastUpdated", "issuer", "clientId", "scopeId", "source", "_embedded", "_links"], grant.EnumerateObject().Select(field => field.Name));
        Assert.StartsWith("oag", AppContract.Id(grant), StringComparison.Ordinal);
        Assert.Equal(app.GetProperty("credentials").GetProperty("oauthClient").GetProperty("client_id").GetString(), grant.GetProperty("clientId").GetString());
        Assert.Equal((await service.Send("GET", "api/v1/users/me")).Body.GetProperty("id").GetString(), AppContract.Id(grant.GetProperty("createdBy")));

        var one = $"{all}/{AppContract.Id(grant)}";
        Assert.False((await service.Send("GET", one)).Body.TryGetProperty("_embedded", out _));
        Assert.Equal(grant.GetRawText(), (await service.Send("GET", $"{one}?expand=scope")).Body.GetRawText());
        var second = AppContract.Id((await service.Send("POST", all, Body(service.Url, "okta.logs.read"))).Body);
        Assert.Equal(AppContract.Id(grant), AppContract.Id((await service.Send("POST", all, Body(service.Url, "okta.users.read"))).Body));
        Assert.Equal([AppContract.Id(grant), second], await service.Ids(all));
        Assert.Equal("okta.users.read", (await service.Send("GET", $"{all}?expand=scope")).Body[0].GetProperty("_embedded").GetProperty("scope").GetProperty("id").GetString());

        await service.Does(204, "DELETE", one);
        Assert.Contains("(OAuth2ScopeConsentGrant)", await service.Refused(404, "E0000007", "DELETE", one), StringComparison.Ordinal);
        Assert.Equal([second], await service.Ids(all));
        Assert.Equal(["SUCCESS", "SUCCESS", "SKIPPED"], (await service.Events("app.oauth2.admin.consent.grant")).Select(e => e.GetProperty("outcome").GetProperty("result").GetString()));
        Assert.Equal("okta.users.read", Assert.Single(await service.Events("app.oauth2.admin.consent.revoke")).GetProperty("debugContext").GetProperty("debugData").GetProperty("scope").GetString());

        await service.Does(200, "POST", $"api/v1/apps/{AppContract.Id(app)}/lifecycle/deactivate");
        await service.Does(204, "DELETE", $"api/v1/apps/{AppContract.Id(app)}");
        await using var db = await service.Store.Read(service.Org);
        Assert.False(await db.Any($"select 1 from app_grants where org_id = {service.Org.Id}"));
    }

    [Fact]
    public async Task Bad_grants_are_refused()
    {
        await using var service = await TestService.Start(engine);
        var all = $"api/v1/apps/{AppContract.Id((await service.Send("POST", "api/v1/apps", AppContract.Client)).Body)}/grants";
        foreach (var body in new[] { "{}", Body(service.Url, ""), Body(service.Url, "openid"), Body(service.Url, "okta.users.destroy"), Body("https://other.example.com", "okta.users.read"), """{"scopeId":"okta.users.read"}""" })
            await service.Refused(400, "E0000001", "POST", all, body);
        await service.Refused(400, "E0000001", "GET", $"{all}?expand=everything");
        await service.Refused(404, "E0000007", "GET", $"{all}/oagnobody");
        var bookmark = AppContract.Id((await service.Send("POST", "api/v1/apps", AppContract.Bookmark)).Body);
        Assert.Contains("OpenID Connect", await service.Refused(400, "E0000001", "POST", $"api/v1/apps/{bookmark}/grants", Body(service.Url, "okta.users.read")), StringComparison.Ordinal);
        Assert.Empty((await service.Send("GET", $"api/v1/apps/{bookmark}/grants")).Body.EnumerateArray());
        var admin = await AppContract.NewAppAdministrator(service, "APP", bookmark);
        await service.Does(403, "GET", all, by: admin);
        await service.Does(403, "POST", all, Body(service.Url, "okta.users.read"), admin);
    }

    [Fact]
    public async Task Super_administrators_alone_grant_and_revoke()
    {
        await using var service = await TestService.Start(engine);
        var all = $"api/v1/apps/{AppContract.Id((await service.Send("POST", "api/v1/apps", AppContract.Client)).Body)}/grants";
        var grant = AppContract.Id((await service.Send("POST", all, Body(service.Url, "okta.users.read"))).Body);
        foreach (var role in Enum.GetValues<RoleType>().Where(role => role != RoleType.SUPER_ADMIN))
        {
            var (client, _) = await service.NewClient(service.Org, role);
            await service.Does(403, "POST", all, Body(service.Url, "okta.users.manage"), client);
            await service.Does(403, "DELETE", $"{all}/{grant}", by: client);
        }
        Assert.Equal([grant], await service.Ids(all));
    }

    private static string Body(string issuer, string scope) => JsonSerializer.Serialize(new { issuer, scopeId = scope });
}
