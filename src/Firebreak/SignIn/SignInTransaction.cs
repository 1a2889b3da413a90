using System.Collections.Immutable;
using Firebreak.Directory;

namespace Firebreak.SignIn;

/// <summary>A sign-in on its way, as it is kept.</summary>
/// <param name="Methods">How the user was recognised so far, in the words of RFC 8176.</param>
/// <param name="Warn">The option <c>warnBeforePasswordExpired</c>.</param>
/// <param name="Device">The hash of the device token; null: none, or nobody trusted said one.</param>
/// <param name="Ends">When the state token ends unless it is used, in UTC microseconds.</param>
public sealed record SignInTransaction(
    string UserId, SignInState State, ImmutableArray<string> Methods, bool Warn, string? Device, long Created, long Ends)
{
    /// <summary>How long a state token lives without use.</summary>
    public static readonly TimeSpan MostRest = TimeSpan.FromMinutes(5);

    /// <summary>How long a sign-in may take, whatever happens.</summary>
    public static readonly TimeSpan MostAge = TimeSpan.FromHours(1);

    /// <summary>The same, used now.</summary>
    public SignInTransaction UsedAt(long now) => this with { Ends = Math.Min(now + Times.Micros(MostRest), Created + Times.Micros(MostAge)) };
}

/// <summary>What whoever signs in holds meanwhile; the store has its hash. It does not print itself.</summary>
public sealed record StateToken(string Plain)
{
    private const int Characters = 42;

    /// <summary>A new one: 42 characters, the first two zeros as at Okta.</summary>
    public static StateToken New() => new("00" + Ids.Secret(Characters - 2));

    /// <inheritdoc/>
    public override string ToString() => "StateToken(hidden)";
}

/// <summary>How a sign-in stands after a step.</summary>
/// <param name="Token">The state token; null once it is complete.</param>
/// <param name="Session">What it led to; null until it is complete.</param>
public sealed record SignInAnswer(SignInTransaction Transaction, User User, StateToken? Token, SessionToken? Session)
{
    /// <summary>Whole days until the password expires; null: it does not.</summary>
    public long? PasswordExpireDays { get; init; }

    /// <summary>The user's factors.</summary>
    public ImmutableArray<Factor> Factors { get; init; } = [];

    /// <summary>The kinds that may be enrolled.</summary>
    public ImmutableArray<FactorKind> Kinds { get; init; } = [];

    /// <summary>What whoever enrols must be told now, and only now.</summary>
    public FactorActivation? Activation { get; init; }
}
