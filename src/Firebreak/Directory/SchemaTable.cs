using Firebreak.Storage;

namespace Firebreak.Directory;

/// <summary>A schema as it is kept: whose it is, and since when. Of groups and apps there is a row only once something was changed.</summary>
/// <param name="Id">osc... for users, "group" for groups, the app's id for its users.</param>
/// <param name="Owner">The user type's or app's id; empty for groups.</param>
public sealed record KeptSchema(string Id, string Owner, Schema Schema, long Created, long LastUpdated)
{
    /// <summary>The id of the one schema of groups.</summary>
    public const string GroupId = "group";
}

/// <summary>How schemas are kept.</summary>
internal static class SchemaTable
{
    /// <summary>The schema of a user type; null when there is no such type.</summary>
    public static ValueTask<KeptSchema?> OfType(Queries db, string org, string type) =>
        db.One($"{Select} where s.org_id = {org} and s.kind = 'user' and s.id = {UserType.SchemaIdOf(type)}", Read)!;

    /// <summary>The schema of users by its id (osc...).</summary>
    public static ValueTask<KeptSchema?> OfUsers(Queries db, string org, string id) =>
        db.One($"{Select} where s.org_id = {org} and s.kind = 'user' and s.id = {id}", Read)!;

    /// <summary>The schema of the default user type.</summary>
    public static async ValueTask<KeptSchema> OfDefaultType(Queries db, string org) =>
        (await db.One($"{Select} join user_types t on t.org_id = s.org_id and t.id = s.owner where s.org_id = {org} and s.kind = 'user' and t.is_default = 1", Read))!;

    /// <summary>The schema of groups.</summary>
    public static async ValueTask<KeptSchema> OfGroups(Queries db, Org org) =>
        await db.One($"{Select} where s.org_id = {org.Id} and s.kind = 'group' and s.id = {KeptSchema.GroupId}", Read)
        ?? new KeptSchema(KeptSchema.GroupId, "", Schema.Plain(SchemaKind.Group), org.CreatedMicros, org.CreatedMicros);

    /// <summary>The schema of an app's users; whether there is such an app is not asked here.</summary>
    public static async ValueTask<KeptSchema> OfApp(Queries db, string org, string app, long created) =>
        await db.One($"{Select} where s.org_id = {org} and s.kind = 'app' and s.id = {app}", Read)
        ?? new KeptSchema(app, app, Schema.Plain(SchemaKind.App), created, created);

    /// <summary>Keeps a schema, new or changed.</summary>
    public static async ValueTask Put(WriteTransaction tx, KeptSchema kept)
    {
        var (custom, changed) = (kept.Schema.CustomText, kept.Schema.BaseText);
        var rows = await tx.Run(
            $"update schemas set custom = {custom}, base = {changed}, last_updated = {kept.LastUpdated} where org_id = {tx.Org.Id} and id = {kept.Id}");
        if (rows == 0)
            await tx.Run(
                $"""
                insert into schemas (org_id, id, kind, owner, custom, base, created, last_updated)
                values ({tx.Org.Id}, {kept.Id}, {Word(kept.Schema.Kind)}, {kept.Owner}, {custom}, {changed}, {kept.Created}, {kept.LastUpdated})
                """);
    }

    /// <summary>Forgets a schema: its user type or app has gone.</summary>
    public static ValueTask<int> Delete(WriteTransaction tx, string id) => tx.Run($"delete from schemas where org_id = {tx.Org.Id} and id = {id}");

    private static Sql Select => $"select s.id, s.kind, s.owner, s.custom, s.base, s.created, s.last_updated from schemas s";

    private static KeptSchema Read(Row row)
    {
        var kind = row.Text(1) switch { "user" => SchemaKind.User, "group" => SchemaKind.Group, "app" => SchemaKind.App, var other => throw new InvalidDataException(other) };
        return new KeptSchema(row.Text(0), row.Text(2), Schema.Of(kind, row.Text(4), row.Text(3)), row.Long(5), row.Long(6));
    }

    private static string Word(SchemaKind kind) => kind switch
    {
        SchemaKind.User => "user",
        SchemaKind.Group => "group",
        SchemaKind.App => "app",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
