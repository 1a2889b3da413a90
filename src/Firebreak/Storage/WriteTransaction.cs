using Firebreak.SystemLog;

namespace Firebreak.Storage;

/// <summary>
/// One change under way. Only this is awaited inside an operation: hashing, network and mail happen before it, or afterwards from the log.
/// What was recorded commits with what was changed, or neither does.
/// </summary>
public sealed class WriteTransaction : Queries
{
    private readonly Session _session;
    private readonly List<Intent> _intents = [];

    internal WriteTransaction(Session session, Caller caller, long at) => (_session, Caller, At) = (session, caller, at);

    /// <summary>Who changes.</summary>
    public Caller Caller { get; }

    /// <summary>The org that is changed.</summary>
    public Org Org => Caller.Org;

    /// <summary>The time of this change in UTC microseconds: the only clock inside an operation.</summary>
    public long At { get; }

    internal IReadOnlyList<Intent> Intents => _intents;

    /// <summary>Runs a statement; the number of rows it changed.</summary>
    public ValueTask<int> Run(Sql sql) => _session.Run(sql);

    /// <inheritdoc/>
    public override ValueTask<T?> One<T>(Sql sql, Func<Row, T> read) where T : default => _session.One(sql, read);

    /// <inheritdoc/>
    public override ValueTask<List<T>> All<T>(Sql sql, Func<Row, T> read) => _session.All(sql, read);

    /// <summary>Records what happened, in this org's log.</summary>
    public void Record(Event what) => Record(what, Org);

    /// <summary>Records what is in bytes already.</summary>
    internal void Record(Intent made) => _intents.Add(made);

    /// <summary>Records what happened in another org's log: for the operator's changes, which run across orgs.</summary>
    internal void Record(Event what, Org org) => _intents.Add(new Intent(org.Number, EventJson.Intent(what, Caller)));
}

/// <summary>
/// Bookkeeping under way: sliding expiry, last use, counters, cursors. It records nothing and may touch only the tables on the list
/// <see cref="Tables"/>.
/// </summary>
public sealed class Bookkeeping : Queries
{
    /// <summary>The tables that may change without an event, each with the reason (the golden list <c>bookkeeping.txt</c>).</summary>
    public static IReadOnlyDictionary<string, string> Tables { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["cursors"] = "where a consumer of the log stands",
        ["event_terms"] = "the log's search index, made from the log alone",
        ["token_uses"] = "when an API token was last used",
        ["session_uses"] = "when a session was last seen",
        ["sign_ins"] = "which factor a sign-in asks for, and until when its token is good",
        ["one_time_links"] = "links that ran out are swept",
    };

    private readonly Session _session;

    internal Bookkeeping(Session session, long at) => (_session, At) = (session, at);

    /// <summary>The time in UTC microseconds.</summary>
    public long At { get; }

    /// <summary>Runs a statement that changes a table of the list.</summary>
    public ValueTask<int> Run(Sql sql)
    {
        ArgumentNullException.ThrowIfNull(sql);
        var table = ChangedTable(sql.Text);
        return Tables.ContainsKey(table) ? _session.Run(sql) : throw new InvalidOperationException($"Bookkeeping may not change {table}: record an event.");
    }

    /// <inheritdoc/>
    public override ValueTask<T?> One<T>(Sql sql, Func<Row, T> read) where T : default => _session.One(sql, read);

    /// <inheritdoc/>
    public override ValueTask<List<T>> All<T>(Sql sql, Func<Row, T> read) => _session.All(sql, read);

    // The word after "insert into", "update" or "delete from"; anything else is no bookkeeping.
    private static string ChangedTable(string text)
    {
        var words = text.Split([' ', '\n', '('], 5, StringSplitOptions.RemoveEmptyEntries);
        return words switch
        {
            ["update", var table, ..] => table,
            ["insert", "into", var table, ..] => table,
            ["delete", "from", var table, ..] => table,
            _ => text,
        };
    }
}
