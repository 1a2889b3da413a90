namespace Firebreak.Log.Events;

/// <summary>
/// An Okta LogEvent, read from its bytes, which stay as they came. It is a view: it lives as long as the reader's
/// current event does. A field that is missing, null or empty is empty text.
/// </summary>
public readonly ref struct LogEvent
{
    private readonly EventSlices _slices;

    internal LogEvent(ReadOnlySpan<byte> bytes, EventSlices slices, Instant published)
    {
        Bytes = bytes;
        Published = published;
        _slices = slices;
    }

    /// <summary>The event's own bytes, one JSON object.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>When it was published.</summary>
    public Instant Published { get; }

    /// <summary><c>published</c> as it is written.</summary>
    public JsonText PublishedText => this[EventField.Published];

    /// <summary><c>eventType</c>.</summary>
    public JsonText EventType => this[EventField.EventType];

    /// <summary><c>uuid</c>.</summary>
    public JsonText Uuid => this[EventField.Uuid];

    /// <summary><c>displayMessage</c>.</summary>
    public JsonText DisplayMessage => this[EventField.DisplayMessage];

    /// <summary><c>severity</c>.</summary>
    public JsonText Severity => this[EventField.Severity];

    /// <summary><c>actor.id</c>.</summary>
    public JsonText ActorId => this[EventField.ActorId];

    /// <summary><c>actor.type</c>.</summary>
    public JsonText ActorType => this[EventField.ActorType];

    /// <summary><c>actor.alternateId</c>, the login of a user.</summary>
    public JsonText ActorAlternateId => this[EventField.ActorAlternateId];

    /// <summary><c>actor.displayName</c>.</summary>
    public JsonText ActorDisplayName => this[EventField.ActorDisplayName];

    /// <summary><c>actor.detailEntry.affiliation</c>: the sub-processor of a support engineer.</summary>
    public JsonText ActorAffiliation => this[EventField.ActorAffiliation];

    /// <summary><c>client.ipAddress</c>.</summary>
    public JsonText ClientIpAddress => this[EventField.ClientIpAddress];

    /// <summary><c>client.zone</c>.</summary>
    public JsonText ClientZone => this[EventField.ClientZone];

    /// <summary><c>client.device</c>.</summary>
    public JsonText ClientDevice => this[EventField.ClientDevice];

    /// <summary><c>client.userAgent.rawUserAgent</c>.</summary>
    public JsonText ClientRawUserAgent => this[EventField.ClientRawUserAgent];

    /// <summary><c>client.geographicalContext.country</c>.</summary>
    public JsonText ClientCountry => this[EventField.ClientCountry];

    /// <summary><c>client.geographicalContext.state</c>.</summary>
    public JsonText ClientState => this[EventField.ClientState];

    /// <summary><c>client.geographicalContext.city</c>.</summary>
    public JsonText ClientCity => this[EventField.ClientCity];

    /// <summary><c>device.id</c>.</summary>
    public JsonText DeviceId => this[EventField.DeviceId];

    /// <summary><c>debugContext.debugData.dtHash</c>: the hash of the browser's device token.</summary>
    public JsonText DeviceTokenHash => this[EventField.DeviceTokenHash];

    /// <summary><c>debugContext.debugData.deviceFingerprint</c>.</summary>
    public JsonText DeviceFingerprint => this[EventField.DeviceFingerprint];

    /// <summary><c>debugContext.debugData.requestUri</c>.</summary>
    public JsonText RequestUri => this[EventField.RequestUri];

    /// <summary><c>authenticationContext.externalSessionId</c>.</summary>
    public JsonText ExternalSessionId => this[EventField.ExternalSessionId];

    /// <summary><c>authenticationContext.rootSessionId</c>.</summary>
    public JsonText RootSessionId => this[EventField.RootSessionId];

    /// <summary><c>outcome.result</c>.</summary>
    public JsonText OutcomeResult => this[EventField.OutcomeResult];

    /// <summary><c>outcome.reason</c>.</summary>
    public JsonText OutcomeReason => this[EventField.OutcomeReason];

    /// <summary><c>transaction.id</c>.</summary>
    public JsonText TransactionId => this[EventField.TransactionId];

    /// <summary><c>securityContext.asNumber</c>, as text.</summary>
    public JsonText AsNumber => this[EventField.AsNumber];

    /// <summary><c>securityContext.asOrg</c>.</summary>
    public JsonText AsOrg => this[EventField.AsOrg];

    /// <summary><c>securityContext.isProxy</c>, as text: true, false or empty.</summary>
    public JsonText IsProxy => this[EventField.IsProxy];

    /// <summary>The number of targets.</summary>
    public int TargetCount => _slices.Targets;

    /// <summary>
    /// The org it belongs to: the top-level <c>orgId</c>, else the id of its first target of type <c>Org</c>, else empty,
    /// and then whoever asks has to say.
    /// </summary>
    public JsonText Org
    {
        get
        {
            var org = this[EventField.OrgId];
            for (var i = 0; org.IsEmpty && i < TargetCount; i++)
            {
                if (Target(i).Type.Is("Org"u8)) return Target(i).Id;
            }

            return org;
        }
    }

    private JsonText this[EventField field] => _slices[field].In(Bytes);

    /// <summary>One of the targets, from 0.</summary>
    public EventTarget Target(int index) => new(Bytes, _slices, index);
}

/// <summary>A target of an event.</summary>
public readonly ref struct EventTarget
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly EventSlices _slices;
    private readonly int _index;

    internal EventTarget(ReadOnlySpan<byte> bytes, EventSlices slices, int index)
    {
        _bytes = bytes;
        _slices = slices;
        _index = index;
    }

    /// <summary><c>id</c>.</summary>
    public JsonText Id => this[EventField.TargetId];

    /// <summary><c>type</c>, such as <c>User</c> or <c>AppInstance</c>.</summary>
    public JsonText Type => this[EventField.TargetType];

    /// <summary><c>alternateId</c>, the login of a user.</summary>
    public JsonText AlternateId => this[EventField.TargetAlternateId];

    /// <summary><c>displayName</c>.</summary>
    public JsonText DisplayName => this[EventField.TargetDisplayName];

    private JsonText this[EventField field] => _slices.OfTarget(_index, field).In(_bytes);
}
