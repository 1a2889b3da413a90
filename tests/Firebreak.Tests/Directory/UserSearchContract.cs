using System.Text.Json;
using Firebreak.Directory;
using Firebreak.SystemLog;
using Firebreak.Tests.Service;
using Xunit;

namespace Firebreak.Tests.Directory;

public sealed class UserSearchOnSqlite() : UserSearchContract(Engine.Sqlite);

public sealed class UserSearchOnPostgres() : UserSearchContract(Engine.Postgres);

public abstract class UserSearchContract(Engine engine)
{
    // What is asked, and the first letters of the logins that answer: ada, bob, Cyd, dan (who is DEPROVISIONED).
    private static readonly (string Query, string Answer)[] Searches =
    [
        ("search=profile.login eq \"ADA@example.com\"", "a"),
        ("search=profile.email sw \"b\"", "b"),
        ("search=profile.login co \"D@\"", "c"),
        ("search=profile.login co \"_\"", ""),
        ("search=profile.firstName eq \"bob\"", "b"),
        ("search=profile.lastName sw \"o'\"", "bd"),
        ("search=profile.lastName co \"100%\"", "c"),
        ("search=profile.department eq \"sales\"", "ab"),
        ("search=profile.department pr", "abc"),
        ("search=not (profile.department pr)", "d"),
        ("search=profile.department eq null", "d"),
        ("search=profile.department gt \"sales\"", "c"),
        ("search=profile.department ge \"sales\" and profile.department le \"sales\"", "ab"),
        ("search=profile.department eq \"sales\" and status eq \"STAGED\"", "b"),
        ("search=(profile.department eq \"sales\" or profile.department eq \"sälzer\") and profile.firstName sw \"c\"", "c"),
        ("search=profile.age gt 9", "bc"),
        ("search=profile.age ge -1.5 and profile.age lt 30", "ab"),
        ("search=profile.age eq 30", "c"),
        ("search=profile.member eq true", "a"),
        ("search=profile.member eq false", "b"),
        ("search=profile.skills eq \"Judo\"", "ac"),
        ("search=profile.skills eq \"judo\" and profile.skills eq \"chess\"", "c"),
        ("search=status eq \"DEPROVISIONED\"", "d"),
        ("search=status lt \"STAGED\" or status gt \"STAGED\"", "ad"),
        ("search=created gt \"2020-01-01T00:00:00.000Z\"", "abcd"),
        ("search=created lt \"2020-01-01T00:00:00.000Z\"", ""),
        ("search=activated pr", "a"),
        ("search=not (activated lt \"2999-01-01T00:00:00.000Z\")", "bcd"),
        ("search=statusChanged gt \"2020-01-01T00:00:00.000Z\" and id pr", "abcd"),
        ("filter=status eq \"STAGED\"", "bc"),
        ("filter=profile.firstName eq \"Ada\" or profile.login eq \"bob@example.com\"", "ab"),
        ("filter=lastUpdated gt \"2020-01-01T00:00:00.000Z\" and status eq \"STAGED\"", "bc"),
        ("q=ad", "a"),
        ("q=BOB o'n", "b"),
        ("q=o'", "b"),
        ("q=cyd@", "c"),
        ("q=zz", ""),
        ("limit=200", "abc"),
    ];

    private static readonly string[] Bad =
    [
        "search=profile.login", "search=profile.nothing eq \"x\"", "search=nothing eq \"x\"", "search=profile.login ne \"x\"", "search=profile.login ew \"x\"",
        "search=created eq \"yesterday\"", "search=created co \"2020-01-01T00:00:00.000Z\"", "search=status eq 5", "search=profile.skills[value eq \"x\"]",
        "search=urn:x:profile.login eq \"x\"", "filter=profile.department eq \"x\"", "filter=status gt \"A\"", "filter=not (status eq \"ACTIVE\")", "filter=status pr",
        "search=id pr&sortBy=profile.nothing", "search=id pr&sortBy=created&after=@@", "search=id pr&sortBy=created&after=YWJj", "sortBy=created",
    ];

