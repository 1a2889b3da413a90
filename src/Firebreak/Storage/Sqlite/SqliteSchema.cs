namespace Firebreak.Storage.Sqlite;

/// <summary>Brings a file to the newest schema in one transaction: all the steps that it lacks, or none.</summary>
internal static class SqliteSchema
{
    /// <exception cref="NewerSchemaException">A newer version made the file.</exception>
    public static async ValueTask Migrate(SqliteSession session, long now, IReadOnlyList<Migration> steps)
    {
        // Nobody else writes between the look and the steps: two who open the file at once do them once.
        session.Do("begin immediate");
        session.Do("create table if not exists schema_steps (number integer primary key, name text not null, at integer not null)");
        var found = await session.One($"select coalesce(max(number), 0) from schema_steps", row => row.Long(0));
        foreach (var step in Migration.After(found, steps))
        {
            foreach (var statement in step.ForSqlite()) session.Do(statement);
            await session.Run($"insert into schema_steps (number, name, at) values ({step.Number}, {step.Name}, {now})");
        }
        await session.Run($"insert into instance (id, created) select {Ids.New("fb-", now)}, {now} where not exists (select 1 from instance)");
        session.Do("commit");
    }
}
