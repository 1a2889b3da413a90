using System.Buffers;
using System.Collections.Concurrent;
using Firebreak.Cli.Rendering;
using Firebreak.Log.Events;
using Firebreak.Log.Notes;
using Firebreak.Log.Reading;
using Firebreak.Log.Sealing;
using Firebreak.Log.Tiles;

namespace Firebreak.Cli;

/// <summary><c>firebreak seal</c>: makes a log of lines, or appends to it.</summary>
internal static class SealCommand
{
    private const int LogsAtOnce = 16;

    public static Verb Verb() => new(
        "seal",
        "[FILE|-]... --log DIR",
        "Appends every line to a tamper-evident log, the bytes as they are. Later changes show to whoever keeps the checkpoint that it prints.",
        [
            new("--log", "DIR", "the log's folder; made where it is not there"),
            new("--key", "FILE", "the log's private key; made where it is not there"),
            new("--origin", "NAME", "the log's name, fixed for ever (the folder's name unless said otherwise)"),
            new("--split-by", "org", "one log for each org, in folders of DIR"),
            new("--org", "ID", "the org of events that name none"),
        ],
        Run);

    private static ExitCode Run(Arguments args)
    {
        var folder = args.One("--log") ?? throw CommandException.Usage("seal needs --log DIR.");
        if (args.One("--split-by") is { } split && split != "org") throw CommandException.Usage($"--split-by is org, not {split}.");
        if (args.Rest.Count == 0 && !Console.IsInputRedirected) throw CommandException.Usage("name a file to seal, or - for standard input. See: firebreak seal --help");
        using var inputs = new SealInputs(args.Rest.Count == 0 ? ["-"] : args.Rest);
        inputs.Check();
        if (args.Has("--split-by")) SealByOrg(args, folder, inputs);
        else SealAll(args, folder, inputs);
        return ExitCode.Ok;
    }

    private static void SealAll(Arguments args, string folder, SealInputs inputs)
    {
        var key = KeyOf(args, folder, args.One("--origin"), isSaid: true);
        using var sealer = Sealer.Open(folder, key);
        inputs.ForEachLine(sealer.Append);
        var signed = sealer.Finish();
        Settings.Pin(key.Verifier);
        Console.Out.WriteLine($"Sealed {Printable.Count(sealer.Lines, "line")}{(inputs.Empty > 0 ? $" ({inputs.Empty:N0} empty ones left out)" : "")} into {folder}: now {signed.Checkpoint.Size:N0} entries, root {signed.Checkpoint.Root}");
        Console.Out.WriteLine("Keep this checkpoint elsewhere; with it, verify --since shows any later change:\n");
        Console.Out.WriteLine(signed.Note.ToString());
        Console.Out.WriteLine($"Verifier key {key.Verifier.Id:x8}, for those who verify (no secret):\n{key.Verifier}");
    }

    // Orgs come in any order, and each log has one writer, so lines are put aside by org first.
    private static void SealByOrg(Arguments args, string folder, SealInputs inputs)
    {
        using var aside = new LinesByOrg();
        var reader = new EventReader();
        var number = 0L;
        inputs.ForEachLine(line =>
        {
            number++;
            if (reader.Read(line, out var read, out var problem) != LineKind.Event)
                throw new InputException($"line {number} has no org, because it is no event ({problem}); nothing was sealed.");
            var org = read.Org.IsEmpty ? args.One("--org") ?? "" : read.Org.ToString();
            if (org.Length == 0) throw new InputException($"line {number} names no org; give --org for such lines. Nothing was sealed.");
            aside.Add(org, line);
        });

        var name = args.One("--origin") ?? NameOf(folder);
        if (aside.Orgs.FirstOrDefault(org => Printable.FileName(org) != org) is { } odd)
            throw new InputException($"the org \"{odd}\" cannot be a folder's name; nothing was sealed.");
        aside.Complete();
        // Each log waits for the disk alone, so many are written at once.
        var keys = new ConcurrentBag<VerifierKey>();
        Parallel.ForEach(aside.Orgs, new ParallelOptions { MaxDegreeOfParallelism = LogsAtOnce }, org =>
        {
            var own = Path.Combine(folder, org);
            using var sealer = Sealer.Open(own, KeyOf(args, own, $"{name}/{org}", isSaid: false));
            aside.ForEachLine(org, sealer.Append);
            sealer.Finish();
            keys.Add(sealer.Key);
        });
        Settings.Pin(keys);

        Console.Out.WriteLine($"Sealed {Printable.Count(number, "line")} into {Printable.Count(aside.Orgs.Count, "log")} under {folder}, one for each org, each with its checkpoint and verifier key.");
        Console.Out.WriteLine($"The private keys are in {Path.GetDirectoryName(Settings.KeyFileOf("x"))}; give each org its vkey on another way than its reports.");
    }

