using System.Text.Json;
using Firebreak.Tests.Service;
using Xunit;

namespace Firebreak.Tests.Directory;

public sealed class OrgSettingsOnSqlite() : OrgSettingsContract(Engine.Sqlite);

public sealed class OrgSettingsOnPostgres() : OrgSettingsContract(Engine.Postgres);

public abstract class OrgSettingsContract(Engine engine)
{
    [Fact]
    public async Task General_settings_change_in_part_or_whole()
    {
        await using var service = await TestService.Start(engine);
        var before = (await service.Send("GET", "api/v1/org")).Body;
        Assert.Equal((service.Org.Id, "acme", "acme", "ACTIVE"), (Text(before, "id"), Text(before, "subdomain"), Text(before, "companyName"), Text(before, "status")));
        Assert.Equal(("", JsonValueKind.Null), (Text(before, "phoneNumber"), before.GetProperty("city").ValueKind));

        var (status, part, _) = await service.Send("POST", "api/v1/org", """{"companyName":"Acme Ltd","city":"London","subdomain":"ignored"}""");
        Assert.Equal(200, status);
        Assert.Equal(("Acme Ltd", "London", "acme"), (Text(part, "companyName"), Text(part, "city"), Text(part, "subdomain")));
        var whole = (await service.Send("PUT", "api/v1/org", """{"companyName":"Acme","website":"https://acme.example.com"}""")).Body;
        Assert.Equal(("Acme", JsonValueKind.Null, "https://acme.example.com"), (Text(whole, "companyName"), whole.GetProperty("city").ValueKind, Text(whole, "website")));
        Assert.NotEqual(Text(before, "lastUpdated"), Text(whole, "lastUpdated"));
        var changes = await service.Events("firebreak.org.settings.update");
        Assert.Equal("city,companyName", changes[0].GetProperty("debugContext").GetProperty("debugData").GetProperty("changed").GetString());
    }

    [Fact]
    public async Task Contacts_are_users_and_the_first_administrator_until_one_is_named()
    {
        await using var service = await TestService.Start(engine);
        Assert.Equal(["BILLING", "TECHNICAL"], (await service.Send("GET", "api/v1/org/contacts")).Body.EnumerateArray().Select(type => Text(type, "contactType")));
        var first = Text((await service.Send("GET", "api/v1/org/contacts/BILLING")).Body, "userId");
        Assert.NotNull(first);
        var ada = AppContract.Id((await service.Send("POST", "api/v1/users?activate=false", """{"profile":{"firstName":"Ada","lastName":"L","login":"ada@example.com","email":"ada@example.com"}}""")).Body);
        Assert.Equal(200, (await service.Send("PUT", "api/v1/org/contacts/technical", $$"""{"userId":"{{ada}}"}""")).Status);
        Assert.Equal(ada, Text((await service.Send("GET", "api/v1/org/contacts/TECHNICAL")).Body, "userId"));
        Assert.Equal(first, Text((await service.Send("GET", "api/v1/org/contacts/BILLING")).Body, "userId"));
        Assert.Equal(404, (await service.Send("GET", "api/v1/org/contacts/LEGAL")).Status);
        Assert.Equal(404, (await service.Send("PUT", "api/v1/org/contacts/BILLING", """{"userId":"00unobody"}""")).Status);
        Assert.Equal(400, (await service.Send("PUT", "api/v1/org/contacts/BILLING", "{}")).Status);
        Assert.Single(await service.Events("firebreak.org.contact.update"));
    }

