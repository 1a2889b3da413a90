namespace Firebreak.Log.Merkle;

/// <summary>
/// The hashes of the fewest complete subtrees that cover a run of entries: all that is needed of those entries to
/// compute the root of any tree that holds them. It grows at its right end.
/// </summary>
public sealed class CompactRange
{
    private readonly List<(Subtree At, Hash Hash)> _nodes = [];

    /// <summary>An empty range that starts at an entry.</summary>
    public CompactRange(long from = 0)
    {
        From = from;
        To = from;
    }

    /// <summary>The first entry covered.</summary>
    public long From { get; }

    /// <summary>The entry after the last one covered.</summary>
    public long To { get; private set; }

    /// <summary>The covering hashes, from left to right.</summary>
    public IReadOnlyList<Hash> Hashes => [.. _nodes.Select(node => node.Hash)];

    /// <summary>The range over the entries [from, to), with its hashes read.</summary>
    public static CompactRange Read(IHashReader hashes, long from, long to)
    {
        var range = new CompactRange(from);
        foreach (var subtree in Subtree.Cover(from, to)) range.Append(subtree.Level, hashes.Read(subtree.Level, subtree.Index));
        return range;
    }

    /// <summary>Adds one entry by its leaf hash.</summary>
    public void Append(Hash leaf) => Append(0, leaf);

    /// <summary>Adds a complete subtree of 2^level entries.</summary>
    /// <exception cref="InvalidOperationException">A subtree of this height cannot begin at the end of the range.</exception>
    public void Append(int level, Hash hash)
    {
        if ((To & ((1L << level) - 1)) != 0)
            throw new InvalidOperationException($"A subtree of height {level} cannot begin at entry {To}.");
        var node = (At: new Subtree(level, To >> level), Hash: hash);
        To += 1L << level;
        while (_nodes.Count > 0 && IsLeftSiblingOf(_nodes[^1].At, node.At))
        {
            node = (new Subtree(node.At.Level + 1, node.At.Index >> 1), Hash.OfNode(_nodes[^1].Hash, node.Hash));
            _nodes.RemoveAt(_nodes.Count - 1);
        }

        _nodes.Add(node);
    }

    /// <summary>The root of the tree of size <see cref="To"/>.</summary>
    /// <exception cref="InvalidOperationException">The range does not begin at entry 0.</exception>
    public Hash Root()
    {
        if (From != 0) throw new InvalidOperationException("Only a range from entry 0 has a root.");
        if (_nodes.Count == 0) return Hash.Empty;
        var root = _nodes[^1].Hash;
        for (var i = _nodes.Count - 2; i >= 0; i--) root = Hash.OfNode(_nodes[i].Hash, root);
        return root;
    }

    private static bool IsLeftSiblingOf(Subtree left, Subtree right) =>
        left.Level == right.Level && (right.Index & 1) == 1 && left.Index == right.Index - 1;
}
