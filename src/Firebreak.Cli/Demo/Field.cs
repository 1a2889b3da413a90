namespace Firebreak.Cli.Demo;

/// <summary>The fields of an event, in Firebreak's own order.</summary>
internal enum Field
{
    Published, OrgId, EventType, Actor, Outcome, Target, Client, AuthenticationContext, DisplayMessage, Severity, SecurityContext,
    DebugContext, Transaction, LegacyEventType, Version, Request, Uuid,
}

/// <summary>Orders in which a line's fields are met.</summary>
internal static class FieldOrder
{
    public static readonly Field[] Own = Enum.GetValues<Field>();

    /// <summary>As an Okta export has them; orgId, which Okta does not have, comes last.</summary>
    public static readonly Field[] Okta =
    [
        Field.Actor, Field.Client, Field.AuthenticationContext, Field.DisplayMessage, Field.EventType, Field.Outcome, Field.Published,
        Field.SecurityContext, Field.Severity, Field.DebugContext, Field.LegacyEventType, Field.Transaction, Field.Uuid, Field.Version,
        Field.Request, Field.Target, Field.OrgId,
    ];

    /// <summary>By name, as a tool that sorts keys would leave them; the actor's fields too are sorted then.</summary>
    public static readonly Field[] Sorted = [.. Okta[..^1].OrderBy(field => field.ToString(), StringComparer.Ordinal), Field.OrgId];

    /// <summary>Who, what and when only after everything that is long.</summary>
    public static readonly Field[] Late =
    [
        Field.DebugContext, Field.Target, Field.Request, Field.Client, Field.SecurityContext, Field.Transaction, Field.Version,
        Field.LegacyEventType, Field.Severity, Field.DisplayMessage, Field.Outcome, Field.AuthenticationContext, Field.Uuid,
        Field.EventType, Field.Actor, Field.Published, Field.OrgId,
    ];
}
