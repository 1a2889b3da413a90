using Firebreak.Storage;
using Firebreak.SystemLog;

namespace Firebreak.Directory;

/// <summary>An API token as a list shows it, with whom it acts as.</summary>
public sealed record TokenLine(ApiToken Token, User Owner)
{
    /// <summary>All tokens of an org, the newest first.</summary>
    internal static ValueTask<List<TokenLine>> List(Queries db, Org org) => db.All(
        $"""
        select {UserTable.Columns}, t.id, t.name, t.client_name, t.network, t.unused_for, t.created, t.last_updated,
          (select last_used from token_uses l where l.org_id = t.org_id and l.token_id = t.id)
        from api_tokens t join users u on u.org_id = t.org_id and u.id = t.user_id
        where t.org_id = {org.Id} order by t.id desc
        """,
        row => new TokenLine(
            new ApiToken(row.Text(14), row.Text(0), row.Text(15), row.Text(16), row.Text(17), row.TextOrNull(18), row.Long(19), row.Long(20), row.LongOrNull(21)), UserTable.Read(row)));

    /// <summary>Ends a token at once.</summary>
    internal static Task<Outcome<Done>> Revoke(Store store, Caller caller, string id, CancellationToken ct) =>
        store.Write<Done>(caller, Permission.ManageTokens, async tx =>
        {
            if ((await List(tx, tx.Org)).Find(line => line.Token.Id == id) is not { } line) return Refusal.NotFound(id, "Token");
            await tx.Run($"delete from token_uses where org_id = {tx.Org.Id} and token_id = {id}");
            await tx.Run($"delete from api_tokens where org_id = {tx.Org.Id} and id = {id}");
            tx.Record(Event.Of(TokenEvents.Revoked, line.Token.Target, line.Owner.Target));
            return Done.It;
        }, ct);
}
