namespace Firebreak.Directory;

/// <summary>
/// One operation on users and the statuses from which it may be done. Source: Okta, Users API, "User status"; where the links of real orgs'
/// answers offer more than the text says, they count.
/// </summary>
internal sealed record UserMove(Permission Needs, Refusal Otherwise, params UserStatus[] From)
{
    public static UserMove Activate { get; } = new(Permission.ManageLifecycle, Refusal.ActivationFailed(), UserStatus.STAGED, UserStatus.DEPROVISIONED);

    public static UserMove Deactivate { get; } = new(Permission.ManageLifecycle, Refusal.WrongStatus, [.. Enum.GetValues<UserStatus>().Where(status => status != UserStatus.DEPROVISIONED)]);

    public static UserMove Reactivate { get; } = new(Permission.ManageLifecycle, Refusal.WrongStatus, UserStatus.PROVISIONED, UserStatus.RECOVERY);

    public static UserMove Suspend { get; } = new(Permission.ManageLifecycle, Refusal.Invalid("suspendUser", "Cannot suspend a user that is not active"),
        UserStatus.ACTIVE, UserStatus.PASSWORD_EXPIRED, UserStatus.RECOVERY, UserStatus.LOCKED_OUT);

    public static UserMove Unsuspend { get; } = new(Permission.ManageLifecycle, Refusal.Invalid("unsuspendUser", "Cannot unsuspend a user that is not suspended"), UserStatus.SUSPENDED);

    public static UserMove Unlock { get; } = new(Permission.ManageLifecycle,
        Refusal.Of(403, "E0000032", "Unlock is not allowed for this user.", "The user is not locked out."), UserStatus.LOCKED_OUT);

    public static UserMove ResetFactors { get; } = new(Permission.ManageFactors, Refusal.WrongStatus, Deactivate.From);

    public static UserMove ExpirePassword { get; } = new(Permission.ManageCredentials, Refusal.WrongStatus, UserStatus.ACTIVE, UserStatus.PASSWORD_EXPIRED);

    public static UserMove SetTemporaryPassword { get; } = new(Permission.ManageCredentials, Refusal.WrongStatus, UserStatus.ACTIVE, UserStatus.PASSWORD_EXPIRED, UserStatus.RECOVERY);

    public static UserMove ResetPassword { get; } = new(Permission.ManageCredentials, Refusal.WrongStatus,
        UserStatus.ACTIVE, UserStatus.PASSWORD_EXPIRED, UserStatus.RECOVERY, UserStatus.LOCKED_OUT);

    public static UserMove ForgetPassword { get; } = new(Permission.ManageCredentials,
        Refusal.Of(403, "E0000034", "Forgot password not allowed on specified user."), UserStatus.ACTIVE, UserStatus.PASSWORD_EXPIRED);

    public static UserMove ChangePassword { get; } = new(Permission.ManageCredentials,
        Refusal.Of(403, "E0000035", "Change password not allowed on specified user."), UserStatus.STAGED, UserStatus.ACTIVE, UserStatus.PASSWORD_EXPIRED, UserStatus.RECOVERY);

    public static UserMove ChangeQuestion { get; } = new(Permission.ManageCredentials,
        Refusal.Of(403, "E0000036", "Change recovery question not allowed on specified user."), UserStatus.STAGED, UserStatus.ACTIVE, UserStatus.PASSWORD_EXPIRED, UserStatus.RECOVERY);

    /// <summary>Whether it may be done to a user in a status.</summary>
    public bool IsAllowed(UserStatus status) => From.Contains(status);
}
