using Firebreak.SystemLog;

namespace Firebreak.Directory;

/// <summary>That an administrator lets an app ask for one of Okta's scopes. Source: Okta, Application Grants API.</summary>
/// <param name="Scope">The scope's name, such as <c>okta.users.read</c>.</param>
/// <param name="By">Who granted it: the id and the type of the actor.</param>
internal sealed record AppGrant(string Id, string Scope, long Created, string By, string ByType)
{
    public const string Kind = "OAuth2ScopeConsentGrant";

    public EventTarget Target => new(Id, Kind, Scope, Scope);
}
