using System.Collections.Immutable;
using Firebreak.Log.Reading;

namespace Firebreak.Log.Scoping;

/// <summary>How to scan, beside the question.</summary>
public sealed record ScanOptions
{
    /// <summary>What to group by.</summary>
    public GroupBy By { get; init; }

    /// <summary>Whether lines that begin as our own do may be passed over by that beginning alone.</summary>
    public bool TrustedOrder { get; init; }

    /// <summary>Where to write the matching events; null for nowhere.</summary>
    public MatchFile? Matches { get; init; }

    /// <summary>Told how far the scan is; read by another thread.</summary>
    public ScanProgress Progress { get; init; } = new();

    /// <summary>How many threads read.</summary>
    public int Threads { get; init; } = Math.Clamp(Environment.ProcessorCount, 1, 8);
}

/// <summary>How far a scan is.</summary>
public sealed class ScanProgress
{
    private long _bytes;
    private long _lines;

    /// <summary>The bytes of all inputs together, 0 where one has no known length.</summary>
    public long TotalBytes { get; set; }

    /// <summary>The bytes read.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>The lines read.</summary>
    public long Lines => Interlocked.Read(ref _lines);

    internal void Add(long bytes, long lines)
    {
        Interlocked.Add(ref _bytes, bytes);
        Interlocked.Add(ref _lines, lines);
    }
}

/// <summary>What a scan found and what it could not read.</summary>
/// <param name="Answer">The counts.</param>
/// <param name="Counts">What the lines were.</param>
/// <param name="Skipped">The first ten lines that were no events, in the order of the input.</param>
/// <param name="Unread">Inputs that could not be read, or not to their end, or not one line of which could be used: a sentence each.</param>
/// <param name="Notes">What a person should know although nothing is missing: inputs of other valid JSON, a sentence each.</param>
/// <param name="GroupNames">The groups' names by number, for those who read a <see cref="MatchFile"/>.</param>
public sealed record ScanResult(
    Answer Answer, ScanCounts Counts, ImmutableArray<SkippedLine> Skipped, ImmutableArray<string> Unread, ImmutableArray<string> Notes, ImmutableArray<string> GroupNames);

/// <summary>A line that was no event.</summary>
/// <param name="Input">The file.</param>
/// <param name="Word">What a line is called there: line, element, entry.</param>
/// <param name="Number">From 1; of a log's entries from 0.</param>
/// <param name="Problem">Why, in a few words.</param>
public sealed record SkippedLine(string Input, string Word, long Number, string Problem);

/// <summary>The matches need more memory than an exact answer may take.</summary>
public sealed class TooLargeException(string message) : Exception(message);

/// <summary>Asks a question of files: several threads read, one at a time counts.</summary>
public sealed class Scan : IDisposable
{
    private const int MaxSkipped = 10;
    private const long MaxTallyBytes = 1L << 30;

    private readonly QuestionMatcher _matcher;
    private readonly Question _question;
    private readonly ScanOptions _options;
    private readonly Tally _tally;
    private readonly ScanCounts _counts = new();
    private readonly List<(int Input, long Block, int Line, string Problem)> _skipped = [];
    private readonly List<OpenInput> _inputs = [];
    private readonly IEnumerator<LineInput> _coming;
    private readonly List<string> _unread = [];
    private readonly Lock _claiming = new();
    private readonly object _counting = new();
    private OpenInput? _current;
    private long _nextTicket;
    private long _turn;
    private Exception? _failure;

    private Scan(IEnumerable<LineInput> inputs, Question question, ScanOptions options)
    {
        _coming = inputs.GetEnumerator();
        _question = question;
        _matcher = new QuestionMatcher(question);
        _options = options;
        _tally = new Tally(options.By);
    }

