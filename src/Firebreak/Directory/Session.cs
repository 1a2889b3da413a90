using System.Collections.Immutable;

namespace Firebreak.Directory;

/// <summary>A sign-in that goes on: bound to one org and one user, ended by its user, by an administrator, by rest or by age.</summary>
/// <param name="Ends">When it ends whatever happens, in UTC microseconds.</param>
/// <param name="LastSeen">When it was last used, known to the minute; null: only when it began.</param>
public sealed record Session(string Id, string UserId, long Created, long Ends, string? Address, string? UserAgent, long? LastSeen)
{
    /// <summary>How long a session lives at most.</summary>
    public static readonly TimeSpan MostAge = TimeSpan.FromHours(12);

    /// <summary>How long a session lives without use.</summary>
    public static readonly TimeSpan MostRest = TimeSpan.FromHours(2);

    /// <summary>How its user was recognised, in the words of RFC 8176.</summary>
    public ImmutableArray<string> Methods { get; init; } = ["pwd"];

    /// <summary>The hash of the device token that it is bound to; null: none.</summary>
    public string? Device { get; init; }

    /// <summary>When the password was verified.</summary>
    public long PasswordAt { get; init; } = Created;

    /// <summary>When a second factor was; null: none was.</summary>
    public long? FactorAt { get; init; }

    /// <summary>When it ends without further use.</summary>
    public long Expires => Math.Min(Ends, (LastSeen ?? Created) + Times.Micros(MostRest));

    /// <summary>Whether it is still good at a time.</summary>
    public bool IsLive(long now) => now < Expires;
}

/// <summary>What a browser holds to show that a session is its own. It does not print itself.</summary>
public sealed record SessionSecret(string Plain)
{
    /// <summary>The number of characters: 250 bits.</summary>
    public const int Characters = 42;

    /// <summary>A new one.</summary>
    public static SessionSecret New() => new(Ids.Secret(Characters));

    /// <inheritdoc/>
    public override string ToString() => "SessionSecret(hidden)";
}
