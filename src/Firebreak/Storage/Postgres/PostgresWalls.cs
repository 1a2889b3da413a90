namespace Firebreak.Storage.Postgres;

/// <summary>
/// Who may do what with each table, and row-level security on every table that belongs to orgs. A table that is as it should be is not
/// touched: a policy that is made anew locks its table against everybody.
/// </summary>
internal static class PostgresWalls
{
    private static readonly string[] Changes = ["DELETE", "INSERT", "SELECT", "UPDATE"];

    /// <summary>Makes every table's walls what they should be, in the transaction that is open.</summary>
    public static async Task Raise(PostgresSession session)
    {
        await session.Run(PostgresSchema.Plain($"grant usage on all sequences in schema public to {PostgresSchema.Writer}, {PostgresSchema.System}"));
        foreach (var table in await Tables(session))
        {
            if (table.Grants != WantedGrants(table)) await Grant(session, table);
            if (table.Column.Length > 0 && (!table.Secured || table.Policies != WantedPolicies(table))) await Secure(session, table);
        }
    }

    private static async Task Grant(PostgresSession session, Table table)
    {
        await session.Run(PostgresSchema.Plain($"revoke all on {table.Name} from {PostgresSchema.Writer}, {PostgresSchema.Reader}, {PostgresSchema.System}"));
        await session.Run(PostgresSchema.Plain($"grant select on {table.Name} to {PostgresSchema.Writer}, {PostgresSchema.Reader}"));
        await session.Run(PostgresSchema.Plain($"grant select, insert, update, delete on {table.Name} to {PostgresSchema.System}"));
        // The writer changes the tables that policies guard, and no other.
        if (table.Column.Length > 0) await session.Run(PostgresSchema.Plain($"grant insert, update, delete on {table.Name} to {PostgresSchema.Writer}"));
    }

    private static async Task Secure(PostgresSession session, Table table)
    {
        var own = Own(table.Column);
        await session.Run(PostgresSchema.Plain($"alter table {table.Name} enable row level security"));
        await session.Run(PostgresSchema.Plain($"alter table {table.Name} force row level security"));
        foreach (var policy in table.Policies.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            await session.Run(PostgresSchema.Plain($"drop policy {policy[..policy.IndexOf('\t', StringComparison.Ordinal)]} on {table.Name}"));
        await session.Run(PostgresSchema.Plain($"create policy own_org on {table.Name} to {PostgresSchema.Writer}, {PostgresSchema.Reader} using ({own}) with check ({own})"));
        await session.Run(PostgresSchema.Plain($"create policy all_orgs on {table.Name} to {PostgresSchema.System} using (true) with check (true)"));
    }

    // The very words that the catalogue gives back for them. A server that words them otherwise has them made anew at each start, no more.
    private static string Own(string column) => column == "org_id"
        ? "(org_id = current_setting('firebreak.org'::text, true))"
        : "(org_number = (NULLIF(current_setting('firebreak.org_number'::text, true), ''::text))::bigint)";

    private static string WantedPolicies(Table table)
    {
        var own = Own(table.Column);
        return $"all_orgs\tALL PERMISSIVE {PostgresSchema.System} true true\nown_org\tALL PERMISSIVE {PostgresSchema.Reader},{PostgresSchema.Writer} {own} {own}";
    }

    private static string WantedGrants(Table table) => string.Join('\n',
    [
        $"{PostgresSchema.Reader} SELECT",
        .. Changes.Select(change => $"{PostgresSchema.System} {change}"),
        .. Changes.Where(change => change == "SELECT" || table.Column.Length > 0).Select(change => $"{PostgresSchema.Writer} {change}"),
    ]);

    // Names of tables and columns from our own migrations.
    private static ValueTask<List<Table>> Tables(PostgresSession session) => session.All(
        $"""
        select c.relname::text,
          coalesce((select min(attname::text) from pg_attribute a where a.attrelid = c.oid and attname in ('org_id', 'org_number') and not attisdropped), ''),
          (c.relrowsecurity and c.relforcerowsecurity)::int::bigint,
          coalesce((select string_agg(quote_ident(policyname) || E'\t' || cmd || ' ' || permissive || ' ' || array_to_string(roles, ',') || ' ' || coalesce(qual, '-') || ' ' || coalesce(with_check, '-'), E'\n' order by policyname)
            from pg_policies where schemaname = 'public' and tablename = c.relname), ''),
          coalesce((select string_agg(rolname || ' ' || privilege_type, E'\n' order by rolname, privilege_type)
            from aclexplode(c.relacl) join pg_roles r on r.oid = grantee where rolname in ({PostgresSchema.Writer}, {PostgresSchema.Reader}, {PostgresSchema.System})), '')
        from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' order by 1
        """,
        row => new Table(row.Text(0), row.Text(1), row.Flag(2), row.Text(3), row.Text(4)));

    /// <param name="Column">What names its org; empty for a table that belongs to none.</param>
    private sealed record Table(string Name, string Column, bool Secured, string Policies, string Grants);
}
