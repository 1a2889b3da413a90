using System.Text.Json;
using Firebreak.Directory;
using Firebreak.Storage;
using Firebreak.Storage.Postgres;
using Firebreak.Tests.Directory;
using Firebreak.Tests.Service;
using Xunit;
using static Firebreak.Tests.SignIn.AuthnFixture;

namespace Firebreak.Tests.SignIn;

public sealed class SessionsOnSqlite() : SessionContract(Engine.Sqlite);

public sealed class SessionsOnPostgres() : SessionContract(Engine.Postgres)
{
    [Fact]
    public async Task What_one_node_ends_has_ended_on_every_node()
    {
        var database = PostgresServer.NewDatabase();
        await using var authn = await Start(Engine.Postgres, database: database);
        var cookie = await authn.SignIn();
        await using var other = await PostgresStore.Open(database, TimeProvider.System);
        var secret = new SessionSecret(cookie.Split('=')[1]);
        Assert.True(await IsLive(other));
        await authn.Service.Send("DELETE", $"api/v1/users/{authn.UserId}/sessions");
        Assert.False(await IsLive(other));

        async Task<bool> IsLive(Store node)
        {
            await using var db = await node.Read(authn.Service.Org, TestContext.Current.CancellationToken);
            return await Sessions.Find(db, secret, node.NowMicros) is not null;
        }
    }
}

public abstract class SessionContract(Engine engine)
{
    [Fact]
    public async Task A_session_token_begins_one_session_once()
    {
        await using var authn = await Start(engine);
        var token = (await authn.Begin()).Body.GetProperty("sessionToken").GetString();
        var (status, session, _) = await authn.Exchange(token);
        Assert.Equal((200, authn.UserId, Login), (status, session.GetProperty("userId").GetString(), session.GetProperty("login").GetString()));
        Assert.Equal("""["pwd"]""", session.GetProperty("amr").GetRawText());
        Assert.Equal(authn.Service.Org.Id, session.GetProperty("idp").GetProperty("id").GetString());
        Assert.EndsWith("/api/v1/sessions/me", session.GetProperty("_links").GetProperty("self").GetProperty("href").GetString(), StringComparison.Ordinal);
        Assert.Equal((401, "E0000004"), await Coded(authn.Exchange(token)));
        var started = Assert.Single(await authn.Service.Events("user.session.start"));
        Assert.Equal(session.GetProperty("id").GetString(), started.GetProperty("authenticationContext").GetProperty("externalSessionId").GetString());
    }

    [Fact]
    public async Task A_session_token_is_worth_nothing_after_five_minutes_for_a_stopped_user_and_in_another_org()
    {
        var time = new ManualTime();
        await using var authn = await Start(engine, time);
        await authn.Service.NewOrg("other");
        var token = (await authn.Begin()).Body.GetProperty("sessionToken").GetString();
        using var elsewhere = new HttpRequestMessage(HttpMethod.Post, $"{authn.Service.Address}/o/other/api/v1/sessions")
        {
            Content = new StringContent(JsonSerializer.Serialize(new { sessionToken = token }), null, "application/json"),
        };
        Assert.Equal(401, (int)(await authn.Stranger.SendAsync(elsewhere, TestContext.Current.CancellationToken)).StatusCode);
        time.Pass(TimeSpan.FromMinutes(5));
        Assert.Equal((401, "E0000004"), await Coded(authn.Exchange(token)));
        var second = (await authn.Begin()).Body.GetProperty("sessionToken").GetString();
        await UserFixture.Put(authn.Service, authn.UserId, UserStatus.LOCKED_OUT);
        Assert.Equal((401, "E0000004"), await Coded(authn.Exchange(second)));
        Assert.Empty(await authn.Service.Events("user.session.start"));
    }

