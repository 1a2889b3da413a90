using Firebreak.Storage;

namespace Firebreak.Directory;

/// <summary>How key credentials and requests for certificates are kept.</summary>
internal static class AppKeyTable
{
    // The place of the org's own key.
    private const string Nobody = "";

    private static Sql Columns => $"kid, created, last_updated, certificate, wrapped";

    /// <summary>The org's own key; null before it is asked for.</summary>
    public static ValueTask<AppKey?> OfOrg(Queries db, string org) => db.One($"select {Columns} from app_keys where org_id = {org} and app_id = {Nobody}", Read)!;

    /// <summary>The keys of an app, oldest first, without the org's own.</summary>
    public static ValueTask<List<AppKey>> List(Queries db, string org, string app) =>
        db.All($"select {Columns} from app_keys where org_id = {org} and app_id = {app} order by created, kid", Read);

    public static ValueTask<AppKey?> Find(Queries db, string org, string app, string id) =>
        db.One($"select {Columns} from app_keys where org_id = {org} and app_id = {app} and kid = {id}", Read)!;

    public static ValueTask<int> InsertOfOrg(WriteTransaction tx, AppKey key) => Insert(tx, Nobody, key);

    public static ValueTask<int> Insert(WriteTransaction tx, string app, AppKey key) => tx.Run(
        $"""
        insert into app_keys (org_id, app_id, kid, created, last_updated, certificate, wrapped)
        values ({tx.Org.Id}, {app}, {key.Id}, {key.Created}, {key.LastUpdated}, {key.Certificate}, {key.Wrapped})
        """);

    public static ValueTask<List<AppCsr>> Csrs(Queries db, string org, string app) =>
        db.All($"select id, created, request, wrapped from app_csrs where org_id = {org} and app_id = {app} order by created, id", ReadCsr);

    public static ValueTask<AppCsr?> FindCsr(Queries db, string org, string app, string id) =>
        db.One($"select id, created, request, wrapped from app_csrs where org_id = {org} and app_id = {app} and id = {id}", ReadCsr)!;

    public static ValueTask<int> Insert(WriteTransaction tx, string app, AppCsr csr) => tx.Run(
        $"insert into app_csrs (org_id, app_id, id, created, request, wrapped) values ({tx.Org.Id}, {app}, {csr.Id}, {csr.Created}, {csr.Request}, {csr.Wrapped})");

    public static ValueTask<int> DeleteCsr(WriteTransaction tx, string app, string id) =>
        tx.Run($"delete from app_csrs where org_id = {tx.Org.Id} and app_id = {app} and id = {id}");

    /// <summary>Forgets all keys and requests of an app.</summary>
    public static async ValueTask DeleteAll(WriteTransaction tx, string app)
    {
        await tx.Run($"delete from app_keys where org_id = {tx.Org.Id} and app_id = {app}");
        await tx.Run($"delete from app_csrs where org_id = {tx.Org.Id} and app_id = {app}");
    }

    private static AppKey Read(Row row) => new(row.Text(0), row.Long(1), row.Long(2), row.Bytes(3), row.Bytes(4));

    private static AppCsr ReadCsr(Row row) => new(row.Text(0), row.Long(1), row.Bytes(2), row.Bytes(3));
}
