namespace Firebreak.Storage;

/// <summary>What can be asked of the store, inside a change or outside one. Tables take this, so that each query is written once.</summary>
public abstract class Queries
{
    /// <summary>The first row of an answer, read by a function; the default (null, 0, false) when there is none.</summary>
    public abstract ValueTask<T?> One<T>(Sql sql, Func<Row, T> read);

    /// <summary>Every row of an answer.</summary>
    public abstract ValueTask<List<T>> All<T>(Sql sql, Func<Row, T> read);

    /// <summary>Whether there is a row.</summary>
    public async ValueTask<bool> Any(Sql sql) => await One(sql, _ => true);
}

/// <summary>
/// A reader of one org. On PostgreSQL the database itself refuses it other orgs' rows; on SQLite it is the queries, each of which names the org.
/// </summary>
public sealed class OrgReader : Queries, IAsyncDisposable
{
    private readonly Session _session;

    internal OrgReader(Org org, Session session) => (Org, _session) = (org, session);

    /// <summary>The org that this may read.</summary>
    public Org Org { get; }

    /// <inheritdoc/>
    public override ValueTask<T?> One<T>(Sql sql, Func<Row, T> read) where T : default => _session.One(sql, read);

    /// <inheritdoc/>
    public override ValueTask<List<T>> All<T>(Sql sql, Func<Row, T> read) => _session.All(sql, read);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _session.DisposeAsync();
}

/// <summary>
/// A reader across orgs: for placing, projections and the operator. The golden list of operator readers names everything that asks for one.
/// </summary>
public sealed class OperatorReader : Queries, IAsyncDisposable
{
    private readonly Session _session;

    internal OperatorReader(Session session) => _session = session;

    /// <inheritdoc/>
    public override ValueTask<T?> One<T>(Sql sql, Func<Row, T> read) where T : default => _session.One(sql, read);

    /// <inheritdoc/>
    public override ValueTask<List<T>> All<T>(Sql sql, Func<Row, T> read) => _session.All(sql, read);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _session.DisposeAsync();
}
