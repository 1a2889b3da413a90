using System.Net;
using System.Text.Json;
using Firebreak.Directory;
using Firebreak.Tests.Service;
using Xunit;

namespace Firebreak.Tests.Directory;

public sealed class TokensOnSqlite() : TokenContract(Engine.Sqlite);

public sealed class TokensOnPostgres() : TokenContract(Engine.Postgres);

public abstract class TokenContract(Engine engine)
{
    [Fact]
    public async Task Super_administrators_see_every_token_and_others_their_own()
    {
        await using var service = await TestService.Start(engine);
        var (second, _) = await service.NewClient(service.Org, RoleType.ORG_ADMIN);
        var all = (await service.Send("GET", "api/v1/api-tokens/")).Body;
        Assert.Equal(2, all.GetArrayLength());
        var own = Assert.Single((await service.Send("GET", "api/v1/api-tokens", by: second)).Body.EnumerateArray());
        var theirs = all.EnumerateArray().Select(AppContract.Id).Single(id => id != AppContract.Id(own));
        Assert.Equal(200, (await service.Send("GET", $"api/v1/api-tokens/{AppContract.Id(own)}")).Status);
        foreach (var (method, sent) in new[] { ("GET", null), ("PUT", """{"name":"x"}"""), ("DELETE", (string?)null) })
        {
            var (status, error, _) = await service.Send(method, $"api/v1/api-tokens/{theirs}", sent, second);
            Assert.Equal((404, $"Not found: Resource not found: {theirs} (Token)"), (status, error.GetProperty("errorSummary").GetString()));
        }
        var (nobody, _) = await service.NewClient(service.Org, null);
        Assert.Equal(403, (await service.Send("GET", "api/v1/api-tokens", by: nobody)).Status);
    }

