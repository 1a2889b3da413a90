using Firebreak.Log.Events;
using Firebreak.Log.Merkle;
using Firebreak.Log.Notes;
using Firebreak.Storage;

namespace Firebreak.SystemLog;

/// <summary>
/// Closes epochs: every few seconds when something changed, sooner when somebody asks for a checkpoint. Every node runs one; the one that
/// places events makes them. What it computes it reads beside the writer; the write is short.
/// </summary>
public sealed class EpochMaker : IAsyncDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Sweep = TimeSpan.FromHours(1);
    private readonly Store _store;
    private readonly TimeSpan _every;
    private readonly TimeSpan _atMostEvery;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _asked = new(0, 1);
    private readonly SemaphoreSlim _making = new(1, 1);
    private Task _work = Task.CompletedTask;
    private EpochState? _state;
    private long _wishSeen;

    /// <summary>Makes one for a store; nothing happens until <see cref="Start"/>.</summary>
    /// <param name="every">How long an epoch lasts when nobody asks.</param>
    /// <param name="atMostEvery">How short it is at least when somebody does; null: a second.</param>
    public EpochMaker(Store store, TimeSpan every, TimeSpan? atMostEvery = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        (_store, _every, _atMostEvery) = (store, every, atMostEvery ?? TimeSpan.FromSeconds(1));
        store.Epochs = this;
    }

    /// <summary>Why the last epoch could not be made; null when all is well. Tried again by itself.</summary>
    public string? Trouble { get; private set; }

    /// <summary>Begins the work in the background.</summary>
    public void Start() => _work = Task.Run(Work);

    /// <summary>Asks for an epoch soon, whichever node makes it.</summary>
    internal async Task Ask()
    {
        if (_store.IsSequencer) Wake();
        else await _store.System(session => session.Run($"update epoch_wishes set wished = {_store.NowMicros} where one = 1"));
    }

    /// <summary>Closes an epoch now if something changed; false when nothing did, or another node does it.</summary>
    internal async Task<bool> Make(CancellationToken ct = default)
    {
        await _making.WaitAsync(ct);
        try
        {
            if (!_store.IsSequencer)
            {
                _state = null;
                return false;
            }
            await using var db = await _store.ReadAcross(ct);
            _state ??= await EpochState.Load(_store, db);
            return await Make(db, _state, ct);
        }
        catch
        {
            _state = null; // what was committed is read again
            throw;
        }
        finally
        {
            _making.Release();
        }
    }

    private async Task<bool> Make(OperatorReader db, EpochState state, CancellationToken ct)
    {
        var changed = await state.Advance(db);
        if (changed.Count == 0) return false;
        var (last, position, orgs, root) = (state.Last, state.Position, state.Tree.Orgs, state.Tree.Root);
        var made = await _store.Append(0, async (session, at) =>
        {
            // Another node may have closed one since this one read: then this is a draft of the past.
            if ((await EpochTable.Last(session))?.Number is var number && (number ?? -1) != last) return null;
            var entry = new EpochEntry(last + 1, new Instant(at), orgs, root);
            await EpochTable.Insert(session, new Epoch(entry.Epoch, at, position, orgs, root), changed);
            return entry.ToBytes();
        }, ct);
        if (made) state.Last++;
        else _state = null;
        return made;
    }

    private async Task Work()
    {
        var made = long.MinValue;
        var swept = long.MinValue;
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var asked = await Wait(made == long.MinValue ? TimeSpan.Zero : TimeProvider.System.GetElapsedTime(made));
                if (await Make(_stop.Token) || !asked || made == long.MinValue) made = TimeProvider.System.GetTimestamp();
                if (swept != long.MinValue && TimeProvider.System.GetElapsedTime(swept) < Sweep) continue;
                if (_store.IsSequencer) await Housekeeping();
                swept = TimeProvider.System.GetTimestamp();
                Trouble = null;
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // The store will be there again; nothing is lost but time.
                Trouble = e.Message;
                await Task.Delay(_atMostEvery, _stop.Token).ContinueWith(_ => { }, TaskScheduler.Default);
            }
        }
    }

    // True when somebody asked, false when the epoch's time was over.
    private async Task<bool> Wait(TimeSpan since)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var left = _every - since - TimeProvider.System.GetElapsedTime(started);
            if (left <= TimeSpan.Zero) return false;
            var step = _store.IsShared && left > Look ? Look : left;
            if (!await _asked.WaitAsync(step, _stop.Token) && !await IsWished()) continue;
            var early = _atMostEvery - since - TimeProvider.System.GetElapsedTime(started);
            if (early > TimeSpan.Zero && since > TimeSpan.Zero) await Task.Delay(early, _stop.Token);
            return true;
        }
    }

    private async Task<bool> IsWished()
    {
        if (!_store.IsShared || !_store.IsSequencer) return false;
        await using var db = await _store.ReadAcross(_stop.Token);
        var wished = await db.One($"select wished from epoch_wishes where one = 1", row => row.Long(0));
        if (wished == _wishSeen) return false;
        _wishSeen = wished;
        return true;
    }

    private async Task Housekeeping()
    {
        await LogKeys.Sweep(_store);
        await Retention.RunAll(_store, _stop.Token);
    }

    private void Wake()
    {
        try
        {
            if (_asked.CurrentCount == 0) _asked.Release();
        }
        catch (SemaphoreFullException)
        {
            // Somebody else asked in the same moment.
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested) return;
        await _stop.CancelAsync();
        await _work;
        if (_store.Epochs == this) _store.Epochs = null;
        _stop.Dispose();
        _asked.Dispose();
        _making.Dispose();
    }
}

