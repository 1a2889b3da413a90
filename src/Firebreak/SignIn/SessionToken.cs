using System.Collections.Immutable;

namespace Firebreak.SignIn;

/// <summary>What a complete sign-in gives: exchanged once, within five minutes, for a session. The store has its hash. It does not print itself.</summary>
/// <param name="Plain">Empty once it is stored.</param>
/// <param name="Methods">How the user was recognised, in the words of RFC 8176.</param>
/// <param name="PasswordAt">When the password was verified, in UTC microseconds.</param>
/// <param name="FactorAt">When a second factor was; null: none was.</param>
public sealed record SessionToken(string Plain, string UserId, ImmutableArray<string> Methods, string? Device, long PasswordAt, long? FactorAt, long Ends)
{
    /// <summary>How long it can be exchanged.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(5);

    private const int Characters = 55;

    /// <summary>A new secret, with the digits at its beginning that Okta's have.</summary>
    public static string NewSecret() => "20111" + Ids.Secret(Characters - 5);

    /// <inheritdoc/>
    public override string ToString() => "SessionToken(hidden)";
}
