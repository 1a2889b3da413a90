using System.Text;
using Firebreak.Log.Events;

namespace Firebreak.Tests.Events;

/// <summary>All that a reader says of a line, as text that can be compared.</summary>
internal static class EventFields
{
    /// <summary>The fields of an event by their paths in the JSON, those of its targets behind.</summary>
    public static List<(string Path, string Value)> Of(in LogEvent read)
    {
        var fields = new List<(string, string)>(40)
        {
            ("published", read.PublishedText.ToString()),
            ("eventType", read.EventType.ToString()),
            ("uuid", read.Uuid.ToString()),
            ("displayMessage", read.DisplayMessage.ToString()),
            ("severity", read.Severity.ToString()),
            ("actor.id", read.ActorId.ToString()),
            ("actor.type", read.ActorType.ToString()),
            ("actor.alternateId", read.ActorAlternateId.ToString()),
            ("actor.displayName", read.ActorDisplayName.ToString()),
            ("actor.detailEntry.affiliation", read.ActorAffiliation.ToString()),
            ("client.ipAddress", read.ClientIpAddress.ToString()),
            ("client.zone", read.ClientZone.ToString()),
            ("client.device", read.ClientDevice.ToString()),
            ("client.userAgent.rawUserAgent", read.ClientRawUserAgent.ToString()),
            ("client.geographicalContext.country", read.ClientCountry.ToString()),
            ("client.geographicalContext.state", read.ClientState.ToString()),
            ("client.geographicalContext.city", read.ClientCity.ToString()),
            ("device.id", read.DeviceId.ToString()),
            ("debugContext.debugData.dtHash", read.DeviceTokenHash.ToString()),
            ("debugContext.debugData.deviceFingerprint", read.DeviceFingerprint.ToString()),
            ("debugContext.debugData.requestUri", read.RequestUri.ToString()),
            ("authenticationContext.externalSessionId", read.ExternalSessionId.ToString()),
            ("authenticationContext.rootSessionId", read.RootSessionId.ToString()),
            ("outcome.result", read.OutcomeResult.ToString()),
            ("outcome.reason", read.OutcomeReason.ToString()),
            ("transaction.id", read.TransactionId.ToString()),
            ("securityContext.asNumber", read.AsNumber.ToString()),
            ("securityContext.asOrg", read.AsOrg.ToString()),
            ("securityContext.isProxy", read.IsProxy.ToString()),
            ("the org", read.Org.ToString()),
        };
        for (var i = 0; i < read.TargetCount; i++)
        {
            fields.Add(("target.id", read.Target(i).Id.ToString()));
            fields.Add(("target.type", read.Target(i).Type.ToString()));
            fields.Add(("target.alternateId", read.Target(i).AlternateId.ToString()));
            fields.Add(("target.displayName", read.Target(i).DisplayName.ToString()));
        }

        return fields;
    }

    /// <summary>The kind of a line, and its event's fields or what is wrong with it.</summary>
    public static string Describe(EventReader reader, ReadOnlySpan<byte> line)
    {
        var kind = reader.Read(line, out var read, out var problem);
        if (kind != LineKind.Event) return $"{kind}: {problem}";
        var text = new StringBuilder().Append(read.Published).Append('\n');
        foreach (var (path, value) in Of(read)) text.Append(path).Append('=').Append(value).Append('\n');
        return text.Append("targets=").Append(read.TargetCount).Append('\n').ToString();
    }

    public static string Describe(EventReader reader, string line) => Describe(reader, Encoding.UTF8.GetBytes(line));
}
