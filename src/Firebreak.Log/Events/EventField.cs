using System.Text;

namespace Firebreak.Log.Events;

/// <summary>The fields of an Okta LogEvent that questions need; the names are their paths.</summary>
internal enum EventField
{
    Published,
    EventType,
    OrgId,
    Uuid,
    DisplayMessage,
    Severity,
    ActorId,
    ActorType,
    ActorAlternateId,
    ActorDisplayName,
    ActorAffiliation,
    ClientIpAddress,
    ClientZone,
    ClientDevice,
    ClientRawUserAgent,
    ClientCountry,
    ClientState,
    ClientCity,
    DeviceId,
    ExternalSessionId,
    RootSessionId,
    OutcomeResult,
    OutcomeReason,
    TransactionId,
    DeviceTokenHash,
    DeviceFingerprint,
    RequestUri,
    AsNumber,
    AsOrg,
    IsProxy,

    // Of the target at hand; moved to the list of targets when it ends.
    TargetId,
    TargetType,
    TargetAlternateId,
    TargetDisplayName,

    Count,
}

/// <summary>An object of a LogEvent whose keys mean something to us.</summary>
internal enum EventObject
{
    /// <summary>Keys are checked for repeats, and mean nothing.</summary>
    Other,
    Root,
    Actor,
    ActorDetail,
    Client,
    ClientUserAgent,
    ClientGeography,
    Device,
    Authentication,
    Outcome,
    Transaction,
    Debug,
    DebugData,
    Security,
    Target,
}

/// <summary>What a key leads to: a field, a list of targets, or an object to look into.</summary>
internal readonly record struct EventKey(EventObject In, byte[] Name, EventField Field, EventObject Object)
{
    /// <summary>Whether the key's value is kept.</summary>
    public bool IsField => Field != EventField.Count;

    /// <summary>All keys we know, in the order of Okta's schema.</summary>
    public static EventKey[] All { get; } =
    [
        Of(EventObject.Root, "published", EventField.Published),
        Of(EventObject.Root, "eventType", EventField.EventType),
        Of(EventObject.Root, "orgId", EventField.OrgId),
        Of(EventObject.Root, "uuid", EventField.Uuid),
        Of(EventObject.Root, "displayMessage", EventField.DisplayMessage),
        Of(EventObject.Root, "severity", EventField.Severity),
        Of(EventObject.Root, "actor", EventObject.Actor),
        Of(EventObject.Actor, "id", EventField.ActorId),
        Of(EventObject.Actor, "type", EventField.ActorType),
        Of(EventObject.Actor, "alternateId", EventField.ActorAlternateId),
        Of(EventObject.Actor, "displayName", EventField.ActorDisplayName),
        Of(EventObject.Actor, "detailEntry", EventObject.ActorDetail),
        Of(EventObject.ActorDetail, "affiliation", EventField.ActorAffiliation),
        Of(EventObject.Root, "client", EventObject.Client),
        Of(EventObject.Client, "ipAddress", EventField.ClientIpAddress),
        Of(EventObject.Client, "zone", EventField.ClientZone),
        Of(EventObject.Client, "device", EventField.ClientDevice),
        Of(EventObject.Client, "userAgent", EventObject.ClientUserAgent),
        Of(EventObject.ClientUserAgent, "rawUserAgent", EventField.ClientRawUserAgent),
        Of(EventObject.Client, "geographicalContext", EventObject.ClientGeography),
        Of(EventObject.ClientGeography, "country", EventField.ClientCountry),
        Of(EventObject.ClientGeography, "state", EventField.ClientState),
        Of(EventObject.ClientGeography, "city", EventField.ClientCity),
        Of(EventObject.Root, "device", EventObject.Device),
        Of(EventObject.Device, "id", EventField.DeviceId),
        Of(EventObject.Root, "authenticationContext", EventObject.Authentication),
        Of(EventObject.Authentication, "externalSessionId", EventField.ExternalSessionId),
        Of(EventObject.Authentication, "rootSessionId", EventField.RootSessionId),
        Of(EventObject.Root, "outcome", EventObject.Outcome),
        Of(EventObject.Outcome, "result", EventField.OutcomeResult),
        Of(EventObject.Outcome, "reason", EventField.OutcomeReason),
        Of(EventObject.Root, "transaction", EventObject.Transaction),
        Of(EventObject.Transaction, "id", EventField.TransactionId),
        Of(EventObject.Root, "debugContext", EventObject.Debug),
        Of(EventObject.Debug, "debugData", EventObject.DebugData),
        Of(EventObject.DebugData, "dtHash", EventField.DeviceTokenHash),
        Of(EventObject.DebugData, "deviceFingerprint", EventField.DeviceFingerprint),
        Of(EventObject.DebugData, "requestUri", EventField.RequestUri),
        Of(EventObject.Root, "securityContext", EventObject.Security),
        Of(EventObject.Security, "asNumber", EventField.AsNumber),
        Of(EventObject.Security, "asOrg", EventField.AsOrg),
        Of(EventObject.Security, "isProxy", EventField.IsProxy),
        Of(EventObject.Root, "target", EventObject.Target),
        Of(EventObject.Target, "id", EventField.TargetId),
        Of(EventObject.Target, "type", EventField.TargetType),
        Of(EventObject.Target, "alternateId", EventField.TargetAlternateId),
        Of(EventObject.Target, "displayName", EventField.TargetDisplayName),
    ];

    private static EventKey Of(EventObject within, string name, EventField field) =>
        new(within, Encoding.UTF8.GetBytes(name), field, EventObject.Other);

    private static EventKey Of(EventObject within, string name, EventObject leadsTo) =>
        new(within, Encoding.UTF8.GetBytes(name), EventField.Count, leadsTo);
}
