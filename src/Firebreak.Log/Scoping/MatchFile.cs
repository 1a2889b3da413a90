using Firebreak.Log.Events;

namespace Firebreak.Log.Scoping;

/// <summary>
/// The matching events, one a line, in the order of the input; and, where reports are to be made, where each lies and
/// which group it belongs to.
/// </summary>
public sealed class MatchFile : IDisposable
{
    private readonly FileStream _file;
    private readonly List<Match>? _matches;
    private readonly GrowingBuffer _line = new();

    private MatchFile(FileStream file, bool keepsPlaces)
    {
        _file = file;
        _matches = keepsPlaces ? [] : null;
    }

    /// <summary>One match and one of its groups.</summary>
    /// <param name="Group">The group's number in the tally.</param>
    /// <param name="Published">Its time.</param>
    /// <param name="Offset">Where its line begins in the file.</param>
    /// <param name="Length">The line's length, the newline left out.</param>
    /// <param name="Index">Its index in the log, or -1.</param>
    public readonly record struct Match(int Group, Instant Published, long Offset, int Length, long Index);

    /// <summary>The matches in order; empty where no places are kept.</summary>
    public IReadOnlyList<Match> Matches => _matches ?? [];

    /// <summary>Makes the file a person asked for.</summary>
    /// <param name="path">Written over where it is there.</param>
    /// <param name="keepsPlaces">Whether reports will be made.</param>
    public static MatchFile Create(string path, bool keepsPlaces) =>
        new(new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read, 1 << 16), keepsPlaces);

    /// <summary>Makes a file that is gone when it is closed.</summary>
    public static MatchFile CreateTemporary() =>
        new(new FileStream(Path.GetTempFileName(), FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose), keepsPlaces: true);

    /// <summary>Reads a match's line again.</summary>
    public ReadOnlyMemory<byte> Read(Match match)
    {
        _file.Flush();
        _line.Clear();
        var line = _line.Take(match.Length);
        if (RandomAccess.Read(_file.SafeFileHandle, line, match.Offset) != match.Length) throw new IOException("A match that was written cannot be read again.");
        return _line.Memory;
    }

    /// <summary>Writes what is still in memory.</summary>
    public void Flush() => _file.Flush();

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    internal void Add(IReadOnlyList<int> groups, Instant published, long index, ReadOnlySpan<byte> line)
    {
        if (_matches is not null)
        {
            foreach (var group in groups) _matches.Add(new Match(group, published, _file.Position, line.Length, index));
        }

        // Between the tokens of an event a line break is white space like any other; inside a string there is none.
        _line.Clear();
        _line.Append(line);
        _line.Written.Replace((byte)'\n', (byte)' ');
        _line.Append((byte)'\n');
        _file.Write(_line.Written);
    }
}
