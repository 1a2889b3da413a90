using Firebreak.Directory;
using Firebreak.Storage;

namespace Firebreak.SignIn;

/// <summary>How session tokens are kept: by their hash, until they are exchanged or run out.</summary>
internal static class SessionTokenTable
{
    public static async ValueTask Insert(WriteTransaction tx, SessionToken token)
    {
        await tx.Run($"delete from session_tokens where org_id = {tx.Org.Id} and ends <= {tx.At}");
        await tx.Run(
            $"""
            insert into session_tokens (org_id, hash, user_id, methods, device, password_at, factor_at, ends)
            values ({tx.Org.Id}, {Tokens.Hash(token.Plain)}, {token.UserId}, {string.Join(' ', token.Methods)}, {token.Device}, {token.PasswordAt}, {token.FactorAt}, {token.Ends})
            """);
    }

    /// <summary>The token of a secret; null when there is none, or it has run out.</summary>
    public static ValueTask<SessionToken?> Find(Queries db, string org, string secret, long now) => db.One(
        $"""
        select user_id, methods, device, password_at, factor_at, ends from session_tokens
        where org_id = {org} and hash = {Tokens.Hash(secret)} and ends > {now}
        """,
        row => new SessionToken("", row.Text(0), [.. row.Text(1).Split(' ')], row.TextOrNull(2), row.Long(3), row.LongOrNull(4), row.Long(5)))!;

    /// <summary>Takes a token: true for the one who does.</summary>
    public static async ValueTask<bool> Take(WriteTransaction tx, string secret) =>
        await tx.Run($"delete from session_tokens where org_id = {tx.Org.Id} and hash = {Tokens.Hash(secret)}") > 0;
}
