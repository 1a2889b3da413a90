using Firebreak.Storage;

namespace Firebreak.Directory;

/// <summary>How role assignments and their targets are kept.</summary>
internal static class RoleTable
{
    private static Sql Columns => $"a.id, a.assignee_type, a.assignee_id, a.role, coalesce(a.quiet, 0), a.created, a.last_updated";

    /// <summary>What one user or group itself holds.</summary>
    public static ValueTask<List<RoleAssignment>> OfAssignee(Queries db, string org, AssigneeType type, string id) => db.All(
        $"select {Columns} from role_assignments a where a.org_id = {org} and a.assignee_type = {type.ToString()} and a.assignee_id = {id} order by a.role", Read);

    /// <summary>What a user holds, itself and through its groups.</summary>
    public static async ValueTask<List<RoleAssignment>> OfUser(Queries db, string org, string user) =>
    [
        .. await OfAssignee(db, org, AssigneeType.USER, user),
        .. await db.All(
            $"""
            select {Columns} from role_assignments a
            where a.org_id = {org} and a.assignee_type = 'GROUP' and a.assignee_id in (select m.group_id from group_members m where m.org_id = {org} and m.user_id = {user})
            order by a.role, a.assignee_id
            """, Read),
    ];

    public static ValueTask<int> Insert(WriteTransaction tx, RoleAssignment role) => tx.Run(
        $"""
        insert into role_assignments (org_id, id, assignee_type, assignee_id, role, quiet, created, last_updated)
        values ({tx.Org.Id}, {role.Key}, {role.AssigneeType.ToString()}, {role.AssigneeId}, {role.Type.ToString()}, {role.IsQuiet}, {role.Created}, {role.LastUpdated})
        """);

    public static async ValueTask Delete(WriteTransaction tx, string key)
    {
        await tx.Run($"delete from role_targets where org_id = {tx.Org.Id} and assignment_id = {key}");
        await tx.Run($"delete from role_assignments where org_id = {tx.Org.Id} and id = {key}");
    }

    /// <summary>Targets of some kinds in the order of their names, after one.</summary>
    public static ValueTask<List<RoleTarget>> Targets(Queries db, string org, string key, string after = "", long limit = int.MaxValue, params TargetKind[] kinds) => db.All(
        $"""
        select t.kind, t.target, t.app_name from role_targets t
        where t.org_id = {org} and t.assignment_id = {key} and t.target > {after}
          and t.kind in {(kinds.Length == 0 ? Enum.GetNames<TargetKind>() : kinds.Select(kind => kind.ToString()).ToArray())}
        order by t.target limit {limit}
        """,
        row => new RoleTarget(Enum.Parse<TargetKind>(row.Text(0)), row.Text(1), row.TextOrNull(2)));

    public static async ValueTask<bool> AddTarget(WriteTransaction tx, string key, RoleTarget target) => await tx.Run(
        $"""
        insert into role_targets (org_id, assignment_id, kind, target, app_name, added)
        values ({tx.Org.Id}, {key}, {target.Kind.ToString()}, {target.Target}, {target.AppName}, {tx.At}) on conflict do nothing
        """) > 0;

    public static async ValueTask<bool> RemoveTarget(WriteTransaction tx, string key, TargetKind kind, string target) => await tx.Run(
        $"delete from role_targets where org_id = {tx.Org.Id} and assignment_id = {key} and kind = {kind.ToString()} and target = {target}") > 0;

    public static async ValueTask Touch(WriteTransaction tx, string key) =>
        await tx.Run($"update role_assignments set last_updated = {tx.At} where org_id = {tx.Org.Id} and id = {key}");

    /// <summary>The assignments that are limited to a target.</summary>
    public static ValueTask<List<RoleAssignment>> LimitedTo(Queries db, string org, TargetKind kind, string target) => db.All(
        $"""
        select {Columns} from role_targets t join role_assignments a on a.org_id = t.org_id and a.id = t.assignment_id
        where t.org_id = {org} and t.kind = {kind.ToString()} and t.target = {target} order by a.id
        """, Read);

    /// <summary>Whether somebody who is not out or suspended holds every permission there is.</summary>
    public static ValueTask<bool> HasSuperAdmin(Queries db, string org) => db.Any(
        $"""
        select 1 from role_assignments a join users u on u.org_id = a.org_id and u.id = a.assignee_id
        where a.org_id = {org} and a.role = 'SUPER_ADMIN' and a.assignee_type = 'USER' and u.status not in ('DEPROVISIONED', 'SUSPENDED')
        union all
        select 1 from role_assignments a
          join group_members m on m.org_id = a.org_id and m.group_id = a.assignee_id
          join users u on u.org_id = m.org_id and u.id = m.user_id
        where a.org_id = {org} and a.role = 'SUPER_ADMIN' and a.assignee_type = 'GROUP' and u.status not in ('DEPROVISIONED', 'SUSPENDED')
        limit 1
        """);

    /// <summary>Ids of users who hold a role, themselves or through a group, after one.</summary>
    public static ValueTask<List<string>> Administrators(Queries db, string org, string after, long limit) => db.All(
        $"""
        select h.id from (
          select a.assignee_id as id from role_assignments a where a.org_id = {org} and a.assignee_type = 'USER'
          union
          select m.user_id as id from role_assignments a join group_members m on m.org_id = a.org_id and m.group_id = a.assignee_id
          where a.org_id = {org} and a.assignee_type = 'GROUP') h
        where h.id > {after} order by h.id limit {limit}
        """,
        row => row.Text(0));

    private static RoleAssignment Read(Row row) => new(
        row.Text(0), Enum.Parse<AssigneeType>(row.Text(1)), row.Text(2), Enum.Parse<RoleType>(row.Text(3)), row.Flag(4), row.Long(5), row.Long(6));
}
