using System.Collections.Immutable;
using System.Text;

namespace Firebreak.Directory;

/// <summary>
/// What a password must be (the Okta API's <c>PasswordPolicyPasswordSettingsComplexity</c>, and <c>historyCount</c> of its age settings).
/// The defaults are those of an Okta org's default policy.
/// </summary>
public sealed record PasswordPolicy
{
    /// <summary>
    /// The longest password, in bytes of UTF-8; no policy changes it. A longer one is refused, never cut. (Okta's own limit is 72
    /// characters; the bound is here so that hashing has one.)
    /// </summary>
    public const int MaxBytes = 256;

    /// <summary>The shortest password, in characters (Unicode code points).</summary>
    public int MinLength { get; init; } = 8;

    /// <summary>How many lower case letters at least.</summary>
    public int MinLowerCase { get; init; } = 1;

    /// <summary>How many upper case letters at least.</summary>
    public int MinUpperCase { get; init; } = 1;

    /// <summary>How many digits at least.</summary>
    public int MinNumber { get; init; } = 1;

    /// <summary>How many characters at least that are neither letter nor digit.</summary>
    public int MinSymbol { get; init; }

    /// <summary>Whether the login and its parts must not be in the password.</summary>
    public bool ExcludeUsername { get; init; } = true;

    /// <summary>Whether the first name must not be in it (<c>excludeAttributes</c> holds <c>firstName</c>).</summary>
    public bool ExcludeFirstName { get; init; }

    /// <summary>Whether the last name must not be in it (<c>excludeAttributes</c> holds <c>lastName</c>).</summary>
    public bool ExcludeLastName { get; init; }

    /// <summary>How many of the user's last passwords must not come back; 0: any may.</summary>
    public int HistoryCount { get; init; } = 4;

    /// <summary>All that the policy asks, in Okta's words.</summary>
    public string Requirements => PasswordRequirements.Of(this);

    /// <summary>
    /// What is wrong with a password, each a sentence for an error cause of E0000001 or E0000014, in Okta's words where Okta has some;
    /// none when it is good. Costs next to nothing; see <see cref="WasUsed"/> for the history.
    /// </summary>
    /// <param name="firstName">Null or empty where the user has none.</param>
    /// <param name="lastName">Null or empty where the user has none.</param>
    public ImmutableArray<string> Check(string password, string login, string? firstName = null, string? lastName = null)
    {
        var problems = ImmutableArray.CreateBuilder<string>();
        // Half a surrogate pair would be hashed as a question mark, and so would any other half.
        if (!IsUnicode(password)) problems.Add("Password cannot be read as Unicode text.");
        if (Encoding.UTF8.GetByteCount(password) > MaxBytes) problems.Add($"Password cannot be longer than {MaxBytes} bytes.");
        if (!IsMetBy(password, login, firstName, lastName)) problems.Add($"Password requirements were not met. {Requirements}");
        return problems.ToImmutable();
    }

    /// <summary>Okta's sentence for a password that <see cref="WasUsed"/> found.</summary>
    public const string UsedTooRecently = "Password has been used too recently";

    /// <summary>
    /// Whether the password is one of the user's last <see cref="HistoryCount"/>. Each that is looked at costs a whole verification.
    /// </summary>
    /// <param name="newestFirst">The current password's hash, then those before it.</param>
    public bool WasUsed(string password, IEnumerable<PasswordHash> newestFirst) =>
        newestFirst.Take(HistoryCount).Any(old => old.Matches(password));

    private bool IsMetBy(string password, string login, string? firstName, string? lastName)
    {
        var runes = password.EnumerateRunes().ToList();
        return runes.Count >= MinLength
            && runes.Count(Rune.IsLower) >= MinLowerCase
            && runes.Count(Rune.IsUpper) >= MinUpperCase
            && runes.Count(Rune.IsDigit) >= MinNumber
            && runes.Count(rune => !Rune.IsLetterOrDigit(rune)) >= MinSymbol
            && !(ExcludeUsername && PasswordRequirements.PartsOf(login).Any(part => Contains(password, part)))
            && !(ExcludeFirstName && Contains(password, firstName))
            && !(ExcludeLastName && Contains(password, lastName));
    }

    private static bool Contains(string password, string? word) =>
        !string.IsNullOrWhiteSpace(word) && password.Contains(word, StringComparison.OrdinalIgnoreCase);

    private static bool IsUnicode(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return false;
            i++;
        }

        return true;
    }
}
