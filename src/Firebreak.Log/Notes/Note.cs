using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Firebreak.Log.Notes;

/// <summary>
/// A signed note (C2SP signed-note): text that ends in a newline, an empty line, and signature lines. Lines by signers
/// we do not know are kept as they are and never looked into.
/// </summary>
/// <param name="Text">The signed text, its last newline included.</param>
/// <param name="Signatures">The signature lines, in their order.</param>
public sealed record Note(string Text, ImmutableArray<NoteSignature> Signatures)
{
    private const int MaxBytes = 1_000_000;
    private const int MaxSignatures = 100;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Signs a text.</summary>
    /// <param name="text">Ends in a newline.</param>
    public static Note Sign(string text, params ReadOnlySpan<SigningKey> keys)
    {
        if (!text.EndsWith('\n')) throw new ArgumentException("A note's text ends in a newline.", nameof(text));
        var note = new Note(text, []);
        foreach (var key in keys) note = note.With(new NoteSignature(key.Verifier.Name, key.Verifier.Id, [.. key.Sign(note.TextBytes)]));
        return note;
    }

    /// <summary>Reads a note; false where it is not in the form.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out Note? note)
    {
        note = null;
        if (bytes.Length > MaxBytes || !TryDecode(bytes, out var all)) return false;
        if (all.Any(c => c < 0x20 && c != '\n')) return false;
        var split = all.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (split < 0 || !all.EndsWith('\n')) return false;

        var lines = all[(split + 2)..].Split('\n')[..^1];
        if (lines.Length is 0 or > MaxSignatures) return false;
        var signatures = ImmutableArray.CreateBuilder<NoteSignature>(lines.Length);
        foreach (var line in lines)
        {
            if (!NoteSignature.TryParse(line, out var signature)) return false;
            signatures.Add(signature);
        }

        note = new Note(all[..(split + 1)], signatures.MoveToImmutable());
        return true;
    }

    /// <summary>Whether this key signed the text: at least one line names the key, and every line that does is valid.</summary>
    public bool IsSignedBy(VerifierKey key)
    {
        var lines = Signatures.Where(line => line.Names(key)).ToList();
        return key.Kind == KeyKind.Ed25519
            && lines.Count > 0
            && lines.TrueForAll(line => Ed25519.IsValid(key.PublicKey, TextBytes, line.Bytes.AsSpan()));
    }

    /// <summary>The same note with one more signature line.</summary>
    public Note With(NoteSignature signature) => this with { Signatures = Signatures.Add(signature) };

    /// <summary>The note's bytes.</summary>
    public byte[] ToBytes() => Encoding.UTF8.GetBytes(ToString());

    /// <summary>The note as text.</summary>
    public override string ToString() => Text + "\n" + string.Concat(Signatures.Select(line => line + "\n"));

    internal byte[] TextBytes => Encoding.UTF8.GetBytes(Text);

    private static bool TryDecode(ReadOnlySpan<byte> bytes, out string text)
    {
        try
        {
            text = StrictUtf8.GetString(bytes);
            return true;
        }
        catch (DecoderFallbackException)
        {
            text = "";
            return false;
        }
    }
}

/// <summary>One signature line: <c>— name base64(key id || signature)</c>.</summary>
/// <param name="Name">The signer's name.</param>
/// <param name="KeyId">See <see cref="VerifierKey.Id"/>.</param>
/// <param name="Bytes">The signature behind the key id.</param>
public sealed record NoteSignature(string Name, uint KeyId, ImmutableArray<byte> Bytes)
{
    private const string Dash = "\u2014 ";

    /// <summary>Whether the line claims to be by this key.</summary>
    public bool Names(VerifierKey key) => KeyId == key.Id && Name == key.Name;

    /// <inheritdoc/>
    public override string ToString()
    {
        var bytes = new byte[4 + Bytes.Length];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, KeyId);
        Bytes.CopyTo(bytes, 4);
        return $"{Dash}{Name} {Convert.ToBase64String(bytes)}";
    }

    internal static bool TryParse(string line, [NotNullWhen(true)] out NoteSignature? signature)
    {
        signature = null;
        if (!line.StartsWith(Dash, StringComparison.Ordinal)) return false;
        var parts = line[Dash.Length..].Split(' ');
        if (parts.Length != 2 || !KeyText.IsName(parts[0])) return false;
        var bytes = new byte[parts[1].Length];
        if (!Convert.TryFromBase64String(parts[1], bytes, out var length) || length < 5) return false;
        var parsed = new NoteSignature(parts[0], BinaryPrimitives.ReadUInt32BigEndian(bytes), [.. bytes[4..length]]);
        // Base64 has unused bits: only the line that we would write counts, so that kept lines stay as they are.
        if (parsed.ToString() != line) return false;
        signature = parsed;
        return true;
    }
}
