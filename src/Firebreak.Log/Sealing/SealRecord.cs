using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Firebreak.Log.Events;
using Firebreak.Log.Merkle;
using Firebreak.Log.Notes;
using Firebreak.Log.Tiles;

namespace Firebreak.Log.Sealing;

/// <summary>
/// What <c>seal</c> found when it read every line whole, kept beside the checkpoint it was found for. It saves work and
/// proves nothing: whoever can write to the folder can write this.
/// </summary>
/// <param name="Size">The log's size it speaks of.</param>
/// <param name="Root">The root it speaks of.</param>
/// <param name="IsCanonical">Every entry is an event in our own key order; see docs/formats/canonical-line.md.</param>
/// <param name="IsOrdered">Every entry is an event, and times never decrease.</param>
/// <param name="Last">The last entry's time; null where not every entry has one.</param>
public sealed record SealRecord(long Size, Hash Root, bool IsCanonical, bool IsOrdered, Instant? Last)
{
    /// <summary>The file's name in the log's folder.</summary>
    public const string FileName = "seal.json";

    /// <summary>Reads the record that stands beside a log; false where there is none for exactly this checkpoint.</summary>
    public static bool TryRead(ITileSource source, Checkpoint checkpoint, [NotNullWhen(true)] out SealRecord? record)
    {
        record = null;
        var buffer = new GrowingBuffer();
        if (!source.TryRead(FileName, buffer) || !TryParse(buffer.Memory, out var parsed)) return false;
        if (parsed.Size != checkpoint.Size || parsed.Root != checkpoint.Root) return false;
        record = parsed;
        return true;
    }

    /// <summary>The record as JSON.</summary>
    public byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteNumber("size", Size);
            json.WriteString("root", Root.ToString());
            json.WriteBoolean("canonical", IsCanonical);
            json.WriteBoolean("ordered", IsOrdered);
            if (Last is { } last) json.WriteString("last", last.ToString());
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static bool TryParse(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out SealRecord? record)
    {
        record = null;
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var root = document.RootElement;
            if (!Hash.TryParse(root.GetProperty("root").GetString(), out var hash)) return false;
            Instant? last = root.TryGetProperty("last", out var text) && Instant.TryParse(System.Text.Encoding.UTF8.GetBytes(text.GetString() ?? ""), out var at) ? at : null;
            record = new SealRecord(root.GetProperty("size").GetInt64(), hash, root.GetProperty("canonical").GetBoolean(), root.GetProperty("ordered").GetBoolean(), last);
            return true;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return false;
        }
    }
}
