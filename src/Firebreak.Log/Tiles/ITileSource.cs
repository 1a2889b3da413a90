namespace Firebreak.Log.Tiles;

/// <summary>Where a log's files are read: a folder, or an address. Nothing that it gives is trusted before it is checked.</summary>
public interface ITileSource
{
    /// <summary>What to call it in a message: the folder or the address.</summary>
    string Name { get; }

    /// <summary>Reads a file whole.</summary>
    /// <param name="path">Under the log's root, with slashes, such as <c>checkpoint</c> or <c>tile/0/000</c>.</param>
    /// <param name="buffer">Filled; what was in it is lost.</param>
    /// <returns>False where there is no such file.</returns>
    /// <exception cref="IOException">It is there and cannot be read.</exception>
    bool TryRead(string path, GrowingBuffer buffer);
}

/// <summary>A log's folder.</summary>
/// <param name="folder">The folder that holds <c>checkpoint</c> and <c>tile</c>.</param>
public sealed class TileFolder(string folder) : ITileSource
{
    /// <inheritdoc/>
    public string Name => folder;

    /// <inheritdoc/>
    public bool TryRead(string path, GrowingBuffer buffer)
    {
        buffer.Clear();
        try
        {
            using var file = File.OpenHandle(System.IO.Path.Combine(folder, path));
            var length = RandomAccess.GetLength(file);
            if (length > LogReader.MaxFileBytes) throw new IOException($"{path} has {length} bytes, more than any file of a log.");
            var room = buffer.Take((int)length);
            for (var at = 0; at < length;)
            {
                var read = RandomAccess.Read(file, room[at..], at);
                if (read == 0) throw new IOException($"{path} became shorter while it was read.");
                at += read;
            }

            return true;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
        catch (UnauthorizedAccessException error)
        {
            throw new IOException(error.Message, error);
        }
    }
}
