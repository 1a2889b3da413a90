using System.Collections.Immutable;

namespace Firebreak.SignIn;

/// <summary>A kind of factor. Source: Okta, Factors API, "Supported factors for providers".</summary>
/// <param name="Type">Okta's <c>factorType</c>.</param>
/// <param name="Prefix">How its ids begin.</param>
/// <param name="LogName">What the System Log calls it.</param>
/// <param name="Method">How it recognises users, in the words of RFC 8176.</param>
public sealed record FactorKind(string Type, string Provider, string Prefix, string LogName, string Method)
{
    /// <summary>One-time passwords, as Okta's own app makes them.</summary>
    public static FactorKind OktaTotp { get; } = new("token:software:totp", "OKTA", "ost", "OKTA_SOFT_TOKEN", "otp");

    /// <summary>The same in any other app.</summary>
    public static FactorKind GoogleTotp { get; } = new("token:software:totp", "GOOGLE", "uft", "GOOGLE_OTP", "otp");

    /// <summary>A question: for compatibility, in orgs that switch it on.</summary>
    public static FactorKind Question { get; } = new("question", "OKTA", "ufs", "QUESTION", "kba");

    /// <summary>All of them.</summary>
    public static ImmutableArray<FactorKind> All { get; } = [OktaTotp, GoogleTotp, Question];

    /// <summary>Whether it makes one-time passwords.</summary>
    public bool IsTotp => this != Question;
}

/// <summary>A second factor of one user. Its secrets are wrapped or hashed, and it does not print them.</summary>
/// <param name="Secret">The shared secret, wrapped; null where there is none.</param>
/// <param name="Picture">The hash of what fetches its picture.</param>
/// <param name="Question">Which question, in the API's words.</param>
/// <param name="Answer">A self-describing hash of the folded answer.</param>
/// <param name="LastStep">The step of the last code that was accepted.</param>
public sealed record Factor(
    string Id, string UserId, FactorKind Kind, bool IsActive, long Created, long LastUpdated, byte[]? Secret, byte[]? Picture, string? Question, string? Answer, long? LastStep)
{
    /// <summary>The factor as an event's target.</summary>
    public SystemLog.EventTarget Target => new(Id, "Factor", Kind.LogName, Kind.LogName);

    /// <inheritdoc/>
    public override string ToString() => $"Factor({Id})";
}

/// <summary>What whoever enrols one-time passwords must be told, once. It does not print itself.</summary>
/// <param name="Secret">In base 32.</param>
/// <param name="Picture">What fetches the picture.</param>
public sealed record FactorActivation(string Secret, string Picture)
{
    /// <inheritdoc/>
    public override string ToString() => "FactorActivation(hidden)";
}
