using Firebreak.Tests.Service;
using Npgsql;
using Xunit;

namespace Firebreak.Tests.Storage;

/// <summary>
/// Raw SQL as the two roles that serve one org: what belongs to another org is not there for them, whatever the statement says. What an
/// attacker could do who found a hole in a query.
/// </summary>
public sealed class RowSecurityTests
{
    private const string Hidden = "42501";

    [Theory]
    [InlineData("firebreak_writer")]
    [InlineData("firebreak_reader")]
    public async Task Raw_SQL_sees_and_changes_nothing_of_another_org(string role)
    {
        var database = PostgresServer.NewDatabase();
        var (own, other) = await TwoOrgs(database);
        await using var source = NpgsqlDataSource.Create(database);
        await using var owner = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        var tables = await Tables(owner);
        Assert.True(tables.Count > 15);
        foreach (var table in tables)
        {
            await Plant(owner, table, own);
            await Plant(owner, table, other);
        }

        await using var raw = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await Run(raw, $"set role {role}");
        await Run(raw, $"select set_config('firebreak.org', '{own.Id}', false), set_config('firebreak.org_number', '{own.Number}', false)");
        foreach (var table in tables)
        {
            var (mine, theirs) = (Key(table, own), Key(table, other));
            var name = $"{table.Name} as {role}";
            var before = await Count(owner, $"select count(*) from {table.Name} where {table.Column} = {theirs}");
            Assert.True(before > 0, $"{name}: nothing to be seen.");
            Assert.True(await Count(raw, $"select count(*) from {table.Name} where {table.Column} = {mine}") > 0, $"{name}: its own rows are not there.");
            Assert.Equal(0, await Count(raw, $"select count(*) from {table.Name} where {table.Column} = {theirs}"));
            Assert.Equal(0, await Count(raw, $"select count(*) from {table.Name} where {table.Column} <> {mine}"));
            Assert.True(await Refused(raw, $"update {table.Name} set {table.Column} = {table.Column} where {table.Column} = {theirs}"), $"{name}: update");
            Assert.True(await Refused(raw, $"delete from {table.Name} where {table.Column} = {theirs}"), $"{name}: delete");
            Assert.Equal(Hidden, await Error(raw, Planting(table, theirs, "z")));
            Assert.Equal(Hidden, await Error(raw, $"update {table.Name} set {table.Column} = {theirs} where {table.Column} = {mine}"));
            Assert.Equal(before, await Count(owner, $"select count(*) from {table.Name} where {table.Column} = {theirs}"));
        }
        await Run(raw, "select set_config('firebreak.org', '', false), set_config('firebreak.org_number', '', false)");
        foreach (var table in tables) Assert.Equal(0, await Count(raw, $"select count(*) from {table.Name}"));
    }

    [Theory]
    [InlineData("firebreak_writer")]
    [InlineData("firebreak_reader")]
    [InlineData("firebreak_system")]
    public async Task No_role_may_change_the_schema_or_lift_the_policies(string role)
    {
        var database = PostgresServer.NewDatabase();
        await using var service = await TestService.Start(Engine.Postgres, database: database);
        await using var source = NpgsqlDataSource.Create(database);
        await using var raw = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await Run(raw, $"set role {role}");
        foreach (var statement in new[] { "alter table users disable row level security", "drop policy own_org on users", "drop table users", "truncate users", "alter role " + role + " bypassrls" })
            Assert.Equal(Hidden, await Error(raw, statement));
    }

    // The service is gone again before anything is planted: it would read it.
    private static async Task<(Org Own, Org Other)> TwoOrgs(string database)
    {
        await using var service = await TestService.Start(Engine.Postgres, database: database);
        return (service.Org, await service.NewOrg("other"));
    }

    private sealed record Table(string Name, string Column, (string Name, string Type)[] Columns);

    private static string Key(Table table, Org org) => table.Column == "org_id" ? $"'{org.Id}'" : $"{org.Number}";

    private static async Task<List<Table>> Tables(NpgsqlConnection owner)
    {
        await using var command = Command(owner,
            """
            select table_name, column_name, data_type from information_schema.columns c
            where table_schema = 'public' and is_identity = 'NO' and exists (select 1 from information_schema.columns o
              where o.table_schema = 'public' and o.table_name = c.table_name and o.column_name in ('org_id', 'org_number'))
            order by table_name, ordinal_position
            """);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        List<(string Table, string Name, string Type)> columns = [];
        while (await reader.ReadAsync(TestContext.Current.CancellationToken)) columns.Add((reader.GetString(0), reader.GetString(1), reader.GetString(2)));
        return [.. columns.GroupBy(column => column.Table).Select(table => new Table(
            table.Key, table.Any(column => column.Name == "org_id") ? "org_id" : "org_number", [.. table.Select(column => (column.Name, column.Type))]))];
    }

    // A row of each org in each table; orgs has its own already.
    private static async Task Plant(NpgsqlConnection owner, Table table, Org org)
    {
        if (table.Name == "orgs") return;
        var key = Key(table, org);
        await Run(owner, Planting(table, key, org.Name) + " on conflict do nothing");
    }

    private static string Planting(Table table, string key, string mark)
    {
        var values = table.Columns.Select(column => column.Name == table.Column ? key : column.Type switch
        {
            "bigint" => $"{900_000 + mark[0]}",
            "bytea" => $"'\\x{(int)mark[0]:x2}'::bytea",
            _ => $"'{mark}'",
        });
        return $"insert into {table.Name} ({string.Join(", ", table.Columns.Select(column => column.Name))}) values ({string.Join(", ", values)})";
    }

    // Changed nothing: by the policy, or because the role may not change anything at all.
    private static async Task<bool> Refused(NpgsqlConnection raw, string statement)
    {
        try
        {
            await using var command = Command(raw, statement);
            return await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken) == 0;
        }
        catch (PostgresException e)
        {
            return e.SqlState == Hidden;
        }
    }

    private static async Task<string> Error(NpgsqlConnection raw, string statement)
    {
        try
        {
            await Run(raw, statement);
            return "done";
        }
        catch (PostgresException e)
        {
            return e.SqlState;
        }
    }

    private static async Task<long> Count(NpgsqlConnection connection, string query)
    {
        await using var command = Command(connection, query);
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    private static async Task Run(NpgsqlConnection connection, string statement)
    {
        await using var command = Command(connection, statement);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

#pragma warning disable CA2100 // statements of this test's own
    private static NpgsqlCommand Command(NpgsqlConnection connection, string statement) => new(statement, connection);
#pragma warning restore CA2100
}
