using System.Collections.Immutable;
using System.Text.Json;
using Firebreak.Directory;
using Firebreak.Storage;
using Firebreak.SystemLog;

namespace Firebreak.SignIn;

/// <summary>What is done about addresses that try passwords. Source: Okta, ThreatInsight API.</summary>
internal enum ThreatAction
{
    /// <summary>Nothing.</summary>
    none,

    /// <summary>It is recorded.</summary>
    audit,

    /// <summary>It is recorded, and what comes from there is refused.</summary>
    block,
}

/// <summary>How an org wants to be guarded against addresses that try passwords.</summary>
/// <param name="ExcludeZones">Ids of zones whose addresses are left alone.</param>
internal sealed record ThreatInsight(ThreatAction Action, ImmutableArray<string> ExcludeZones, long Created, long LastUpdated)
{
    private const string ActionName = "threatInsight.action", ZonesName = "threatInsight.excludeZones", UpdatedName = "threatInsight.lastUpdated";
    private const int MostZones = 100;

    /// <summary>An org's, or what an org begins with: it is recorded and nothing is refused.</summary>
    public static async ValueTask<ThreatInsight> Load(Queries db, Org org)
    {
        var settings = await OrgSettingTable.Load(db, org.Id);
        return new ThreatInsight(
            settings[ActionName] is { } action ? Enum.Parse<ThreatAction>(action) : ThreatAction.audit,
            settings[ZonesName] is { } zones ? [.. JsonSerializer.Deserialize<string[]>(zones)!] : [],
            org.CreatedMicros,
            settings.TimeOf(UpdatedName) ?? org.CreatedMicros);
    }

    /// <summary>Changes what was sent; zones that were not sent stay, as recorded.</summary>
    public static Task<Outcome<ThreatInsight>> Update(Store store, Caller caller, JsonElement sent, CancellationToken ct) =>
        store.Write<ThreatInsight>(caller, Permission.ManagePolicies, async tx =>
        {
            if (JsonText.TextOf(sent, "action") is not { } word || !Enum.GetNames<ThreatAction>().Contains(word)) return Refusal.Invalid("action", "action: One of none, audit, block is expected.");
            var old = await Load(tx, tx.Org);
            var zones = await ZonesOf(tx, JsonText.Of(sent, "excludeZones"), old.ExcludeZones);
            if (zones.Refusal is { } wrong) return wrong;
            var made = old with { Action = Enum.Parse<ThreatAction>(word), ExcludeZones = zones.Value, LastUpdated = tx.At };
            var text = JsonSerializer.Serialize(made.ExcludeZones);
            await OrgSettingTable.Set(tx, ActionName, word);
            await OrgSettingTable.Set(tx, ZonesName, text);
            await OrgSettingTable.Set(tx, UpdatedName, made.LastUpdated.ToString());
            tx.Record(Event.Of(ThreatEvents.Configured).With("action", word).With("excludeZones", text));
            return made;
        }, ct);

    private static async ValueTask<Outcome<ImmutableArray<string>>> ZonesOf(WriteTransaction tx, JsonElement sent, ImmutableArray<string> otherwise)
    {
        if (sent.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null) return otherwise;
        if (sent.ValueKind != JsonValueKind.Array || sent.GetArrayLength() > MostZones) return Refusal.Invalid("excludeZones", $"excludeZones: A list of at most {MostZones} ids of zones is expected.");
        var known = (await ZoneTable.All(tx, tx.Org)).Select(zone => zone.Id).ToHashSet(StringComparer.Ordinal);
        var ids = ImmutableArray.CreateBuilder<string>();
        foreach (var item in sent.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.String || !known.Contains(item.GetString()!)) return Refusal.Invalid("excludeZones", "excludeZones: There is no such network zone.");
            if (!ids.Contains(item.GetString()!)) ids.Add(item.GetString()!);
        }
        return ids.ToImmutable();
    }
}

/// <summary>Events of the guard against addresses that try passwords, by Okta's names and as recorded: without a target.</summary>
internal static class ThreatEvents
{
    public static readonly EventType Configured = new("security.threat.configuration.update", "A ThreatInsight configuration was updated");
    public static readonly EventType ProtectionChanged = new("security.attack_protection.settings.update", "Update attack protection settings");
}
