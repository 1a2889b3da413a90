using System.Buffers;
using System.Text;
using System.Text.Json;
using Firebreak.Storage;

namespace Firebreak.Directory;

/// <summary>
/// What a schema's change does to the profiles there are: the values of removed attributes go, an attribute that becomes unique takes the
/// values it has (or the change is refused, because two have the same), one that is no longer unique gives them back. All in the change's own
/// transaction; profiles without such a value are looked over by the database and not read.
/// </summary>
internal static class SchemaValues
{
    private const int Page = 500;

    /// <summary>Follows a change; a refusal when an attribute cannot become unique.</summary>
    public static async ValueTask<Refusal?> Follow(WriteTransaction tx, KeptSchema before, KeptSchema after)
    {
        foreach (var attribute in before.Schema.Custom)
        {
            var now = after.Schema.Find(attribute.Name);
            if (now is null) await Remove(tx, before, attribute.Name);
            if (attribute.IsUnique && now is not { IsUnique: true }) await GiveBack(tx, before, attribute.Name);
            if (!attribute.IsUnique && now is { IsUnique: true } && !await Take(tx, before, attribute.Name))
                return Refusal.Invalid("schema", $"{attribute.Name}: unique: Some have the same value already");
        }
        return null;
    }

    private static async ValueTask Remove(WriteTransaction tx, KeptSchema kept, string name)
    {
        await foreach (var (id, profile) in With(tx, kept, name))
        {
            var without = Without(profile, name);
            await tx.Run(kept.Schema.Kind == SchemaKind.Group
                ? $"update groups set profile = {without} where org_id = {tx.Org.Id} and id = {id}"
                : (Sql)$"update users set profile = {without} where org_id = {tx.Org.Id} and id = {id}");
            if (kept.Schema.Kind == SchemaKind.User) await tx.Run($"delete from user_values where org_id = {tx.Org.Id} and user_id = {id} and name = {name}");
        }
    }

    private static async ValueTask GiveBack(WriteTransaction tx, KeptSchema kept, string name)
    {
        if (kept.Schema.Kind == SchemaKind.Group)
            await tx.Run($"delete from unique_values where org_id = {tx.Org.Id} and kind = 'group' and name = {name}");
        else
            await tx.Run(
                $"""
                delete from unique_values where org_id = {tx.Org.Id} and kind = 'user' and name = {name}
                  and owner_id in (select u.id from users u where u.org_id = {tx.Org.Id} and u.type_id = {kept.Owner})
                """);
    }

    private static async ValueTask<bool> Take(WriteTransaction tx, KeptSchema kept, string name)
    {
        await foreach (var (id, profile) in With(tx, kept, name))
        {
            using var json = JsonDocument.Parse(profile);
            if (UniqueValues.Key(json.RootElement.GetProperty(name)) is { } key && !await UniqueValues.Take(tx, kept.Schema.Kind, name, key, id)) return false;
        }
        return true;
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
