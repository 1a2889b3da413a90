using System.Runtime.InteropServices;
using Firebreak.Log.Merkle;
using Firebreak.Log.Notes;

namespace Firebreak.Log.Tiles;

/// <summary>
/// The one writer of a log in a folder. Entries become visible, all at once, when <see cref="Commit"/> replaces the
/// checkpoint; by then every file that it covers is durable. What a crash leaves behind lies beyond the checkpoint,
/// where no reader looks, and the next writer writes over it.
/// </summary>
/// <remarks>
/// Trust: whoever can write to the folder can destroy the log, and whoever has the key as well can sign another one.
/// Neither can do it unseen by those who kept a checkpoint.
/// </remarks>
public sealed class LogWriter : IDisposable
{
    private readonly DurableFolder _folder;
    private readonly SigningKey _key;
    private readonly FileStream _lock;
    private readonly GrowingBuffer _bundle = new();
    private readonly List<Hash> _bundleLeaves = [];
    private readonly List<List<Hash>> _rows = []; // the growing tile of each level from 1 up
    private readonly List<Tile> _completed = [];
    private SignedCheckpoint? _committed;
    private bool _failed;

    private LogWriter(DurableFolder folder, SigningKey key, FileStream theLock)
    {
        _folder = folder;
        _key = key;
        _lock = theLock;
    }

    /// <summary>The checkpoint that covers what is committed; null in a log that has none yet.</summary>
    public SignedCheckpoint? Committed => _committed;

    /// <summary>Whose signature the log carries.</summary>
    public VerifierKey Key => _key.Verifier;

    /// <summary>The number of entries, those not committed yet included.</summary>
    public long Size { get; private set; }

    /// <summary>Opens a log to append to it, and makes it where the folder is empty or not there.</summary>
    /// <param name="folder">The log's folder.</param>
    /// <param name="key">The log's key; its name is the log's origin.</param>
    /// <param name="step">Called before and after everything that touches the disk; for tests that die there.</param>
    /// <exception cref="LogBusyException">Another writer has it open.</exception>
    /// <exception cref="LogCorruptException">It is another key's log, or its files do not match its checkpoint.</exception>
    public static LogWriter Open(string folder, SigningKey key, Action<string>? step = null)
    {
        var durable = new DurableFolder(folder, step);
        durable.Make();
        var writer = new LogWriter(durable, key, Lock(folder));
        try
        {
            writer.Load();
            return writer;
        }
        catch
        {
            writer.Dispose();
            throw;
        }
    }

    /// <summary>Appends an entry; it is visible after <see cref="Commit"/>.</summary>
    /// <exception cref="ArgumentException">The entry is longer than 65,535 bytes.</exception>
    public void Append(ReadOnlySpan<byte> entry)
    {
        ThrowIfFailed();
        EntryBundle.Append(_bundle, entry);
        _bundleLeaves.Add(Hash.OfLeaf(entry));
        Size++;
        if (_bundleLeaves.Count < Tile.FullWidth) return;

        Guard(() => WriteBundle((Size / Tile.FullWidth) - 1, _bundle.Written, [.. _bundleLeaves]));
        AddRow(1, TileHashes.RootOf([.. _bundleLeaves]));
        _bundle.Clear();
        _bundleLeaves.Clear();
    }

    /// <summary>
    /// Writes the files of a full bundle ahead of its turn; several threads may do so at once. It belongs to the log only
    /// once <see cref="AppendWritten"/> has taken it, in order.
    /// </summary>
    /// <param name="index">The bundle's place in the log, beyond those that it has.</param>
    /// <param name="bundle">256 entries in the bundle's form.</param>
    /// <param name="leaves">Their 256 leaf hashes.</param>
    public void WriteBundle(long index, ReadOnlySpan<byte> bundle, ReadOnlySpan<Hash> leaves)
    {
        var tile = Tile.At(0, index, (index + 1) * Tile.FullWidth)!.Value;
        _folder.Write((tile with { Level = Tile.Entries }).Path, bundle);
        _folder.Write(tile.Path, MemoryMarshal.AsBytes(leaves));
    }

    /// <summary>Appends the next bundle, whose files are written, by the root over its 256 leaves.</summary>
    /// <exception cref="InvalidOperationException">The log does not end at a whole bundle.</exception>
    public void AppendWritten(Hash root)
    {
        ThrowIfFailed();
        if (_bundleLeaves.Count > 0) throw new InvalidOperationException("A whole bundle can be appended only behind whole bundles.");
        Size += Tile.FullWidth;
        AddRow(1, root);
    }

    /// <summary>Makes everything appended durable, then visible, under a new checkpoint.</summary>
    /// <exception cref="IOException">The disk refused; the log is as it was at its last checkpoint, and this writer is of no more use.</exception>
    public SignedCheckpoint Commit()
    {
        ThrowIfFailed();
        if (_committed is { } same && same.Checkpoint.Size == Size) return same;
        Guard(WritePartialTiles);
        Guard(_folder.SyncFolders);
        var signed = SignedCheckpoint.Sign(new Checkpoint(_key.Verifier.Name, Size, Root()), _key);
        Guard(() => _folder.Replace("checkpoint", signed.Note.ToBytes()));
        _committed = signed;
        Guard(RemoveSuperseded);
        return signed;
    }

