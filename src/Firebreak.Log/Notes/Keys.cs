using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Firebreak.Log.Notes;

/// <summary>What a key signs (C2SP signed-note, "Signature types").</summary>
public enum KeyKind : byte
{
    /// <summary>Ed25519 over the note's text.</summary>
    Ed25519 = 0x01,

    /// <summary>A witness's Ed25519 over a checkpoint and a time (C2SP tlog-cosignature).</summary>
    Cosignature = 0x04,
}

/// <summary>
/// Whose signatures to accept: a name and a public key, written <c>name+hash+base64</c> as Go's <c>note</c> writes them.
/// </summary>
public sealed class VerifierKey
{
    private VerifierKey(string name, KeyKind kind, byte[] publicKey)
    {
        Name = name;
        Kind = kind;
        PublicKey = publicKey;
        Id = IdOf(name, kind, publicKey);
    }

    /// <summary>The signer's name; for a log, its origin.</summary>
    public string Name { get; }

    /// <summary>What it signs.</summary>
    public KeyKind Kind { get; }

    /// <summary>The first four bytes of SHA-256(name, newline, kind, key): how a signature line names its key.</summary>
    public uint Id { get; }

    internal byte[] PublicKey { get; }

    /// <summary>Reads <c>name+hash+base64</c>; false where any of it is off, the hash included.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out VerifierKey? key)
    {
        key = null;
        if (!KeyText.TrySplit(text.Trim(), out var name, out var id, out var kind, out var bytes)) return false;
        if (bytes.Length != Ed25519.PublicKeyBytes || !Enum.IsDefined(kind)) return false;
        var parsed = new VerifierKey(name, kind, bytes);
        if (parsed.Id != id) return false;
        key = parsed;
        return true;
    }

    /// <summary>The text form, <c>name+hash+base64</c>.</summary>
    public override string ToString() => KeyText.Join(Name, Id, Kind, PublicKey);

    internal static VerifierKey Of(string name, KeyKind kind, byte[] publicKey) => new(name, kind, publicKey);

    private static uint IdOf(string name, KeyKind kind, byte[] publicKey) =>
        BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData([.. Encoding.UTF8.GetBytes(name), (byte)'\n', (byte)kind, .. publicKey]));
}

/// <summary>A private key, written <c>PRIVATE+KEY+name+hash+base64</c> as Go's <c>note</c> writes them. It does not print itself.</summary>
public sealed class SigningKey
{
    private const string Prefix = "PRIVATE+KEY+";

    private readonly byte[] _seed;

    private SigningKey(string name, KeyKind kind, byte[] seed)
    {
        _seed = seed;
        Verifier = VerifierKey.Of(name, kind, Ed25519.PublicKeyOf(seed));
    }

    /// <summary>The public half.</summary>
    public VerifierKey Verifier { get; }

    /// <summary>Makes a new key.</summary>
    /// <exception cref="ArgumentException">The name is empty or holds white space or a plus sign.</exception>
    /// <exception cref="PlatformNotSupportedException">libcrypto is not on this machine.</exception>
    public static SigningKey Generate(string name, KeyKind kind = KeyKind.Ed25519)
    {
        if (!KeyText.IsName(name)) throw new ArgumentException("A key's name has no white space and no plus sign.", nameof(name));
        return new SigningKey(name, kind, RandomNumberGenerator.GetBytes(Ed25519.SeedBytes));
    }

    /// <summary>Reads the text form; false where any of it is off.</summary>
    /// <exception cref="PlatformNotSupportedException">libcrypto is not on this machine.</exception>
    public static bool TryParse(string text, [NotNullWhen(true)] out SigningKey? key)
    {
        key = null;
        var trimmed = text.Trim();
        if (!trimmed.StartsWith(Prefix, StringComparison.Ordinal)) return false;
        if (!KeyText.TrySplit(trimmed[Prefix.Length..], out var name, out var id, out var kind, out var seed)) return false;
        if (seed.Length != Ed25519.SeedBytes || !Enum.IsDefined(kind)) return false;
        var parsed = new SigningKey(name, kind, seed);
        if (parsed.Verifier.Id != id) return false;
        key = parsed;
        return true;
    }

    /// <summary>The text to keep in a file that its owner alone can read.</summary>
    public string Export() => Prefix + KeyText.Join(Verifier.Name, Verifier.Id, Verifier.Kind, _seed);

    /// <summary>The verifier's name, never the secret.</summary>
    public override string ToString() => $"SigningKey({Verifier.Name})";

    internal byte[] Sign(ReadOnlySpan<byte> message) => Ed25519.Sign(_seed, message);
}

// name+hash+base64(kind || key), the same for both halves.
internal static class KeyText
{
    public static string Join(string name, uint id, KeyKind kind, byte[] key) =>
        $"{name}+{id:x8}+{Convert.ToBase64String([(byte)kind, .. key])}";

    public static bool TrySplit(string text, out string name, out uint id, out KeyKind kind, out byte[] key)
    {
        (name, id, kind, key) = ("", 0, default, []);
        var parts = text.Split('+', 3);
        if (parts.Length != 3 || !IsName(parts[0]) || parts[1].Length != 8) return false;
        if (!uint.TryParse(parts[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out id)) return false;
        var bytes = new byte[parts[2].Length];
        if (!Convert.TryFromBase64String(parts[2], bytes, out var length) || length < 2) return false;
        (name, kind, key) = (parts[0], (KeyKind)bytes[0], bytes[1..length]);
        return true;
    }

    // C2SP signed-note: "MUST be non-empty, and not have any Unicode spaces or plus".
    public static bool IsName(string name) => name.Length > 0 && !name.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c == '+');
}
