using Firebreak.Storage;

namespace Firebreak.Directory;

/// <summary>How groups and their members are kept. Everyone is a member of the built-in group without a row; a user who is out is in none.</summary>
internal static class GroupTable
{
    /// <summary>The source of a membership that somebody gave by hand; otherwise it is a rule's id.</summary>
    public const string ByHand = "";

    /// <summary>The columns that <see cref="Read"/> reads, of a table called g.</summary>
    public static Sql Columns => $"g.id, g.type, g.name, g.description, g.profile, g.created, g.last_updated, g.last_membership_updated";

    public static Group Read(Row row) => new(
        row.Text(0), Enum.Parse<GroupType>(row.Text(1)), row.Text(2), row.TextOrNull(3), row.Text(4), row.Long(5), row.Long(6), row.Long(7));

    public static ValueTask<Group?> Find(Queries db, string org, string id) =>
        db.One($"select {Columns} from groups g where g.org_id = {org} and g.id = {id}", Read)!;

    public static ValueTask<Group?> FindByName(Queries db, string org, string name) =>
        db.One($"select {Columns} from groups g where g.org_id = {org} and g.name_key = {User.Fold(name)}", Read)!;

    /// <summary>Those of these groups that exist, in the order of their ids.</summary>
    public static ValueTask<List<Group>> FindAll(Queries db, string org, IReadOnlyCollection<string> ids) =>
        db.All($"select {Columns} from groups g where g.org_id = {org} and g.id in {ids} order by g.id", Read);

    /// <summary>Groups in the order of their ids, after one, as far as a condition on g says.</summary>
    public static ValueTask<List<Group>> List(Queries db, string org, Sql where, string after, long limit) =>
        db.All($"select {Columns} from groups g where g.org_id = {org} and g.id > {after} and {where} order by g.id limit {limit}", Read);

    /// <summary>Groups in the order of their names.</summary>
    public static ValueTask<List<Group>> ListByName(Queries db, string org, Sql where, long limit) =>
        db.All($"select {Columns} from groups g where g.org_id = {org} and {where} order by g.name_key limit {limit}", Read);

    public static ValueTask<Group?> Everyone(Queries db, string org) =>
        db.One($"select {Columns} from groups g where g.org_id = {org} and g.type = 'BUILT_IN' order by g.id limit 1", Read)!;

    /// <summary>The groups that a user is in, the built-in one among them unless the user is out.</summary>
    public static ValueTask<List<Group>> Of(Queries db, string org, User user) => db.All(
        $"""
        select {Columns} from groups g
        where g.org_id = {org} and (g.id in (select m.group_id from group_members m where m.org_id = {org} and m.user_id = {user.Id})
          or g.type = 'BUILT_IN' and {user.Status != UserStatus.DEPROVISIONED} = 1)
        order by g.id
        """, Read);

    public static ValueTask<int> Insert(WriteTransaction tx, Group group) => tx.Run(
        $"""
        insert into groups (org_id, id, type, name, name_key, description, profile, created, last_updated, last_membership_updated)
        values ({tx.Org.Id}, {group.Id}, {group.Type.ToString()}, {group.Name}, {User.Fold(group.Name)}, {group.Description}, {group.Profile},
          {group.Created}, {group.LastUpdated}, {group.LastMembershipUpdated})
        """);

    public static ValueTask<int> Update(WriteTransaction tx, Group group) => tx.Run(
        $"""
        update groups set name = {group.Name}, name_key = {User.Fold(group.Name)}, description = {group.Description}, profile = {group.Profile}, last_updated = {group.LastUpdated}
        where org_id = {tx.Org.Id} and id = {group.Id}
        """);

    /// <summary>Removes a group with its memberships and owners, and as an owner of others.</summary>
    public static async ValueTask Delete(WriteTransaction tx, string id)
    {
        await tx.Run($"delete from group_members where org_id = {tx.Org.Id} and group_id = {id}");
        await tx.Run($"delete from group_owners where org_id = {tx.Org.Id} and group_id = {id}");
        await tx.Run($"delete from group_owners where org_id = {tx.Org.Id} and owner_id = {id}");
        await tx.Run($"delete from groups where org_id = {tx.Org.Id} and id = {id}");
    }

    /// <summary>Ids of the groups that a user is in, the built-in one left out.</summary>
    public static ValueTask<List<string>> IdsOf(Queries db, string org, string user) =>
        db.All($"select distinct group_id from group_members where org_id = {org} and user_id = {user} order by group_id", row => row.Text(0));

    /// <summary>Members in the order of their ids, after one. Of the built-in group: everyone who is not out.</summary>
    public static ValueTask<List<User>> Members(Queries db, string org, Group group, string after, long limit) => group.Type == GroupType.BUILT_IN
        ? db.All($"select {UserTable.Columns} from users u where u.org_id = {org} and u.id > {after} and u.status <> 'DEPROVISIONED' order by u.id limit {limit}", UserTable.Read)
        : db.All(
            $"""
            select {UserTable.Columns} from users u
            join (select distinct user_id from group_members where org_id = {org} and group_id = {group.Id} and user_id > {after} order by user_id limit {limit}) m on m.user_id = u.id
            where u.org_id = {org} order by u.id
            """, UserTable.Read);

    public static ValueTask<long> CountMembers(Queries db, string org, Group group) => group.Type == GroupType.BUILT_IN
        ? db.One($"select count(*) from users where org_id = {org} and status <> 'DEPROVISIONED'", row => row.Long(0))
        : db.One($"select count(distinct user_id) from group_members where org_id = {org} and group_id = {group.Id}", row => row.Long(0));

    /// <summary>The sources of one membership: none when the user is no member.</summary>
    public static ValueTask<List<string>> Sources(Queries db, string org, string group, string user) =>
        db.All($"select source from group_members where org_id = {org} and group_id = {group} and user_id = {user} order by source", row => row.Text(0));

    /// <summary>Adds a member; false when it was one already, from whatever source.</summary>
    public static async ValueTask<bool> Add(WriteTransaction tx, string group, string user, string source)
    {
        var isNew = !await tx.Any($"select 1 from group_members where org_id = {tx.Org.Id} and group_id = {group} and user_id = {user}");
        await tx.Run($"insert into group_members (org_id, group_id, user_id, source, added) values ({tx.Org.Id}, {group}, {user}, {source}, {tx.At}) on conflict do nothing");
        if (isNew) await tx.Run($"update groups set last_membership_updated = {tx.At} where org_id = {tx.Org.Id} and id = {group}");
        return isNew;
    }

    /// <summary>Takes a membership from one source away; true when the user is no member any more.</summary>
    public static async ValueTask<bool> Remove(WriteTransaction tx, string group, string user, string source)
    {
        if (await tx.Run($"delete from group_members where org_id = {tx.Org.Id} and group_id = {group} and user_id = {user} and source = {source}") == 0) return false;
        if (await tx.Any($"select 1 from group_members where org_id = {tx.Org.Id} and group_id = {group} and user_id = {user}")) return false;
        await tx.Run($"update groups set last_membership_updated = {tx.At} where org_id = {tx.Org.Id} and id = {group}");
        return true;
    }
}
