using System.Collections.Immutable;
using System.Text;
using Firebreak.Log.Notes;
using Firebreak.Storage;

namespace Firebreak.SystemLog;

/// <summary>A log's key as it is kept: wrapped, with its verifier key in the open.</summary>
/// <param name="State">0 in use; 1 signs beside the one in use until it ends; 2 ended, its secret gone.</param>
/// <param name="Ends">When it stops signing; null for the one in use.</param>
public sealed record LogKey(string Id, long State, long Created, long? Ends, string Verifier);

/// <summary>
/// The keys that sign logs' checkpoints: one for each org, and one for the checkpoint log. A log's origin is
/// <c>&lt;instance id&gt;/&lt;org id&gt;</c>, fixed for ever; its keys have that name.
/// </summary>
public static class LogKeys
{
    /// <summary>The last part of the checkpoint log's origin.</summary>
    public const string Epochs = "epochs";

    /// <summary>How long an old key signs beside the new one: the time in which everybody who keeps it can follow.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromDays(30);

    internal const string Purpose = "log";

    /// <summary>The checkpoint log as an org, which it is not: number 0 and no id.</summary>
    internal static Org CheckpointLog { get; } = new("", 0, Epochs, Epochs, OrgStatus.Active, 0);

    /// <summary>The name of an org's log, or of the checkpoint log.</summary>
    public static string Origin(string instance, Org org)
    {
        ArgumentNullException.ThrowIfNull(org);
        return Origin(instance, org.Number, org.Id);
    }

    internal static string Origin(string instance, long orgNumber, string orgId) => $"{instance}/{(orgNumber == 0 ? Epochs : orgId)}";

