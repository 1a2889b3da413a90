using Firebreak.Storage;

namespace Firebreak.Directory;

/// <summary>How apps and their client secrets are kept.</summary>
internal static class AppTable
{
    /// <summary>The columns that <see cref="Read"/> reads, of a table called a.</summary>
    public static Sql Columns => $"a.id, a.name, a.label, a.mode, a.status, a.created, a.last_updated, a.kid, a.client_id, a.body";

    /// <summary>How many columns these are.</summary>
    public const int ColumnCount = 10;

    public static App Read(Row row) => new(
        row.Text(0), row.Text(1), row.Text(2), Enum.Parse<SignOnMode>(row.Text(3)), Enum.Parse<AppStatus>(row.Text(4)), row.Long(5), row.Long(6),
        row.TextOrNull(7), row.TextOrNull(8), row.Text(9));

    public static ValueTask<App?> Find(Queries db, string org, string id) => db.One($"select {Columns} from apps a where a.org_id = {org} and a.id = {id}", Read)!;

    public static ValueTask<bool> HasClient(Queries db, string org, string clientId) => db.Any($"select 1 from apps where org_id = {org} and client_id = {clientId}");

    /// <summary>The id that the org's first signed app says of its key; null before there is one.</summary>
    public static ValueTask<string?> KeyId(Queries db, string org) =>
        db.One($"select kid from apps where org_id = {org} and kid is not null order by id limit 1", row => row.TextOrNull(0));

    /// <summary>Apps in the order of their ids, after one, that a condition on a holds of.</summary>
    public static ValueTask<List<App>> List(Queries db, string org, Sql condition, string after, long limit) =>
        db.All($"select {Columns} from apps a where a.org_id = {org} and a.id > {after}{condition} order by a.id limit {limit}", Read);

    public static ValueTask<int> Insert(WriteTransaction tx, App app, byte[]? password) => tx.Run(
        $"""
        insert into apps (org_id, id, name, name_key, label, label_key, mode, status, created, last_updated, kid, client_id, password, body)
        values ({tx.Org.Id}, {app.Id}, {app.Name}, {User.Fold(app.Name)}, {app.Label}, {User.Fold(app.Label)}, {app.Mode.ToString()}, {app.Status.ToString()},
          {app.Created}, {app.LastUpdated}, {app.KeyId}, {app.ClientId}, {password}, {app.Body})
        """);

    public static ValueTask<int> Update(WriteTransaction tx, App app) => tx.Run(
        $"""
        update apps set label = {app.Label}, label_key = {User.Fold(app.Label)}, mode = {app.Mode.ToString()}, status = {app.Status.ToString()},
          last_updated = {app.LastUpdated}, kid = {app.KeyId}, body = {app.Body}
        where org_id = {tx.Org.Id} and id = {app.Id}
        """);

    public static ValueTask<int> SetPassword(WriteTransaction tx, string id, byte[]? password) =>
        tx.Run($"update apps set password = {password} where org_id = {tx.Org.Id} and id = {id}");

    // A role that is limited to this app keeps its target: without one it would hold for every app.
    public static async ValueTask Delete(WriteTransaction tx, string id)
    {
        await tx.Run($"delete from app_users where org_id = {tx.Org.Id} and app_id = {id}");
        await tx.Run($"delete from app_groups where org_id = {tx.Org.Id} and app_id = {id}");
        await tx.Run($"delete from app_secrets where org_id = {tx.Org.Id} and app_id = {id}");
        await AppKeyTable.DeleteAll(tx, id);
        await AppGrantTable.DeleteAll(tx, id);
        await tx.Run($"delete from apps where org_id = {tx.Org.Id} and id = {id}");
    }

    /// <summary>The secrets of some apps, oldest first.</summary>
    public static ValueTask<List<(string App, AppSecret Secret)>> Secrets(Queries db, string org, IReadOnlyCollection<string> apps) => db.All(
        $"select app_id, id, status, created, last_updated, sealed from app_secrets where org_id = {org} and app_id in {apps} order by app_id, created, id",
        row => (row.Text(0), new AppSecret(row.Text(1), row.Text(2) == nameof(AppStatus.ACTIVE), row.Long(3), row.Long(4), row.Bytes(5))));

    public static ValueTask<int> Insert(WriteTransaction tx, string app, AppSecret secret) => tx.Run(
        $"""
        insert into app_secrets (org_id, app_id, id, status, created, last_updated, sealed)
        values ({tx.Org.Id}, {app}, {secret.Id}, {Word(secret)}, {secret.Created}, {secret.LastUpdated}, {secret.Sealed})
        """);

    public static ValueTask<int> Update(WriteTransaction tx, string app, AppSecret secret) => tx.Run(
        $"update app_secrets set status = {Word(secret)}, last_updated = {secret.LastUpdated} where org_id = {tx.Org.Id} and app_id = {app} and id = {secret.Id}");

    public static ValueTask<int> DeleteSecret(WriteTransaction tx, string app, string id) =>
        tx.Run($"delete from app_secrets where org_id = {tx.Org.Id} and app_id = {app} and id = {id}");

    private static string Word(AppSecret secret) => secret.IsActive ? nameof(AppStatus.ACTIVE) : nameof(AppStatus.INACTIVE);
}
