using System.Collections.Immutable;
using System.Text.Json;
using Firebreak.Directory;
using Firebreak.Storage;

namespace Firebreak.SignIn;

/// <summary>How network zones are kept: the org's own, and of the system's those that differ from what they were in the beginning.</summary>
internal static class ZoneTable
{
    /// <summary>All zones of an org, in the order of their ids. There are at most some hundred.</summary>
    public static async ValueTask<ImmutableArray<Zone>> All(Queries db, Org org)
    {
        var rows = await db.All(
            $"select id, type, name, status, usage, created, last_updated, body from zones where org_id = {org.Id} order by id", row => Read(row, org));
        var kept = rows.Select(zone => zone.Id).ToHashSet(StringComparer.Ordinal);
        return [.. rows.Concat(SystemZones.Of(org).Where(zone => !kept.Contains(zone.Id))).OrderBy(zone => zone.Id, StringComparer.Ordinal)];
    }

    public static async ValueTask<Zone?> Find(Queries db, Org org, string id) => (await All(db, org)).FirstOrDefault(zone => zone.Id == id);

    /// <summary>Puts a zone in place of what was there of it.</summary>
    public static async ValueTask Save(WriteTransaction tx, Zone zone) => await tx.Run(
        $"""
        insert into zones (org_id, id, type, name, name_key, status, usage, created, last_updated, body)
        values ({tx.Org.Id}, {zone.Id}, {zone.Type.ToString()}, {zone.Name}, {User.Fold(zone.Name)}, {zone.Status.ToString()}, {zone.Usage.ToString()},
          {zone.Created}, {zone.LastUpdated}, {ZoneJson.Text(zone.Type, zone.Content)})
        on conflict (org_id, id) do update set name = excluded.name, name_key = excluded.name_key, status = excluded.status, usage = excluded.usage,
          last_updated = excluded.last_updated, body = excluded.body
        """);

    public static async ValueTask Delete(WriteTransaction tx, string id) => await tx.Run($"delete from zones where org_id = {tx.Org.Id} and id = {id}");

    private static Zone Read(Row row, Org org)
    {
        var type = Enum.Parse<ZoneType>(row.Text(1));
        using var body = JsonDocument.Parse(row.Text(7));
        return new Zone(
            row.Text(0), type, row.Text(2), Enum.Parse<ZoneStatus>(row.Text(3)), Enum.Parse<ZoneUsage>(row.Text(4)), SystemZones.Is(org, row.Text(0)),
            ZoneJson.Read(type, body.RootElement, int.MaxValue).Value, row.Long(5), row.Long(6));
    }
}
