using System.Security.Cryptography;
using Npgsql;

namespace Firebreak.Storage.Postgres;

/// <summary>
/// Brings a database to the newest schema under a lock, all the steps that it lacks or none, while other nodes may be serving. A start that
/// finds everything as it should be takes no lock that a request could wait for.
/// </summary>
internal static class PostgresSchema
{
    /// <summary>The roles: a writer and a reader, each held to the org it named; a system role across orgs. The owner runs only this.</summary>
    public const string Writer = "firebreak_writer", Reader = "firebreak_reader", System = "firebreak_system";

    /// <summary>How often the steps are tried: half a minute's worth.</summary>
    public const int MostTries = 40;

    private const long Lock = 0x66697265_00000001;

    /// <exception cref="NewerSchemaException">A newer version made the database.</exception>
    /// <exception cref="StoreUnavailableException">A role bypasses row-level security, or other work held a table that a step changes for too long.</exception>
    public static async Task Migrate(NpgsqlConnection owner, long now, IReadOnlyList<Migration> steps, int tries = MostTries)
    {
        await using var session = new PostgresSession(owner, null);
        await session.Run($"select pg_advisory_lock({Lock})");
        try
        {
            await session.Run($"create table if not exists schema_steps (number bigint primary key, name text not null, at bigint not null)");
            await MakeRoles(session);
            for (var left = tries; !await TryMigrate(session, now, steps, isLast: left <= 1); left--)
                await Task.Delay(RandomNumberGenerator.GetInt32(50, 500));
        }
        finally
        {
            if (owner.State == global::System.Data.ConnectionState.Open) await session.Run($"select pg_advisory_unlock({Lock})");
        }
        await RefuseBypass(session);
    }

    /// <summary>A statement of ours without holes; literal braces and dollars pass.</summary>
    internal static Sql Plain(string statement)
    {
        var sql = Sql.Nothing;
        sql.AppendLiteral(statement);
        return sql;
    }

    // False when others were in the way. Nobody waits long behind a step that waits for a table: it lets go and tries again.
    private static async Task<bool> TryMigrate(PostgresSession session, long now, IReadOnlyList<Migration> steps, bool isLast)
    {
        await using var transaction = await session.Connection.BeginTransactionAsync();
        session.Transaction = transaction;
        try
        {
            await session.Run($"set local lock_timeout = '500ms'");
            var found = await session.One($"select coalesce(max(number), 0) from schema_steps", row => row.Long(0));
            foreach (var step in Migration.After(found, steps))
            {
                foreach (var statement in step.ForPostgres()) await session.Run(Plain(statement));
                await session.Run($"insert into schema_steps (number, name, at) values ({(long)step.Number}, {step.Name}, {now})");
            }
            await PostgresWalls.Raise(session);
            await session.Run($"insert into instance (id, created) select {Ids.New("fb-", now)}, {now} where not exists (select 1 from instance)");
            await transaction.CommitAsync();
            return true;
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected)
        {
            if (!isLast) return false;
            throw new StoreUnavailableException("Other work holds a table that is to be changed, a backup perhaps. Nothing was changed; start again when it is over.", e);
        }
        finally
        {
            session.Transaction = null;
        }
    }

    private static async Task MakeRoles(PostgresSession session)
    {
        foreach (var role in new[] { Writer, Reader, System })
        {
            await session.Run(Plain($$"""
                do $do$ begin
                  if not exists (select 1 from pg_roles where rolname = '{{role}}') then create role {{role}} nologin nobypassrls; end if;
                exception when duplicate_object or unique_violation then null;
                end $do$
                """));
            // Roles belong to the whole server: a start on another database may be giving the same at this moment.
            await session.Run(Plain($$"""
                do $do$ begin
                  grant {{role}} to current_user;
                exception when duplicate_object or unique_violation then null;
                end $do$
                """));
            await session.Run(Plain($"grant usage on schema public to {role}"));
        }
    }

    private static async Task RefuseBypass(PostgresSession session)
    {
        var bypassing = await session.All(
            $"select rolname from pg_roles where rolname in ({Writer}, {Reader}, {System}) and (rolsuper or rolbypassrls)", row => row.Text(0));
        if (bypassing.Count > 0) throw new StoreUnavailableException($"The role {bypassing[0]} bypasses row-level security; alter it with nobypassrls.");
    }
}