    [Fact]
    public async Task A_list_shows_the_fields_that_were_asked_for()
    {
        await using var service = await TestService.Start(engine);
        var ada = await service.NewUser("ada", ""","city":"London" """);
        Assert.Equal($$$"""{"id":"{{{ada}}}","status":"STAGED","profile":{"firstName":"ada","city":"London"}}""", await Shown("status,profile:(firstName, city,nickName)"));
        Assert.Equal($$$"""{"id":"{{{ada}}}"}""", await Shown("id"));
        Assert.Equal($$$$"""{"id":"{{{{ada}}}}","activated":null,"_links":{"self":{"href":"{{{{service.Url}}}}/api/v1/users/{{{{ada}}}}"}}}""", await Shown("_links, activated"));
        Assert.Contains("\"login\":\"ada@example.com\"", await Shown("profile"), StringComparison.Ordinal);
        Assert.Equal(await Shown(""), (await service.Send("GET", "api/v1/users?q=ada")).Body[0].GetRawText());
        foreach (var bad in new[] { "nothing", "profile:(city", "status,password" }) await service.Refused(400, "E0000001", "GET", $"api/v1/users?fields={bad}");
        await service.Refused(400, "E0000001", "GET", "api/v1/users?expand=classification");

        async Task<string> Shown(string fields) => (await service.Send("GET", $"api/v1/users?q=ada&fields={Uri.EscapeDataString(fields)}")).Body[0].GetRawText();
    }

