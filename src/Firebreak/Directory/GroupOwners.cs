using System.Text.Json;
using Firebreak.Expressions;
using Firebreak.Storage;
using Firebreak.SystemLog;

namespace Firebreak.Directory;

/// <summary>What can hold a role or own a group.</summary>
public enum AssigneeType
{
    /// <summary>A user.</summary>
    USER,

    /// <summary>A group, and through it its members.</summary>
    GROUP,
}

/// <summary>Who answers for a group. Ownership is a fact about a group; it grants nothing.</summary>
public sealed record GroupOwner(string Id, AssigneeType Type, string DisplayName, long LastUpdated);

/// <summary>What can be done with owners of groups. Source: Okta, Group owners API.</summary>
public static class GroupOwners
{
    /// <summary>Makes a user or a group an owner.</summary>
    public static async Task<Outcome<GroupOwner>> Add(Store store, Caller caller, string groupId, JsonElement body, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        var read = Read(body);
        if (read.Refusal is { } wrong) return wrong;
        var (id, type) = read.Value;
        return await store.Write<GroupOwner>(caller, Permission.ManageGroups, async tx =>
        {
            var group = await Groups.Changeable(tx, Permission.ManageGroups, groupId);
            if (group.Refusal is { } no) return no;
            var target = await Target(tx, type, id);
            if (target is null) return Refusal.NotFound(id, type == AssigneeType.USER ? "User" : Groups.Kind);
            var added = await tx.Run(
                $"insert into group_owners (org_id, group_id, owner_id, type, last_updated) values ({tx.Org.Id}, {groupId}, {id}, {type.ToString()}, {tx.At}) on conflict do nothing");
            if (added == 0) return Refusal.Invalid("id", "id: The owner is assigned to this group already.");
            tx.Record(Event.Of(GroupEvents.OwnerAdded, target, group.Value.Target));
            return new GroupOwner(id, type, target.DisplayName!, tx.At);
        }, ct);
    }

    /// <summary>Takes an owner away.</summary>
    public static Task<Outcome<Done>> Remove(Store store, Caller caller, string groupId, string ownerId, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        return store.Write<Done>(caller, Permission.ManageGroups, async tx =>
        {
            var group = await Groups.Changeable(tx, Permission.ManageGroups, groupId);
            if (group.Refusal is { } no) return no;
            var type = await tx.One($"select type from group_owners where org_id = {tx.Org.Id} and group_id = {groupId} and owner_id = {ownerId}", row => row.Text(0));
            if (type is null) return Refusal.NotFound(ownerId, "GroupOwner");
            await tx.Run($"delete from group_owners where org_id = {tx.Org.Id} and group_id = {groupId} and owner_id = {ownerId}");
            var target = await Target(tx, Enum.Parse<AssigneeType>(type), ownerId) ?? new EventTarget(ownerId, "User", null, null);
            tx.Record(Event.Of(GroupEvents.OwnerRemoved, target, group.Value.Target));
            return Done.It;
        }, ct);
    }

    /// <summary>A user was deleted: it owns nothing any more.</summary>
    internal static async ValueTask UserGone(WriteTransaction tx, string userId) =>
        await tx.Run($"delete from group_owners where org_id = {tx.Org.Id} and owner_id = {userId}");

    /// <summary>Owners in the order of their ids, after one.</summary>
    internal static async ValueTask<List<GroupOwner>> List(Queries db, Org org, string groupId, AssigneeType? type, string after, int limit)
    {
        var rows = await db.All(
            $"""
            select o.owner_id, o.type, o.last_updated from group_owners o
            where o.org_id = {org.Id} and o.group_id = {groupId} and o.owner_id > {after} and ({type?.ToString() ?? ""} = '' or o.type = {type?.ToString() ?? ""})
            order by o.owner_id limit {limit}
            """,
            row => (Id: row.Text(0), Type: Enum.Parse<AssigneeType>(row.Text(1)), At: row.Long(2)));
        var owners = new List<GroupOwner>(rows.Count);
        foreach (var (id, kind, at) in rows) owners.Add(new GroupOwner(id, kind, (await Target(db, org, kind, id))?.DisplayName ?? id, at));
        return owners;
    }

    /// <summary>Reads the parameter "search" of a list of owners, which may ask for their type alone.</summary>
    internal static Outcome<AssigneeType?> ReadSearch(string? search)
    {
        if (string.IsNullOrWhiteSpace(search)) return (AssigneeType?)null;
        if (!ScimFilter.TryParse(search, out var filter, out var problem)) return Refusal.BadSearch(problem);
        return filter is Filter.Comparison { Operator: FilterOperator.Equal, Value: FilterValue.Text text } test && test.Path.ToString() == "type" && Enum.TryParse<AssigneeType>(text.Value, out var type)
            && Enum.IsDefined(type) ? (AssigneeType?)type : Refusal.BadSearch("Owners can be searched by type eq \"USER\" or type eq \"GROUP\".");
    }

    private static Outcome<(string Id, AssigneeType Type)> Read(JsonElement body)
    {
        if (!body.TryGetProperty("id", out var id) || !id.TryText(out var owner) || string.IsNullOrEmpty(owner)) return Refusal.Invalid("id", "id: The field cannot be left blank");
        if (!body.TryGetProperty("type", out var type) || !type.TryText(out var name) || name is not ("USER" or "GROUP"))
            return Refusal.Invalid("type", "type: 'USER' or 'GROUP' is expected.");
        return (owner, Enum.Parse<AssigneeType>(name));
    }

    private static ValueTask<EventTarget?> Target(WriteTransaction tx, AssigneeType type, string id) => Target(tx, tx.Org, type, id);

    private static async ValueTask<EventTarget?> Target(Queries db, Org org, AssigneeType type, string id) => type == AssigneeType.USER
        ? (await UserTable.Find(db, org.Id, id))?.Target
        : (await GroupTable.Find(db, org.Id, id))?.Target;
}
