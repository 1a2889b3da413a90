namespace Firebreak.Log.Merkle;

/// <summary>The hashes of a tree's complete subtrees, wherever they are kept: in memory, in a folder of tiles, behind HTTP.</summary>
public interface IHashReader
{
    /// <summary>The hash of the complete subtree over the entries [index &lt;&lt; level, (index + 1) &lt;&lt; level).</summary>
    /// <param name="level">0 for a leaf's own hash.</param>
    /// <param name="index">Which subtree of that level, from 0 at the left.</param>
    /// <exception cref="LogCorruptException">The hash cannot be had.</exception>
    Hash Read(int level, long index);
}
