using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using Firebreak.Log.Events;
using Firebreak.Log.Notes;

namespace Firebreak.Log.Live;

/// <summary>
/// What somebody remembers of a live log from the last look: both signed checkpoints, which prove a fork to everybody should one come, and
/// how far the epochs were checked.
/// </summary>
/// <param name="Log">The org's checkpoint.</param>
/// <param name="Epochs">The checkpoint log's.</param>
/// <param name="LastEpoch">The last epoch in which the org's leaf was checked.</param>
/// <param name="Place">The org's leaf in every epoch.</param>
/// <param name="LastPublished">The latest time of an entry.</param>
public sealed record SeenLog(SignedCheckpoint Log, SignedCheckpoint Epochs, long LastEpoch, long Place, Instant LastPublished)
{
    private const string Form = "firebreak-seen/1";

    /// <summary>Reads the form that <see cref="ToJson"/> writes.</summary>
    public static bool TryParse(ReadOnlySpan<byte> json, [NotNullWhen(true)] out SeenLog? seen)
    {
        seen = null;
        try
        {
            var reader = new Utf8JsonReader(json);
            using var document = JsonDocument.ParseValue(ref reader);
            var root = document.RootElement;
            if (root.GetProperty("format").GetString() != Form) return false;
            if (!SignedCheckpoint.TryParse(Bytes(root, "checkpoint"), out var log) || !SignedCheckpoint.TryParse(Bytes(root, "epochsCheckpoint"), out var epochs)) return false;
            if (!Instant.TryParse(Bytes(root, "lastPublished"), out var last)) return false;
            seen = new SeenLog(log, epochs, root.GetProperty("lastEpoch").GetInt64(), root.GetProperty("leaf").GetInt64(), last);
            return true;
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return false;
        }
    }

    /// <summary>One JSON object.</summary>
    public byte[] ToJson()
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("format", Form);
            json.WriteString("checkpoint", Log.Note.ToString());
            json.WriteString("epochsCheckpoint", Epochs.Note.ToString());
            json.WriteNumber("lastEpoch", LastEpoch);
            json.WriteNumber("leaf", Place);
            json.WriteString("lastPublished", LastPublished.ToString());
            json.WriteEndObject();
        }
        return bytes.ToArray();
    }

    private static byte[] Bytes(JsonElement root, string name) => Encoding.UTF8.GetBytes(root.GetProperty(name).GetString() ?? "");
}
