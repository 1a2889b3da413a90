using System.Collections.Immutable;
using Firebreak.Storage;
using Firebreak.SystemLog;

namespace Firebreak.Directory;

/// <summary>What an org says of itself and what it allows; what nobody set has its default. Source: Okta, Org Settings API.</summary>
internal sealed record OrgSettings(ImmutableDictionary<string, string> Values)
{
    public const string LastUpdatedName = "lastUpdated", FooterHidden = "endUserFooterHidden", EmailsOptedOut = "optOutEmailUsers", SupportEnds = "supportEnds",
        ThirdPartyAdmin = "thirdPartyAdmin", AutoAssignAdminApp = "autoAssignAdminAppSetting", ClientPrivileges = "clientPrivilegesSetting";

    /// <summary>The texts of the general settings, with what each is until somebody sets it: Okta's own differ so.</summary>
    public static ImmutableArray<(string Name, string? Default)> General { get; } =
    [
        ("website", ""), ("phoneNumber", ""), ("endUserSupportHelpURL", ""), ("supportPhoneNumber", ""),
        ("address1", null), ("address2", null), ("city", null), ("state", null), ("country", null), ("postalCode", null),
    ];

    /// <summary>The kinds of contacts.</summary>
    public static ImmutableArray<string> ContactTypes { get; } = ["BILLING", "TECHNICAL"];

    public string? this[string name] => Values.GetValueOrDefault(name);

    public bool IsOn(string name, bool otherwise = false) => this[name] is { } value ? value == "1" : otherwise;

    /// <summary>A time that was set; null when none was.</summary>
    public long? TimeOf(string name) => this[name] is { } value ? long.Parse(value) : null;

    public static string ContactName(string type) => "contact." + type;
}

/// <summary>How an org's settings are kept.</summary>
internal static class OrgSettingTable
{
    public static async ValueTask<OrgSettings> Load(Queries db, string org)
    {
        var rows = await db.All($"select name, value from org_settings where org_id = {org}", row => KeyValuePair.Create(row.Text(0), row.Text(1)));
        return new OrgSettings(rows.ToImmutableDictionary(StringComparer.Ordinal));
    }

    /// <summary>Sets a value; null takes it back to its default.</summary>
    public static async ValueTask Set(WriteTransaction tx, string name, string? value)
    {
        if (value is null) await tx.Run($"delete from org_settings where org_id = {tx.Org.Id} and name = {name}");
        else await tx.Run($"insert into org_settings (org_id, name, value) values ({tx.Org.Id}, {name}, {value}) on conflict (org_id, name) do update set value = excluded.value");
    }

    /// <summary>Who answers for an org when nobody was named: its first super administrator.</summary>
    public static ValueTask<string?> FirstAdministrator(Queries db, string org) => db.One(
        $"select assignee_id from role_assignments where org_id = {org} and assignee_type = 'USER' and role = 'SUPER_ADMIN' order by created, id limit 1", row => row.Text(0));
}

/// <summary>Events of an org's settings. Okta names only those of its support's access; the others are ours.</summary>
internal static class OrgSettingEvents
{
    public static readonly EventType Updated = new("firebreak.org.settings.update", "Update org settings");
    public static readonly EventType ContactChanged = new("firebreak.org.contact.update", "Update org contact");
    public static readonly EventType SupportGranted = new("user.session.impersonation.grant", "Enable impersonation grant", Severity.WARN);
    public static readonly EventType SupportExtended = new("user.session.impersonation.extend", "Extend impersonation session", Severity.WARN);
    public static readonly EventType SupportRevoked = new("user.session.impersonation.revoke", "Revoke impersonation grant");
}
