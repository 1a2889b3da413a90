using Firebreak.Log.Merkle;

namespace Firebreak.Tests.Merkle;

/// <summary>A tree of any size in no memory: all leaves are the same but a few.</summary>
internal sealed class SparseTree : IHashReader
{
    private readonly SortedDictionary<long, Hash> _special;
    private readonly Hash[] _uniform = new Hash[63];

    public SparseTree(params IEnumerable<long> special)
    {
        _special = new(special.Distinct().ToDictionary(index => index, LeafAt));
        _uniform[0] = ReferenceTree.LeafOf("every other leaf"u8);
        for (var level = 1; level < _uniform.Length; level++) _uniform[level] = Hash.OfNode(_uniform[level - 1], _uniform[level - 1]);
    }

    public static Hash LeafAt(long index) => ReferenceTree.LeafOf(BitConverter.GetBytes(index));

    public Hash Read(int level, long index)
    {
        if (!_special.Keys.Any(special => special >> level == index)) return _uniform[level];
        return level == 0 ? _special[index] : Hash.OfNode(Read(level - 1, index << 1), Read(level - 1, (index << 1) | 1));
    }
}
