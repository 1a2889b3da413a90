using System.Collections.Immutable;
using System.Security.Cryptography;
using Firebreak.Log.Notes;
using Firebreak.Storage;

namespace Firebreak.SystemLog;

/// <summary>What a check of a whole store found.</summary>
/// <param name="Problems">A sentence for each thing that is wrong, the first hundred; none: everything holds.</param>
public sealed record StoreFindings(long Orgs, long Entries, long Epochs, long Gone, ImmutableArray<string> Problems)
{
    /// <summary>True when nothing is wrong.</summary>
    public bool IsSound => Problems.IsEmpty;
}

/// <summary>
/// Computes everything again that a store keeps of its logs: every entry's hash, every node, the order of indexes and times, the bytes that are
/// gone and why, every epoch's leaves and root, every key. It reads beside the writers, of what was there when it began.
/// </summary>
public static class StoreCheck
{
    private const int MostProblems = 100;
    private const long EpochsInStep = 1000;

    /// <summary>Checks a store.</summary>
    public static async Task<StoreFindings> Verify(Store store, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        var problems = ImmutableArray.CreateBuilder<string>();
        await using var db = await store.ReadAcross(ct);
        var last = await EpochTable.Last(db);
        var position = await db.One($"select position from events order by position desc limit 1", row => row.Long(0));
        if (await db.One($"select count(*) from events where position <= {position}", row => row.Long(0)) is var count && count != position)
            problems.Add($"there are {count} entries up to position {position}: positions have gaps");
        var orgs = await db.All($"select org_id, org_number from orgs order by org_number", row => (Id: row.Text(0), Number: row.Long(1)));
        for (var i = 0; i < orgs.Count; i++)
            if (orgs[i].Number != i + 1) problems.Add($"org {orgs[i].Id} has the number {orgs[i].Number}; {i + 1} is missing");
        await CheckStrangers(db, problems);
        var (entries, gone) = (0L, 0L);
        foreach (var (id, number) in orgs.Prepend((LogKeys.CheckpointLog.Id, 0)))
        {
            ct.ThrowIfCancellationRequested();
            await CheckKeys(store, db, id, number, problems);
            var walk = new LogWalk(db, number, LogKeys.Origin(store.InstanceId, number, id), last?.Number ?? -1, problems);
            await walk.Run();
            (entries, gone) = (entries + walk.Entries, gone + walk.Gone);
        }
        await CheckEpochs(store, db, last, problems);
        if (problems.Count > MostProblems) problems.RemoveRange(MostProblems, problems.Count - MostProblems);
        return new StoreFindings(orgs.Count, entries, (last?.Number ?? -1) + 1, gone, problems.ToImmutable());
    }

    // Rows of logs that no org has.
    private static async Task CheckStrangers(OperatorReader db, ImmutableArray<string>.Builder problems)
    {
        foreach (var number in await db.All(
            $"""
            select org_number from (select distinct org_number from events union select distinct org_number from log_nodes
            union select distinct org_number from epoch_leaves union select distinct org_number from erasures) as found
            where org_number <> 0 and org_number not in (select org_number from orgs) order by org_number
            """, row => row.Long(0)))
            problems.Add($"there are rows of a log with the number {number}, which no org has");
    }

    private static async Task CheckKeys(Store store, OperatorReader db, string orgId, long number, ImmutableArray<string>.Builder problems)
    {
        var org = new Org(orgId, number, "", "", OrgStatus.Active, 0);
        var rows = await db.All(
            $"select id, state, public_part, wrapped from keys where org_number = {number} and purpose = {LogKeys.Purpose} and state < 2",
            row => (Id: row.Text(0), State: row.Long(1), Verifier: row.Text(2), Wrapped: row.Bytes(3)));
        if (rows.Count(row => row.State == 0) != 1) problems.Add($"{LogKeys.Origin(store.InstanceId, org)} has {rows.Count(row => row.State == 0)} signing keys in use, not one");
        foreach (var row in rows)
        {
            try
            {
                var verifier = LogKeys.Unwrap(store, org, row.Id, row.Wrapped).Verifier;
                if (verifier.ToString() != row.Verifier || verifier.Name != LogKeys.Origin(store.InstanceId, org)) problems.Add($"the key {row.Id} is not the one that its verifier key says");
            }
            catch (Exception e) when (e is CryptographicException or InvalidOperationException)
            {
                problems.Add($"the key {row.Id} of {LogKeys.Origin(store.InstanceId, org)} cannot be unwrapped");
            }
        }
    }

    private static async Task CheckEpochs(Store store, OperatorReader db, Epoch? last, ImmutableArray<string>.Builder problems)
    {
        var tree = await EpochTree.Load(store.InstanceId, db, -1);
        var (next, position) = (0L, 0L);
        while (last is not null && next <= last.Number && problems.Count < MostProblems)
        {
            var some = await EpochTable.List(db, next, EpochsInStep);
            if (some.Count == 0 || some[0].Number != next) problems.Add($"epoch {next} is missing");
            foreach (var epoch in some)
            {
                if (epoch.Number > last.Number) return;
                if (epoch.Position <= position) problems.Add($"epoch {epoch.Number} covers nothing new");
                await CheckEpoch(db, tree, epoch, problems);
                (next, position) = (epoch.Number + 1, epoch.Position);
            }
            if (some.Count == 0) return;
        }
    }

    private static async Task CheckEpoch(OperatorReader db, EpochTree tree, Epoch epoch, ImmutableArray<string>.Builder problems)
    {
        await tree.Grow(db, epoch.Orgs);
        foreach (var leaf in await EpochTable.ChangedIn(db, epoch.Number))
            if (leaf.OrgNumber >= 1 && leaf.OrgNumber <= tree.Orgs) tree.Set(leaf);
        if (tree.Orgs != epoch.Orgs || tree.Root != epoch.Root) problems.Add($"epoch {epoch.Number}: its leaves do not make its root");
        var entry = await db.One($"select body from events where org_number = 0 and idx = {epoch.Number}", row => row.BytesOrNull(0));
        if (entry is null || !EpochEntry.TryParse(entry, out var said) || said != EpochProofs.EntryOf(epoch))
            problems.Add($"epoch {epoch.Number}: its entry in the checkpoint log says something else");
    }
}
