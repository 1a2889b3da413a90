using Firebreak.Storage;

namespace Firebreak.Directory;

/// <summary>How user types are kept.</summary>
internal static class UserTypeTable
{
    private static Sql Select =>
        $"select t.id, t.name, t.display_name, t.description, t.is_default, t.created, t.created_by, t.last_updated, t.last_updated_by from user_types t";

    /// <summary>A type by its id, or the default one by the word "default".</summary>
    public static ValueTask<UserType?> Find(Queries db, string org, string id) =>
        db.One(id == UserType.DefaultId ? $"{Select} where t.org_id = {org} and t.is_default = 1" : (Sql)$"{Select} where t.org_id = {org} and t.id = {id}", Read)!;

    public static ValueTask<bool> HasName(Queries db, string org, string name) => db.Any($"select 1 from user_types where org_id = {org} and name = {name}");

    /// <summary>All types, the oldest last, as real orgs list them.</summary>
    public static ValueTask<List<UserType>> List(Queries db, string org) => db.All($"{Select} where t.org_id = {org} order by t.is_default, t.created, t.id", Read);

    public static ValueTask<int> Insert(WriteTransaction tx, UserType type) => tx.Run(
        $"""
        insert into user_types (org_id, id, name, display_name, description, is_default, created, created_by, last_updated, last_updated_by)
        values ({tx.Org.Id}, {type.Id}, {type.Name}, {type.DisplayName}, {type.Description}, {type.IsDefault}, {type.Created}, {type.CreatedBy}, {type.LastUpdated}, {type.LastUpdatedBy})
        """);

    public static ValueTask<int> Update(WriteTransaction tx, UserType type) => tx.Run(
        $"""
        update user_types set display_name = {type.DisplayName}, description = {type.Description}, last_updated = {type.LastUpdated}, last_updated_by = {type.LastUpdatedBy}
        where org_id = {tx.Org.Id} and id = {type.Id}
        """);

    public static ValueTask<int> Delete(WriteTransaction tx, string id) => tx.Run($"delete from user_types where org_id = {tx.Org.Id} and id = {id}");

    /// <summary>Whether some user is of a type.</summary>
    public static ValueTask<bool> HasUsers(Queries db, string org, string id) => db.Any($"select 1 from users where org_id = {org} and type_id = {id} limit 1");

    private static UserType Read(Row row) =>
        new(row.Text(0), row.Text(1), row.Text(2), row.TextOrNull(3), row.Flag(4), row.Long(5), row.Text(6), row.Long(7), row.Text(8));
}
