using Firebreak.Log.Merkle;
using Firebreak.Storage;

namespace Firebreak.SystemLog;

/// <summary>An epoch as it is kept beside its entry in the checkpoint log.</summary>
/// <param name="Position">The last event that it covers.</param>
internal sealed record Epoch(long Number, long Closed, long Position, long Orgs, Hash Root);

/// <summary>An org's checkpoint as of an epoch.</summary>
internal readonly record struct EpochLeaf(long OrgNumber, long Epoch, long Size, Hash Root);

/// <summary>How epochs are kept: a row each, and a row for every org whose log grew in it.</summary>
internal static class EpochTable
{
    private const int MostInStatement = 200;

    private static Sql LeafColumns => $"l.org_number, l.epoch, l.size, l.root";

    public static ValueTask<Epoch?> Last(Queries db) => db.One($"select epoch, closed, position, orgs, root from epochs order by epoch desc limit 1", Read)!;

    public static ValueTask<Epoch?> Find(Queries db, long epoch) => db.One($"select epoch, closed, position, orgs, root from epochs where epoch = {epoch}", Read)!;

    public static ValueTask<List<Epoch>> List(Queries db, long from, long limit) =>
        db.All($"select epoch, closed, position, orgs, root from epochs where epoch >= {from} order by epoch limit {limit}", Read);

    /// <summary>An org's leaf at an epoch; size 0 when its log had not begun.</summary>
    public static async ValueTask<EpochLeaf> LeafAt(Queries db, long orgNumber, long epoch)
    {
        var found = await db.One(
            $"select {LeafColumns} from epoch_leaves l where l.org_number = {orgNumber} and l.epoch <= {epoch} order by l.epoch desc limit 1", row => (EpochLeaf?)ReadLeaf(row));
        return found ?? new EpochLeaf(orgNumber, -1, 0, Hash.Empty);
    }

    /// <summary>Every org's leaf at an epoch, of those whose logs had begun.</summary>
    public static ValueTask<List<EpochLeaf>> LeavesAt(Queries db, long epoch) => db.All(
        $"""
        select {LeafColumns} from orgs o join epoch_leaves l on l.org_number = o.org_number
        and l.epoch = (select max(x.epoch) from epoch_leaves x where x.org_number = o.org_number and x.epoch <= {epoch})
        """, ReadLeaf);

    /// <summary>The leaves that changed in an epoch.</summary>
    public static ValueTask<List<EpochLeaf>> ChangedIn(Queries db, long epoch) =>
        db.All($"select {LeafColumns} from epoch_leaves l where l.epoch = {epoch} order by l.org_number", ReadLeaf);

    public static async ValueTask Insert(Session session, Epoch epoch, IReadOnlyCollection<EpochLeaf> changed)
    {
        await session.Run($"insert into epochs (epoch, closed, position, orgs, root) values ({epoch.Number}, {epoch.Closed}, {epoch.Position}, {epoch.Orgs}, {epoch.Root.Bytes.ToArray()})");
        foreach (var some in changed.Chunk(MostInStatement))
        {
            var rows = Sql.Join(",", some.Select(leaf => (Sql)$"({leaf.OrgNumber}, {leaf.Epoch}, {leaf.Size}, {leaf.Root.Bytes.ToArray()})"));
            await session.Run($"insert into epoch_leaves (org_number, epoch, size, root) values {rows}");
        }
    }

    private static Epoch Read(Row row) => new(row.Long(0), row.Long(1), row.Long(2), row.Long(3), new Hash(row.Bytes(4)));

    private static EpochLeaf ReadLeaf(Row row) => new(row.Long(0), row.Long(1), row.Long(2), new Hash(row.Bytes(3)));
}
