using System.Text.Json;
using Firebreak.Directory;
using Firebreak.Storage;
using Firebreak.SystemLog;

namespace Firebreak.SignIn;

/// <summary>An org's settings against attacks on passwords, each on or off. Source: Okta, Attack Protection API.</summary>
internal static class AttackProtection
{
    /// <summary>Okta's names of the settings, by which they are kept too: whether what one knows is asked for after what one has, and whether unknown devices cannot lock a known one out.</summary>
    public const string KnowledgeSecond = "verifyKnowledgeSecondWhen2faRequired", NoLockoutFromUnknown = "preventBruteForceLockoutFromUnknownDevices";

    /// <summary>Whether a setting is on; none is until somebody says so.</summary>
    public static async ValueTask<bool> IsOn(Queries db, Org org, string name) => (await OrgSettingTable.Load(db, org.Id)).IsOn(name);

    /// <summary>Switches a setting; one that was not sent goes back to off.</summary>
    public static Task<Outcome<bool>> Replace(Store store, Caller caller, string name, JsonElement sent, CancellationToken ct) =>
        store.Write<bool>(caller, Permission.ManageOrg, async tx =>
        {
            var value = JsonText.Of(sent, name);
            if (value.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.True or JsonValueKind.False)) return Refusal.Invalid(name, $"{name}: True or false is expected.");
            var isOn = value.ValueKind == JsonValueKind.True;
            await OrgSettingTable.Set(tx, name, isOn ? "1" : null);
            tx.Record(Event.Of(ThreatEvents.ProtectionChanged, new EventTarget(tx.Org.Id, "Org", tx.Org.Name, tx.Org.Label)).With(name, isOn ? "true" : "false"));
            return isOn;
        }, ct);
}
