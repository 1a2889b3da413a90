using System.IO.Compression;
using System.IO.Enumeration;
using System.Runtime.ExceptionServices;
using Firebreak.Log.Events;

namespace Firebreak.Log.Reading;

/// <summary>Opens what a person names: files, folders of them, standard input; plain or gzip; lines or JSON arrays.</summary>
public static class Inputs
{
    private const int SniffBytes = 64 << 10;

    private static readonly string[] Endings = [".json", ".ndjson", ".jsonl", ".log", ".gz"];

    // .NET takes a gzip file that was cut off for a whole one unless it is told, for the whole process, to be strict.
    static Inputs() => AppContext.SetSwitch("System.IO.Compression.UseStrictValidation", true);

    /// <summary>
    /// The files that a list of files and folders names, folders read whole and in order of their paths; what is in a
    /// folder and ends in none of .json, .ndjson, .jsonl, .log, .gz is left out and named, and so are links to folders.
    /// </summary>
    /// <exception cref="InputException">Something named is not there or cannot be listed.</exception>
    public static IEnumerable<string> Expand(IEnumerable<string> paths, Action<string> leftOut)
    {
        foreach (var path in paths)
        {
            if (path == "-" || File.Exists(path))
            {
                yield return path;
                continue;
            }

            if (!Directory.Exists(path)) throw new InputException($"{path}: there is no such file or folder.");
            foreach (var file in List(path))
            {
                if (Endings.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase)) yield return file;
                else leftOut(file);
            }
        }
    }

    /// <summary>Opens one input.</summary>
    /// <param name="path">A file, or <c>-</c> for standard input.</param>
    /// <exception cref="InputException">It cannot be opened, or is in a form that no reading helps.</exception>
    public static LineInput Open(string path)
    {
        try
        {
            return path == "-" ? OpenStream("standard input", Console.OpenStandardInput()) : OpenFile(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new InputException($"{path}: cannot be read: {error.Message}", error);
        }
    }

    private static LineInput OpenFile(string path)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        // A pipe has no length to divide among threads.
        if (!file.CanSeek) return OpenStream(path, file);
        var start = new byte[SniffBytes];
        var length = RandomAccess.Read(file.SafeFileHandle, start, 0);
        return FormOf(start.AsSpan(0, length), path) == Form.Lines
            ? new FileLines(path, file.SafeFileHandle, HasByteOrderMark(start) ? 3 : 0)
            : OpenStream(path, file);
    }

    private static StreamLines OpenStream(string name, Stream stream)
    {
        var peeked = Peeked.At(stream, SniffBytes);
        var form = FormOf(peeked.Start, name);
        if (form == Form.Gzip) return OpenStream(name, new GZipStream(peeked, CompressionMode.Decompress));
        if (HasByteOrderMark(peeked.Start)) peeked.Skip(3);
        return form == Form.Values
            ? new StreamLines(name, new JsonValueStream(peeked), "element")
            : new StreamLines(name, peeked);
    }

    private static List<string> List(string folder)
    {
        try
        {
            var all = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = false, AttributesToSkip = FileAttributes.None };
            return
            [
                .. new FileSystemEnumerable<string>(folder, (ref entry) => entry.ToSpecifiedFullPath(), all)
                {
                    // A link to a folder may lead back here: what is behind it would be counted again and again.
                    ShouldRecursePredicate = (ref entry) => !IsLink(entry),
                    ShouldIncludePredicate = (ref entry) => !entry.IsDirectory || IsLink(entry),
                }.Order(StringComparer.Ordinal),
            ];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{folder}: cannot be listed: {error.Message}", error);
        }
    }

    private static bool IsLink(in FileSystemEntry entry) => entry.Attributes.HasFlag(FileAttributes.ReparsePoint);

    private static bool HasByteOrderMark(ReadOnlySpan<byte> start) => start.StartsWith("\uFEFF"u8);

    private enum Form
    {
        Lines,
        Values,
        Gzip,
    }

    private static Form FormOf(ReadOnlySpan<byte> start, string name)
    {
        if (start.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b])) return Form.Gzip;
        if (start.StartsWith((ReadOnlySpan<byte>)[0xff, 0xfe]) || start.StartsWith((ReadOnlySpan<byte>)[0xfe, 0xff]))
            throw new InputException($"{name}: is UTF-16; write it as UTF-8 (in PowerShell: Out-File -Encoding utf8).");
        if (start.StartsWith("PK\u0003\u0004"u8)) throw new InputException($"{name}: is a zip archive; unpack it first, or use gzip.");
        if (HasByteOrderMark(start)) start = start[3..];
        start = start.TrimStart(" \t\r\n"u8);
        if (start.StartsWith("["u8)) return Form.Values;
        return start.StartsWith("{"u8) && IsPrintedOverLines(start) ? Form.Values : Form.Lines;
    }

    // A first line that is no object on its own, and a second that begins none: one object over many lines.
    private static bool IsPrintedOverLines(ReadOnlySpan<byte> start)
    {
        var newline = start.IndexOf((byte)'\n');
        if (newline < 0) return false;
        var first = start[..newline].TrimEnd(" \t\r"u8);
        var rest = start[newline..].TrimStart(" \t\r\n"u8);
        return !first.EndsWith("}"u8)
            && !rest.StartsWith("{"u8)
            && new EventReader().Read(first, out _, out _) == LineKind.Malformed;
    }
}

/// <summary>A stream whose beginning was looked at before it is read.</summary>
internal sealed class Peeked : Stream
{
    private readonly Stream _inner;
    private readonly byte[] _start;
    private readonly ExceptionDispatchInfo? _failure;
    private int _given;

    private Peeked(Stream inner, byte[] start, ExceptionDispatchInfo? failure)
    {
        _inner = inner;
        _start = start;
        _failure = failure;
    }

    public ReadOnlySpan<byte> Start => _start;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public static Peeked At(Stream inner, int count)
    {
        var start = new byte[count];
        var length = 0;
        try
        {
            for (var read = -1; read != 0 && length < count; length += read) read = inner.Read(start.AsSpan(length));
        }
        catch (Exception error) when (error is IOException or InvalidDataException)
        {
            // What came before still counts: whoever reads on meets the error where it is.
            return new Peeked(inner, start[..length], ExceptionDispatchInfo.Capture(error));
        }

        return new Peeked(inner, start[..length], failure: null);
    }

    public void Skip(int count) => _given += count;

    public override int Read(Span<byte> buffer)
    {
        if (_given == _start.Length)
        {
            _failure?.Throw();
            return _inner.Read(buffer);
        }

        var count = Math.Min(buffer.Length, _start.Length - _given);
        _start.AsSpan(_given, count).CopyTo(buffer);
        _given += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) _inner.Dispose();
        base.Dispose(disposing);
    }
}
