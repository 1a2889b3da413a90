using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Firebreak.Log.Events;
using Firebreak.Log.Merkle;
using Firebreak.Log.Notes;
using Firebreak.Log.Scoping;

namespace Firebreak.Log.Proofs;

/// <summary>A bundle as JSON; see docs/formats/bundle.md.</summary>
public static class ProofBundleJson
{
    /// <summary>The format's name and version.</summary>
    public const string Format = "firebreak-bundle/1";

    /// <summary>Writes a bundle.</summary>
    public static void Write(Stream to, ProofBundle bundle)
    {
        // Entries are JSON in JSON: only what must be escaped is, so that a person can still read them.
        using var json = new Utf8JsonWriter(to, new JsonWriterOptions { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteString("format", Format);
        json.WriteString("checkpoint", bundle.Signed.Note.ToString());
        if (bundle.Window is { } window) WriteWindow(json, window);
        if (bundle.Report is { } report) WriteReport(json, report);
        json.WriteStartArray("entries");
        foreach (var entry in bundle.Entries) WriteEntry(json, entry);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Reads a bundle. Nothing in it is checked but its form.</summary>
    /// <exception cref="LogCorruptException">It is not one; the message says what is off.</exception>
    public static ProofBundle Read(ReadOnlyMemory<byte> bytes, HuntParser parseHunt)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { AllowDuplicateProperties = false });
            var root = document.RootElement;
            if (root.GetProperty("format").GetString() is var format && format != Format)
                throw new LogCorruptException($"the format is \"{format}\", not \"{Format}\"");
            AllowOnly(root, "format", "checkpoint", "window", "report", "entries");
            if (!SignedCheckpoint.TryParse(Encoding.UTF8.GetBytes(root.GetProperty("checkpoint").GetString() ?? ""), out var signed))
                throw new LogCorruptException("the checkpoint is not a signed checkpoint");
            return new ProofBundle(
                signed,
                [.. root.GetProperty("entries").EnumerateArray().Select(ReadEntry)],
                root.TryGetProperty("window", out var window) ? ReadWindow(window) : null,
                root.TryGetProperty("report", out var report) ? ReadReport(report, parseHunt) : null);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new LogCorruptException($"it is not a bundle in the form {Format}: {error.Message}", error);
        }
    }

    private static void WriteWindow(Utf8JsonWriter json, BundleWindow window)
    {
        json.WriteStartObject("window");
        if (window.From is { } from) json.WriteString("from", from.ToString());
        if (window.To is { } to) json.WriteString("to", to.ToString());
        json.WriteBoolean("ordered", window.IsOrdered);
        WriteHashes(json, "left", window.Left);
        WriteHashes(json, "right", window.Right);
        json.WriteEndObject();
    }

    private static BundleWindow ReadWindow(JsonElement json)
    {
        AllowOnly(json, "from", "to", "ordered", "left", "right");
        return new(ReadTime(json, "from"), ReadTime(json, "to"), json.GetProperty("ordered").GetBoolean(), ReadHashes(json, "left"), ReadHashes(json, "right"));
    }

    private static void WriteReport(Utf8JsonWriter json, BundleReport report)
    {
        json.WriteStartObject("report");
        json.WriteString("org", report.Org);
        json.WritePropertyName("question");
        QuestionJson.Write(json, report.Question);
        json.WriteStartArray("matches");
        foreach (var index in report.Matches) json.WriteNumberValue(index);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static BundleReport ReadReport(JsonElement json, HuntParser parseHunt)
    {
        AllowOnly(json, "org", "question", "matches");
        return new(
            json.GetProperty("org").GetString() ?? "",
            QuestionJson.Read(json.GetProperty("question"), parseHunt),
            [.. json.GetProperty("matches").EnumerateArray().Select(index => index.GetInt64())]);
    }

    private static void WriteEntry(Utf8JsonWriter json, ProvenEntry entry)
    {
        json.WriteStartObject();
        json.WriteNumber("index", entry.Index);
        // A JSON string gives the same bytes back only if they are UTF-8.
        if (Utf8.IsValid(entry.Bytes.Span)) json.WriteString("entry", entry.Bytes.Span);
        else json.WriteBase64String("entryBase64", entry.Bytes.Span);
        if (!entry.Proof.IsEmpty) WriteHashes(json, "proof", entry.Proof);
        json.WriteEndObject();
    }

    private static ProvenEntry ReadEntry(JsonElement json)
    {
        // One form or the other: a text for people must not stand beside the bytes that are proved.
        var isBase64 = json.TryGetProperty("entryBase64", out var base64);
        AllowOnly(json, "index", isBase64 ? "entryBase64" : "entry", "proof");
        return new(
            json.GetProperty("index").GetInt64(),
            isBase64 ? base64.GetBytesFromBase64() : Encoding.UTF8.GetBytes(json.GetProperty("entry").GetString() ?? ""),
            json.TryGetProperty("proof", out _) ? ReadHashes(json, "proof") : []);
    }

    // What we do not understand may change what the rest means.
    private static void AllowOnly(JsonElement json, params ReadOnlySpan<string> names)
    {
        foreach (var property in json.EnumerateObject())
        {
            if (!names.Contains(property.Name)) throw new LogCorruptException($"it holds \"{property.Name}\", which this version does not know");
        }
    }

    private static void WriteHashes(Utf8JsonWriter json, string name, ImmutableArray<Hash> hashes)
    {
        json.WriteStartArray(name);
        foreach (var hash in hashes) json.WriteStringValue(hash.ToString());
        json.WriteEndArray();
    }

    private static ImmutableArray<Hash> ReadHashes(JsonElement json, string name) =>
        [.. json.GetProperty(name).EnumerateArray().Select(text => Hash.TryParse(text.GetString(), out var hash) ? hash : throw new LogCorruptException($"a hash of \"{name}\" is none"))];

    private static Instant? ReadTime(JsonElement json, string name)
    {
        if (!json.TryGetProperty(name, out var text)) return null;
        return Instant.TryParse(Encoding.UTF8.GetBytes(text.GetString() ?? ""), out var time) ? time : throw new LogCorruptException($"the window's \"{name}\" is not a time");
    }
}
