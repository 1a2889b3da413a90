using System.Text.Json;
using Firebreak.Storage;
using Firebreak.SystemLog;

namespace Firebreak.Directory;

/// <summary>What an org's administrators can change of their org's settings. Source: Okta, Org Settings API.</summary>
internal static class OrgSettingChanges
{
    private const int LongestText = 255, LongestAddress = 2048;
    private static readonly long SupportHours = Times.Micros(TimeSpan.FromHours(8)), ExtensionHours = Times.Micros(TimeSpan.FromHours(24));

    /// <summary>Changes the general settings that were sent; with <paramref name="all"/>, those that were not sent go back to their defaults.</summary>
    public static async Task<Outcome<Done>> Update(Store store, Caller caller, JsonElement sent, bool all, CancellationToken ct)
    {
        var changes = Read(sent, all);
        if (changes.Refusal is { } no) return no;
        var company = JsonText.Of(sent, "companyName");
        if (company.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.String) || (all && company.ValueKind == JsonValueKind.Undefined)
            || (company.ValueKind == JsonValueKind.String && (string.IsNullOrWhiteSpace(company.GetString()) || company.GetString()!.Length > LongestText)))
            return Refusal.Invalid("companyName", $"companyName: 1 to {LongestText} characters are expected.");
        return await store.Write<Done>(caller, Permission.ManageOrg, async tx =>
        {
            foreach (var (name, value) in changes.Value) await OrgSettingTable.Set(tx, name, value);
            if (company.ValueKind == JsonValueKind.String) await OrgTable.SetLabel(tx, company.GetString()!);
            await Changed(tx, changes.Value.Select(change => change.Name).Append(company.ValueKind == JsonValueKind.String ? "companyName" : ""));
            return Done.It;
        }, ct);
    }

    /// <summary>Switches a setting on or off.</summary>
    public static Task<Outcome<Done>> Switch(Store store, Caller caller, Permission permission, string name, bool on, CancellationToken ct) =>
        store.Write<Done>(caller, permission, async tx =>
        {
            await OrgSettingTable.Set(tx, name, on ? "1" : "0");
            await Changed(tx, [name]);
            return Done.It;
        }, ct);

    /// <summary>Names the user who is asked about bills or about technical matters.</summary>
    public static Task<Outcome<Done>> SetContact(Store store, Caller caller, string type, string userId, CancellationToken ct) =>
        store.Write<Done>(caller, Permission.ManageOrg, async tx =>
        {
            if (await UserTable.Find(tx, tx.Org.Id, userId) is not { } user) return Refusal.NotFound(userId, "User");
            await OrgSettingTable.Set(tx, OrgSettings.ContactName(type), userId);
            tx.Record(Event.Of(OrgSettingEvents.ContactChanged, Target(tx.Org), user.Target).With("contactType", type));
            return Done.It;
        }, ct);

    /// <summary>Lets the provider's support in for eight hours from now.</summary>
    public static Task<Outcome<Done>> GrantSupport(Store store, Caller caller, CancellationToken ct) =>
        store.Write<Done>(caller, Permission.ManageOrg, async tx =>
        {
            await SetSupport(tx, OrgSettingEvents.SupportGranted, tx.At + SupportHours);
            return Done.It;
        }, ct);

    /// <summary>Lets it in for a day longer than it is let in now.</summary>
    public static Task<Outcome<Done>> ExtendSupport(Store store, Caller caller, CancellationToken ct) =>
        store.Write<Done>(caller, Permission.ManageOrg, async tx =>
        {
            var ends = (await OrgSettingTable.Load(tx, tx.Org.Id)).TimeOf(OrgSettings.SupportEnds);
            if (ends is not { } until || until <= tx.At) return Refusal.Invalid("oktaSupport", "oktaSupport: Support has no access that could be extended.");
            // A day at most from now on, however often it is asked for.
            await SetSupport(tx, OrgSettingEvents.SupportExtended, Math.Min(until + ExtensionHours, tx.At + SupportHours + ExtensionHours));
            return Done.It;
        }, ct);

    /// <summary>Keeps it out from now on.</summary>
    public static Task<Outcome<Done>> RevokeSupport(Store store, Caller caller, CancellationToken ct) =>
        store.Write<Done>(caller, Permission.ManageOrg, async tx =>
        {
            await SetSupport(tx, OrgSettingEvents.SupportRevoked, null);
            return Done.It;
        }, ct);

    private static async ValueTask SetSupport(WriteTransaction tx, EventType what, long? ends)
    {
        await OrgSettingTable.Set(tx, OrgSettings.SupportEnds, ends?.ToString());
        var recorded = Event.Of(what, Target(tx.Org));
        tx.Record(ends is { } until ? recorded.With("expiration", Times.Show(until)) : recorded);
    }

    private static async ValueTask Changed(WriteTransaction tx, IEnumerable<string> names)
    {
        await OrgSettingTable.Set(tx, OrgSettings.LastUpdatedName, tx.At.ToString());
        tx.Record(Event.Of(OrgSettingEvents.Updated, Target(tx.Org)).With("changed", string.Join(',', names.Where(name => name.Length > 0))));
    }

    private static Outcome<List<(string Name, string? Value)>> Read(JsonElement sent, bool all)
    {
        var changes = new List<(string, string?)>();
        foreach (var (name, _) in OrgSettings.General)
        {
            var value = JsonText.Of(sent, name);
            if (value.ValueKind == JsonValueKind.Undefined && !all) continue;
            if (value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
            {
                changes.Add((name, null));
                continue;
            }
            if (value.ValueKind != JsonValueKind.String) return Refusal.Invalid(name, $"{name}: A text is expected.");
            var text = value.GetString()!;
            var isAddress = name is "website" or "endUserSupportHelpURL";
            if (text.Length > (isAddress ? LongestAddress : LongestText)) return Refusal.Invalid(name, $"{name}: The field is too long.");
            if (isAddress && text.Length > 0 && !AppForm.IsAddress(text)) return Refusal.Invalid(name, $"{name}: An address such as https://example.com is expected.");
            changes.Add((name, text));
        }
        return changes;
    }

    private static EventTarget Target(Org org) => new(org.Id, "Org", org.Name, org.Label);
}
