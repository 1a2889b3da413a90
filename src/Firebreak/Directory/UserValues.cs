using System.Globalization;
using System.Text.Json;
using Firebreak.Storage;

namespace Firebreak.Directory;

/// <summary>
/// The profile values by which users are searched: a row for each value, each element of an array by itself. Texts are folded; numbers stand
/// under the attribute's name and a "#", written so that they sort as numbers do.
/// </summary>
internal static class UserValues
{
    /// <summary>The most characters kept of a text; of a longer one this many, the last being <see cref="Cut"/>.</summary>
    public const int MaxLength = 256;

    private const char Cut = '…';

    private const int RowsAtOnce = 100;

    /// <summary>The name under which an attribute's numbers stand.</summary>
    public static string NumberName(string attribute) => attribute + "#";

    /// <summary>A text as it is kept and compared.</summary>
    public static string Text(string text)
    {
        var folded = User.Fold(text);
        return folded.Length <= MaxLength ? folded : folded[..(MaxLength - 1 - (char.IsHighSurrogate(folded[MaxLength - 2]) ? 1 : 0))] + Cut;
    }

    /// <summary>A number as it is kept and compared, to the precision of a double: 16 digits in byte order.</summary>
    public static string Number(double number)
    {
        // Negative numbers sort backwards by their bits, and all of them after the positive ones.
        var bits = BitConverter.DoubleToUInt64Bits(number == 0 ? 0 : number);
        return (bits >> 63 == 1 ? ~bits : bits | 1UL << 63).ToString("x16", CultureInfo.InvariantCulture);
    }

    /// <summary>All values of a profile.</summary>
    public static HashSet<(string Name, string Value)> Of(Profile profile)
    {
        var values = new HashSet<(string, string)>();
        foreach (var (name, value) in profile.Values)
        {
            if (value.ValueKind != JsonValueKind.Array) Add(values, name, value);
            else foreach (var element in value.EnumerateArray()) Add(values, name, element);
        }
        return values;
    }

    /// <summary>Changes the rows of a user from one profile's to another's (null: none).</summary>
    public static async ValueTask Change(WriteTransaction tx, string userId, Profile? before, Profile? after)
    {
        var old = before is null ? [] : Of(before);
        var now = after is null ? [] : Of(after);
        foreach (var (name, value) in old.Except(now))
            await tx.Run($"delete from user_values where org_id = {tx.Org.Id} and name = {name} and value = {value} and user_id = {userId}");
        foreach (var some in now.Except(old).Chunk(RowsAtOnce))
        {
            var rows = Sql.Join(", ", some.Select(pair => (Sql)$"({tx.Org.Id}, {pair.Name}, {pair.Value}, {userId})"));
            await tx.Run($"insert into user_values (org_id, name, value, user_id) values {rows}");
        }
    }

    private static void Add(HashSet<(string, string)> values, string name, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Number) values.Add((NumberName(name), Number(value.GetDouble())));
        else if (value.ValueKind is JsonValueKind.True or JsonValueKind.False) values.Add((name, value.GetBoolean() ? "true" : "false"));
        else if (ProfileText.Of(value) is { Length: > 0 } text) values.Add((name, Text(text)));
    }
}
