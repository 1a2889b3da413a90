using System.Text.Json;
using Firebreak.Log.Merkle;
using Firebreak.Storage;
using Firebreak.SystemLog;
using Xunit;

namespace Firebreak.Tests.Storage;

/// <summary>Looks at all logs of a store from the outside: what every log must be, whatever happened to the process that wrote it.</summary>
internal static class StoredLogs
{
    /// <summary>Indexes without gap or repeat, times that never decrease, hashes of the very bytes, and inner hashes made from them.</summary>
    public static async Task Check(Queries db)
    {
        var sizes = new Dictionary<long, (long Size, long Published)>();
        var ranges = new Dictionary<long, CompactRange>();
        var position = 0L;
        foreach (var (at, org, index, published, hash, body) in await db.All(
            $"select position, org_number, idx, published, hash, body from events order by position",
            row => (row.Long(0), row.Long(1), row.Long(2), row.Long(3), row.Bytes(4), row.Bytes(5))))
        {
            Assert.Equal(++position, at);
            var (size, last) = sizes.GetValueOrDefault(org);
            Assert.Equal(size, index);
            Assert.True(published >= last, $"org {org}, entry {index}: published decreases.");
            var leaf = Hash.OfLeaf(body);
            Assert.Equal(leaf, new Hash(hash));
            sizes[org] = (size + 1, published);
            if (!ranges.TryGetValue(org, out var range)) ranges[org] = range = new CompactRange();
            range.Append(leaf);
        }
        foreach (var (org, (size, _)) in sizes)
            Assert.Equal(ranges[org].Root(), (await StoredHashes.Range(db, org, size)).Root());
    }

    /// <summary>How often each user of an org was created, by its log.</summary>
    public static async Task<Dictionary<string, int>> Created(Queries db, long orgNumber)
    {
        var created = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var body in await db.All($"select body from events where org_number = {orgNumber} order by idx", row => row.Bytes(0)))
        {
            using var entry = JsonDocument.Parse(body);
            if (!entry.RootElement.TryGetProperty("eventType", out var type) || type.GetString() != "user.lifecycle.create") continue;
            var id = entry.RootElement.GetProperty("target")[0].GetProperty("id").GetString()!;
            created[id] = created.GetValueOrDefault(id) + 1;
        }
        return created;
    }

    /// <summary>Every acknowledged user is there, with exactly one event; and nobody is there of whom the log does not know.</summary>
    public static async Task CheckUsers(Queries db, string orgName, IReadOnlyCollection<string> acknowledged)
    {
        var (org, number) = await db.One($"select org_id, org_number from orgs where name = {orgName}", row => (row.Text(0), row.Long(1)));
        var created = await Created(db, number);
        var stored = await db.All($"select id from users where org_id = {org}", row => row.Text(0));
        Assert.Empty(acknowledged.Except(stored));
        Assert.All(stored, user => Assert.Equal(1, created.GetValueOrDefault(user)));
        Assert.Equal(stored.Count, created.Count);
    }
}
