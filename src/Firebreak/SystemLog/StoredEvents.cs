using Firebreak.Storage;

namespace Firebreak.SystemLog;

/// <summary>An entry of an org's log as it is stored.</summary>
/// <param name="Body">The final bytes; null when it was erased or is past retention.</param>
public sealed record StoredEvent(long Index, long Published, byte[]? Body);

/// <summary>Reads an org's log from its end, by index alone: for what is shown as it stands.</summary>
internal static class StoredEvents
{
    /// <summary>The number of entries.</summary>
    public static ValueTask<long> Size(Queries db, Org org) =>
        db.One($"select coalesce(max(idx), -1) + 1 from events where org_number = {org.Number}", row => row.Long(0));

    /// <summary>The latest entries, newest first.</summary>
    public static ValueTask<List<StoredEvent>> Latest(Queries db, Org org, int limit) =>
        db.All($"select idx, published, body from events where org_number = {org.Number} order by idx desc limit {(long)limit}", Read);

    /// <summary>One entry; null when the log is not so long.</summary>
    public static ValueTask<StoredEvent?> Find(Queries db, Org org, long index) =>
        db.One($"select idx, published, body from events where org_number = {org.Number} and idx = {index}", Read)!;

    private static StoredEvent Read(Row row) => new(row.Long(0), row.Long(1), row.BytesOrNull(2));
}
