using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Firebreak.Directory;

/// <summary>Passwords that another directory hashed, as the Okta API's <c>PasswordCredentialHash</c> brings them.</summary>
public static class PasswordImport
{
    private const int MaxTextLength = 1024;

    /// <summary>
    /// Reads <c>credentials.password.hash</c>: <c>algorithm</c> (BCRYPT, SHA-512, SHA-256, SHA-1, MD5, PBKDF2), <c>value</c>, and what
    /// the algorithm needs of <c>salt</c>, <c>saltOrder</c>, <c>workFactor</c>, <c>digestAlgorithm</c>, <c>iterationCount</c>, <c>keySize</c>.
    /// </summary>
    /// <param name="hash">The hash, when true comes back.</param>
    /// <param name="problem">
    /// Otherwise the field, a colon and one sentence, fit for an error cause; it never repeats what was sent. Costs beyond
    /// work factor 14 and 1,000,000 iterations are refused, and BCRYPT where the system's libcrypt is not there.
    /// </param>
    public static bool TryImport(JsonElement json, [NotNullWhen(true)] out PasswordHash? hash, out string problem)
    {
        hash = null;
        if (json.ValueKind != JsonValueKind.Object) return No("hash: The hash must be an object.", out problem);
        if (!TryText(json, "algorithm", out var algorithm, out problem) || !TryText(json, "value", out var value, out problem)
            || !TryText(json, "salt", out var salt, out problem)) return false;
        return algorithm switch
        {
            Pbkdf2Hash.Scheme => TryPbkdf2(json, salt, value, out hash, out problem),
            BcryptHash.Scheme => TryBcrypt(json, salt, value, out hash, out problem),
            _ when DigestHash.Knows(algorithm) => TryDigest(json, algorithm, salt, value, out hash, out problem),
            _ => No("algorithm: The algorithm must be one of BCRYPT, SHA-512, SHA-256, SHA-1, MD5, PBKDF2.", out problem),
        };
    }

    private static bool TryDigest(
        JsonElement json, string algorithm, string salt, string value, [NotNullWhen(true)] out PasswordHash? hash, out string problem)
    {
        hash = null;
        if (!TryText(json, "saltOrder", out var order, out problem)) return false;
        if (!DigestHash.TryMake(algorithm, order, salt, value, out var made, out problem)) return false;
        hash = made;
        return true;
    }

    private static bool TryPbkdf2(JsonElement json, string salt, string value, [NotNullWhen(true)] out PasswordHash? hash, out string problem)
    {
        hash = null;
        if (!TryText(json, "digestAlgorithm", out var digest, out problem) || !TryNumber(json, "iterationCount", out var iterations, out problem)
            || !TryNumber(json, "keySize", out var keyBytes, out problem)) return false;
        if (!Pbkdf2Hash.TryMake(digest, iterations, salt, value, out var made, out problem)) return false;
        if (made.KeyBytes != keyBytes) return No("keySize: The key size must be the length of the value, in bytes.", out problem);
        hash = made;
        return true;
    }

    private static bool TryBcrypt(JsonElement json, string salt, string value, [NotNullWhen(true)] out PasswordHash? hash, out string problem)
    {
        hash = null;
        // Refused now rather than at the user's first sign-in, when nobody is there to read why.
        if (!LibCrypt.IsAvailable) return No($"algorithm: {LibCrypt.Missing}", out problem);
        if (!TryNumber(json, "workFactor", out var cost, out problem)) return false;
        if (!BcryptHash.TryMake(cost, salt, value, out var made, out problem)) return false;
        hash = made;
        return true;
    }

    // Absent and null are the empty text: what an algorithm needs, it refuses empty.
    private static bool TryText(JsonElement json, string name, out string text, out string problem)
    {
        (text, problem) = ("", "");
        if (!json.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return true;
        if (value.ValueKind != JsonValueKind.String) return No($"{name}: The field must be a string.", out problem);
        text = value.GetString()!;
        return text.Length <= MaxTextLength || No($"{name}: The field must have at most {MaxTextLength} characters.", out problem);
    }

    private static bool TryNumber(JsonElement json, string name, out int number, out string problem)
    {
        (number, problem) = (0, "");
        return (json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out number))
            || No($"{name}: The field must be a whole number.", out problem);
    }

    private static bool No(string sentence, out string problem)
    {
        problem = sentence;
        return false;
    }
}
