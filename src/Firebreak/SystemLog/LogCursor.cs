using Firebreak.Storage;

namespace Firebreak.SystemLog;

/// <summary>Where a consumer stands, as the store keeps it.</summary>
internal static class LogCursor
{
    /// <summary>The last global position that a consumer has done; null when it never began.</summary>
    public static ValueTask<long?> Load(Queries db, string name) => db.One($"select position from cursors where name = {name}", row => (long?)row.Long(0));

    /// <summary>Moves it on, in the transaction of what was done.</summary>
    /// <exception cref="LogCursorMovedException">Another node has moved it: what was done here must not commit.</exception>
    public static async ValueTask Move(Bookkeeping books, string name, long? from, long to)
    {
        var moved = from is { } known
            ? await books.Run($"update cursors set position = {to} where name = {name} and position = {known}")
            : await books.Run($"insert into cursors (name, position) values ({name}, {to}) on conflict (name) do nothing");
        if (moved != 1) throw new LogCursorMovedException(name);
    }

    /// <summary>Events after a position, in their order.</summary>
    public static ValueTask<List<LogEntry>> Read(Queries db, long after, int most, bool withBodies) => withBodies
        ? db.All(
            $"select position, org_number, idx, body from events where position > {after} order by position limit {(long)most}",
            row => new LogEntry(row.Long(0), row.Long(1), row.Long(2), row.BytesOrNull(3)))
        : db.All(
            $"select position, org_number, idx from events where position > {after} order by position limit {(long)most}",
            row => new LogEntry(row.Long(0), row.Long(1), row.Long(2), null));
}

/// <summary>Two nodes ran one consumer for a moment; one of them begins again from the store's cursor.</summary>
internal sealed class LogCursorMovedException(string name) : Exception($"The cursor of '{name}' has moved on another node.");
