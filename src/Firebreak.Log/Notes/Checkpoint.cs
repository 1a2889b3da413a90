using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Firebreak.Log.Merkle;

namespace Firebreak.Log.Notes;

/// <summary>
/// A log's state (C2SP tlog-checkpoint): its origin, size and root, each on a line; lines behind them are extensions,
/// kept and signed with the rest.
/// </summary>
/// <param name="Origin">The log's name, fixed for ever.</param>
/// <param name="Size">The number of entries.</param>
/// <param name="Root">The RFC 6962 root over them.</param>
/// <param name="Extensions">Further lines, each with its newline; empty for none.</param>
public sealed record Checkpoint(string Origin, long Size, Hash Root, string Extensions = "")
{
    /// <summary>Reads a checkpoint from a note's text; false where it is not in the form.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Checkpoint? checkpoint)
    {
        checkpoint = null;
        var lines = text.Split('\n', 4);
        if (lines.Length != 4 || lines[0].Length == 0) return false;
        if (!TryParseSize(lines[1], out var size) || !Hash.TryParse(lines[2], out var root)) return false;
        if (lines[3].Length > 0 && !lines[3].EndsWith('\n')) return false;
        if (lines[3].Split('\n')[..^1].Any(line => line.Length == 0)) return false;
        checkpoint = new Checkpoint(lines[0], size, root, lines[3]);
        return true;
    }

    /// <summary>The text that is signed.</summary>
    public override string ToString() => $"{Origin}\n{Size}\n{Root}\n{Extensions}";

    // ASCII decimal without leading zeros, unless it is 0.
    private static bool TryParseSize(string text, out long size) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out size)
        && text.All(char.IsAsciiDigit) // the parser lets NULs at the end pass
        && (text.Length == 1 || text[0] != '0');
}

/// <summary>A checkpoint with the signatures on it.</summary>
/// <param name="Checkpoint">What is signed.</param>
/// <param name="Note">The note around it, unknown signature lines included.</param>
public sealed record SignedCheckpoint(Checkpoint Checkpoint, Note Note)
{
    /// <summary>Signs a checkpoint with the log's key.</summary>
    public static SignedCheckpoint Sign(Checkpoint checkpoint, SigningKey key) =>
        new(checkpoint, Note.Sign(checkpoint.ToString(), key));

    /// <summary>Reads a checkpoint's note; false where it is not in the form. No signature is checked.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out SignedCheckpoint? signed)
    {
        signed = null;
        if (!Note.TryParse(bytes, out var note) || !Checkpoint.TryParse(note.Text, out var checkpoint)) return false;
        signed = new SignedCheckpoint(checkpoint, note);
        return true;
    }

    /// <summary>Whether the log's own key signed it: the key's name is the origin, and its signature is valid.</summary>
    public bool IsSignedBy(VerifierKey key) => key.Name == Checkpoint.Origin && Note.IsSignedBy(key);

    /// <summary>When this witness saw the checkpoint, or null where it has no valid cosignature by it.</summary>
    public DateTimeOffset? SeenBy(VerifierKey witness) => Cosignature.TimeBy(Note, witness);
}
