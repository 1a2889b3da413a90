using Firebreak.Storage;

namespace Firebreak.Directory;

/// <summary>How API tokens are kept: by the hash of what their owner holds.</summary>
internal static class TokenTable
{
    private static Sql Columns =>
        $"t.id, t.user_id, t.name, t.client_name, t.network, t.unused_for, t.created, t.last_updated, (select l.last_used from token_uses l where l.org_id = t.org_id and l.token_id = t.id)";

    public static ValueTask<ApiToken?> Find(Queries db, string org, string id) => db.One($"select {Columns} from api_tokens t where t.org_id = {org} and t.id = {id}", Read)!;

    /// <summary>All tokens of an org, or those of one user, in the order in which they were made.</summary>
    public static ValueTask<List<ApiToken>> List(Queries db, string org, string? user) => user is null
        ? db.All($"select {Columns} from api_tokens t where t.org_id = {org} order by t.id", Read)
        : db.All($"select {Columns} from api_tokens t where t.org_id = {org} and t.user_id = {user} order by t.id", Read);

    public static ValueTask<int> Insert(WriteTransaction tx, ApiToken token, byte[] hash) => tx.Run(
        $"""
        insert into api_tokens (org_id, id, hash, user_id, name, client_name, network, unused_for, created, last_updated)
        values ({tx.Org.Id}, {token.Id}, {hash}, {token.UserId}, {token.Name}, {token.ClientName}, {token.Network}, {token.UnusedFor}, {token.Created}, {token.LastUpdated})
        """);

    public static ValueTask<int> Update(WriteTransaction tx, ApiToken token) => tx.Run(
        $"update api_tokens set name = {token.Name}, network = {token.Network}, last_updated = {token.LastUpdated} where org_id = {tx.Org.Id} and id = {token.Id}");

    public static async ValueTask Delete(WriteTransaction tx, string id)
    {
        await tx.Run($"delete from api_tokens where org_id = {tx.Org.Id} and id = {id}");
        await tx.Run($"delete from token_uses where org_id = {tx.Org.Id} and token_id = {id}");
    }

    private static ApiToken Read(Row row) =>
        new(row.Text(0), row.Text(1), row.Text(2), row.Text(3), row.Text(4), row.TextOrNull(5), row.Long(6), row.Long(7), row.LongOrNull(8));
}