    /// <summary>Writes a small file beside the checkpoint, whole or not at all.</summary>
    public void WriteBeside(string name, ReadOnlySpan<byte> bytes) => _folder.Replace(name, bytes);

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    /// <summary>The root over all entries, those not committed yet included.</summary>
    public Hash Root()
    {
        var range = new CompactRange();
        for (var level = _rows.Count; level >= 1; level--)
        {
            foreach (var hash in _rows[level - 1]) range.Append(level * Tile.Height, hash);
        }

        foreach (var leaf in _bundleLeaves) range.Append(leaf);
        return range.Root();
    }

    private static FileStream Lock(string folder)
    {
        try
        {
            return new FileStream(Path.Combine(folder, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error) when (error is not (FileNotFoundException or DirectoryNotFoundException))
        {
            throw new LogBusyException($"{folder}: another writer has this log open.", error);
        }
    }

    private void Load()
    {
        var source = new TileFolder(_folder.Root);
        if (!File.Exists(Path.Combine(_folder.Root, "checkpoint"))) return;
        var reader = LogReader.Open(source);
        if (!reader.Signed.IsSignedBy(_key.Verifier))
            throw new LogCorruptException($"{_folder.Root}: the checkpoint of {reader.Checkpoint.Origin} is not signed by the key {_key.Verifier.Name}.");

        Size = reader.Checkpoint.Size;
        var hashes = new TileHashes(reader);
        for (var level = 1; Size >> (level * Tile.Height) > 0; level++) _rows.Add(LoadRow(hashes, level));
        LoadBundle(reader);
        if (Root() != reader.Checkpoint.Root)
            throw new LogCorruptException($"{_folder.Root}: the tiles do not give the root of the checkpoint of size {Size}; nothing was appended.");
        // Whoever replaced the checkpoint may have died before that was durable.
        _folder.SyncRoot();
        _committed = reader.Signed;
    }

    private List<Hash> LoadRow(TileHashes hashes, int level)
    {
        var count = Size >> (level * Tile.Height);
        return count % Tile.FullWidth == 0 ? [] : [.. hashes.ReadTile(level, count / Tile.FullWidth)];
    }

    private void LoadBundle(LogReader reader)
    {
        var count = (int)(Size % Tile.FullWidth);
        if (count == 0) return;
        var buffer = new GrowingBuffer();
        var tile = reader.ReadTile(Tile.Entries, Size / Tile.FullWidth, buffer);
        var position = 0;
        while (_bundleLeaves.Count < count)
        {
            if (!EntryBundle.TryNext(buffer.Written, ref position, out var entry))
                throw new LogCorruptException($"{_folder.Root}: {tile.Path} ends before entry {Size - count + _bundleLeaves.Count}.");
            EntryBundle.Append(_bundle, buffer.Written[entry]);
            _bundleLeaves.Add(Hash.OfLeaf(buffer.Written[entry]));
        }
    }

    private void AddRow(int level, Hash hash)
    {
        while (_rows.Count < level) _rows.Add([]);
        var row = _rows[level - 1];
        row.Add(hash);
        var completed = new Tile(level - 1, (Size >> (level * Tile.Height)) - 1, Tile.FullWidth);
        if (WasPartial(completed)) _completed.Add(completed);
        if (row.Count < Tile.FullWidth) return;

        var tile = new Tile(level, completed.Index / Tile.FullWidth, Tile.FullWidth);
        Guard(() => _folder.Write(tile.Path, MemoryMarshal.AsBytes<Hash>([.. row])));
        AddRow(level + 1, TileHashes.RootOf([.. row]));
        row.Clear();
    }

    private bool WasPartial(Tile tile) =>
        _committed is { } signed && Tile.At(tile.Level, tile.Index, signed.Checkpoint.Size) is { IsPartial: true };

    private void WritePartialTiles()
    {
        if (_bundleLeaves.Count > 0)
        {
            var tile = Tile.At(0, Size / Tile.FullWidth, Size)!.Value;
            _folder.Write((tile with { Level = Tile.Entries }).Path, _bundle.Written);
            _folder.Write(tile.Path, MemoryMarshal.AsBytes<Hash>([.. _bundleLeaves]));
        }

        for (var level = 1; level <= _rows.Count; level++)
        {
            if (_rows[level - 1].Count == 0) continue;
            var tile = Tile.At(level, (Size >> (level * Tile.Height)) / Tile.FullWidth, Size)!.Value;
            // What the last checkpoint covers is never touched: a crash half-way would break what is committed.
            if (_committed is { } signed && Tile.At(level, tile.Index, signed.Checkpoint.Size) == tile) continue;
            _folder.Write(tile.Path, MemoryMarshal.AsBytes<Hash>([.. _rows[level - 1]]));
        }
    }

    // A partial tile may go once the full one is there (C2SP tlog-tiles, "Partial Tiles").
    private void RemoveSuperseded()
    {
        foreach (var tile in _completed)
        {
            _folder.Remove(tile.Path + ".p");
            if (tile.Level == 0) _folder.Remove((tile with { Level = Tile.Entries }).Path + ".p");
        }

        _completed.Clear();
    }

    // After a write that failed, what is on the disk is unknown: only opening the log again tells.
    private void Guard(Action write)
    {
        try
        {
            write();
        }
        catch
        {
            _failed = true;
            throw;
        }
    }

    private void ThrowIfFailed()
    {
        if (_failed) throw new InvalidOperationException("This writer failed before; open the log again.");
    }
}

/// <summary>Another writer has the log open. Nothing was written.</summary>
public sealed class LogBusyException(string message, Exception inner) : IOException(message, inner);
