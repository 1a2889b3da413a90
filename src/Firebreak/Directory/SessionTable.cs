using Firebreak.Storage;

namespace Firebreak.Directory;

/// <summary>How sessions are kept: by the hash of what the browser holds. When one was last seen stands apart, for it changes without an event.</summary>
internal static class SessionTable
{
    public static ValueTask<int> Insert(WriteTransaction tx, Session session, SessionSecret secret) => tx.Run(
        $"""
        insert into sessions (org_id, id, hash, user_id, created, ends, address, user_agent, methods, device, password_at, factor_at)
        values ({tx.Org.Id}, {session.Id}, {Tokens.Hash(secret.Plain)}, {session.UserId}, {session.Created}, {session.Ends}, {session.Address}, {session.UserAgent},
          {string.Join(' ', session.Methods)}, {session.Device}, {session.PasswordAt}, {session.FactorAt})
        """);

    /// <summary>The session of a secret, with its user as it is now.</summary>
    public static ValueTask<(Session? Session, User? User)> Find(Queries db, string org, SessionSecret secret) => Find(db, $"s.org_id = {org} and s.hash = {Tokens.Hash(secret.Plain)}");

    /// <summary>The session of an id, with its user as it is now.</summary>
    public static ValueTask<(Session? Session, User? User)> FindById(Queries db, string org, string id) => Find(db, $"s.org_id = {org} and s.id = {id}");

    private static ValueTask<(Session? Session, User? User)> Find(Queries db, Sql which) => db.One(
        $"""
        select {UserTable.Columns}, s.id, s.created, s.ends, s.address, s.user_agent,
          (select last_seen from session_uses l where l.org_id = s.org_id and l.session_id = s.id), s.methods, s.device, s.password_at, s.factor_at
        from sessions s join users u on u.org_id = s.org_id and u.id = s.user_id
        where {which}
        """,
        row => ((Session?)Read(row), (User?)UserTable.Read(row)));

    private static Session Read(Row row)
    {
        var session = new Session(row.Text(14), row.Text(0), row.Long(15), row.Long(16), row.TextOrNull(17), row.TextOrNull(18), row.LongOrNull(19))
        {
            Methods = [.. row.Text(20).Split(' ')],
            Device = row.TextOrNull(21),
            FactorAt = row.LongOrNull(23),
        };
        return row.Long(22) is > 0 and var at ? session with { PasswordAt = at } : session;
    }

    /// <summary>Ends one; true when it was there.</summary>
    public static async ValueTask<bool> Delete(WriteTransaction tx, string id)
    {
        await tx.Run($"delete from session_uses where org_id = {tx.Org.Id} and session_id = {id}");
        return await tx.Run($"delete from sessions where org_id = {tx.Org.Id} and id = {id}") > 0;
    }

    /// <summary>Notes that one is in use.</summary>
    public static ValueTask<int> Touch(Bookkeeping books, string org, string id) => books.Run(
        $"""
        insert into session_uses (org_id, session_id, last_seen) values ({org}, {id}, {books.At})
        on conflict (org_id, session_id) do update set last_seen = excluded.last_seen
        """);
}
