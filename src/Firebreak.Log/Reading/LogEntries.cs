using System.Runtime.CompilerServices;
using Firebreak.Log.Merkle;
using Firebreak.Log.Scoping;
using Firebreak.Log.Tiles;

namespace Firebreak.Log.Reading;

/// <summary>
/// The entries of a log as an input: each thread takes a bundle. Either every entry is hashed on the way, up to the
/// root, or only those that match are proved in the end.
/// </summary>
public sealed class LogEntries : LineInput
{
    private readonly LogReader _log;
    private readonly BundlePass _pass;
    private readonly ConditionalWeakTable<Block, BundlePass.Room> _rooms = [];
    private readonly List<(long Index, Hash Leaf)> _hits = [];
    private readonly bool _hitsOnly;
    private long _claimed;

    /// <summary>Makes an input of a log.</summary>
    /// <param name="log">The log and its checkpoint.</param>
    /// <param name="hitsOnly">Whether only the matches are to be proved.</param>
    public LogEntries(LogReader log, bool hitsOnly)
    {
        _log = log;
        _hitsOnly = hitsOnly;
        _pass = new BundlePass(log, hitsOnly ? PassDepth.Read : PassDepth.Hash);
    }

    /// <inheritdoc/>
    public override string Name => _log.Source.Name;

    /// <inheritdoc/>
    public override string LineWord => "entry";

    /// <inheritdoc/>
    public override long FirstNumber => 0;

    /// <inheritdoc/>
    public override long Claim(Block block)
    {
        block.Number = _claimed;
        return _claimed < _log.Bundles ? _claimed++ : -1;
    }

    /// <inheritdoc/>
    public override void Read(long claim, Block block)
    {
        // Read and hashed in one go, entry by entry, while the bytes are at hand.
    }

    /// <summary>Checks what was read, or what matched of it, against the checkpoint; after the scan.</summary>
    /// <exception cref="LogCorruptException">It is not what the checkpoint covers; the message says where.</exception>
    public void CheckProofs(int threads)
    {
        if (!_hitsOnly)
        {
            _pass.CheckRoot();
            return;
        }

        var byTile = _hits.GroupBy(hit => hit.Index / Tile.FullWidth).ToArray();
        Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, thread =>
        {
            var tiles = new AuthenticTiles(_log);
            for (var i = thread; i < byTile.Length; i += threads) CheckHits(tiles, byTile[i]);
        });
    }

    internal override void Scan(Block block, LineScanner scanner) =>
        block.Length = _pass.Visit(block.Number, _rooms.GetOrCreateValue(block), (entry, index) =>
        {
            if (!scanner.Scan(entry, index) || !_hitsOnly) return;
            var leaf = Hash.OfLeaf(entry);
            lock (_hits) _hits.Add((index, leaf));
        });

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // Every bundle's file is closed when it is read.
    }

    private void CheckHits(AuthenticTiles tiles, IGrouping<long, (long Index, Hash Leaf)> hits)
    {
        var leaves = tiles.Read(0, hits.Key);
        foreach (var (index, leaf) in hits)
        {
            if (leaves[(int)(index % Tile.FullWidth)] != leaf)
                throw new LogCorruptException($"{_log.Source.Name}: entry {index} is not the one that the checkpoint covers.");
        }
    }
}
