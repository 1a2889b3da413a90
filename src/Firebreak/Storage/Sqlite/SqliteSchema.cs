namespace Firebreak.Storage.Sqlite;

/// <summary>Brings a file to the newest schema, each step in a transaction of its own.</summary>
internal static class SqliteSchema
{
    public static async ValueTask Migrate(SqliteSession session, long now)
    {
        session.Do("create table if not exists schema_steps (number integer primary key, name text not null, at integer not null)");
        var found = await session.One($"select coalesce(max(number), 0) from schema_steps", row => row.Long(0));
        if (found > Migration.Latest) throw new NewerSchemaException(found, Migration.Latest);
        foreach (var step in Migration.All.Where(step => step.Number > found))
        {
            session.Do("begin immediate");
            foreach (var statement in step.ForSqlite()) session.Do(statement);
            await session.Run($"insert into schema_steps (number, name, at) values ({step.Number}, {step.Name}, {now})");
            session.Do("commit");
        }
        await session.Run($"insert into instance (id, created) select {Ids.New("fb-", now)}, {now} where not exists (select 1 from instance)");
    }
}
