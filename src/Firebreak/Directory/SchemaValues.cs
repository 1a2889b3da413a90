using System.Buffers;
using System.Text;
using System.Text.Json;
using Firebreak.Storage;

namespace Firebreak.Directory;

/// <summary>
/// What a schema's change does to the profiles there are: the values of removed attributes go, and an attribute cannot become unique while two
/// users of the type have the same value. All in the change's own transaction; profiles without the attribute are looked over by the database
/// and not read.
/// </summary>
internal static class SchemaValues
{
    private const int Page = 500;

    /// <summary>Follows a change; a refusal when an attribute cannot become unique.</summary>
    public static async ValueTask<Refusal?> Follow(WriteTransaction tx, KeptSchema before, Schema after)
    {
        foreach (var attribute in before.Schema.Custom)
        {
            var now = after.Find(attribute.Name);
            if (now is null) await Remove(tx, before, attribute.Name);
            else if (now.IsUnique && !attribute.IsUnique && await IsShared(tx, before.Owner, attribute.Name))
                return Refusal.Invalid("schema", $"{attribute.Name}: unique: Some users have the same value");
        }
        return null;
    }

    // A number stands in the index under its attribute's name and a #.
    private static ValueTask<bool> IsShared(WriteTransaction tx, string type, string name) => tx.Any(
        $"""
        select 1 from user_values v join users u on u.org_id = v.org_id and u.id = v.user_id
        where v.org_id = {tx.Org.Id} and v.name in {Names(name)} and u.type_id = {type}
        group by v.name, v.value having count(*) > 1 limit 1
        """);

    private static string[] Names(string name) => [name, name + "#"];

    private static async ValueTask Remove(WriteTransaction tx, KeptSchema kept, string name)
    {
        await foreach (var (id, profile) in With(tx, kept, name))
        {
            var without = Without(profile, name);
            await tx.Run(kept.Schema.Kind == SchemaKind.Group
                ? $"update groups set profile = {without} where org_id = {tx.Org.Id} and id = {id}"
                : (Sql)$"update users set profile = {without} where org_id = {tx.Org.Id} and id = {id}");
            if (kept.Schema.Kind == SchemaKind.User) await tx.Run($"delete from user_values where org_id = {tx.Org.Id} and user_id = {id} and name in {Names(name)}");
        }
    }

    // The database finds texts that may hold the name; whether they do is seen by reading them. An app's users are the app's own matter.
    private static async IAsyncEnumerable<(string Id, string Profile)> With(WriteTransaction tx, KeptSchema kept, string name)
    {
        if (kept.Schema.Kind == SchemaKind.App) yield break;
        var pattern = $"%\"{name.Replace("_", "\\_", StringComparison.Ordinal)}\"%";
        for (var after = ""; ;)
        {
            var page = await tx.All(
                kept.Schema.Kind == SchemaKind.Group
                    ? $"select id, profile from groups where org_id = {tx.Org.Id} and id > {after} and profile like {pattern} escape '\\' order by id limit {Page}"
                    : (Sql)$"select id, profile from users where org_id = {tx.Org.Id} and id > {after} and type_id = {kept.Owner} and profile like {pattern} escape '\\' order by id limit {Page}",
                row => (Id: row.Text(0), Profile: row.Text(1)));
            foreach (var found in page)
                if (Has(found.Profile, name)) yield return found;
            if (page.Count < Page) yield break;
            after = page[^1].Id;
        }
    }

    private static bool Has(string profile, string name)
    {
        using var json = JsonDocument.Parse(profile);
        return json.RootElement.TryGetProperty(name, out _);
    }

    private static string Without(string profile, string name)
    {
        using var json = JsonDocument.Parse(profile);
        var buffer = new ArrayBufferWriter<byte>(profile.Length);
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            foreach (var property in json.RootElement.EnumerateObject())
                if (property.Name != name) property.WriteTo(writer);
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
