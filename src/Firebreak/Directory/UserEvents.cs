using Firebreak.SystemLog;

namespace Firebreak.Directory;

/// <summary>Events of users, by Okta's names; for recovery questions there is none.</summary>
internal static class UserEvents
{
    public static readonly EventType Created = new("user.lifecycle.create", "Create Okta user");
    public static readonly EventType Activated = new("user.lifecycle.activate", "Activate Okta user");
    public static readonly EventType Reactivated = new("user.lifecycle.reactivate", "Reactivate Okta user");
    public static readonly EventType Deactivated = new("user.lifecycle.deactivate", "Deactivate Okta user");
    public static readonly EventType Suspended = new("user.lifecycle.suspend", "Suspend Okta user");
    public static readonly EventType Unsuspended = new("user.lifecycle.unsuspend", "Unsuspend Okta user");
    public static readonly EventType DeleteInitiated = new("user.lifecycle.delete.initiated", "Delete Okta user initiated");
    public static readonly EventType DeleteCompleted = new("user.lifecycle.delete.completed", "Delete Okta user completed");
    public static readonly EventType Unlocked = new("user.account.unlock_by_admin", "User account unlock by admin");
    public static readonly EventType ProfileUpdated = new("user.account.update_profile", "Update user profile for Okta");
    public static readonly EventType TypeUpdated = new("user.account.update_user_type", "Change user type");
    public static readonly EventType PasswordUpdated = new("user.account.update_password", "User update password for Okta");
    public static readonly EventType PasswordReset = new("user.account.reset_password", "User reset password for Okta");
    public static readonly EventType PasswordExpired = new("user.account.expire_password", "Expire user's password");
    public static readonly EventType QuestionUpdated = new("firebreak.user.update_recovery_question", "Update user's recovery question");
    public static readonly EventType FactorsReset = new("user.mfa.factor.reset_all", "Reset all factors for user");
    public static readonly EventType SessionsCleared = new("user.session.clear", "Clear user session");
}