    [Fact]
    public async Task A_token_shows_its_window_and_never_its_secret()
    {
        await using var service = await TestService.Start(engine);
        var (_, list, response) = await service.Send("GET", "api/v1/api-tokens");
        var token = Assert.Single(list.EnumerateArray());
        Assert.DoesNotContain(service.Token, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(("Okta API", "P30D", "ANYWHERE"), (Text(token, "clientName"), Text(token, "tokenWindow"), Text(token.GetProperty("network"), "connection")));
        var (from, to) = (token.GetProperty("lastUpdated").GetDateTimeOffset(), token.GetProperty("expiresAt").GetDateTimeOffset());
        Assert.Equal(TimeSpan.FromDays(30), to - from);
        Assert.EndsWith($"/api/v1/users/{Text(token, "userId")}", Text(token.GetProperty("_links").GetProperty("user"), "href"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_is_revoked_opens_nothing()
    {
        await using var service = await TestService.Start(engine);
        var (second, _) = await service.NewClient(service.Org, RoleType.READ_ONLY_ADMIN);
        var own = AppContract.Id(Assert.Single((await service.Send("GET", "api/v1/api-tokens", by: second)).Body.EnumerateArray()));
        Assert.Equal(204, (await service.Send("DELETE", $"api/v1/api-tokens/{own}")).Status);
        Assert.Equal(401, (await service.Send("GET", "api/v1/api-tokens", by: second)).Status);
        var (nobody, _) = await service.NewClient(service.Org, null);
        Assert.Equal(204, (await service.Send("DELETE", "api/v1/api-tokens/current", by: nobody)).Status);
        Assert.Equal(401, (await service.Send("DELETE", "api/v1/api-tokens/current", by: nobody)).Status);
        Assert.Equal(2, (await service.Events("system.api_token.revoke")).Count);
    }

    [Fact]
    public async Task A_token_is_bound_to_a_network_and_a_use_from_elsewhere_is_recorded()
    {
        await using var service = await TestService.Start(engine);
        var (second, _) = await service.NewClient(service.Org, RoleType.READ_ONLY_ADMIN);
        var own = AppContract.Id(Assert.Single((await service.Send("GET", "api/v1/api-tokens", by: second)).Body.EnumerateArray()));
        var (status, bound, _) = await service.Send("PUT", $"api/v1/api-tokens/{own}", """{"name":"ours","network":{"connection":"ZONE","include":["127.0.0.0/8","::1"]}}""");
        Assert.Equal((200, "ours"), (status, Text(bound, "name")));
        Assert.Equal("""{"connection":"ZONE","include":["127.0.0.0/8","::1"]}""", bound.GetProperty("network").GetRawText());
        Assert.Equal(200, (await service.Send("GET", "api/v1/api-tokens", by: second)).Status);
        Assert.Equal(200, (await service.Send("PUT", $"api/v1/api-tokens/{own}", """{"name":"ours","network":{"connection":"ZONE","exclude":["127.0.0.1"]}}""")).Status);
        Assert.Equal(403, (await service.Send("GET", "api/v1/api-tokens", by: second)).Status);
        var refused = Assert.Single(await service.Events("system.api_token.request_outside_allowed_range"));
        Assert.Equal(own, Text(refused.GetProperty("target")[0], "id"));
        Assert.Equal("DENY", Text(refused.GetProperty("outcome"), "result"));
        Assert.Equal(2, (await service.Events("system.api_token.update")).Count);
    }

    [Fact]
    public async Task Bad_changes_of_a_token_are_refused()
    {
        await using var service = await TestService.Start(engine);
        var token = Assert.Single((await service.Send("GET", "api/v1/api-tokens")).Body.EnumerateArray());
        string[] bad =
        [
            "{}",
            """{"name":""}""",
            """{"name":7}""",
            """{"name":"a","network":"x"}""",
            """{"name":"a","network":{}}""",
            """{"name":"a","network":{"connection":"HOME"}}""",
            """{"name":"a","network":{"connection":"ZONE"}}""",
            """{"name":"a","network":{"connection":"ZONE","include":"127.0.0.1"}}""",
            """{"name":"a","network":{"connection":"ZONE","include":["1"]}}""",
            """{"name":"a","network":{"connection":"ZONE","include":["10.0.0.0/33"]}}""",
            """{"name":"a","network":{"connection":"ZONE","include":["nzo1234"]}}""",
            """{"name":"a","userId":"00usomebodyelse"}""",
        ];
        foreach (var sent in bad)
        {
            var (status, answer, _) = await service.Send("PUT", $"api/v1/api-tokens/{AppContract.Id(token)}", sent);
            Assert.True(status == 400, $"{sent}: {status} {answer}");
        }
    }

    [Fact]
    public async Task Nobody_but_a_super_administrator_makes_a_token_for_somebody_else()
    {
        await using var service = await TestService.Start(engine);
        var owner = Text(Assert.Single((await service.Send("GET", "api/v1/api-tokens")).Body.EnumerateArray()), "userId")!;
        var made = (await ServiceUsers.Create(service.Store, service.Caller, "helper", RoleType.ORG_ADMIN)).Value;
        Caller asked;
        await using (var db = await service.Store.Read(service.Org)) asked = new Caller(service.Org, made.Actor, await Authorities.OfUser(db, service.Org, made.Id), RequestContext.None);
        Assert.Equal(403, (await Tokens.Create(service.Store, asked, owner, "mine now")).Refusal!.Status);
        Assert.Null((await Tokens.Create(service.Store, asked, made.Id, "my own")).Refusal);
    }

    [Fact]
    public void A_network_admits_what_it_includes_and_never_what_it_excludes()
    {
        const string Office = """{"connection":"ZONE","include":["192.0.2.0/24","2001:db8::/32"],"exclude":["192.0.2.9"]}""";
        Assert.True(TokenNetwork.Admits(Office, IPAddress.Parse("192.0.2.8")));
        Assert.True(TokenNetwork.Admits(Office, IPAddress.Parse("2001:db8::1")));
        Assert.False(TokenNetwork.Admits(Office, IPAddress.Parse("192.0.2.9")));
        Assert.False(TokenNetwork.Admits(Office, IPAddress.Parse("198.51.100.1")));
        Assert.False(TokenNetwork.Admits(Office, null));
        Assert.True(TokenNetwork.Admits(Tokens.Anywhere, null));
    }

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
