using Firebreak.Storage;

namespace Firebreak.SignIn;

/// <summary>How second factors are kept.</summary>
internal static class FactorTable
{
    private static Sql Columns => $"id, user_id, type, provider, status, created, last_updated, secret, picture, question, answer, last_step";

    public static ValueTask<List<Factor>> Of(Queries db, string org, string userId) =>
        db.All($"select {Columns} from factors where org_id = {org} and user_id = {userId} order by id", Read);

    public static ValueTask<Factor?> Find(Queries db, string org, string userId, string id) =>
        db.One($"select {Columns} from factors where org_id = {org} and id = {id} and user_id = {userId}", Read)!;

    /// <summary>Keeps a new one in place of one of its kind that was never activated.</summary>
    public static async ValueTask Insert(WriteTransaction tx, Factor factor)
    {
        await tx.Run(
            $"""
            delete from factors where org_id = {tx.Org.Id} and user_id = {factor.UserId} and type = {factor.Kind.Type} and provider = {factor.Kind.Provider}
              and status = 'PENDING_ACTIVATION'
            """);
        await tx.Run(
            $"""
            insert into factors (org_id, id, user_id, type, provider, status, created, last_updated, secret, picture, question, answer, last_step)
            values ({tx.Org.Id}, {factor.Id}, {factor.UserId}, {factor.Kind.Type}, {factor.Kind.Provider}, {Status(factor.IsActive)}, {factor.Created}, {factor.LastUpdated},
              {factor.Secret}, {factor.Picture}, {factor.Question}, {factor.Answer}, {factor.LastStep})
            """);
    }

    /// <summary>Makes one active: its picture is no longer shown.</summary>
    public static ValueTask<int> Activate(WriteTransaction tx, string id) =>
        tx.Run($"update factors set status = 'ACTIVE', last_updated = {tx.At}, picture = {(byte[]?)null} where org_id = {tx.Org.Id} and id = {id}");

    /// <summary>Uses a step up; false when it, or one after it, was used before.</summary>
    public static async ValueTask<bool> UseStep(WriteTransaction tx, string id, long step) =>
        await tx.Run($"update factors set last_step = {step} where org_id = {tx.Org.Id} and id = {id} and (last_step is null or last_step < {step})") > 0;

    public static ValueTask<int> Delete(WriteTransaction tx, string id) => tx.Run($"delete from factors where org_id = {tx.Org.Id} and id = {id}");

    private static string Status(bool isActive) => isActive ? "ACTIVE" : "PENDING_ACTIVATION";

    private static Factor Read(Row row) => new(
        row.Text(0), row.Text(1), FactorKind.All.Single(kind => kind.Type == row.Text(2) && kind.Provider == row.Text(3)), row.Text(4) == "ACTIVE", row.Long(5), row.Long(6),
        row.BytesOrNull(7), row.BytesOrNull(8), row.TextOrNull(9), row.TextOrNull(10), row.LongOrNull(11));
}
