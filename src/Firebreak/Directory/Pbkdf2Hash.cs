using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;

namespace Firebreak.Directory;

/// <summary>PBKDF2 (RFC 8018, 5.2) with HMAC-SHA-256 or HMAC-SHA-512 (Okta's <c>PasswordCredentialHash</c>).</summary>
internal sealed class Pbkdf2Hash : PasswordHash
{
    public const string Scheme = "PBKDF2";

    /// <summary>The Okta API's own lower bound.</summary>
    public const int MinIterations = 4096;

    /// <summary>Each guess at such a password costs us this work too: about a second of one core at most.</summary>
    public const int MaxIterations = 1_000_000;

    /// <summary>Below 16 bytes strangers match by chance; above the digest's length each block costs all iterations again.</summary>
    public const int MinKeyBytes = 16;

    private readonly HashAlgorithmName _digest;
    private readonly int _iterations;
    private readonly byte[] _salt;
    private readonly byte[] _key;

    private Pbkdf2Hash(string digest, int iterations, byte[] salt, byte[] key)
        : base(Scheme, digest, iterations.ToString(CultureInfo.InvariantCulture), Convert.ToBase64String(salt), Convert.ToBase64String(key))
    {
        _digest = digest == "SHA512_HMAC" ? HashAlgorithmName.SHA512 : HashAlgorithmName.SHA256;
        _iterations = iterations;
        _salt = salt;
        _key = key;
    }

    public override bool IsImported => true;

    /// <summary>The derived key's length.</summary>
    public int KeyBytes => _key.Length;

    /// <param name="salt">Base64.</param>
    /// <param name="value">Base64.</param>
    public static bool TryMake(
        string digest, int iterations, string salt, string value, [NotNullWhen(true)] out Pbkdf2Hash? hash, out string problem)
    {
        hash = null;
        if (digest is not ("SHA256_HMAC" or "SHA512_HMAC"))
            return No("digestAlgorithm: PBKDF2 needs the digest algorithm SHA256_HMAC or SHA512_HMAC.", out problem);
        if (iterations is < MinIterations or > MaxIterations)
            return No($"iterationCount: The iteration count must be from {MinIterations} to {MaxIterations}.", out problem);
        if (!Base64.TryDecode(salt, out var saltBytes) || saltBytes.Length is 0 or > DigestHash.MaxSaltBytes)
            return No($"salt: The salt of PBKDF2 must be base64 of 1 to {DigestHash.MaxSaltBytes} bytes.", out problem);
        var longest = digest == "SHA512_HMAC" ? SHA512.HashSizeInBytes : SHA256.HashSizeInBytes;
        if (!Base64.TryDecode(value, out var key) || key.Length < MinKeyBytes || key.Length > longest)
            return No($"value: The value of PBKDF2 with {digest} must be base64 of {MinKeyBytes} to {longest} bytes.", out problem);
        hash = new Pbkdf2Hash(digest, iterations, saltBytes, key);
        problem = "";
        return true;
    }

    internal override bool Matches(string password) =>
        CryptographicOperations.FixedTimeEquals(Rfc2898DeriveBytes.Pbkdf2(password, _salt, _iterations, _digest, _key.Length), _key);

    private static bool No(string sentence, out string problem)
    {
        problem = sentence;
        return false;
    }
}
