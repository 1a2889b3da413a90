using Firebreak.Storage;

namespace Firebreak.Directory;

/// <summary>An org in numbers.</summary>
public sealed record OrgFacts(IReadOnlyDictionary<UserStatus, long> Users, long Groups, long Tokens, long Sessions, long LogSize)
{
    /// <summary>Users of any status.</summary>
    public long AllUsers => Users.Values.Sum();

    /// <summary>Counts them.</summary>
    internal static async ValueTask<OrgFacts> Read(Queries db, Org org, long now)
    {
        var users = await db.All($"select status, count(*) from users where org_id = {org.Id} group by status", row => (Status: Enum.Parse<UserStatus>(row.Text(0)), Count: row.Long(1)));
        return new OrgFacts(
            users.ToDictionary(row => row.Status, row => row.Count),
            await db.One($"select count(*) from groups where org_id = {org.Id}", row => row.Long(0)),
            await db.One($"select count(*) from api_tokens where org_id = {org.Id}", row => row.Long(0)),
            await db.One($"select count(*) from sessions where org_id = {org.Id} and ends > {now}", row => row.Long(0)),
            await SystemLog.StoredEvents.Size(db, org));
    }
}

/// <summary>One of the operator's orgs as the list shows it.</summary>
/// <param name="LastEvent">When its latest entry was placed, in UTC microseconds; null: none yet.</param>
public sealed record OrgLine(Org Org, long Users, long LogSize, long? LastEvent)
{
    /// <summary>How many orgs there are of each status.</summary>
    internal static async ValueTask<IReadOnlyDictionary<OrgStatus, long>> Counts(Queries db) =>
        (await db.All($"select status, count(*) from orgs group by status", row => (Status: (OrgStatus)row.Long(0), Count: row.Long(1)))).ToDictionary(row => row.Status, row => row.Count);

    /// <summary>Orgs whose name or label holds a text, of a status or any, in the order of their names, after a name.</summary>
    internal static async ValueTask<List<OrgLine>> List(Queries db, string text, OrgStatus? status, string after, int limit)
    {
        Sql which = status is { } only ? (Sql)$" and o.status = {(long)only}" : $"";
        var like = "%" + text.ToLowerInvariant().Replace("!", "!!", StringComparison.Ordinal).Replace("%", "!%", StringComparison.Ordinal).Replace("_", "!_", StringComparison.Ordinal) + "%";
        var orgs = await db.All(
            $"select {OrgTable.Columns} from orgs o where o.name > {after} and (o.name like {like} escape '!' or lower(o.label) like {like} escape '!'){which} order by o.name limit {(long)limit}",
            OrgTable.Read);
        var lines = new List<OrgLine>(orgs.Count);
        foreach (var org in orgs) lines.Add(await Read(db, org));
        return lines;
    }

    /// <summary>One org with its numbers.</summary>
    internal static async ValueTask<OrgLine> Read(Queries db, Org org)
    {
        var users = await db.One($"select count(*) from users where org_id = {org.Id}", row => row.Long(0));
        var last = await db.One($"select idx, published from events where org_number = {org.Number} order by idx desc limit 1", row => ((long Index, long At)?)(row.Long(0), row.Long(1)));
        return new OrgLine(org, users, last?.Index + 1 ?? 0, last?.At);
    }
}