    [Fact]
    public async Task Whoever_holds_the_cookie_sees_refreshes_and_closes_its_own()
    {
        var time = new ManualTime();
        await using var authn = await Start(engine, time);
        Assert.Equal((404, "E0000007"), await Coded(authn.Me("GET", null)));
        var cookie = await authn.SignIn();
        var (_, mine, _) = await authn.Me("GET", cookie);
        Assert.Equal(authn.UserId, mine.GetProperty("userId").GetString());
        time.Pass(TimeSpan.FromMinutes(30));
        var (_, refreshed, _) = await authn.Me("POST", cookie, "/lifecycle/refresh");
        Assert.True(string.CompareOrdinal(mine.GetProperty("expiresAt").GetString(), refreshed.GetProperty("expiresAt").GetString()) < 0);
        Assert.Equal(204, (await authn.Me("DELETE", cookie)).Status);
        Assert.Equal((404, "E0000007"), await Coded(authn.Me("GET", cookie)));
        Assert.Single(await authn.Service.Events("user.session.end"));
    }

    [Fact]
    public async Task An_administrator_sees_refreshes_and_revokes_one_by_its_id()
    {
        await using var authn = await Start(engine);
        var (_, made, _) = await authn.Exchange((await authn.Begin()).Body.GetProperty("sessionToken").GetString());
        var path = "api/v1/sessions/" + made.GetProperty("id").GetString();
        var (status, shown, _) = await authn.Service.Send("GET", path);
        Assert.Equal((200, made.GetProperty("id").GetString()), (status, shown.GetProperty("id").GetString()));
        Assert.EndsWith("/" + path, shown.GetProperty("_links").GetProperty("self").GetProperty("href").GetString(), StringComparison.Ordinal);
        Assert.Equal(200, (await authn.Service.Send("POST", path + "/lifecycle/refresh")).Status);
        Assert.Equal(204, (await authn.Service.Send("DELETE", path)).Status);
        foreach (var (method, end) in new[] { ("GET", ""), ("DELETE", ""), ("POST", "/lifecycle/refresh") })
            Assert.Equal((404, "E0000007"), await Coded(authn.Service.Send(method, path + end)));
        Assert.Equal(authn.UserId, Assert.Single(await authn.Service.Events("user.session.clear")).GetProperty("target")[0].GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_help_desk_ends_no_administrators_session()
    {
        await using var authn = await Start(engine);
        Assert.Equal(201, (await authn.Service.Send("POST", $"api/v1/users/{authn.UserId}/roles", """{"type":"SUPER_ADMIN"}""")).Status is 200 or 201 ? 201 : 0);
        var (_, made, _) = await authn.Exchange((await authn.Begin()).Body.GetProperty("sessionToken").GetString());
        var (helpDesk, _) = await authn.Service.NewClient(authn.Service.Org, RoleType.HELP_DESK_ADMIN);
        Assert.Equal((403, "E0000006"), await Coded(authn.Service.Send("DELETE", "api/v1/sessions/" + made.GetProperty("id").GetString(), by: helpDesk)));
        Assert.Single(await authn.Service.Events("firebreak.access.refused"));
    }

    [Theory]
    [InlineData("", "application/json", 400, "E0000003")]
    [InlineData("{}", "application/json", 400, "E0000001")]
    [InlineData("""{"sessionToken":"x"}""", "application/json", 401, "E0000004")]
    [InlineData("""{"sessionToken":"x"}""", "text/plain", 415, "E0000021")]
    [InlineData("""{"sessionToken":"x"}""", null, 415, "E0000021")]
    public async Task What_begins_no_session_is_refused_clearly(string body, string? type, int expected, string code)
    {
        await using var authn = await Start(engine);
        using var content = new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(body));
        if (type is not null) content.Headers.ContentType = new(type);
        using var answer = await authn.Stranger.PostAsync(new Uri("api/v1/sessions", UriKind.Relative), content, TestContext.Current.CancellationToken);
        Assert.Equal((expected, code), ((int)answer.StatusCode, State(JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement)));
    }

    private static async Task<(int, string)> Coded(Task<(int Status, JsonElement Body, HttpResponseMessage)> answer) => (await answer) is var (status, body, _) ? (status, State(body)) : default;
}
