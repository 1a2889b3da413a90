using Firebreak.Log.Merkle;
using Firebreak.Storage;

namespace Firebreak.SystemLog;

/// <summary>
/// Gives intents their place: index, <c>published</c>, <c>uuid</c>; makes the final bytes, exactly once, and their hash. Runs on the one
/// connection that may place: SQLite's writer, or the PostgreSQL sequencer's.
/// </summary>
internal sealed class Placer(TimeProvider time)
{
    private readonly Dictionary<long, LogTail> _tails = [];
    private readonly ClockGuard _clock = new(time);

    /// <summary>The global position of the last event.</summary>
    public long Position { get; private set; }

    /// <summary>The latest <c>published</c> of all logs, in UTC microseconds.</summary>
    public long LastPublished { get; private set; }

    /// <summary>Why the clock stops placing; null when it does not.</summary>
    public string? ClockTrouble => _clock.Trouble;

    /// <summary>Takes the clock as it is.</summary>
    public void AcceptClock() => _clock.Accept();

    /// <summary>Reads where the store stands: at the start, and after a transaction that failed.</summary>
    public async ValueTask Load(Queries db)
    {
        _tails.Clear();
        (Position, LastPublished) = await db.One($"select position, published from events order by position desc limit 1", row => (row.Long(0), row.Long(1)));
    }

    /// <summary>Places intents in their order.</summary>
    /// <exception cref="StoreUnavailableException">The clock jumped forward.</exception>
    public async ValueTask Place(Session session, IReadOnlyList<Intent> intents)
    {
        for (var i = 0; i < intents.Count; i++)
        {
            var tail = await Tail(session, intents[i].OrgNumber);
            var published = Math.Max(_clock.Now(), tail.LastPublished);
            var body = EventJson.Place(intents[i].Json, published);
            await Append(session, intents[i].OrgNumber, tail, published, body);
        }
    }

    /// <summary>Appends an entry as it is, the checkpoint log's, which is no event: made for its time, or not at all when the work answers null.</summary>
    /// <exception cref="StoreUnavailableException">The clock jumped forward.</exception>
    public async ValueTask<bool> AppendRaw(Session session, long orgNumber, Func<Session, long, ValueTask<byte[]?>> work)
    {
        var tail = await Tail(session, orgNumber);
        var published = Math.Max(_clock.Now(), tail.LastPublished);
        if (await work(session, published) is not { } body) return false;
        await Append(session, orgNumber, tail, published, body);
        return true;
    }

    private async ValueTask Append(Session session, long orgNumber, LogTail tail, long published, byte[] body)
    {
        var hash = Hash.OfLeaf(body);
        var position = Position + 1;
        var index = tail.Size;
        await session.Run($"insert into events (position, org_number, idx, published, hash, body) values ({position}, {orgNumber}, {index}, {published}, {hash.Bytes.ToArray()}, {body})");
        tail.Append(hash, published);
        (Position, LastPublished) = (position, Math.Max(LastPublished, published));
        if (tail.Size % LogNodes.Width == 0) await LogNodes.Close(session, orgNumber, tail.Size, tail.Close());
    }

    private async ValueTask<LogTail> Tail(Queries db, long orgNumber)
    {
        if (_tails.TryGetValue(orgNumber, out var known)) return known;
        return _tails[orgNumber] = await LogTail.Load(db, orgNumber);
    }
}

/// <summary>The end of one org's log, as placing needs it: its size, its last time, the hashes of the block under way.</summary>
internal sealed class LogTail
{
    private CompactRange _block = new();

    public long Size { get; private set; }

    public long LastPublished { get; private set; }

    public static async ValueTask<LogTail> Load(Queries db, long orgNumber)
    {
        var tail = new LogTail();
        var (last, published) = await db.One(
            $"select idx, published from events where org_number = {orgNumber} order by idx desc limit 1", row => (row.Long(0) + 1, row.Long(1)));
        if (last == 0) return tail;
        var start = last / LogNodes.Width * LogNodes.Width;
        foreach (var hash in await db.All($"select hash from events where org_number = {orgNumber} and idx >= {start} order by idx", row => new Hash(row.Bytes(0))))
            tail._block.Append(hash);
        (tail.Size, tail.LastPublished) = (last, published);
        return tail;
    }

    public void Append(Hash leaf, long published)
    {
        _block.Append(leaf);
        (Size, LastPublished) = (Size + 1, published);
    }

    /// <summary>The root of the block that is now complete; the next begins.</summary>
    public Hash Close()
    {
        var root = _block.Root();
        _block = new CompactRange();
        return root;
    }
}
