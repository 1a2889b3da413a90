using Firebreak.Log.Events;
using Firebreak.Log.Merkle;
using Firebreak.Log.Tiles;
using Firebreak.Storage;

namespace Firebreak.SystemLog;

/// <summary>
/// Gives intents their place: index, <c>published</c>, <c>uuid</c>; makes the final bytes, exactly once, and their hash. It only decides: what
/// comes of it is written by the engine, on the one connection that may place, SQLite's writer or the PostgreSQL sequencer's.
/// </summary>
internal sealed class Placer(TimeProvider time)
{
    private readonly Dictionary<long, LogTail> _tails = [];
    private readonly ClockGuard _clock = new(time);
    private readonly EventReader _events = new();

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

    /// <summary>Places an intent that was made in this process.</summary>
    /// <exception cref="StoreUnavailableException">The clock jumped forward.</exception>
    public async ValueTask Place(Queries db, Intent intent, Placed to)
    {
        var tail = await Tail(db, intent.OrgNumber);
        var published = Math.Max(_clock.Now(), tail.LastPublished);
        Append(intent.OrgNumber, tail, published, EventJson.Place(intent.Json, published), to);
    }

    /// <summary>Places an intent that comes from a table, where anybody may have put it.</summary>
    /// <returns>Why it is none, in a few words, and then it was not placed; null when all is well.</returns>
    /// <exception cref="StoreUnavailableException">The clock jumped forward.</exception>
    public async ValueTask<string?> PlaceChecked(Queries db, Intent intent, Placed to)
    {
        if (intent.Json is not [(byte)'{', .., (byte)'}'] || intent.Json.AsSpan().IndexOfAny((byte)'\n', (byte)'\r') >= 0) return "not one line with a JSON object";
        var tail = await Tail(db, intent.OrgNumber);
        var published = Math.Max(_clock.Now(), tail.LastPublished);
        var body = EventJson.Place(intent.Json, published);
        if (Problem(body, published) is { } problem) return problem;
        Append(intent.OrgNumber, tail, published, body, to);
        return null;
    }

    /// <summary>Appends an entry as it is, the checkpoint log's, which is no event: made for its time, or not at all when the work answers null.</summary>
    /// <exception cref="StoreUnavailableException">The clock jumped forward.</exception>
    public async ValueTask<bool> PlaceRaw(Session session, long orgNumber, Func<Session, long, ValueTask<byte[]?>> work, Placed to)
    {
        var tail = await Tail(session, orgNumber);
        var published = Math.Max(_clock.Now(), tail.LastPublished);
        if (await work(session, published) is not { } body) return false;
        Append(orgNumber, tail, published, body, to);
        return true;
    }

    // Whoever checks the log reads every entry so.
    private string? Problem(byte[] body, long published)
    {
        if (body.Length > EntryBundle.MaxEntryBytes) return $"longer than the {EntryBundle.MaxEntryBytes} bytes of an entry";
        if (_events.Read(body, out var read, out var problem) != LineKind.Event) return $"no event: {problem}";
        return read.Published.Micros == published ? null : "no event: another one's wrapper";
    }

    private void Append(long orgNumber, LogTail tail, long published, byte[] body, Placed to)
    {
        var hash = Hash.OfLeaf(body);
        to.Events.Add(new PlacedEvent(++Position, orgNumber, tail.Size, published, hash.Bytes.ToArray(), body));
        LastPublished = Math.Max(LastPublished, published);
        tail.Append(hash, published, to.Nodes);
    }

    private async ValueTask<LogTail> Tail(Queries db, long orgNumber)
    {
        if (_tails.TryGetValue(orgNumber, out var known)) return known;
        return _tails[orgNumber] = await LogTail.Load(db, orgNumber);
    }
}
