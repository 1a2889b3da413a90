using Firebreak.Storage;

namespace Firebreak.Directory;

/// <summary>How apps' grants are kept.</summary>
internal static class AppGrantTable
{
    private static Sql Columns => $"id, scope, created, created_by, created_by_type";

    public static ValueTask<List<AppGrant>> List(Queries db, string org, string app) =>
        db.All($"select {Columns} from app_grants where org_id = {org} and app_id = {app} order by id", Read);

    public static ValueTask<AppGrant?> Find(Queries db, string org, string app, string id) =>
        db.One($"select {Columns} from app_grants where org_id = {org} and app_id = {app} and id = {id}", Read)!;

    public static ValueTask<AppGrant?> OfScope(Queries db, string org, string app, string scope) =>
        db.One($"select {Columns} from app_grants where org_id = {org} and app_id = {app} and scope = {scope}", Read)!;

    public static ValueTask<int> Insert(WriteTransaction tx, string app, AppGrant grant) => tx.Run(
        $"""
        insert into app_grants (org_id, app_id, id, scope, created, created_by, created_by_type)
        values ({tx.Org.Id}, {app}, {grant.Id}, {grant.Scope}, {grant.Created}, {grant.By}, {grant.ByType})
        """);

    public static ValueTask<int> Delete(WriteTransaction tx, string app, string id) =>
        tx.Run($"delete from app_grants where org_id = {tx.Org.Id} and app_id = {app} and id = {id}");

    public static ValueTask<int> DeleteAll(WriteTransaction tx, string app) => tx.Run($"delete from app_grants where org_id = {tx.Org.Id} and app_id = {app}");

    private static AppGrant Read(Row row) => new(row.Text(0), row.Text(1), row.Long(2), row.Text(3), row.Text(4));
}
