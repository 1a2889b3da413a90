using System.Collections.Immutable;
using Firebreak.Log;
using Firebreak.Log.Events;
using Firebreak.Log.Live;
using Firebreak.Log.Merkle;
using Firebreak.Storage;

namespace Firebreak.SystemLog;

/// <summary>One log read from its first entry to its last, and all that is kept of it computed again.</summary>
internal sealed class LogWalk(OperatorReader db, long orgNumber, string origin, long lastEpoch, ImmutableArray<string>.Builder problems)
{
    private const long Step = 1024;
    private readonly CompactRange _range = new();
    private readonly List<CompactRange> _blocks = [new()]; // the growing tile of each level
    private readonly GoneEntries _explained = new();
    private readonly EventReader _events = new();
    private readonly Queue<EpochLeaf> _leaves = new();
    private HashSet<long> _erased = [];
    private long _dropped;
    private long _published;
    private long _leafEpoch = -1;
    private bool _leavesEnded;

    public long Entries => _range.To;

    public long Gone { get; private set; }

    public async Task Run()
    {
        _dropped = await db.One($"select dropped from log_retention where org_number = {orgNumber}", row => row.Long(0));
        _erased = [.. await db.All($"select idx from erasures where org_number = {orgNumber}", row => row.Long(0))];
        var size = await Checkpoints.SizeOf(db, orgNumber);
        await CheckLeaves();
        for (var from = 0L; from < size && problems.Count < 100; from += Step)
        {
            var rows = await db.All(
                $"select idx, published, hash, body from events where org_number = {orgNumber} and idx >= {from} and idx < {Math.Min(size, from + Step)} order by idx",
                row => (Index: row.Long(0), Published: row.Long(1), Hash: row.Bytes(2), Body: row.BytesOrNull(3)));
            foreach (var (index, published, hash, body) in rows)
            {
                if (index != _range.To)
                {
                    Say($"entry {_range.To} is missing");
                    return;
                }
                CheckEntry(index, published, hash, body);
                await Append(new Hash(hash));
                await CheckLeaves();
            }
        }
        if (_leaves.Count > 0) Say($"the log was cut: epoch {_leaves.Peek().Epoch} has {_leaves.Peek().Size} entries, there are {size}");
        await CheckNoMoreNodes();
        foreach (var index in _erased.Where(index => index >= size)) Say($"entry {index} is named as erased and is not there");
        try
        {
            _explained.Check();
        }
        catch (LogCorruptException e)
        {
            Say(e.Message);
        }
    }

    private void CheckEntry(long index, long published, byte[] hash, byte[]? body)
    {
        if (published < _published) Say($"entry {index} is earlier than the one before it");
        _published = Math.Max(_published, published);
        if (_erased.Contains(index) != (body is null) && !(body is null && index < _dropped)) Say(body is null ? $"entry {index} is gone and was not erased" : $"entry {index} was erased and is there");
        if (body is null)
        {
            Gone++;
            _explained.Add(index);
            return;
        }
        if (Hash.OfLeaf(body) != new Hash(hash)) Say($"entry {index} is not the one that has this hash");
        if (orgNumber > 0) CheckEvent(index, published, body);
    }

    private void CheckEvent(long index, long published, byte[] body)
    {
        if (_events.Read(body, out var read, out var problem) != LineKind.Event) Say($"entry {index} is no event: {problem}");
        else if (read.Published.Micros != published) Say($"entry {index} has another time in its bytes");
        else if (body.AsSpan().IndexOf("\"firebreak.log."u8) >= 0 && read.EventType.ToString() is var type && type is GoneEntries.Erase or GoneEntries.Drop)
        {
            try
            {
                _explained.Explain(type, body, index);
            }
            catch (LogCorruptException e)
            {
                Say(e.Message);
            }
        }
    }

    private async ValueTask Append(Hash leaf)
    {
        _range.Append(leaf);
        var node = leaf;
        for (var level = 0; ; level++)
        {
            if (level == _blocks.Count) _blocks.Add(new CompactRange());
            _blocks[level].Append(node);
            if (_blocks[level].To < LogNodes.Width) return;
            node = _blocks[level].Root();
            _blocks[level] = new CompactRange();
            var index = (_range.To >> (8 * (level + 1))) - 1;
            var kept = await LogNodes.Read(db, orgNumber, level + 1, index, index + 1);
            if (kept.Count == 0 || kept[0] != node) Say($"node {index} of level {level + 1} is {(kept.Count == 0 ? "missing" : "not the one over its entries")}");
        }
    }

    private async ValueTask CheckNoMoreNodes()
    {
        var size = await Checkpoints.SizeOf(db, orgNumber);
        for (var level = 1L; level <= 8; level++)
        {
            var from = level < 8 ? size >> (int)(8 * level) : 0;
            if (await db.Any($"select 1 from log_nodes where org_number = {orgNumber} and level = {level} and idx >= {from} limit 1")) Say($"there are nodes of level {level} beyond the log's end");
        }
    }

    // The leaves that epochs have of this log, each where its size is reached.
    private async ValueTask CheckLeaves()
    {
        if (orgNumber == 0) return;
        while (true)
        {
            if (_leaves.Count == 0 && !_leavesEnded) await FetchLeaves();
            if (_leaves.Count == 0 || _leaves.Peek().Size > _range.To) return;
            var leaf = _leaves.Dequeue();
            if (leaf.Size < _range.To) Say($"epoch {leaf.Epoch} has fewer entries than the one before it");
            else if (leaf.Root != _range.Root()) Say($"epoch {leaf.Epoch} has another root of the first {leaf.Size} entries");
        }
    }

    private async ValueTask FetchLeaves()
    {
        var some = await db.All(
            $"select epoch, size, root from epoch_leaves where org_number = {orgNumber} and epoch > {_leafEpoch} and epoch <= {lastEpoch} order by epoch limit {Step}",
            row => new EpochLeaf(orgNumber, row.Long(0), row.Long(1), new Hash(row.Bytes(2))));
        foreach (var leaf in some) _leaves.Enqueue(leaf);
        _leavesEnded = some.Count < Step;
        if (some.Count > 0) _leafEpoch = some[^1].Epoch;
    }

    private void Say(string problem) => problems.Add($"{origin}: {problem}");
}
