using System.Security.Cryptography;
using Firebreak.SystemLog;

namespace Firebreak.Storage.Postgres;

/// <summary>
/// A row among the intents that is no event of any org: somebody put it there by hand. It may not keep the others from their places, and it
/// may not vanish: it is moved to a table of its own as it was, and the logs of the operator and of the org that it names say so.
/// </summary>
internal sealed record SetAside(long Id, Intent Intent, string Reason)
{
    private string Sum { get; } = Convert.ToHexStringLower(SHA256.HashData(Intent.Json));

    /// <summary>What is wrong with an intent's org; null when nothing is.</summary>
    public static string? Problem(long orgNumber, IReadOnlySet<long> orgs) => orgs.Contains(orgNumber) ? null : $"no org has the number {orgNumber}";

    /// <summary>Keeps it.</summary>
    public Sql Insert(long at) =>
        $"insert into intents_aside (intent, org_number, body, reason, at) values ({Id}, {Intent.OrgNumber}, {Intent.Json}, {Reason}, {at})";

    /// <summary>The events that say so.</summary>
    public IEnumerable<Intent> Reports(IReadOnlySet<long> orgs) =>
        new[] { Org.OperatorNumber, Intent.OrgNumber }.Distinct().Where(orgs.Contains).Select(number => new Intent(number, EventJson.Intent(
            (Event.Of(LogEvents.SetAside, new EventTarget($"{Id}", "Intent", null, null)) with { Result = EventResult.FAILURE, Reason = Reason })
                .With("orgNumber", $"{Intent.OrgNumber}").With("sha256", Sum).With("bytes", $"{Intent.Json.Length}"),
            Caller.Service(new Org("", number, "", "", OrgStatus.Active, 0)))));

    /// <inheritdoc/>
    public override string ToString() =>
        $"Intent {Id} of org number {Intent.OrgNumber} was set aside, in the table intents_aside: {Reason}. SHA-256 {Sum}, {Intent.Json.Length} bytes. Nothing of ours writes such a row; see docs/alarms.md.";
}
