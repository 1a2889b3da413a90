using Firebreak.SystemLog;

namespace Firebreak.Directory;

/// <summary>Events of apps and of who has them, by Okta's names.</summary>
internal static class AppEvents
{
    public static readonly EventType Created = new("application.lifecycle.create", "Create application");
    public static readonly EventType Updated = new("application.lifecycle.update", "Update application");
    public static readonly EventType Activated = new("application.lifecycle.activate", "Activate application");
    public static readonly EventType Deactivated = new("application.lifecycle.deactivate", "Deactivate application");
    public static readonly EventType Deleted = new("application.lifecycle.delete", "Delete application");

    public static readonly EventType SecretCreated = new("app.oauth2.credentials.lifecycle.create", "Create OAuth client credentials");
    public static readonly EventType SecretActivated = new("app.oauth2.credentials.lifecycle.activate", "Activate OAuth client credentials");
    public static readonly EventType SecretDeactivated = new("app.oauth2.credentials.lifecycle.deactivate", "Deactivate OAuth client credentials");
    public static readonly EventType SecretDeleted = new("app.oauth2.credentials.lifecycle.delete", "Delete OAuth client credentials");

    public static readonly EventType KeyGenerated = new("app.keys.generate", "New signing key generated");
    public static readonly EventType KeyCloned = new("app.keys.clone", "Application signing key cloned");
    public static readonly EventType KeyRotated = new("app.keys.rotate", "Application signing key rotated");
    public static readonly EventType CsrGenerated = new("app.app_instance.csr.generate", "Certificate signing request (CSR) generated");
    public static readonly EventType CsrPublished = new("app.app_instance.csr.publish", "Certificate signing request (CSR) published");
    public static readonly EventType CsrRevoked = new("app.app_instance.csr.revoke", "Certificate signing request (CSR) revoked");

    public static readonly EventType ConsentGranted = new("app.oauth2.admin.consent.grant", "Administrator consent granted for scope");
    public static readonly EventType ConsentRevoked = new("app.oauth2.admin.consent.revoke", "Administrator consent revoked for scope");

    public static readonly EventType UserAdded = new("application.user_membership.add", "Add user to application membership");
    public static readonly EventType UserUpdated = new("application.user_membership.update", "Update user's application property");
    public static readonly EventType UserNameChanged = new("application.user_membership.change_username", "Change user's application username");
    public static readonly EventType PasswordChanged = new("application.user_membership.change_password", "Change application password for user");
    public static readonly EventType UserRemoved = new("application.user_membership.remove", "Remove user's application membership");

    public static readonly EventType GroupAdded = new("group.application_assignment.add", "Add assigned application to group");
    public static readonly EventType GroupUpdated = new("group.application_assignment.update", "Update assigned application in group");
    public static readonly EventType GroupRemoved = new("group.application_assignment.remove", "Remove assigned application from group");
}
