using System.Text.Json;
using Firebreak.Tests.Service;
using Xunit;

namespace Firebreak.Tests.Directory;

public sealed class AppsOnSqlite() : AppContract(Engine.Sqlite);

public sealed class AppsOnPostgres() : AppContract(Engine.Postgres);

public abstract class AppContract(Engine engine)
{
    internal const string Bookmark = """{"name":"bookmark","label":"Wiki","settings":{"app":{"url":"https://wiki.example.com"}}}""";

    internal const string Client =
        """{"name":"oidc_client","label":"Portal","signOnMode":"OPENID_CONNECT","settings":{"oauthClient":{"redirect_uris":["https://portal.example.com/cb"],"grant_types":["authorization_code","refresh_token"]}}}""";

    [Fact]
    public async Task An_app_lives_from_creation_to_deletion()
    {
        await using var service = await TestService.Start(engine);
        var (status, app, _) = await service.Send("POST", "api/v1/apps?activate=false", Bookmark);
        Assert.Equal(200, status);
        var id = app.GetProperty("id").GetString()!;
        Assert.StartsWith("0oa", id, StringComparison.Ordinal);
        Assert.Equal("INACTIVE", app.GetProperty("status").GetString());
        Assert.Equal("BOOKMARK", app.GetProperty("signOnMode").GetString());
        Assert.False(app.GetProperty("settings").GetProperty("app").GetProperty("requestIntegration").GetBoolean());
        Assert.True(app.GetProperty("_links").TryGetProperty("activate", out _));

        Assert.Equal("{}", (await service.Send("POST", $"api/v1/apps/{id}/lifecycle/activate")).Body.GetRawText());
        var (forbidden, error, _) = await service.Send("DELETE", $"api/v1/apps/{id}");
        Assert.Equal((403, "E0000056"), (forbidden, error.GetProperty("errorCode").GetString()));
        Assert.Equal("The application must be deactivated before deletion.", error.GetProperty("errorCauses")[0].GetProperty("errorSummary").GetString());

        var (replaced, changed, _) = await service.Send("PUT", $"api/v1/apps/{id}", Bookmark.Replace("Wiki", "Manual", StringComparison.Ordinal));
        Assert.Equal((200, "Manual"), (replaced, changed.GetProperty("label").GetString()));
        Assert.Equal(200, (await service.Send("POST", $"api/v1/apps/{id}/lifecycle/deactivate")).Status);
        Assert.Equal(204, (await service.Send("DELETE", $"api/v1/apps/{id}")).Status);
        var (missing, gone, _) = await service.Send("GET", $"api/v1/apps/{id}");
        Assert.Equal(404, missing);
        Assert.Equal($"Not found: Resource not found: {id} (AppInstance)", gone.GetProperty("errorSummary").GetString());
        string[] expected = ["application.lifecycle.create", "application.lifecycle.activate", "application.lifecycle.update", "application.lifecycle.deactivate", "application.lifecycle.delete"];
        Assert.Equal(expected, from e in await service.Events() let type = e.GetProperty("eventType").GetString() where type!.StartsWith("application.", StringComparison.Ordinal) select type);
    }

