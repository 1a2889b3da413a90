using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Firebreak.Directory;

/// <summary>
/// A password as it is kept: one text that names how it was made, then what that way needs, each part after a dollar sign.
/// It does not print itself.
/// </summary>
/// <remarks>
/// <c>$aspnet$base64</c> is ours. The others came from another directory and live until the user's next sign-in:
/// <c>$SHA-512$PREFIX$salt$value</c> (also SHA-256, SHA-1, MD5; order and salt empty where there is none),
/// <c>$PBKDF2$SHA512_HMAC$iterations$salt$value</c> and <c>$BCRYPT$cost$salt$value</c>; the words are the Okta API's.
/// </remarks>
public abstract class PasswordHash
{
    private protected PasswordHash(params ReadOnlySpan<string> parts) => Text = "$" + string.Join('$', parts);

    /// <summary>The text to store. Whoever reads it can guess passwords against it, offline and unseen.</summary>
    public string Text { get; }

    /// <summary>Whether it was made elsewhere and is to be made anew at the user's next sign-in.</summary>
    public abstract bool IsImported { get; }

    /// <summary>Reads a stored text; false where any of it is off.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out PasswordHash? hash)
    {
        hash = text.Split('$') switch
        {
            ["", OwnHash.Scheme, var blob] => OwnHash.TryMake(blob, out var own) ? own : null,
            ["", Pbkdf2Hash.Scheme, var digest, var count, var salt, var value] =>
                TryNumber(count, out var iterations) && Pbkdf2Hash.TryMake(digest, iterations, salt, value, out var made, out _) ? made : null,
            ["", BcryptHash.Scheme, var cost, var salt, var value] =>
                TryNumber(cost, out var factor) && BcryptHash.TryMake(factor, salt, value, out var made, out _) ? made : null,
            ["", var algorithm, var order, var salt, var value] =>
                DigestHash.TryMake(algorithm, order, salt, value, out var made, out _) ? made : null,
            _ => null,
        };
        return hash is not null;
    }

    /// <summary>Reads a stored text.</summary>
    /// <exception cref="FormatException">The text is none that <see cref="Text"/> gave; the message does not repeat it.</exception>
    public static PasswordHash Parse(string text) =>
        TryParse(text, out var hash) ? hash : throw new FormatException("A stored password hash cannot be read.");

    /// <summary>Never the hash.</summary>
    public sealed override string ToString() => "PasswordHash(hidden)";

    /// <exception cref="PlatformNotSupportedException">It is bcrypt's, and the system's libcrypt is not there.</exception>
    internal abstract bool Matches(string password);

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
