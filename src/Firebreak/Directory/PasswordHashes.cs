namespace Firebreak.Directory;

/// <summary>What came of comparing a password with a stored hash.</summary>
public enum PasswordVerdict
{
    /// <summary>Another password.</summary>
    Wrong,

    /// <summary>This password.</summary>
    Right,

    /// <summary>This password, kept in a weaker way than we would today: store <see cref="PasswordHashes.Hash"/> of it.</summary>
    RightButRehash,
}

/// <summary>Making and checking stored passwords. All of it costs processor time on purpose: call it outside a write transaction.</summary>
public static class PasswordHashes
{
    /// <summary>
    /// Iterations of PBKDF2 with HMAC-SHA-512 (OWASP, Password Storage Cheat Sheet, "PBKDF2", as of 2026).
    /// </summary>
    public const int DefaultIterations = 220_000;

    /// <summary>What a hash made now has: the setting <c>PasswordIterations</c>.</summary>
    public static int Iterations { get; private set; } = DefaultIterations;

    /// <summary>Takes the setting: once, at start, before anything is hashed.</summary>
    public static void Use(int iterations) => Iterations = iterations;

    /// <summary>Makes the hash to store. Two calls give two texts: the salt is random.</summary>
    /// <param name="iterations">Of PBKDF2; <see cref="Iterations"/> unless said otherwise.</param>
    public static PasswordHash Hash(string password, int? iterations = null) => OwnHash.Make(password, iterations ?? Iterations);

    /// <summary>Whether this is the password, compared in constant time.</summary>
    /// <param name="iterations">What a hash made today would have; a stored one with fewer is to be made anew.</param>
    /// <remarks>
    /// A wrong password against an imported digest takes as long as one against ours, so the answer's time does not tell who
    /// was imported. An imported bcrypt or PBKDF2 hash takes its own time until the user's next sign-in.
    /// </remarks>
    /// <exception cref="PlatformNotSupportedException">The hash is bcrypt's, and the system's libcrypt is not there.</exception>
    public static PasswordVerdict Verify(PasswordHash stored, string password, int? iterations = null)
    {
        if (stored is OwnHash own) return own.Verify(password, iterations ?? Iterations);
        if (stored.Matches(password)) return PasswordVerdict.RightButRehash;
        if (stored is DigestHash) VerifyNobody(password, iterations);
        return PasswordVerdict.Wrong;
    }

    /// <summary>The same for a stored text.</summary>
    /// <exception cref="FormatException">The text is none that <see cref="PasswordHash.Text"/> gave.</exception>
    /// <exception cref="PlatformNotSupportedException">The hash is bcrypt's, and the system's libcrypt is not there.</exception>
    public static PasswordVerdict Verify(string stored, string password, int? iterations = null) =>
        Verify(PasswordHash.Parse(stored), password, iterations);

    /// <summary>
    /// What to do with the password of a user that does not exist: as much work as <see cref="Verify(PasswordHash, string, int?)"/>,
    /// so that the answer's time does not tell who exists.
    /// </summary>
    // Making a hash is the same derivation as checking one; the salt's sixteen random bytes are lost in it.
    public static void VerifyNobody(string password, int? iterations = null) => _ = OwnHash.Make(password, iterations ?? Iterations);
}
