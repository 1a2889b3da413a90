using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Firebreak.Directory;

/// <summary>bcrypt, computed by the system's libcrypt (Okta's <c>PasswordCredentialHash</c>).</summary>
internal sealed class BcryptHash : PasswordHash
{
    public const string Scheme = "BCRYPT";

    /// <summary>bcrypt's own lower bound.</summary>
    public const int MinCost = 4;

    /// <summary>
    /// Each guess at such a password costs us this work too: at 14 about a second of one core, and every step doubles it. The
    /// Okta API takes up to 20, which would be a minute.
    /// </summary>
    public const int MaxCost = 14;

    private const int SaltLength = 22;
    private const int ValueLength = 31;

    // bcrypt sees no more than these; what follows would be dropped in silence.
    private const int MaxPasswordBytes = 72;

    private readonly int _cost;
    private readonly string _salt;
    private readonly byte[] _value;

    private BcryptHash(int cost, string salt, string value)
        : base(Scheme, cost.ToString(CultureInfo.InvariantCulture), salt, value)
    {
        _cost = cost;
        _salt = salt;
        _value = Encoding.ASCII.GetBytes(value);
    }

    public override bool IsImported => true;

    /// <param name="salt">22 characters of bcrypt's own alphabet.</param>
    /// <param name="value">31 of them.</param>
    public static bool TryMake(int cost, string salt, string value, [NotNullWhen(true)] out BcryptHash? hash, out string problem)
    {
        hash = null;
        problem =
            cost is < MinCost or > MaxCost ? $"workFactor: The work factor must be from {MinCost} to {MaxCost}."
            : !IsRadix64(salt, SaltLength) ? $"salt: The salt of BCRYPT must be {SaltLength} characters of its radix-64 alphabet."
            : !IsRadix64(value, ValueLength) ? $"value: The value of BCRYPT must be {ValueLength} characters of its radix-64 alphabet."
            : "";
        if (problem.Length > 0) return false;
        hash = new BcryptHash(cost, salt, value);
        return true;
    }

    internal override bool Matches(string password)
    {
        // A longer password is refused and not cut: whoever knows its first 72 bytes must not get in.
        if (password.Contains('\0', StringComparison.Ordinal) || Encoding.UTF8.GetByteCount(password) > MaxPasswordBytes) return false;
        // 2b is bcrypt without the historical faults that 2a and 2x stand for; correct hashes are the same under 2a, 2b and 2y.
        var made = LibCrypt.Crypt(password, $"$2b${_cost:00}${_salt}");
        // The last part alone: libcrypt clears the two bits of the salt that bcrypt does not use.
        return made.Length > ValueLength
            && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(made[^ValueLength..]), _value);
    }

    private static bool IsRadix64(string text, int length) =>
        text.Length == length && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '/');
}
