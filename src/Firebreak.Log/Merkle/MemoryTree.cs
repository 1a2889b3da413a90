namespace Firebreak.Log.Merkle;

/// <summary>A tree whose hashes are all in memory: for small trees (a report's entries, the orgs of an epoch) and for tests.</summary>
public sealed class MemoryTree : IHashReader
{
    private readonly List<List<Hash>> _levels = [[]];

    /// <summary>The number of entries.</summary>
    public long Size => _levels[0].Count;

    /// <summary>The root over all entries.</summary>
    public Hash Root => Tree.Root(this, Size);

    /// <summary>Adds an entry by its leaf hash.</summary>
    public void Append(Hash leaf)
    {
        _levels[0].Add(leaf);
        for (var level = 0; _levels[level].Count % 2 == 0; level++)
        {
            if (level + 1 == _levels.Count) _levels.Add([]);
            _levels[level + 1].Add(Hash.OfNode(_levels[level][^2], _levels[level][^1]));
        }
    }

    /// <summary>Puts another leaf in an entry's place, for trees whose entries change, such as the orgs of an epoch.</summary>
    public void Replace(long index, Hash leaf)
    {
        var at = checked((int)index);
        _levels[0][at] = leaf;
        for (var level = 0; (at | 1) < _levels[level].Count; level++, at >>= 1)
            _levels[level + 1][at >> 1] = Hash.OfNode(_levels[level][at & ~1], _levels[level][at | 1]);
    }

    /// <inheritdoc/>
    public Hash Read(int level, long index) => _levels[level][checked((int)index)];
}
