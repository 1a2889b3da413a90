namespace Firebreak.Storage;

/// <summary>One leased connection to an engine. Disposing gives it back.</summary>
internal abstract class Session : Queries, IAsyncDisposable
{
    /// <summary>Runs a statement; the number of rows it changed.</summary>
    public abstract ValueTask<int> Run(Sql sql);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
