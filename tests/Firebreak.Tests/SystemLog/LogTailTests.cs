using Firebreak.Log.Merkle;
using Firebreak.Storage.Sqlite;
using Firebreak.SystemLog;
using Firebreak.Tests.Reading;
using Xunit;

namespace Firebreak.Tests.SystemLog;

/// <summary>Placing goes on where the store stands, on every level of the tree: read again anywhere, the end of a log completes the same nodes.</summary>
public sealed class LogTailTests
{
    private const long Org = 7;
    private const int Size = (256 * 256 * 2) + 300;

    // Around the ends of blocks of each level.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(512)]
    [InlineData(65_279)]
    [InlineData(65_280)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(131_071)]
    [InlineData(131_072)]
    [InlineData(131_329)]
    public async Task A_tail_read_from_the_store_completes_the_nodes_of_one_that_was_never_lost(int at)
    {
        var all = await Nodes;
        using var folder = new TempFolder();
        await using var store = await SqliteStore.Open(folder.At("firebreak.db"), TimeProvider.System, durable: false);
        var loaded = await store.System(async session =>
        {
            // Only what a tail may look at: the last rows of each level.
            for (var i = Math.Max(0, at - 600); i < at; i++)
                await session.Run($"insert into events (position, org_number, idx, published, hash, body) values ({i + 1L}, {Org}, {(long)i}, {1000L + i}, {Leaf(i).Bytes.ToArray()}, {null as byte[]})");
            foreach (var node in all.Where(node => (node.Index + 1) << (int)(8 * node.Level) <= at))
                await session.Run($"insert into log_nodes (org_number, level, idx, hash) values ({Org}, {node.Level}, {node.Index}, {node.Hash})");
            return await LogTail.Load(session, Org);
        }, TestContext.Current.CancellationToken);
        Assert.Equal((at, at == 0 ? 0 : 999 + at), (loaded.Size, loaded.LastPublished));
        var completed = new List<PlacedNode>();
        for (var i = at; i < Size; i++) loaded.Append(Leaf(i), 1000 + i, completed);
        Assert.Equal(all.Where(node => (node.Index + 1) << (int)(8 * node.Level) > at).Select(Shown), completed.Select(Shown));
    }

    private static readonly Lazy<Task<List<PlacedNode>>> Made = new(async () =>
    {
        using var folder = new TempFolder();
        await using var store = await SqliteStore.Open(folder.At("firebreak.db"), TimeProvider.System, durable: false);
        var tail = await store.System(async session => await LogTail.Load(session, Org));
        var all = new List<PlacedNode>();
        for (var i = 0; i < Size; i++) tail.Append(Leaf(i), 1000 + i, all);
        Assert.Equal((Size / 256) + 2, all.Count);
        // The node of the second level is the root of its 65,536 entries, by the tree's own rule.
        var range = new CompactRange();
        for (var i = 0; i < 65_536; i++) range.Append(Leaf(i));
        Assert.Equal(range.Root(), new Hash(all.First(node => node.Level == 2).Hash));
        return all;
    });

    private static Task<List<PlacedNode>> Nodes => Made.Value;

    private static Hash Leaf(int i) => Hash.OfLeaf(BitConverter.GetBytes(i));

    private static string Shown(PlacedNode node) => $"{node.OrgNumber} {node.Level} {node.Index} {Convert.ToHexString(node.Hash)}";
}
