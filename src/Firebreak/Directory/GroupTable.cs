using Firebreak.Storage;

namespace Firebreak.Directory;

/// <summary>How groups and their members are kept. Everyone is a member of the built-in group without a row.</summary>
internal static class GroupTable
{
    /// <summary>The source of a membership that somebody gave by hand; otherwise it is a rule's id.</summary>
    public const string ByHand = "";

    /// <summary>Ids of the groups that a user is in, the built-in one left out.</summary>
    public static ValueTask<List<string>> IdsOf(Queries db, string org, string user) =>
        db.All($"select distinct group_id from group_members where org_id = {org} and user_id = {user} order by group_id", row => row.Text(0));

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
