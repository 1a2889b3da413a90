using Firebreak.Log;
using Firebreak.Log.Tiles;

namespace Firebreak.Tests.Tiles;

/// <summary>A log in memory, of which some files can be other ones, or not there, without touching the rest.</summary>
internal sealed class AlteredSource(IReadOnlyDictionary<string, byte[]> files) : ITileSource
{
    private readonly Dictionary<string, byte[]?> _altered = new(StringComparer.Ordinal);

    public string Name => "altered";

    /// <summary>Changes a file; null for a file that is gone.</summary>
    public AlteredSource With(string path, Func<byte[], byte[]?> change)
    {
        _altered[path] = change([.. files[path]]);
        return this;
    }

    public bool TryRead(string path, GrowingBuffer buffer)
    {
        buffer.Clear();
        var bytes = _altered.TryGetValue(path, out var altered) ? altered : files.GetValueOrDefault(path);
        if (bytes is not null) buffer.Append(bytes);
        return bytes is not null;
    }

    public LogReader Open() => LogReader.Open(this);

    /// <summary>One bit of one byte turned over.</summary>
    public static Func<byte[], byte[]?> FlipAt(Index at) => bytes =>
    {
        bytes[at] ^= 0x01;
        return bytes;
    };
}