    [Fact]
    public async Task A_client_gets_an_id_and_a_secret_that_only_managers_see_and_the_store_keeps_sealed()
    {
        await using var service = await TestService.Start(engine);
        var (status, app, _) = await service.Send("POST", "api/v1/apps", Client);
        Assert.Equal(200, status);
        var id = app.GetProperty("id").GetString()!;
        var oauth = app.GetProperty("credentials").GetProperty("oauthClient");
        var secret = oauth.GetProperty("client_secret").GetString()!;
        Assert.Equal(id, oauth.GetProperty("client_id").GetString());
        Assert.Equal(64, secret.Length);
        Assert.Equal("client_secret_basic", oauth.GetProperty("token_endpoint_auth_method").GetString());
        Assert.Equal("STATIC", app.GetProperty("settings").GetProperty("oauthClient").GetProperty("refresh_token").GetProperty("rotation_type").GetString());
        Assert.True(app.GetProperty("visibility").GetProperty("hide").GetProperty("web").GetBoolean());

        var (reader, _) = await service.NewClient(service.Org, RoleType.READ_ONLY_ADMIN);
        var seen = (await service.Send("GET", $"api/v1/apps/{id}", by: reader)).Body;
        Assert.False(seen.GetProperty("credentials").GetProperty("oauthClient").TryGetProperty("client_secret", out _));
        Assert.Equal(403, (await service.Send("GET", $"api/v1/apps/{id}/credentials/secrets", by: reader)).Status);

        // A replacement without secrets keeps the client as it is.
        var again = (await service.Send("PUT", $"api/v1/apps/{id}", Client)).Body.GetProperty("credentials").GetProperty("oauthClient");
        Assert.Equal((id, secret), (again.GetProperty("client_id").GetString(), again.GetProperty("client_secret").GetString()));

        await using var db = await service.Store.Read(service.Org);
        var body = await db.One($"select body from apps where org_id = {service.Org.Id} and id = {id}", row => row.Text(0));
        Assert.DoesNotContain(secret, body!, StringComparison.Ordinal);
        var kept = await db.One($"select sealed from app_secrets where org_id = {service.Org.Id} and app_id = {id}", row => row.Bytes(0));
        Assert.DoesNotContain(secret, System.Text.Encoding.Latin1.GetString(kept!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Client_secrets_follow_one_another()
    {
        await using var service = await TestService.Start(engine);
        var id = (await service.Send("POST", "api/v1/apps", Client)).Body.GetProperty("id").GetString();
        var all = $"api/v1/apps/{id}/credentials/secrets";
        var first = Assert.Single((await service.Send("GET", all)).Body.EnumerateArray()).GetProperty("id").GetString();
        var (made, second, _) = await service.Send("POST", all);
        Assert.Equal(201, made);
        Assert.Equal(22, second.GetProperty("secret_hash").GetString()!.Length);
        Assert.Equal(400, (await service.Send("POST", all)).Status);
        Assert.Equal(400, (await service.Send("DELETE", $"{all}/{first}")).Status);
        Assert.Equal("INACTIVE", (await service.Send("POST", $"{all}/{first}/lifecycle/deactivate")).Body.GetProperty("status").GetString());
        Assert.Equal(400, (await service.Send("POST", $"{all}/{second.GetProperty("id").GetString()}/lifecycle/deactivate")).Status);
        Assert.Equal(204, (await service.Send("DELETE", $"{all}/{first}")).Status);
        Assert.Equal(404, (await service.Send("GET", $"{all}/{first}")).Status);
        var shown = (await service.Send("GET", $"api/v1/apps/{id}")).Body.GetProperty("credentials").GetProperty("oauthClient");
        Assert.Equal(second.GetProperty("client_secret").GetString(), shown.GetProperty("client_secret").GetString());
    }

    [Fact]
    public async Task Apps_are_listed_by_page_name_and_filter()
    {
        await using var service = await TestService.Start(engine);
        var ids = new List<string>();
        foreach (var label in new[] { "Alpha", "Alps", "Beta" })
            ids.Add((await service.Send("POST", "api/v1/apps", Bookmark.Replace("Wiki", label, StringComparison.Ordinal))).Body.GetProperty("id").GetString()!);
        var client = (await service.Send("POST", "api/v1/apps?activate=false", Client)).Body;
        Assert.Equal(["Alpha", "Alps"], await Labels("api/v1/apps?q=aLp"));
        Assert.Equal(["Alpha", "Alps", "Beta"], await Labels("api/v1/apps?q=book"));
        Assert.Equal(["Portal"], await Labels("api/v1/apps?filter=status+eq+%22INACTIVE%22"));
        Assert.Equal(["Portal"], await Labels($"api/v1/apps?filter=credentials.signing.kid+eq+%22{client.GetProperty("credentials").GetProperty("signing").GetProperty("kid").GetString()}%22"));
        Assert.Equal(["Beta"], await Labels($"api/v1/apps?filter=name+eq+%22bookmark%22+and+id+eq+%22{ids[2]}%22"));
        Assert.Equal(["Alps", "Portal"], await Labels($"api/v1/apps?filter=name+eq+%22oidc_client%22+or+id+eq+%22{ids[1]}%22"));

        var (_, page, response) = await service.Send("GET", "api/v1/apps?limit=3");
        Assert.Equal(3, page.GetArrayLength());
        var next = response.Headers.GetValues("Link").Single(link => link.Contains("rel=\"next\"", StringComparison.Ordinal));
        var (_, rest, last) = await service.Send("GET", next[(next.IndexOf("/api/", StringComparison.Ordinal) + 1)..next.IndexOf('>', StringComparison.Ordinal)]);
        Assert.Equal("Portal", Assert.Single(rest.EnumerateArray()).GetProperty("label").GetString());
        Assert.DoesNotContain(last.Headers.GetValues("Link"), link => link.Contains("rel=\"next\"", StringComparison.Ordinal));

        async Task<string[]> Labels(string path) => [.. (await service.Send("GET", path)).Body.EnumerateArray().Select(app => app.GetProperty("label").GetString()!)];
    }

    [Fact]
    public async Task Every_kind_is_filled_in_and_kept()
    {
        await using var service = await TestService.Start(engine);
        (string Sent, string Mode)[] kinds =
        [
            ("""{"name":"template_swa","label":"a","settings":{"app":{"buttonField":"b","passwordField":"p","usernameField":"u","url":"https://e.com"}}}""", "BROWSER_PLUGIN"),
            ("""{"name":"template_swa3field","label":"a","settings":{"app":{"buttonSelector":"b","passwordSelector":"p","userNameSelector":"u","targetURL":"https://e.com","extraFieldSelector":"x","extraFieldValue":"v"}}}""", "BROWSER_PLUGIN"),
            ("""{"name":"template_sps","label":"a","settings":{"app":{"passwordField":"p","usernameField":"u","url":"https://e.com","optionalField1":"o"}}}""", "SECURE_PASSWORD_STORE"),
            ("""{"name":"template_basic_auth","label":"a","settings":{"app":{"authURL":"https://e.com/a","url":"https://e.com"}}}""", "BASIC_AUTH"),
            ("""{"label":"a","signOnMode":"AUTO_LOGIN","settings":{"signOn":{"loginUrl":"https://e.com"}}}""", "AUTO_LOGIN"),
            ("""{"label":"a","signOnMode":"SAML_2_0","settings":{"signOn":{"ssoAcsUrl":"https://e.com/acs"}}}""", "SAML_2_0"),
            ("""{"name":"okta_org2org","label":"a","signOnMode":"SAML_2_0","settings":{"app":{"acsUrl":"https://e.com"}}}""", "SAML_2_0"),
            ("""{"name":"legacy","label":"a","signOnMode":"SAML_1_1","settings":{}}""", "SAML_1_1"),
            ("""{"name":"template_wsfed","label":"a","settings":{"app":{"audienceRestriction":"urn:x","groupValueFormat":"dn","wReplyURL":"https://e.com","nameIDFormat":"n","authnContextClassRef":"c","siteURL":"https://e.com","usernameAttribute":"upn"}}}""", "WS_FEDERATION"),
        ];
        foreach (var (sent, mode) in kinds)
        {
            var (status, made, _) = await service.Send("POST", "api/v1/apps", sent);
            Assert.True(status == 200, made.ToString());
            Assert.Equal(mode, made.GetProperty("signOnMode").GetString());
            var kept = (await service.Send("GET", $"api/v1/apps/{made.GetProperty("id").GetString()}")).Body;
            Assert.Equal(made.GetRawText(), kept.GetRawText());
        }
    }

    [Fact]
    public async Task Bad_apps_are_refused()
    {
        await using var service = await TestService.Start(engine);
        (string Sent, string Code)[] bad =
        [
            ("[]", "E0000003"),
            ("{", "E0000003"),
            ("""{"label":"\ud800","name":"bookmark"}""", "E0000003"),
            ("""{"label":"a\u0000b","name":"bookmark"}""", "E0000003"),
            ("{}", "E0000001"),
            ("""{"label":"a"}""", "E0000001"),
            ("""{"label":7,"name":"bookmark"}""", "E0000001"),
            ("""{"label":"a","name":"bookmark"}""", "E0000001"),
            ("""{"label":"a","name":"bookmark","settings":[]}""", "E0000001"),
            ("""{"label":"a","name":"bookmark","settings":{"app":{"url":"not an address"}}}""", "E0000001"),
            ("""{"label":"a","name":"bookmark","settings":{"app":{"url":"https://e.com","requestIntegration":"yes"}}}""", "E0000001"),
            ("""{"label":"a","name":"bookmark","signOnMode":"SAML_2_0"}""", "E0000001"),
            ("""{"label":"a","name":"bokmark","signOnMode":"BOOKMARK"}""", "E0000001"),
            ("""{"label":"a","name":"x","signOnMode":"SOMETHING"}""", "E0000001"),
            ("""{"label":"a","name":"x y","signOnMode":"SAML_2_0"}""", "E0000001"),
            ("""{"label":"a","name":"oidc_client","settings":{"oauthClient":{"redirect_uris":[]}}}""", "E0000001"),
            ("""{"label":"a","name":"oidc_client","settings":{"oauthClient":{"redirect_uris":["https://e.com/#x"]}}}""", "E0000001"),
            ("""{"label":"a","name":"oidc_client","settings":{"oauthClient":{"redirect_uris":[7]}}}""", "E0000001"),
            ("""{"label":"a","name":"oidc_client","settings":{"oauthClient":{"grant_types":["magic"]}}}""", "E0000001"),
            ("""{"label":"a","name":"oidc_client","settings":{"oauthClient":{"application_type":"browser","redirect_uris":["https://e.com"]}},"credentials":{"oauthClient":{"token_endpoint_auth_method":"client_secret_post"}}}""", "E0000001"),
            ("""{"label":"a","name":"oidc_client","settings":{"oauthClient":{"redirect_uris":["https://e.com"]}},"credentials":{"oauthClient":{"client_secret":"short"}}}""", "E0000001"),
            ("""{"label":"a","name":"bookmark","settings":{"app":{"url":"https://e.com"}},"credentials":{"userNameTemplate":{"template":"${os.system}"}}}""", "E0000001"),
        ];
        foreach (var (sent, code) in bad)
        {
            var (status, error, _) = await service.Send("POST", "api/v1/apps", sent);
            Assert.True(status == 400 && error.GetProperty("errorCode").GetString() == code, $"{sent}: {status} {error}");
        }
        Assert.Empty((await service.Send("GET", "api/v1/apps")).Body.EnumerateArray());
    }

    [Fact]
    public async Task Bad_questions_are_refused()
    {
        await using var service = await TestService.Start(engine);
        await Refused("api/v1/apps?after=00u1testcursorvalue", "E0000029");
        await Refused("api/v1/apps?expand=user/id,group/id", "E0000001");
        await Refused("api/v1/apps?filter=label+eq+%22x%22", "E0000031");
        await Refused("api/v1/apps?filter=status+sw+%22A%22", "E0000031");
        await Refused("api/v1/apps?filter=status+eq", "E0000031");
        await Refused("api/v1/apps?limit=x", "E0000001");
        var (status, error, _) = await service.Send("POST", "api/v1/apps", Client.Replace("\"settings\"", "\"credentials\":{\"oauthClient\":{\"client_id\":\"portal-1\"}},\"settings\"", StringComparison.Ordinal));
        Assert.True(status == 200, error.ToString());
        var (twice, taken, _) = await service.Send("POST", "api/v1/apps", Client.Replace("\"settings\"", "\"credentials\":{\"oauthClient\":{\"client_id\":\"portal-1\"}},\"settings\"", StringComparison.Ordinal));
        Assert.Equal((400, "E0000001"), (twice, taken.GetProperty("errorCode").GetString()));

        async Task Refused(string path, string code)
        {
            var (answered, answer, _) = await service.Send("GET", path);
            Assert.Equal((400, code), (answered, answer.GetProperty("errorCode").GetString()));
        }
    }

    [Fact]
    public async Task Nobody_is_provisioned_into_an_app_and_no_refresh_token_was_given_to_it()
    {
        await using var service = await TestService.Start(engine);
        var app = $"api/v1/apps/{Id((await service.Send("POST", "api/v1/apps", Client)).Body)}";
        var (status, error, _) = await service.Send("GET", $"{app}/features");
        Assert.Equal((400, "Provisioning is not supported."), (status, error.GetProperty("errorCauses")[0].GetProperty("errorSummary").GetString()));
        Assert.Equal(404, (await service.Send("GET", $"{app}/features/MAGIC")).Status);
        Assert.Equal(400, (await service.Send("PUT", $"{app}/features/USER_PROVISIONING", "{}")).Status);
        Assert.Equal("UNKNOWN", (await service.Send("GET", $"{app}/connections/default")).Body.GetProperty("status").GetString());
        Assert.Equal(400, (await service.Send("POST", $"{app}/connections/default", """{"profile":{"authScheme":"TOKEN","token":"x"}}""")).Status);
        Assert.Equal(204, (await service.Send("POST", $"{app}/connections/default/lifecycle/activate")).Status);
        Assert.Empty((await service.Send("GET", $"{app}/tokens")).Body.EnumerateArray());
        Assert.Equal(204, (await service.Send("DELETE", $"{app}/tokens")).Status);
        Assert.Equal(404, (await service.Send("DELETE", $"{app}/tokens/oar1")).Status);
        Assert.Equal(404, (await service.Send("GET", "api/v1/apps/0oanobody/tokens")).Status);
    }

    [Fact]
    public async Task An_app_administrator_of_one_app_sees_and_changes_that_app_alone()
    {
        await using var service = await TestService.Start(engine);
        var mine = (await service.Send("POST", "api/v1/apps", Bookmark)).Body.GetProperty("id").GetString()!;
        var other = (await service.Send("POST", "api/v1/apps", Client)).Body.GetProperty("id").GetString()!;
        var admin = await NewAppAdministrator(service, "APP", mine);
        Assert.Equal(mine, Assert.Single((await service.Send("GET", "api/v1/apps", by: admin)).Body.EnumerateArray()).GetProperty("id").GetString());
        Assert.Equal(200, (await service.Send("GET", $"api/v1/apps/{mine}", by: admin)).Status);
        Assert.Equal(200, (await service.Send("POST", $"api/v1/apps/{mine}/lifecycle/deactivate", by: admin)).Status);
        Assert.Equal(403, (await service.Send("GET", $"api/v1/apps/{other}", by: admin)).Status);
        Assert.Equal(403, (await service.Send("GET", $"api/v1/apps/{other}/users", by: admin)).Status);
        Assert.Equal(403, (await service.Send("POST", $"api/v1/apps/{other}/lifecycle/deactivate", by: admin)).Status);
        Assert.Equal(403, (await service.Send("POST", "api/v1/apps", Bookmark, admin)).Status);
        Assert.Equal(4, (await service.Events("firebreak.access.refused")).Count);

        var ofKind = await NewAppAdministrator(service, "CATALOG", "bookmark");
        Assert.Equal(200, (await service.Send("POST", "api/v1/apps", Bookmark, ofKind)).Status);
        Assert.Equal(403, (await service.Send("POST", "api/v1/apps", Client, ofKind)).Status);
    }

    internal static async Task<HttpClient> NewAppAdministrator(TestService service, string kind, string target)
    {
        var (client, _) = await service.NewClient(service.Org, RoleType.APP_ADMIN);
        await service.Store.System<int>(session => session.Run(
            $"""
            insert into role_targets (org_id, assignment_id, kind, target, added)
            select {service.Org.Id}, max(id), {kind}, {target}, {0L} from role_assignments where org_id = {service.Org.Id} and role = 'APP_ADMIN'
            """));
        return client;
    }

    internal static string Id(JsonElement made) => made.GetProperty("id").GetString()!;
}
