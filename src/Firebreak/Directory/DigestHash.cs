using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Firebreak.Directory;

/// <summary>One round of a digest over the password, with a salt before or after it or with none (Okta's <c>PasswordCredentialHash</c>).</summary>
internal sealed class DigestHash : PasswordHash
{
    public const int MaxSaltBytes = 256;

    private static readonly Dictionary<string, int> DigestBytes = new(StringComparer.Ordinal)
    {
        ["SHA-512"] = 64,
        ["SHA-256"] = 32,
        ["SHA-1"] = 20,
        ["MD5"] = 16,
    };

    private readonly string _algorithm;
    private readonly bool _saltFirst;
    private readonly byte[] _salt;
    private readonly byte[] _digest;

    private DigestHash(string algorithm, string order, byte[] salt, byte[] digest)
        : base(algorithm, order, Convert.ToBase64String(salt), Convert.ToBase64String(digest))
    {
        _algorithm = algorithm;
        _saltFirst = order == "PREFIX";
        _salt = salt;
        _digest = digest;
    }

    public override bool IsImported => true;

    public static bool Knows(string algorithm) => DigestBytes.ContainsKey(algorithm);

    /// <param name="order">PREFIX or POSTFIX; empty exactly where the salt is.</param>
    /// <param name="salt">Base64.</param>
    /// <param name="value">Base64.</param>
    public static bool TryMake(
        string algorithm, string order, string salt, string value, [NotNullWhen(true)] out DigestHash? hash, out string problem)
    {
        hash = null;
        if (!DigestBytes.TryGetValue(algorithm, out var length)) return No("algorithm: The hash algorithm is not supported.", out problem);
        if (!Base64.TryDecode(salt, out var saltBytes) || saltBytes.Length > MaxSaltBytes)
            return No($"salt: The salt must be base64 of at most {MaxSaltBytes} bytes.", out problem);
        if (saltBytes.Length > 0 && order is not ("PREFIX" or "POSTFIX"))
            return No("saltOrder: A salted hash needs the salt order PREFIX or POSTFIX.", out problem);
        if (saltBytes.Length == 0 && order.Length > 0) return No("salt: A salt order needs a salt.", out problem);
        if (!Base64.TryDecode(value, out var digest) || digest.Length != length)
            return No($"value: The value of {algorithm} must be base64 of {length} bytes.", out problem);
        hash = new DigestHash(algorithm, order, saltBytes, digest);
        problem = "";
        return true;
    }

    internal override bool Matches(string password)
    {
        var word = Encoding.UTF8.GetBytes(password);
        byte[] salted = _saltFirst ? [.. _salt, .. word] : [.. word, .. _salt];
        return CryptographicOperations.FixedTimeEquals(Digest(salted), _digest);
    }

#pragma warning disable RS0030, CA5350, CA5351 // Okta's PasswordCredentialHash names them; such a hash is replaced at the next sign-in
    private byte[] Digest(byte[] bytes) => _algorithm switch
    {
        "SHA-512" => SHA512.HashData(bytes),
        "SHA-256" => SHA256.HashData(bytes),
        "SHA-1" => SHA1.HashData(bytes),
        _ => MD5.HashData(bytes),
    };
#pragma warning restore RS0030, CA5350, CA5351

    private static bool No(string sentence, out string problem)
    {
        problem = sentence;
        return false;
    }
}
