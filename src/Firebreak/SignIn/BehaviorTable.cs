using System.Collections.Immutable;
using System.Text.Json;
using Firebreak.Storage;

namespace Firebreak.SignIn;

/// <summary>How behaviors are kept: the org's own, and of those that it began with the ones that are no longer as they were.</summary>
internal static class BehaviorTable
{
    /// <summary>All behaviors of an org, in the byte order of their names. There are at most some hundred.</summary>
    public static async ValueTask<ImmutableArray<Behavior>> All(Queries db, Org org)
    {
        var rows = await db.All($"select id, type, name, status, created, last_updated, body from behaviors where org_id = {org.Id}", Read);
        var kept = rows.Select(behavior => behavior.Id).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. rows.Where(behavior => behavior.Status != BehaviorStatus.DELETED)
                .Concat(FirstBehaviors.Of(org).Where(first => !kept.Contains(first.Id)))
                .OrderBy(behavior => behavior.Name, StringComparer.Ordinal),
        ];
    }

    public static async ValueTask<Behavior?> Find(Queries db, Org org, string id) => (await All(db, org)).FirstOrDefault(behavior => behavior.Id == id);

    /// <summary>Puts a behavior in place of what was there of it.</summary>
    public static async ValueTask Save(WriteTransaction tx, Behavior behavior) => await tx.Run(
        $"""
        insert into behaviors (org_id, id, type, name, status, created, last_updated, body)
        values ({tx.Org.Id}, {behavior.Id}, {behavior.Type.ToString()}, {behavior.Name}, {behavior.Status.ToString()}, {behavior.Created}, {behavior.LastUpdated},
          {BehaviorJson.Text(behavior.Settings)})
        on conflict (org_id, id) do update set name = excluded.name, status = excluded.status, last_updated = excluded.last_updated, body = excluded.body
        """);

    public static async ValueTask Delete(WriteTransaction tx, string id) => await tx.Run($"delete from behaviors where org_id = {tx.Org.Id} and id = {id}");

    private static Behavior Read(Row row)
    {
        var type = Enum.Parse<BehaviorType>(row.Text(1));
        using var body = JsonDocument.Parse(row.Text(6));
        return new Behavior(
            row.Text(0), type, row.Text(2), Enum.Parse<BehaviorStatus>(row.Text(3)), BehaviorJson.Read(type, body.RootElement).Value, row.Long(4), row.Long(5));
    }
}
