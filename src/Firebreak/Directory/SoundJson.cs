using System.Text.Json;

namespace Firebreak.Directory;

/// <summary>JSON may escape half of a surrogate pair, which is no text, and the character 0, which no database keeps: both are refused at the edge.</summary>
internal static class SoundJson
{
    /// <summary>Whether every name and text inside is one that can be read and kept.</summary>
    public static bool IsSound(JsonElement json)
    {
        try
        {
            return AllTexts(json).All(text => !text.Contains('\0'));
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static IEnumerable<string> AllTexts(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().SelectMany(property => AllTexts(property.Value).Prepend(property.Name)),
        JsonValueKind.Array => json.EnumerateArray().SelectMany(AllTexts),
        JsonValueKind.String => [json.GetString()!],
        _ => [],
    };
}