/// <summary>Where the making of epochs stands: every org's leaf, and the hashes that the busy orgs' roots grow from.</summary>
internal sealed class EpochState
{
    private const int MostRanges = 40_000;
    private const long Step = 20_000;
    private readonly Dictionary<long, CompactRange> _ranges = [];

    private EpochState(EpochTree tree) => Tree = tree;

    public EpochTree Tree { get; }

    /// <summary>The last epoch; -1 when there is none.</summary>
    public long Last { get; set; }

    /// <summary>The last event that is in <see cref="Tree"/>.</summary>
    public long Position { get; private set; }

    public static async ValueTask<EpochState> Load(Store store, Queries db)
    {
        var last = await EpochTable.Last(db);
        var number = last?.Number ?? -1;
        return new EpochState(await EpochTree.Load(store.InstanceId, db, number)) { Last = number, Position = last?.Position ?? 0 };
    }

    /// <summary>Takes in what was placed since; the leaves that changed by it, for the next epoch.</summary>
    public async ValueTask<List<EpochLeaf>> Advance(Queries db)
    {
        var upTo = await db.One($"select position from events order by position desc limit 1", row => row.Long(0));
        var changed = new HashSet<long>();
        for (var from = Position; from < upTo; from += Step)
        {
            var to = Math.Min(upTo, from + Step);
            foreach (var (org, index, hash) in await db.All(
                $"select org_number, idx, hash from events where position > {from} and position <= {to} and org_number > 0 order by position",
                row => (Org: row.Long(0), Index: row.Long(1), Hash: new Hash(row.Bytes(2)))))
            {
                if (!_ranges.TryGetValue(org, out var range)) _ranges.Add(org, range = await StoredHashes.Range(db, org, index));
                range.Append(hash);
                changed.Add(org);
            }
        }
        Position = upTo;
        if (changed.Count == 0) return [];
        await Tree.Grow(db);
        var leaves = changed.Select(org => new EpochLeaf(org, Last + 1, _ranges[org].To, _ranges[org].Root())).ToList();
        foreach (var leaf in leaves) Tree.Set(leaf);
        if (_ranges.Count > MostRanges) _ranges.Clear();
        return leaves;
    }
}
