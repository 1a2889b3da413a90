using System.Text;
using Firebreak.Log.Merkle;
using Firebreak.Log.Notes;
using Firebreak.Log.Sealing;
using Firebreak.Log.Tiles;
using Firebreak.Tests.Notes;
using Xunit;

namespace Firebreak.Tests.Tiles;

/// <summary>Small logs whose entries all differ, and a root for them that none of our code computed.</summary>
internal static class Logs
{
    public const string Origin = "log.example/00o1";

    public static SigningKey Key { get; } = TestKeys.Of(Origin);

    public static byte[] Entry(long index) => Encoding.UTF8.GetBytes($"entry {index}");

    public static IEnumerable<byte[]> Entries(int count) => Enumerable.Range(0, count).Select(i => Entry(i));

    /// <summary>Appends the entries up to a size and commits.</summary>
    public static SignedCheckpoint Grow(string folder, long size, Action<string>? step = null)
    {
        using var log = LogWriter.Open(folder, Key, step);
        while (log.Size < size) log.Append(Entry(log.Size));
        return log.Commit();
    }

    public static LogReader Read(string folder) => LogReader.Open(new TileFolder(folder));

    public static LogReader Read(this TempFolder folder) => Read(folder.Path);

    public static void CheckWhole(this TempFolder folder, long size) => CheckWhole(folder.Path, size);

    /// <summary>Checks all of a log, and that it has exactly these entries.</summary>
    public static void CheckWhole(string folder, long size)
    {
        var log = Read(folder);
        Assert.Equal(size, log.Checkpoint.Size);
        Assert.True(log.Signed.IsSignedBy(Key.Verifier));
        Assert.Equal(Roots.Of(size), log.Checkpoint.Root);
        LogCheck.Check(log, threads: 1);
    }

    /// <summary>The files that a log must have at a size, partial ones included.</summary>
    public static HashSet<string> CoveredBy(long size)
    {
        var files = new HashSet<string>(StringComparer.Ordinal);
        for (var level = Tile.Entries; level <= 7; level++)
        {
            for (var index = 0L; Tile.At(level, index, size) is { } tile; index++) files.Add(tile.Path);
        }

        return files;
    }

    private static class Roots
    {
        private static readonly Dictionary<long, Hash> Known = [];

        public static Hash Of(long size)
        {
            lock (Known)
            {
                if (!Known.TryGetValue(size, out var root))
                    Known.Add(size, root = Merkle.ReferenceTree.RootOf([.. Entries((int)size).Select(entry => Merkle.ReferenceTree.LeafOf(entry))]));
                return root;
            }
        }
    }
}
