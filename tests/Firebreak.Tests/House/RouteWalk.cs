using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Firebreak.Server.Api;
using Firebreak.Server.Hosting;
using Firebreak.Storage;
using Firebreak.Tests.Service;
using Xunit;

namespace Firebreak.Tests.House;

public sealed class RouteWalkOnSqlite() : RouteWalk(Engine.Sqlite);

public sealed class RouteWalkOnPostgres() : RouteWalk(Engine.Postgres);

/// <summary>Every route of the API, asked by those who may not; pages are walked in PageWalk. A new route is walked the moment it exists.</summary>
public abstract partial class RouteWalk(Engine engine)
{
    /// <summary>Refusals of one kind and address that are events in one minute; those after them fold into a count.</summary>
    private const int RecordedAMinute = 10;

    private static readonly IReadOnlyList<ApiRoute> Guarded = [.. ApiRoutes.All.Where(route => route.Needs is not null && !route.IsPage)];

    [Fact]
    public async Task Without_a_token_with_a_wrong_one_or_with_another_orgs_every_route_answers_401()
    {
        await using var service = await TestService.Start(engine);
        var other = await service.NewOrg("other");
        var (_, othersToken) = await service.NewClient(other, RoleType.SUPER_ADMIN);
        List<string> wrong = [];
        foreach (var route in Guarded)
        {
            await Expect(wrong, service, route, null, "E0000005");
            await Expect(wrong, service, route, "SSWS " + Firebreak.Directory.Tokens.NewSecret(), "E0000011");
            await Expect(wrong, service, route, "SSWS " + othersToken, "E0000011");
            await Expect(wrong, service, route, "Bearer " + service.Token, "E0000011");
        }
        Assert.Empty(wrong);
        Assert.Empty(await service.Events("firebreak.access.refused"));
    }

    [Fact]
    public async Task Whoever_lacks_the_permission_is_answered_403_and_stands_in_that_orgs_log()
    {
        var time = new ManualTime();
        await using var service = await TestService.Start(engine, time);
        var other = await service.NewOrg("other");
        List<string> wrong = [];
        List<(string Path, string Permission)> refused = [];
        foreach (var role in Enum.GetValues<RoleType>().Select(role => (RoleType?)role).Prepend(null))
        {
            var (client, token) = await service.NewClient(service.Org, role);
            using var _ = client;
            var authority = role is { } held ? Authority.Of(service.Org, [new HeldRole(held, [], [])]) : Authority.None;
            foreach (var route in Guarded.Where(route => !authority.Allows(route.Needs!.Value)))
            {
                if (refused.Count % RecordedAMinute == 0) time.Pass(TimeSpan.FromMinutes(1));
                await Expect(wrong, service, route, "SSWS " + token, "E0000006");
                refused.Add((PathOf(route), route.Needs.ToString()!));
            }
        }
        Assert.Empty(wrong);
        var recorded = (await service.Events("firebreak.access.refused")).Select(e =>
            (e.GetProperty("debugContext").GetProperty("debugData").GetProperty("requestUri").GetString()!, e.GetProperty("target")[0].GetProperty("id").GetString()!));
        Assert.Equal(refused.Order(), recorded.Order());
        await using var db = await service.Store.ReadAcross();
        var elsewhere = await db.All($"select body from events where org_number <> {service.Org.Number}", row => row.Bytes(0));
        Assert.DoesNotContain(elsewhere, body => System.Text.Encoding.UTF8.GetString(body).Contains("firebreak.access.refused", StringComparison.Ordinal));
        Assert.NotEqual(other.Number, service.Org.Number);
    }

    [Fact]
    public async Task Another_orgs_ids_are_not_found_and_nothing_of_it_changes()
    {
        await using var service = await TestService.Start(engine);
        var other = await service.NewOrg("other");
        await Furnish(service, other);
        var ids = await IdsOf(service, other);
        var before = await EventsOf(service, other);
        List<string> wrong = [];
        foreach (var route in Guarded.Where(route => route.Needs != Permission.Operate && route.Path.Contains('{', StringComparison.Ordinal)))
        {
            foreach (var id in ids)
            {
                var (status, body, _) = await service.Send(route.Method, Holes().Replace(route.Path, id), route.Method is "POST" or "PUT" or "PATCH" ? "{}" : null);
                if (status is < 400 or >= 500) wrong.Add($"{route.Method} {route.Path} with {id}: {status} {body}");
            }
        }
        Assert.Empty(wrong);
        Assert.Equal(before, await EventsOf(service, other));
    }

