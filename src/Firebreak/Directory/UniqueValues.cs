using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Firebreak.Storage;

namespace Firebreak.Directory;

/// <summary>
/// Values of which there may be one: a row for each value of a unique attribute, and the table's key refuses a second. One namespace for all
/// user types, as at Okta: a type that does not call the attribute unique has no rows, so its users neither take nor lose a value.
/// </summary>
internal static class UniqueValues
{
    /// <summary>
    /// Takes the unique values of a profile for its owner (a user or group) and gives back those it no longer has; a refusal when another has
    /// one. To be called wherever a profile is written, after <see cref="ProfileSchema.Check"/>; costs nothing when nothing is unique.
    /// </summary>
    public static async ValueTask<Refusal?> Keep(WriteTransaction tx, ProfileSchema schema, string owner, JsonElement profile, bool isNew)
    {
        var unique = schema.Unique;
        if (!isNew && unique.Any()) await Forget(tx, owner);
        foreach (var attribute in unique)
        {
            if (!profile.TryGetProperty(attribute.Name, out var value) || Key(value) is not { } key) continue;
            if (!await Take(tx, schema.Kind, attribute.Name, key, owner))
                return Refusal.Invalid(attribute.Name, $"{attribute.Name}: An object with this field already exists in the current organization");
        }
        return null;
    }

    /// <summary>Gives back all values of an owner: it was deleted, or is another type's now.</summary>
    public static ValueTask<int> Forget(WriteTransaction tx, string owner) =>
        tx.Run($"delete from unique_values where org_id = {tx.Org.Id} and owner_id = {owner}");

    /// <summary>Takes one value; false when another owner has it.</summary>
    public static async ValueTask<bool> Take(WriteTransaction tx, SchemaKind kind, string name, string key, string owner)
    {
        var has = await tx.One($"select owner_id from unique_values where org_id = {tx.Org.Id} and kind = {Word(kind)} and name = {name} and value = {key}", row => row.Text(0));
        if (has is not null) return has == owner;
        await tx.Run($"insert into unique_values (org_id, kind, name, value, owner_id) values ({tx.Org.Id}, {Word(kind)}, {name}, {key}, {owner})");
        return true;
    }

    /// <summary>Gives back one owner's value of one attribute.</summary>
    public static ValueTask<int> Forget(WriteTransaction tx, SchemaKind kind, string name, string owner) =>
        tx.Run($"delete from unique_values where org_id = {tx.Org.Id} and kind = {Word(kind)} and name = {name} and owner_id = {owner}");

    /// <summary>A value as it is compared: without case, a long one by its hash; null when there is none.</summary>
    public static string? Key(JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined) return null;
        var text = value.ValueKind == JsonValueKind.String ? User.Fold(value.GetString()!) : value.GetDouble().ToString("R");
        if (text.Length == 0) return null;
        return text.Length <= 256 ? text : "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    private static string Word(SchemaKind kind) => kind == SchemaKind.Group ? "group" : "user";
}
