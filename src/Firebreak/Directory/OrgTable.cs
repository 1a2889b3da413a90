using Firebreak.Storage;

namespace Firebreak.Directory;

/// <summary>How orgs are kept.</summary>
internal static class OrgTable
{
    public static Sql Columns => $"o.org_id, o.org_number, o.name, o.label, o.status, o.created";

    public static Org Read(Row row) => new(row.Text(0), row.Long(1), row.Text(2), row.Text(3), (OrgStatus)row.Long(4), row.Long(5));

    /// <summary>By its name or one that it had.</summary>
    public static ValueTask<Org?> FindByName(Queries db, string name) => db.One(
        $"select {Columns} from orgs o where o.name = {name} or o.org_id = (select a.org_id from org_aliases a where a.name = {name}) order by o.name = {name} desc limit 1", Read)!;

    public static ValueTask<Org?> Find(Queries db, string id) => db.One($"select {Columns} from orgs o where o.org_id = {id}", Read)!;

    public static ValueTask<Org?> FindByNumber(Queries db, long number) => db.One($"select {Columns} from orgs o where o.org_number = {number}", Read)!;

    /// <summary>Orgs in the order of their names, after a name.</summary>
    public static ValueTask<List<Org>> List(Queries db, string after, long limit) =>
        db.All($"select {Columns} from orgs o where o.name > {after} order by o.name limit {limit}", Read);

    public static ValueTask<long> NextNumber(Queries db) => db.One($"select coalesce(max(org_number), 0) + 1 from orgs", row => row.Long(0));

    public static ValueTask<int> Insert(WriteTransaction tx, Org org) => tx.Run(
        $"""
        insert into orgs (org_id, org_number, name, label, status, created, settings)
        values ({org.Id}, {org.Number}, {org.Name}, {org.Label}, {(long)org.Status}, {org.CreatedMicros}, {"{}"})
        """);

    public static ValueTask<int> SetStatus(WriteTransaction tx, string id, OrgStatus status) => tx.Run($"update orgs set status = {(long)status} where org_id = {id}");

    /// <summary>Changes what people call the org under change; its name, which is its address, is the operator's to change.</summary>
    public static ValueTask<int> SetLabel(WriteTransaction tx, string label) => tx.Run($"update orgs set label = {label} where org_id = {tx.Org.Id}");
}