    [Fact]
    public async Task Without_a_session_no_page_that_needs_one_is_shown_and_no_form_is_taken()
    {
        await using var service = await TestService.Start(engine);
        // Where a page sends people is not followed: that it sends them away is the answer.
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
        List<string> wrong = [];
        foreach (var route in ApiRoutes.All.Where(route => route.IsPage && route.Needs is not null))
        {
            foreach (var (name, value) in new[] { ("X-Nothing", "at all"), ("Authorization", "SSWS " + service.Token), ("Cookie", "__Host-session=forged; session=forged; sid=forged") })
            {
#pragma warning disable RS0030 // a client of the service, not the service calling out
                using var client = new HttpClient(handler, disposeHandler: false) { BaseAddress = new Uri(service.Url + "/") };
#pragma warning restore RS0030
                client.DefaultRequestHeaders.Add(name, value);
                var (status, _, _) = await service.Send(route.Method, PathOf(route), null, client);
                if (status is not (302 or 303 or 400 or 401 or 403)) wrong.Add($"{route.Method} {route.Path} with {name}: {status}");
            }
        }
        Assert.Empty(wrong);
        Assert.Empty(await service.Events("firebreak.access.refused"));
    }

    private static async Task Expect(List<string> wrong, TestService service, ApiRoute route, string? credentials, string code)
    {
#pragma warning disable RS0030 // a client of the service, not the service calling out
        using var client = new HttpClient { BaseAddress = new Uri(service.Url + "/") };
#pragma warning restore RS0030
        if (credentials is not null) client.DefaultRequestHeaders.Authorization = AuthenticationHeaderValue.Parse(credentials);
        var (status, body, _) = await service.Send(route.Method, PathOf(route), route.Method is "POST" or "PUT" or "PATCH" ? "{}" : null, client);
        var said = body.ValueKind == System.Text.Json.JsonValueKind.Object && body.TryGetProperty("errorCode", out var found) ? found.GetString() : null;
        if (status != (code == "E0000006" ? 403 : 401) || said != code) wrong.Add($"{route.Method} {route.Path} with {credentials?[..8]}: {status} {said}, not {code}");
    }

    // One thing of each kind that the API can make.
    private static async Task Furnish(TestService service, Org org)
    {
        var (client, _) = await service.NewClient(org, RoleType.SUPER_ADMIN);
        using var by = client;
        foreach (var (path, body) in new[]
        {
            ("api/v1/users?activate=false", """{"profile":{"firstName":"Bo","lastName":"B","login":"bo@example.com","email":"bo@example.com"}}"""),
            ("api/v1/groups", """{"profile":{"name":"Bees","description":"of the other org"}}"""),
            ("api/v1/apps", """{"name":"bookmark","label":"Hive","signOnMode":"BOOKMARK","settings":{"app":{"requestIntegration":false,"url":"https://hive.example"}}}"""),
        })
        {
            if (!ApiRoutes.All.Any(route => route.Method == "POST" && route.Path.TrimStart('/') == path.Split('?')[0])) continue;
            var (status, answer, _) = await service.Send("POST", path, body, by);
            Assert.True(status is 200 or 201, $"POST {path}: {status} {answer}");
        }
    }

    // Whatever has an id in any table of the org, a few of each.
    private static async Task<List<string>> IdsOf(TestService service, Org org)
    {
        List<string> ids = [];
        await using var db = await service.Store.Read(org);
        foreach (var table in OrgTables.WithColumn("id"))
        {
            Sql query = $"select id from ";
            query.AppendLiteral(table);
            ids.AddRange(await db.All(query.Then($" where org_id = {org.Id} order by id limit 2"), row => row.Text(0)));
        }
        Assert.NotEmpty(ids);
        return [.. ids.Distinct()];
    }

    private static async Task<long> EventsOf(TestService service, Org org)
    {
        await service.Events();
        await using var db = await service.Store.Read(org);
        return await db.One($"select count(*) from events where org_number = {org.Number}", row => row.Long(0));
    }

    private static string PathOf(ApiRoute route) => Holes().Replace(route.Path, hole => hole.Value.EndsWith(":long}", StringComparison.Ordinal) ? "7" : "00unobody0000000walk");

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Holes();
}
