using System.Text.Json;
using Firebreak.Directory;
using Firebreak.Server.Hosting;

namespace Firebreak.Server.Api;

/// <summary>What an org allows: the footer of its pages, mails, the provider's support, and how administrators come to be. Source: Okta, Org Settings API.</summary>
internal static class OrgPrivacyEndpoints
{
    private const string Preferences = "/api/v1/org/preferences", Communication = "/api/v1/org/privacy/oktaCommunication", Support = "/api/v1/org/privacy/oktaSupport";

    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        ApiRoute.For(Permission.ReadOrg, "GET", Preferences, AnswerFooter),
        ApiRoute.For(Permission.ManageOrg, "POST", Preferences + "/hideEndUserFooter", call => Switch(call, OrgSettings.FooterHidden, true, AnswerFooter)),
        ApiRoute.For(Permission.ManageOrg, "POST", Preferences + "/showEndUserFooter", call => Switch(call, OrgSettings.FooterHidden, false, AnswerFooter)),
        ApiRoute.For(Permission.ReadOrg, "GET", Communication, AnswerEmails),
        ApiRoute.For(Permission.ManageOrg, "POST", Communication + "/optIn", call => Switch(call, OrgSettings.EmailsOptedOut, false, AnswerEmails)),
        ApiRoute.For(Permission.ManageOrg, "POST", Communication + "/optOut", call => Switch(call, OrgSettings.EmailsOptedOut, true, AnswerEmails)),
        ApiRoute.For(Permission.ReadOrg, "GET", Support, AnswerSupport),
        ApiRoute.For(Permission.ManageOrg, "POST", Support + "/grant", call => Change(call, OrgSettingChanges.GrantSupport)),
        ApiRoute.For(Permission.ManageOrg, "POST", Support + "/extend", call => Change(call, OrgSettingChanges.ExtendSupport)),
        ApiRoute.For(Permission.ManageOrg, "POST", Support + "/revoke", call => Change(call, OrgSettingChanges.RevokeSupport)),
        ApiRoute.For(Permission.ReadOrg, "GET", Support + "/cases", ListCases),
        .. Setting("/api/v1/org/orgSettings/thirdPartyAdminSetting", "POST", OrgSettings.ThirdPartyAdmin, otherwise: false),
        .. Setting("/api/v1/org/settings/autoAssignAdminAppSetting", "POST", OrgSettings.AutoAssignAdminApp, otherwise: true),
        .. Setting("/api/v1/org/settings/clientPrivilegesSetting", "PUT", OrgSettings.ClientPrivileges, otherwise: false),
    ];

    // A setting of administrators: who grants roles may change it.
    private static ApiRoute[] Setting(string path, string method, string name, bool otherwise) =>
    [
        ApiRoute.For(Permission.ReadOrg, "GET", path, call => AnswerSetting(call, name, otherwise)),
        ApiRoute.For(Permission.ManageRoles, method, path, call => ChangeSetting(call, name, otherwise)),
    ];

    private static Task AnswerSetting(Call call, string name, bool otherwise) => Answer(call, (json, settings) => json.WriteBoolean(name, settings.IsOn(name, otherwise)));

    private static async Task ChangeSetting(Call call, string name, bool otherwise)
    {
        var body = await call.Body();
        if (body.Refusal is { } refusal) await call.Refuse(refusal);
        else if (JsonText.Of(body.Value, name) is not { ValueKind: JsonValueKind.True or JsonValueKind.False } sent) await call.Refuse(Refusal.Invalid(name, $"{name}: True or false is expected."));
        else
        {
            var done = await OrgSettingChanges.Switch(call.Store, call.Caller, Permission.ManageRoles, name, sent.ValueKind == JsonValueKind.True, call.Aborted);
            await call.Answer(done, _ => AnswerSetting(call, name, otherwise));
        }
    }

    private static async Task Switch(Call call, string name, bool on, Func<Call, Task> answer) =>
        await call.Answer(await OrgSettingChanges.Switch(call.Store, call.Caller, Permission.ManageOrg, name, on, call.Aborted), _ => answer(call));

    private static async Task Change(Call call, Func<Storage.Store, Caller, CancellationToken, Task<Outcome<Done>>> change) =>
        await call.Answer(await change(call.Store, call.Caller, call.Aborted), _ => AnswerSupport(call));

    private static Task AnswerFooter(Call call) => Answer(call, (json, settings) =>
    {
        var hidden = settings.IsOn(OrgSettings.FooterHidden);
        json.WriteBoolean("showEndUserFooter"u8, !hidden);
        WriteLinks(json, call.BaseUrl + Preferences, hidden ? "showEndUserFooter" : "hideEndUserFooter");
    });

    private static Task AnswerEmails(Call call) => Answer(call, (json, settings) =>
    {
        // Nobody is written to who did not ask for it.
        var isOut = settings.IsOn(OrgSettings.EmailsOptedOut, otherwise: true);
        json.WriteBoolean("optOutEmailUsers"u8, isOut);
        WriteLinks(json, call.BaseUrl + Communication, isOut ? "optIn" : "optOut");
    });

    private static Task AnswerSupport(Call call) => Answer(call, (json, settings) =>
    {
        var ends = settings.TimeOf(OrgSettings.SupportEnds) is { } until && until > call.Store.NowMicros ? until : (long?)null;
        json.WriteString("support"u8, ends is null ? "DISABLED"u8 : "ENABLED"u8);
        json.WriteString("expiration"u8, ends is { } end ? Times.Show(end) : null);
        WriteLinks(json, call.BaseUrl + Support, ends is null ? ["grant"] : ["extend", "revoke"]);
    });

    // Cases are the support room's; Okta's list is of cases at Okta, of which there are none.
    private static Task ListCases(Call call) => call.Answer(200, json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("supportCases"u8);
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static async Task Answer(Call call, Action<Utf8JsonWriter, OrgSettings> write)
    {
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        var settings = await OrgSettingTable.Load(db, call.Org.Id);
        await call.Answer(200, json =>
        {
            json.WriteStartObject();
            write(json, settings);
            json.WriteEndObject();
        });
    }

    private static void WriteLinks(Utf8JsonWriter json, string path, params ReadOnlySpan<string> verbs)
    {
        json.WriteStartObject("_links"u8);
        foreach (var verb in verbs) Links.Write(json, verb, $"{path}/{verb}", "POST");
        json.WriteEndObject();
    }
}