    /// <summary>Scans inputs in their order; each is closed when it is read.</summary>
    /// <exception cref="TooLargeException">The distinct values of the matches do not fit into a gigabyte.</exception>
    public static ScanResult Run(IEnumerable<LineInput> inputs, Question question, ScanOptions options)
    {
        using var scan = new Scan(inputs, question, options);
        scan.Run();
        return scan.Result();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var input in _inputs) input.Lines.Dispose();
        _coming.Dispose();
    }

    private void Run()
    {
        var helpers = new List<Thread>();
        for (var i = 1; i < _options.Threads; i++)
        {
            helpers.Add(new Thread(Work) { IsBackground = true });
            helpers[^1].Start();
        }

        Work();
        foreach (var thread in helpers) thread.Join();
        if (_failure is not null) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(_failure);
        _options.Matches?.Flush();
    }

    private void Work()
    {
        try
        {
            var block = new Block();
            var scanner = new LineScanner(_matcher, _question.OwnOrg, _options.TrustedOrder, keepLines: _options.Matches is not null);
            while (Volatile.Read(ref _failure) is null && TryClaim(block, out var claim)) Read(claim, block, scanner);
        }
        catch (Exception error)
        {
            // Whoever waits for its turn must not wait for ever.
            lock (_counting)
            {
                _failure ??= error;
                Monitor.PulseAll(_counting);
            }
        }
    }

    private void Read(in Claim claim, Block block, LineScanner scanner)
    {
        scanner.Clear();
        string? problem = null;
        try
        {
            claim.Input.Lines.Read(claim.Block, block);
            claim.Input.Lines.Scan(block, scanner);
        }
        catch (InputException error)
        {
            problem = error.Message;
        }

        lock (_counting)
        {
            // What is written must be in the order of the input; counts come out the same in any.
            while (_options.Matches is not null && _turn != claim.Ticket && _failure is null) Monitor.Wait(_counting);
            if (_failure is not null) return;
            Count(claim, block, scanner);
            if (problem is not null && !_unread.Contains(problem)) _unread.Add(problem);
            _turn++;
            if (_options.Matches is not null) Monitor.PulseAll(_counting);
        }

        _options.Progress.Add(block.Length, scanner.Lines);
    }

    private void Count(in Claim claim, Block block, LineScanner scanner)
    {
        var matches = scanner.Matches.Read();
        while (!matches.AtEnd)
        {
            var (published, index) = _tally.Add(ref matches, out var line);
            _options.Matches?.Add(_tally.GroupsOfLast, published, index, line);
        }

        _counts.Add(scanner.Counts);
        claim.Input.Counts.Add(scanner.Counts);
        claim.Input.SetLines(block.Number, scanner.Lines);
        foreach (var (line, problem) in scanner.Problems) _skipped.Add((claim.Input.Number, block.Number, line, problem));
        if (_skipped.Count > 1000) KeepFirstSkipped();
        if (_tally.Bytes > MaxTallyBytes)
            throw new TooLargeException($"The matches have too many distinct values to be counted exactly in a gigabyte ({_tally.Events:N0} matches so far): narrow the question.");
    }

    private bool TryClaim(Block block, out Claim claim)
    {
        lock (_claiming)
        {
            while (true)
            {
                if (_current is null && !TryOpenNext())
                {
                    claim = default;
                    return false;
                }

                var number = _current!.Lines.Claim(block);
                if (number >= 0)
                {
                    claim = new Claim(_current, number, _nextTicket++);
                    return true;
                }

                if (_current.Lines.Problem is { } problem)
                {
                    lock (_counting) _unread.Add(problem);
                }

                _current = null;
            }
        }
    }

    private bool TryOpenNext()
    {
        if (!_coming.MoveNext()) return false;
        _current = new OpenInput(_inputs.Count, _coming.Current);
        _inputs.Add(_current);
        return true;
    }

    private void KeepFirstSkipped()
    {
        _skipped.Sort((a, b) => (a.Input, a.Block, a.Line).CompareTo((b.Input, b.Block, b.Line)));
        if (_skipped.Count > MaxSkipped) _skipped.RemoveRange(MaxSkipped, _skipped.Count - MaxSkipped);
    }

    private ScanResult Result()
    {
        KeepFirstSkipped();
        var skipped = _skipped.Select(line => new SkippedLine(
            _inputs[line.Input].Lines.Name,
            _inputs[line.Input].Lines.LineWord,
            _inputs[line.Input].LinesBefore(line.Block) + line.Line - 1 + _inputs[line.Input].Lines.FirstNumber,
            line.Problem)).ToImmutableArray();
        // Other JSON beside events is worth a word; a file that could not be used at all is not to be passed over.
        var withoutEvents = _inputs.Where(input => input.Counts.Read > 0 && input.Counts.Events + input.Counts.Passed == 0).ToList();
        var areBeside = _counts.Events + _counts.Passed > 0;
        string Say(OpenInput input) => $"{input.Lines.Name}: none of its {input.Counts.Read:N0} {input.Lines.LineWord}s is an event"
            + (skipped.FirstOrDefault(line => line.Input == input.Lines.Name) is { } first ? $" ({first.Word} {first.Number}: {first.Problem})." : ".");
        var notes = withoutEvents.Where(input => areBeside && input.Counts.Malformed == 0).ToList();
        var names = new string[_tally.GroupCount];
        for (var i = 0; i < names.Length; i++) names[i] = _tally.NameOf(i);
        return new ScanResult(_tally.ToAnswer(), _counts, skipped, [.. _unread, .. withoutEvents.Except(notes).Select(Say)], [.. notes.Select(Say)], [.. names]);
    }

    private readonly record struct Claim(OpenInput Input, long Block, long Ticket);

    // An input and what has been counted of it.
    private sealed class OpenInput(int number, LineInput lines)
    {
        private readonly List<int> _linesOf = [];

        public int Number => number;

        public LineInput Lines => lines;

        public ScanCounts Counts { get; } = new();

        public void SetLines(long block, int count)
        {
            while (_linesOf.Count <= block) _linesOf.Add(0);
            _linesOf[(int)block] = count;
        }

        public long LinesBefore(long block) => _linesOf.Take((int)block).Sum(count => (long)count);
    }
}
