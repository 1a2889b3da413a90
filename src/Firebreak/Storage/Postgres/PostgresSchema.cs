using Npgsql;

namespace Firebreak.Storage.Postgres;

/// <summary>Brings a database to the newest schema under a lock, and puts row-level security on every table that belongs to orgs.</summary>
internal static class PostgresSchema
{
    /// <summary>The roles: a writer and a reader, each held to the org it named; a system role across orgs. The owner runs only this.</summary>
    public const string Writer = "firebreak_writer", Reader = "firebreak_reader", System = "firebreak_system";

    private const long Lock = 0x66697265_00000001;

    public static async Task Migrate(NpgsqlConnection owner, long now)
    {
        await using var session = new PostgresSession(owner, null);
        await session.Run($"select pg_advisory_lock({Lock})");
        await session.Run($"create table if not exists schema_steps (number bigint primary key, name text not null, at bigint not null)");
        var found = await session.One($"select coalesce(max(number), 0) from schema_steps", row => row.Long(0));
        if (found > Migration.Latest) throw new NewerSchemaException(found, Migration.Latest);
        await MakeRoles(session);
        foreach (var step in Migration.All.Where(step => step.Number > found))
        {
            session.Transaction = await owner.BeginTransactionAsync();
            foreach (var statement in step.ForPostgres()) await session.Run(Plain(statement));
            await session.Run($"insert into schema_steps (number, name, at) values ({(long)step.Number}, {step.Name}, {now})");
            await session.Transaction.CommitAsync();
            session.Transaction = null;
        }
        await Secure(session);
        await session.Run($"insert into instance (id, created) select {Ids.New("fb-", now)}, {now} where not exists (select 1 from instance)");
        await session.Run($"select pg_advisory_unlock({Lock})");
        await RefuseBypass(session);
    }

    // Statements of ours without holes; literal braces and dollars pass.
    private static Sql Plain(string statement)
    {
        var sql = Sql.Nothing;
        sql.AppendLiteral(statement);
        return sql;
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
            await session.Run(Plain($"grant {role} to current_user"));
            await session.Run(Plain($"grant usage on schema public to {role}"));
        }
    }

    private static async Task Secure(PostgresSession session)
    {
        // The writer changes the tables that the policies below guard, and no other.
        await session.Run(Plain($"revoke all on all tables in schema public from {Writer}, {Reader}"));
        await session.Run(Plain($"grant select on all tables in schema public to {Writer}, {Reader}"));
        await session.Run(Plain($"grant select, insert, update, delete on all tables in schema public to {System}"));
        await session.Run(Plain($"grant usage on all sequences in schema public to {Writer}, {System}"));
        var tables = await session.All(
            $"""
            select table_name, column_name from information_schema.columns
            where table_schema = 'public' and column_name in ('org_id', 'org_number') order by table_name, column_name
            """,
            row => (Table: row.Text(0), Column: row.Text(1)));
        foreach (var (table, column) in tables.DistinctBy(found => found.Table))
        {
            // Texts of ours: names of tables and columns from our own migrations.
            var own = column == "org_id"
                ? "org_id = current_setting('firebreak.org', true)"
                : "org_number = nullif(current_setting('firebreak.org_number', true), '')::bigint";
            await session.Run(Plain($"grant insert, update, delete on {table} to {Writer}"));
            await session.Run(Plain($"alter table {table} enable row level security"));
            await session.Run(Plain($"alter table {table} force row level security"));
            await session.Run(Plain($"drop policy if exists own_org on {table}"));
            await session.Run(Plain($"create policy own_org on {table} to {Writer}, {Reader} using ({own}) with check ({own})"));
            await session.Run(Plain($"drop policy if exists all_orgs on {table}"));
            await session.Run(Plain($"create policy all_orgs on {table} to {System} using (true) with check (true)"));
        }
    }

    private static async Task RefuseBypass(PostgresSession session)
    {
        var bypassing = await session.All(
            $"select rolname from pg_roles where rolname in ({Writer}, {Reader}, {System}) and (rolsuper or rolbypassrls)", row => row.Text(0));
        if (bypassing.Count > 0) throw new StoreUnavailableException($"The role {bypassing[0]} bypasses row-level security; alter it with nobypassrls.");
    }
}
