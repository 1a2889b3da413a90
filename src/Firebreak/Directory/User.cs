namespace Firebreak.Directory;

/// <summary>Where a user stands in Okta's lifecycle. Source: Okta, Users API, "User status".</summary>
public enum UserStatus
{
    /// <summary>Made, never activated.</summary>
    STAGED,

    /// <summary>Activated, and has no credential yet.</summary>
    PROVISIONED,

    /// <summary>Can sign in.</summary>
    ACTIVE,

    /// <summary>Must set a new password by a link.</summary>
    RECOVERY,

    /// <summary>Must change the password at the next sign-in.</summary>
    PASSWORD_EXPIRED,

    /// <summary>Too many wrong passwords.</summary>
    LOCKED_OUT,

    /// <summary>Stopped by an administrator; keeps everything.</summary>
    SUSPENDED,

    /// <summary>Out; the only status from which one is deleted.</summary>
    DEPROVISIONED,
}

/// <summary>A user as it is kept. Secrets are hashes and print nothing.</summary>
/// <param name="Profile">The profile's JSON object, as the API shows it.</param>
/// <param name="Password">A self-describing hash, or null.</param>
/// <param name="Answer">A self-describing hash of the recovery question's folded answer, or null.</param>
public sealed record User(
    string Id, string Login, UserStatus Status, string TypeId, long Created, long? Activated, long? StatusChanged, long? LastLogin, long LastUpdated,
    long? PasswordChanged, string? Password, string? Question, string? Answer, string Profile)
{
    /// <summary>Who checks the user's password when it is not this service.</summary>
    public ForeignProvider? Provider { get; init; }

    /// <summary>Whether the password was hashed by another directory, and is to be hashed anew at the next sign-in.</summary>
    public bool HasImportedPassword => Password is not null && !Password.StartsWith($"${OwnHash.Scheme}$", StringComparison.Ordinal);

    /// <summary>What events and pages call this user: first and last name, or the login.</summary>
    public string DisplayName
    {
        get
        {
            var (first, last) = ProfileText.Read(Profile, "firstName"u8, "lastName"u8);
            var name = $"{first} {last}".Trim();
            return name.Length > 0 ? name : Login;
        }
    }

    /// <summary>The primary mail address.</summary>
    public string Email => ProfileText.Read(Profile, "email"u8, default).First ?? Login;

    /// <summary>The user as an event's target.</summary>
    public SystemLog.EventTarget Target => new(Id, "User", Login, DisplayName);

    /// <summary>The user as an event's actor.</summary>
    public Actor Actor => new(Id, "User", Login, DisplayName);

    /// <summary>Texts that are compared without case are folded so, everywhere.</summary>
    public static string Fold(string text) => text.ToLowerInvariant();

    /// <inheritdoc/>
    public override string ToString() => $"User({Id})";
}

/// <summary>Another identity provider that a user signs in with: it has no password or recovery question here.</summary>
/// <param name="Type">FEDERATION or SOCIAL.</param>
public sealed record ForeignProvider(string Type, string Name);