    [Fact]
    public async Task Footer_mails_and_settings_of_administrators_switch()
    {
        await using var service = await TestService.Start(engine);
        Assert.True((await service.Send("GET", "api/v1/org/preferences")).Body.GetProperty("showEndUserFooter").GetBoolean());
        var hidden = (await service.Send("POST", "api/v1/org/preferences/hideEndUserFooter")).Body;
        Assert.False(hidden.GetProperty("showEndUserFooter").GetBoolean());
        Assert.True(hidden.GetProperty("_links").TryGetProperty("showEndUserFooter", out _));
        Assert.False((await service.Send("POST", "api/v1/org/privacy/oktaCommunication/optIn")).Body.GetProperty("optOutEmailUsers").GetBoolean());
        Assert.True((await service.Send("POST", "api/v1/org/privacy/oktaCommunication/optOut")).Body.GetProperty("optOutEmailUsers").GetBoolean());
        Assert.True((await service.Send("GET", "api/v1/org/settings/autoAssignAdminAppSetting")).Body.GetProperty("autoAssignAdminAppSetting").GetBoolean());
        Assert.True((await service.Send("POST", "api/v1/org/orgSettings/thirdPartyAdminSetting", """{"thirdPartyAdmin":true}""")).Body.GetProperty("thirdPartyAdmin").GetBoolean());
        Assert.True((await service.Send("PUT", "api/v1/org/settings/clientPrivilegesSetting", """{"clientPrivilegesSetting":true}""")).Body.GetProperty("clientPrivilegesSetting").GetBoolean());
        Assert.Equal(400, (await service.Send("PUT", "api/v1/org/settings/clientPrivilegesSetting", """{"clientPrivilegesSetting":"yes"}""")).Status);
        Assert.True((await service.Send("GET", "api/v1/org/orgSettings/thirdPartyAdminSetting")).Body.GetProperty("thirdPartyAdmin").GetBoolean());
        Assert.True((await service.Send("GET", "api/v1/org/settings/clientPrivilegesSetting")).Body.GetProperty("clientPrivilegesSetting").GetBoolean());
        Assert.False((await service.Send("POST", "api/v1/org/settings/autoAssignAdminAppSetting", """{"autoAssignAdminAppSetting":false}""")).Body.GetProperty("autoAssignAdminAppSetting").GetBoolean());
        Assert.False((await service.Send("GET", "api/v1/org/settings/autoAssignAdminAppSetting")).Body.GetProperty("autoAssignAdminAppSetting").GetBoolean());
        var (orgAdmin, _) = await service.NewClient(service.Org, RoleType.ORG_ADMIN);
        Assert.Equal(403, (await service.Send("PUT", "api/v1/org/settings/clientPrivilegesSetting", """{"clientPrivilegesSetting":false}""", orgAdmin)).Status);
    }

    [Fact]
    public async Task Support_gets_in_for_eight_hours_and_at_most_a_day_more()
    {
        await using var service = await TestService.Start(engine);
        Assert.Equal("DISABLED", Text((await service.Send("GET", "api/v1/org/privacy/oktaSupport")).Body, "support"));
        Assert.Equal(400, (await service.Send("POST", "api/v1/org/privacy/oktaSupport/extend")).Status);
        var granted = (await service.Send("POST", "api/v1/org/privacy/oktaSupport/grant")).Body;
        Assert.Equal("ENABLED", Text(granted, "support"));
        var extended = (await service.Send("POST", "api/v1/org/privacy/oktaSupport/extend")).Body;
        Assert.Equal(24, Math.Round((extended.GetProperty("expiration").GetDateTimeOffset() - granted.GetProperty("expiration").GetDateTimeOffset()).TotalHours));
        var again = (await service.Send("POST", "api/v1/org/privacy/oktaSupport/extend")).Body;
        Assert.True(again.GetProperty("expiration").GetDateTimeOffset() - extended.GetProperty("expiration").GetDateTimeOffset() < TimeSpan.FromHours(1));
        Assert.Equal("DISABLED", Text((await service.Send("POST", "api/v1/org/privacy/oktaSupport/revoke")).Body, "support"));
        Assert.Empty((await service.Send("GET", "api/v1/org/privacy/oktaSupport/cases")).Body.GetProperty("supportCases").EnumerateArray());
        foreach (var type in new[] { "grant", "revoke" }) Assert.Single(await service.Events("user.session.impersonation." + type));
    }

    [Fact]
    public async Task Where_an_org_is_everybody_may_know()
    {
        await using var service = await TestService.Start(engine);
#pragma warning disable RS0030 // a client of the service, not the service calling out
        using var anonymous = new HttpClient { BaseAddress = new Uri(service.Url + "/") };
#pragma warning restore RS0030
        var (status, org, _) = await service.Send("GET", ".well-known/okta-organization", by: anonymous);
        Assert.Equal((200, service.Org.Id), (status, Text(org, "id")));
        Assert.Equal(401, (await service.Send("GET", "api/v1/org", by: anonymous)).Status);
        var (reader, _) = await service.NewClient(service.Org, RoleType.READ_ONLY_ADMIN);
        Assert.Equal(200, (await service.Send("GET", "api/v1/org", by: reader)).Status);
        Assert.Equal(403, (await service.Send("POST", "api/v1/org", """{"city":"x"}""", reader)).Status);
    }

    [Fact]
    public async Task Bad_settings_are_refused()
    {
        await using var service = await TestService.Start(engine);
        (string Method, string Sent)[] bad =
        [
            ("POST", "[]"),
            ("POST", """{"companyName":""}"""),
            ("POST", """{"companyName":null}"""),
            ("POST", """{"city":7}"""),
            ("POST", """{"website":"javascript:alert(1)"}"""),
            ("PUT", """{"city":"London"}"""),
        ];
        foreach (var (method, sent) in bad)
        {
            var (status, answer, _) = await service.Send(method, "api/v1/org", sent);
            Assert.True(status == 400, $"{sent}: {status} {answer}");
        }
    }

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
