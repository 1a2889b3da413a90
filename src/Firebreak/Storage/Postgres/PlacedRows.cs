using Firebreak.SystemLog;

namespace Firebreak.Storage.Postgres;

/// <summary>
/// What was placed, as statements that write all of it: one for each table, whatever the number of rows, with a column's values in one array.
/// COPY would be a little faster still, but not into a table with row-level security.
/// </summary>
internal static class PlacedRows
{
    public static IEnumerable<Sql> Insert(Placed placed)
    {
        var (events, nodes) = (placed.Events, placed.Nodes);
        if (events.Count > 0)
            yield return $"""
                insert into events (position, org_number, idx, published, hash, body) select * from unnest({Column(events, e => e.Position)}, {Column(events, e => e.OrgNumber)},
                {Column(events, e => e.Index)}, {Column(events, e => e.Published)}, {Column(events, e => e.Hash)}, {Column(events, e => e.Body)})
                """;
        if (nodes.Count > 0)
            yield return $"""
                insert into log_nodes (org_number, level, idx, hash)
                select * from unnest({Column(nodes, n => n.OrgNumber)}, {Column(nodes, n => n.Level)}, {Column(nodes, n => n.Index)}, {Column(nodes, n => n.Hash)})
                """;
    }

    private static TValue[] Column<TRow, TValue>(List<TRow> rows, Func<TRow, TValue> value)
    {
        var column = new TValue[rows.Count];
        for (var i = 0; i < column.Length; i++) column[i] = value(rows[i]);
        return column;
    }
}
