using System.Text.Json;
using Firebreak.Storage;
using Firebreak.SystemLog;

namespace Firebreak.Directory;

/// <summary>What can be done with profile schemas. Source: Okta, Schemas API.</summary>
public static class Schemas
{
    /// <summary>
    /// Changes the schema of a user type (by its schema's id, or "default"). Values of a removed attribute leave all profiles in the same change:
    /// an attribute that comes back later comes back empty.
    /// </summary>
    public static async Task<Outcome<KeptSchema>> ChangeOfUsers(Store store, Caller caller, string id, JsonElement body, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(caller);
        return await store.Write<KeptSchema>(caller, Permission.ManageSchemas, async tx =>
        {
            if (await FindOfUsers(tx, tx.Org, id) is not { } found) return NotFound(id);
            var target = new EventTarget(found.Type.SchemaId, "Schema", found.Type.Name, found.Type.DisplayName);
            return await Change(tx, found.Kept, body, SchemaEvents.OfUsers, target);
        }, ct);
    }

    /// <summary>Changes the schema of groups.</summary>
    public static async Task<Outcome<KeptSchema>> ChangeOfGroups(Store store, Caller caller, JsonElement body, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(caller);
        return await store.Write<KeptSchema>(caller, Permission.ManageSchemas, async tx =>
            await Change(tx, await SchemaTable.OfGroups(tx, tx.Org), body, SchemaEvents.OfGroups, new EventTarget(KeptSchema.GroupId, "Schema", "group", "Okta group")), ct);
    }

    /// <summary>The schema of a user type and the type; null when there is none of this id.</summary>
    public static async ValueTask<(KeptSchema Kept, UserType Type)?> FindOfUsers(Queries db, Org org, string id)
    {
        ArgumentNullException.ThrowIfNull(org);
        var kept = id == UserType.DefaultId ? await SchemaTable.OfDefaultType(db, org.Id) : await SchemaTable.OfUsers(db, org.Id, id);
        return kept is null ? null : (kept, (await UserTypeTable.Find(db, org.Id, kept.Owner))!);
    }

    /// <summary>404 for a schema.</summary>
    internal static Refusal NotFound(string id) => Refusal.NotFound(id, "UserSchema");

    /// <summary>Applies a change inside a transaction: the schema, the profiles that it touches, the event.</summary>
    internal static async ValueTask<Outcome<KeptSchema>> Change(WriteTransaction tx, KeptSchema kept, JsonElement body, EventType type, EventTarget target)
    {
        var applied = SchemaChange.Apply(kept.Schema, body);
        if (applied.Refusal is { } wrong) return wrong;
        var changed = kept with { Schema = applied.Value, LastUpdated = tx.At };
        if (await SchemaValues.Follow(tx, kept, changed.Schema) is { } refusal) return refusal;
        await SchemaTable.Put(tx, changed);
        var what = Event.Of(type, target);
        foreach (var (word, names) in Differences(kept.Schema, changed.Schema))
            if (names.Length > 0) what = what.With(word, names);
        tx.Record(what);
        return changed;
    }

    private static IEnumerable<(string Word, string Names)> Differences(Schema before, Schema after)
    {
        yield return ("attributesAdded", Names(after.All.Where(attribute => before.Find(attribute.Name) is null)));
        yield return ("attributesRemoved", Names(before.All.Where(attribute => after.Find(attribute.Name) is null)));
        yield return ("attributesChanged", Names(after.All.Where(attribute => before.Find(attribute.Name) is { } known && Schema.Text(known) != Schema.Text(attribute))));
    }

    private static string Names(IEnumerable<SchemaAttribute> attributes) => string.Join(", ", attributes.Select(attribute => attribute.Name));
}

/// <summary>Events of schemas, by Okta's names; for groups Okta has none.</summary>
internal static class SchemaEvents
{
    public static readonly EventType OfUsers = new("directory.user_profile.update", "Update universal directory user profile");
    public static readonly EventType OfAppUsers = new("directory.app_user_profile.update", "Update application user profile");
    public static readonly EventType OfGroups = new("firebreak.group_schema.update", "Update group profile schema");
}
