using Firebreak.Storage;
using Firebreak.SystemLog;

namespace Firebreak.Directory;

/// <summary>What the operator can do with orgs.</summary>
public static class Orgs
{
    /// <summary>The name of the operator's own org.</summary>
    public const string OperatorName = "operator";

    /// <summary>Makes an org with what every org begins with: the default user type and the group of everyone.</summary>
    public static async Task<Outcome<Org>> Create(Store store, Caller caller, string name, string? label = null, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(name);
        if (!Org.IsName(name)) return Refusal.Invalid("name", "name: 2 to 63 of a-z, 0-9 and -, not - at either end.");
        if (label is { Length: > 255 }) return Refusal.Invalid("label", "label: at most 255 characters.");
        var at = store.NowMicros;
        var id = Ids.New(Ids.Org, at);
        // The key's name is the log's origin, which needs the org's id and not its number.
        var key = LogKeys.New(store, new Org(id, -1, name, "", OrgStatus.Active, at), at);
        return await store.WriteAcross<Org>(caller, async tx =>
        {
            if (await OrgTable.FindByName(tx, name) is not null) return Refusal.Invalid("name", "name: An org with this name already exists.");
            var org = new Org(id, await OrgTable.NextNumber(tx), name, label ?? name, OrgStatus.Active, tx.At);
            await OrgTable.Insert(tx, org);
            await Furnish(tx, org);
            await LogKeys.Insert(tx.Run, org.Number, key);
            tx.Record(FirstOf(store, org).With("logKey", key.Key.Verifier), org);
            if (org.Number != caller.Org.Number) tx.Record(Event.Of(OrgEvents.Created, org.Target()));
            return org;
        }, ct);
    }

    /// <summary>Stops serving an org, or serves it again. The operator's own cannot be stopped.</summary>
    public static Task<Outcome<Org>> SetStatus(Store store, Caller caller, string id, OrgStatus status, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        return store.WriteAcross<Org>(caller, async tx =>
        {
            if (await OrgTable.Find(tx, id) is not { } org) return Refusal.NotFound(id, "Org");
            if (org.IsOperator) return Refusal.Invalid("status", "The operator's own org cannot be suspended.");
            if (org.Status == status) return Refusal.Invalid("status", $"The org is {status} already.");
            await OrgTable.SetStatus(tx, id, status);
            var what = Event.Of(status == OrgStatus.Active ? OrgEvents.Activated : OrgEvents.Suspended, org.Target());
            tx.Record(what);
            tx.Record(what, org);
            return org with { Status = status };
        }, ct);
    }

    // A log that begins under a shifted clock says so in its first event.
    private static Event FirstOf(Store store, Org org)
    {
        var made = Event.Of(OrgEvents.Created, org.Target());
        return store.Time is ShiftedClock clock ? (made with { Message = "Create org, with a shifted clock" }).With("clockBegan", Times.Show(clock.Began)) : made;
    }

    private static EventTarget Target(this Org org) => new(org.Id, "Org", org.Name, org.Label);

    private static async ValueTask Furnish(WriteTransaction tx, Org org)
    {
        var type = Ids.New(Ids.UserType, tx.At);
        await tx.Run(
            $"""
            insert into user_types (org_id, id, name, display_name, description, is_default, created, created_by, last_updated, last_updated_by)
            values ({org.Id}, {type}, {"user"}, {"User"}, {"Okta user profile template with default permission settings"}, {1L}, {tx.At}, {"firebreak"}, {tx.At}, {"firebreak"})
            """);
        await tx.Run(
            $"""
            insert into schemas (org_id, id, kind, owner, custom, base, created, last_updated)
            values ({org.Id}, {Ids.Schema + type[3..]}, {"user"}, {type}, {"{}"}, {"{}"}, {tx.At}, {tx.At})
            """);
        await tx.Run(
            $"""
            insert into groups (org_id, id, type, name, name_key, description, profile, created, last_updated, last_membership_updated)
            values ({org.Id}, {Ids.New(Ids.Group, tx.At)}, {"BUILT_IN"}, {"Everyone"}, {"everyone"}, {"All users in your organization"},
              {"""{"name":"Everyone","description":"All users in your organization"}"""}, {tx.At}, {tx.At}, {tx.At})
            """);
    }
}

/// <summary>Events of orgs. The names are ours: Okta makes its orgs out of sight.</summary>
internal static class OrgEvents
{
    public static readonly EventType Created = new("firebreak.org.create", "Create org");
    public static readonly EventType Suspended = new("firebreak.org.suspend", "Suspend org", Severity.WARN);
    public static readonly EventType Activated = new("firebreak.org.activate", "Activate org");
}