    [Fact]
    public async Task Searches_filters_and_prefixes_find_what_they_say()
    {
        await using var service = await TestService.Start(engine);
        await People(service);
        var wrong = new List<string>();
        foreach (var (query, answer) in Searches)
        {
            var (status, found, _) = await service.Send("GET", "api/v1/users?" + Escape(query));
            var got = status == 200 ? Letters(found) : found.ToString();
            if (got != answer) wrong.Add($"{query}: '{answer}' was expected, '{got}' came");
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public async Task What_cannot_be_asked_is_refused()
    {
        await using var service = await TestService.Start(engine);
        await People(service);
        var wrong = new List<string>();
        foreach (var query in Bad)
        {
            var (status, error, _) = await service.Send("GET", "api/v1/users?" + Escape(query));
            if ((status, UserFixture.Code(error)) != (400, "E0000031")) wrong.Add($"{query}: {status} {error}");
            else if (error.GetProperty("errorSummary").GetString() != "Invalid search criteria." || UserFixture.Causes(error).Length != 1) wrong.Add($"{query}: {error}");
        }
        Assert.Empty(wrong);
        Assert.Equal("E0000033", UserFixture.Code((await service.Send("GET", "api/v1/users?" + Escape("search=id pr&filter=status eq \"ACTIVE\""))).Body));
        foreach (var query in (string[])["expand=classification", "fields=magic", "limit=x", "search=id%20pr&sortOrder=up"]) Assert.Equal(400, (await service.Send("GET", "api/v1/users?" + query)).Status);
    }

    [Fact]
    public async Task Sorting_goes_by_the_value_then_by_the_id_and_pages_join_up()
    {
        await using var service = await TestService.Start(engine);
        await People(service);
        foreach (var (sort, answer) in ((string, string)[])[
            ("profile.firstName&sortOrder=desc", "dcba"), ("profile.department", "dabc"), ("profile.login&sortOrder=DESC", "dcba"), ("created", "abcd"), ("activated&sortOrder=desc", "abcd"),
            ("profile.age", "dabc"), ("status", "dabc")])
        {
            var all = "";
            for (var next = $"api/v1/users?search=id%20pr%20and%20profile.email%20pr&limit=1&sortBy={sort}"; next is not null;)
            {
                var (status, page, response) = await service.Send("GET", next);
                Assert.True(status == 200, page.ToString());
                all += Letters(page);
                next = Next(service, response);
            }
            Assert.Equal((sort, answer), (sort, all));
        }
    }

    [Fact]
    public async Task Pages_hold_every_user_once_while_others_come_and_go()
    {
        await using var service = await TestService.Start(engine);
        var before = new List<string>();
        for (var i = 0; i < 25; i++) before.Add(await UserFixture.Make(service, $"page{i}@example.com", ",\"department\":\"Sales\""));
        foreach (var query in (string[])["limit=4", "limit=4&search=profile.department%20eq%20%22sales%22", "limit=4&filter=status%20eq%20%22STAGED%22", "limit=4&search=profile.department%20pr&sortBy=profile.login"])
        {
            var seen = new List<string>();
            var (next, turn) = ($"api/v1/users?{query}", 0);
            while (next is not null)
            {
                var (_, page, response) = await service.Send("GET", next);
                Assert.True(page.GetArrayLength() <= 4);
                seen.AddRange(page.EnumerateArray().Select(user => user.GetProperty("id").GetString()!));
                next = Next(service, response);
                var made = await UserFixture.Make(service, $"new{query.Length}-{turn++}@example.com", ",\"department\":\"Sales\"");
                if (turn % 2 == 0) await service.Send("DELETE", $"api/v1/users/{made}");
                Assert.True(turn < 60);
            }
            Assert.Equal(seen.Count, seen.Distinct().Count());
            Assert.Empty(before.Except(seen));
        }
    }

    [Fact]
    public async Task A_change_of_a_profile_changes_what_it_is_found_by()
    {
        await using var service = await TestService.Start(engine);
        var id = await UserFixture.Make(service, "moves@example.com", ",\"department\":\"Sales\",\"city\":\"Ulm\"");
        await service.Send("POST", $"api/v1/users/{id}", """{"profile":{"department":"Legal","email":"other@example.com"}}""");
        Assert.Equal("", await Found("profile.department eq \"Sales\""));
        Assert.Equal("m", await Found("profile.department eq \"legal\" and profile.city eq \"ulm\" and profile.email eq \"other@example.com\""));
        await service.Send("PUT", $"api/v1/users/{id}", UserFixture.Body("renamed@example.com"));
        Assert.Equal("", await Found("profile.department pr"));
        Assert.Equal("r", await Found("profile.login eq \"renamed@example.com\""));
        await service.Send("DELETE", $"api/v1/users/{id}");
        await service.Send("DELETE", $"api/v1/users/{id}");
        Assert.Equal("", await Found("profile.login eq \"renamed@example.com\""));

        async Task<string> Found(string search) => Letters((await service.Send("GET", "api/v1/users?search=" + Uri.EscapeDataString(search))).Body);
    }

    internal static async Task Customise(TestService service, string custom) => await service.Store.Write<Done>(service.Caller, Permission.ManageSchemas, async tx =>
    {
        await tx.Run($"update schemas set custom = {custom} where org_id = {tx.Org.Id} and kind = 'user'");
        tx.Record(Event.Of(UserEvents.ProfileUpdated));
        return Done.It;
    }, TestContext.Current.CancellationToken);

    private static async Task People(TestService service)
    {
        await Customise(service, """{"age":{"type":"number"},"member":{"type":"boolean"},"skills":{"type":"array","items":{"type":"string"}}}""");
        await UserFixture.Make(service, "ada@example.com", ",\"department\":\"Sales\",\"age\":-1.5,\"member\":true,\"skills\":[\"Judo\"]", "");
        await Named(service, "bob", "Bob", "O'Neill", ",\"department\":\"SALES\",\"age\":9.5,\"member\":false");
        await Named(service, "Cyd", "Cyd", "At 100%", ",\"department\":\"Sälzer\",\"age\":30,\"skills\":[\"chess\",\"JUDO\"]");
        var dan = await Named(service, "dan", "Dan", "o'Hara", "");
        await service.Send("DELETE", $"api/v1/users/{dan}");
    }

    private static async Task<string> Named(TestService service, string name, string first, string last, string more)
    {
        var (status, user, _) = await service.Send("POST", "api/v1/users?activate=false",
            $$$"""{"profile":{"firstName":"{{{first}}}","lastName":"{{{last}}}","login":"{{{name}}}@example.com","email":"{{{name}}}@example.com"{{{more}}}}}""");
        Assert.True(status == 200, user.ToString());
        return user.GetProperty("id").GetString()!;
    }

    // The token's user is named under .invalid and left out.
    private static string Letters(JsonElement users) => string.Concat(
        users.EnumerateArray().Select(user => user.GetProperty("profile").GetProperty("login").GetString()!).Where(login => login.EndsWith("@example.com", StringComparison.Ordinal)).Select(login => char.ToLowerInvariant(login[0])));

    private static string Escape(string query) => string.Join('&', query.Split('&').Select(pair => pair.Split('=', 2)).Select(pair => $"{pair[0]}={Uri.EscapeDataString(pair[1])}"));

    private static string? Next(TestService service, HttpResponseMessage response) =>
        response.Headers.GetValues("Link").FirstOrDefault(link => link.EndsWith("rel=\"next\"", StringComparison.Ordinal)) is { } link ? link[1..link.IndexOf('>', StringComparison.Ordinal)][(service.Url.Length + 1)..] : null;
}
