using System.Text;
using Firebreak.Storage;

namespace Firebreak.Tests.House;

/// <summary>A PostgreSQL schema as text: columns, indexes, who may do what, and the policies that hold each role to one org.</summary>
internal static class PostgresCatalogue
{
    public static async Task<string> Print(OperatorReader db)
    {
        var text = new StringBuilder();
        var tables = await db.All(
            $"""
            select c.relname::text, c.relrowsecurity::int::bigint, c.relforcerowsecurity::int::bigint from pg_class c
            where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' order by 1
            """,
            row => (Name: row.Text(0), Secured: row.Flag(1), Forced: row.Flag(2)));
        foreach (var (name, secured, forced) in tables)
        {
            text.Append($"{name}{(secured ? " row level security" : "")}{(forced ? ", forced" : "")}\n");
            await Add(text, db, $"""
                select a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || case when a.attcollation = 950 then ' collate "C"' else '' end
                  || case when a.attnotnull then ' not null' else '' end || case when a.attidentity <> '' then ' generated' else '' end
                from pg_attribute a where a.attrelid = {name}::regclass and a.attnum > 0 and not a.attisdropped order by a.attnum
                """);
            await Add(text, db, $"select indexdef from pg_indexes where schemaname = 'public' and tablename = {name} order by 1");
            await Add(text, db, $"""
                select 'grant ' || grantee::regrole || ': ' || string_agg(privilege_type, ', ' order by privilege_type)
                from pg_class c, aclexplode(c.relacl) where c.oid = {name}::regclass and grantee::regrole::text like 'firebreak%' group by grantee order by 1
                """);
            await Add(text, db, $"""
                select 'policy ' || policyname || ' to ' || array_to_string(roles, ', ') || ' using ' || qual || ' with check ' || coalesce(with_check, 'the same')
                from pg_policies where schemaname = 'public' and tablename = {name} order by 1
                """);
            text.Append('\n');
        }
        return text.ToString();
    }

    private static async Task Add(StringBuilder text, OperatorReader db, Sql query)
    {
        foreach (var line in await db.All(query, row => row.Text(0))) text.Append("  ").Append(line).Append('\n');
    }
}