    /// <summary>The keys that a log has and had, the newest first.</summary>
    public static async Task<IReadOnlyList<LogKey>> List(Queries db, Org org)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(org);
        return await db.All(
            $"select id, state, created, ends, public_part from keys where org_number = {org.Number} and purpose = {Purpose} order by created desc, id desc",
            row => new LogKey(row.Text(0), row.Long(1), row.Long(2), row.LongOrNull(3), row.Text(4)));
    }

    /// <summary>Gives a log a new key. The old one signs beside it for 30 days; the change is an event of the org's log, which the old key still signs.</summary>
    /// <param name="org">The org; null for the checkpoint log, whose change is an event of the operator's log.</param>
    public static async Task<Outcome<LogKey>> Rotate(Store store, Caller caller, Org? org, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        var of = org ?? CheckpointLog;
        var made = New(store, of, store.NowMicros);
        return await store.WriteAcross<LogKey>(caller, async tx =>
        {
            var old = await InUse(tx, of.Number);
            await tx.Run($"update keys set state = 1, ends = {tx.At + Times.Micros(Overlap)} where org_number = {of.Number} and purpose = {Purpose} and state = 0");
            await Insert(tx.Run, of.Number, made);
            var what = Event.Of(LogEvents.KeyRotated, new EventTarget(made.Key.Id, "LogKey", null, Origin(store.InstanceId, of)))
                .With("newKey", made.Key.Verifier).With("oldKey", old?.Verifier).With("oldKeyEnds", Times.Show(tx.At + Times.Micros(Overlap)));
            tx.Record(what, org ?? tx.Org);
            return made.Key;
        }, ct);
    }

    /// <summary>Makes an org's first key, before the transaction that makes the org.</summary>
    internal static NewLogKey New(Store store, Org org, long at)
    {
        var id = Ids.New(Ids.Key, at);
        var key = SigningKey.Generate(Origin(store.InstanceId, org));
        var wrapped = store.Secrets.Wrap(org.Id, Purpose, id, Encoding.UTF8.GetBytes(key.Export()));
        return new NewLogKey(new LogKey(id, 0, at, null, key.Verifier.ToString()), wrapped);
    }

    internal static ValueTask<int> Insert(Func<Sql, ValueTask<int>> run, long orgNumber, NewLogKey made) => run(
        $"""
        insert into keys (org_number, purpose, id, state, created, public_part, wrapped)
        values ({orgNumber}, {Purpose}, {made.Key.Id}, 0, {made.Key.Created}, {made.Key.Verifier}, {made.Wrapped})
        """);

    /// <summary>Signs a checkpoint with every key that signs for this log now, the one in use first.</summary>
    internal static async Task<SignedCheckpoint> Sign(Store store, Queries db, Org org, Checkpoint checkpoint)
    {
        var keys = await Signing(store, db, org);
        return new SignedCheckpoint(checkpoint, Note.Sign(checkpoint.ToString(), keys.AsSpan()));
    }

    /// <summary>The keys that sign for a log now, the one in use first.</summary>
    internal static async Task<ImmutableArray<SigningKey>> Signing(Store store, Queries db, Org org)
    {
        var rows = await db.All(
            $"select id, wrapped from keys where org_number = {org.Number} and purpose = {Purpose} and (state = 0 or state = 1 and ends > {store.NowMicros}) order by state, created desc",
            row => (Id: row.Text(0), Wrapped: row.Bytes(1)));
        if (rows.Count == 0) throw new InvalidOperationException($"The log {Origin(store.InstanceId, org)} has no key.");
        return [.. rows.Select(row => Unwrap(store, org, row.Id, row.Wrapped))];
    }

    /// <summary>Forgets the secrets of keys that have ended.</summary>
    internal static Task Sweep(Store store) => store.System(session => session.Run(
        $"update keys set state = 2, wrapped = {Array.Empty<byte>()} where purpose = {Purpose} and state = 1 and ends <= {store.NowMicros}"));

    /// <summary>Makes the checkpoint log's key when there is none.</summary>
    internal static async Task EnsureOfEpochs(Store store)
    {
        await using (var db = await store.ReadAcross())
            if (await InUse(db, 0) is not null) return;
        var made = New(store, CheckpointLog, store.NowMicros);
        // Two nodes may start together: looked at again inside, where the engine lets only one through.
        await store.System(async session => await InUse(session, 0) is null ? await Insert(session.Run, 0, made) : 0);
    }

    private static ValueTask<LogKey?> InUse(Queries db, long orgNumber) => db.One(
        $"select id, state, created, ends, public_part from keys where org_number = {orgNumber} and purpose = {Purpose} and state = 0",
        row => new LogKey(row.Text(0), row.Long(1), row.Long(2), row.LongOrNull(3), row.Text(4)));

    internal static SigningKey Unwrap(Store store, Org org, string id, byte[] wrapped)
    {
        var text = Encoding.UTF8.GetString(store.Secrets.Unwrap(org.Id, Purpose, id, wrapped));
        return SigningKey.TryParse(text, out var key) ? key : throw new InvalidOperationException($"The key {id} holds no signing key.");
    }
}

/// <summary>A key that was made and waits for its place in the store.</summary>
internal sealed record NewLogKey(LogKey Key, byte[] Wrapped);

/// <summary>Events of the log itself. The names are ours: Okta's log has no keys, and nothing in it is erased.</summary>
internal static class LogEvents
{
    /// <summary>Every event that says what became of the log itself: these entries cannot be erased.</summary>
    public const string Prefix = "firebreak.log.";

    public static readonly EventType KeyRotated = new("firebreak.log.key.rotate", "Rotate the log's signing key", Severity.WARN);
    public static readonly EventType Erased = new("firebreak.log.erase", "Erase entries of the log", Severity.WARN);
    public static readonly EventType Retained = new("firebreak.log.retention.drop", "Drop entries past the org's retention", Severity.WARN);
    public static readonly EventType SetAside = new("firebreak.log.set_aside", "Set aside what was to be placed and is no event", Severity.ERROR);
    public static readonly EventType RetentionSet = new("firebreak.log.retention.update", "Change how long entries are kept", Severity.WARN);
}