    private static SigningKey KeyOf(Arguments args, string folder, string? origin, bool isSaid)
    {
        var name = origin ?? ExistingOrigin(folder) ?? NameOf(folder);
        var file = args.One("--key") is { } given && isSaid ? given : Settings.KeyFileOf(name);
        var inside = Path.GetFullPath(file).StartsWith(Path.GetFullPath(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
        if (inside) throw CommandException.Usage($"the private key {file} must not lie in the log's own folder.");
        if (File.Exists(file))
        {
            if (!SigningKey.TryParse(File.ReadAllText(file), out var known)) throw new InputException($"{file} holds no private key in the form PRIVATE+KEY+name+hash+base64.");
            if (origin is not null && known.Verifier.Name != origin) throw CommandException.Usage($"the key {file} is {known.Verifier.Name}'s, not {origin}'s.");
            return known;
        }

        if (File.Exists(Path.Combine(folder, "checkpoint"))) throw new InputException($"the log {folder} has a key already, which is not at {file}; say where it is with --key.");
        if (name.Any(c => char.IsWhiteSpace(c) || c == '+')) throw CommandException.Usage($"the origin \"{name}\" holds white space or a plus sign; give another with --origin.");
        var key = SigningKey.Generate(name);
        Settings.WriteKey(file, key);
        if (isSaid) Console.Out.WriteLine($"Made a private key for {name} in {file}: keep it, and keep it secret.");
        return key;
    }

    private static string? ExistingOrigin(string folder) =>
        File.Exists(Path.Combine(folder, "checkpoint")) ? LogReader.Open(new TileFolder(folder)).Checkpoint.Origin : null;

    private static string NameOf(string folder) => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
}

/// <summary>The lines to be sealed: every file is looked through before the first line is written.</summary>
internal sealed class SealInputs(IReadOnlyList<string> paths) : IDisposable
{
    private string? _spooled;

    /// <summary>How many empty lines were left out.</summary>
    public long Empty { get; private set; }

    /// <summary>Looks through all lines.</summary>
    /// <exception cref="InputException">One cannot be an entry, or a file cannot be read to its end.</exception>
    public void Check()
    {
        foreach (var path in paths)
        {
            if (Directory.Exists(path)) throw new InputException($"{path} is a folder; name the files to seal, in the order they are to stand in the log.");
            var readable = path == "-" ? Spool() : path;
            if (!File.Exists(readable)) throw new InputException($"{path}: there is no such file.");
            var number = 0L;
            ReadLines(path, line =>
            {
                number++;
                if (line.Length > EntryBundle.MaxEntryBytes)
                    throw new InputException($"{path}, line {number}: has {line.Length:N0} bytes; an entry has at most {EntryBundle.MaxEntryBytes:N0}. Nothing was sealed.");
            });
        }

        Empty = 0;
    }

    /// <summary>Gives all lines that are not empty, in order.</summary>
    public void ForEachLine(ReadOnlySpanAction<byte> take)
    {
        foreach (var path in paths) ReadLines(path, line => take(line));
    }

    public void Dispose()
    {
        if (_spooled is not null) File.Delete(_spooled);
    }

    private void ReadLines(string path, ReadOnlySpanAction<byte> take)
    {
        using var input = Inputs.Open(path == "-" ? Spool() : path);
        if (input.LineWord != "line")
            throw new InputException($"{path}: holds JSON that is not one event a line. First: firebreak scope {path} --events LINES.ndjson");
        var block = new Block();
        while (input.Claim(block) is var claim and >= 0)
        {
            input.Read(claim, block);
            foreach (var range in Split(block.Lines))
            {
                var line = block.Lines[range];
                if (line.IsEmpty) Empty++;
                else take(line);
            }

            if (block.TooLong > 0) throw new InputException($"{path}: has a line of more than {Block.MaxLineBytes:N0} bytes; an entry has at most {EntryBundle.MaxEntryBytes:N0}. Nothing was sealed.");
        }

        if (input.Problem is { } problem) throw new InputException(problem + " Nothing was sealed.");
    }

    private static LineRanges Split(ReadOnlySpan<byte> lines) => new(lines);

    // Standard input can be read once only, so it is kept until it is sealed.
    private string Spool()
    {
        if (_spooled is not null) return _spooled;
        _spooled = Path.GetTempFileName();
        using var file = new FileStream(_spooled, FileMode.Create, FileAccess.Write);
        using var input = Console.OpenStandardInput();
        input.CopyTo(file);
        return _spooled;
    }

    // The lines of a block, without their newlines.
    private ref struct LineRanges(ReadOnlySpan<byte> lines)
    {
        private readonly ReadOnlySpan<byte> _lines = lines;
        private int _next;

        public Range Current { get; private set; }

        public readonly LineRanges GetEnumerator() => this;

        public bool MoveNext()
        {
            if (_next >= _lines.Length) return false;
            var length = _lines[_next..].IndexOf((byte)'\n');
            var end = length < 0 ? _lines.Length : _next + length;
            Current = _next..end;
            _next = end + 1;
            return true;
        }
    }
}

/// <summary>Takes bytes for the length of a call.</summary>
internal delegate void ReadOnlySpanAction<T>(ReadOnlySpan<T> bytes);

/// <summary>Lines put aside by org, each org's in their order: in one temporary file, found again by place.</summary>
internal sealed class LinesByOrg : IDisposable
{
    private const int BufferBytes = 1 << 18;

    private readonly FileStream _file;
    private readonly Dictionary<string, List<(long Offset, int Length)>> _places = new(StringComparer.Ordinal);

    public LinesByOrg() =>
        _file = new FileStream(Path.GetTempFileName(), FileMode.Create, FileAccess.ReadWrite, FileShare.None, BufferBytes, FileOptions.DeleteOnClose);

    public IReadOnlyCollection<string> Orgs => [.. _places.Keys.Order(StringComparer.Ordinal)];

    public void Add(string org, ReadOnlySpan<byte> line)
    {
        if (!_places.TryGetValue(org, out var places)) _places.Add(org, places = []);
        places.Add((_file.Position, line.Length));
        _file.Write(line);
    }

    /// <summary>All lines are added; from now on they can be read, on several threads.</summary>
    public void Complete() => _file.Flush();

    public void ForEachLine(string org, ReadOnlySpanAction<byte> take)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(EntryBundle.MaxEntryBytes);
        foreach (var (offset, length) in _places[org])
        {
            var line = buffer.AsSpan(0, length);
            if (RandomAccess.Read(_file.SafeFileHandle, line, offset) != length) throw new IOException("A line that was put aside cannot be read again.");
            take(line);
        }

        ArrayPool<byte>.Shared.Return(buffer);
    }

    public void Dispose() => _file.Dispose();
}
