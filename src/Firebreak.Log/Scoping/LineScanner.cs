using System.Text;
using Firebreak.Log.Events;

namespace Firebreak.Log.Scoping;

/// <summary>One thread's work: reads lines, asks the question of each, and keeps what matched until it is counted.</summary>
internal sealed class LineScanner(QuestionMatcher matcher, string ownOrg, bool trustedOrder, bool keepLines)
{
    private const int MaxProblems = 10;

    private readonly EventReader _reader = new();
    private readonly byte[] _ownOrg = Encoding.UTF8.GetBytes(ownOrg);

    /// <summary>The matches since the last <see cref="Clear"/>.</summary>
    public MatchBatch Matches { get; } = new();

    /// <summary>The lines read since the last <see cref="Clear"/>, empty ones too.</summary>
    public int Lines { get; private set; }

    /// <summary>The counts since the last <see cref="Clear"/>.</summary>
    public ScanCounts Counts { get; private set; } = new();

    /// <summary>The first lines that were no events: their place among <see cref="Lines"/>, and why.</summary>
    public List<(int Line, string Problem)> Problems { get; } = [];

    public void Clear()
    {
        Matches.Clear();
        Problems.Clear();
        Counts = new ScanCounts();
        Lines = 0;
    }

    /// <summary>Reads all lines of a block.</summary>
    public void ScanAll(ReadOnlySpan<byte> lines)
    {
        while (!lines.IsEmpty)
        {
            var end = lines.IndexOf((byte)'\n');
            if (end < 0) end = lines.Length;
            // However it was read: the same lines are too long in a file, a stream and an array.
            if (end > Reading.Block.MaxLineBytes) AddTooLong();
            else Scan(lines[..end], -1);
            lines = lines[Math.Min(end + 1, lines.Length)..];
        }
    }

    /// <summary>Reads one line.</summary>
    /// <param name="index">Its index in a log, or -1.</param>
    /// <returns>Whether it matched.</returns>
    public bool Scan(ReadOnlySpan<byte> line, long index)
    {
        Lines++;
        if (trustedOrder && CanonicalLine.TryRead(line, out var canonical) && !matcher.MayMatch(canonical))
        {
            Counts.Passed++;
            return false;
        }

        if (line.Trim(" \t\r"u8).IsEmpty) return false;
        switch (_reader.Read(line, out var read, out var problem))
        {
            case LineKind.Malformed:
                Counts.Malformed++;
                Note(problem);
                return false;
            case LineKind.NotAnEvent:
                Counts.NotEvents++;
                Note(problem);
                return false;
            default:
                Counts.Events++;
                if (!matcher.Matches(read)) return false;
                Matches.Add(read, _ownOrg, keepLines ? read.Bytes : default, index);
                return true;
        }
    }

    /// <summary>Counts a line that is too long to be read.</summary>
    public void AddTooLong()
    {
        Lines++;
        Counts.Malformed++;
        Note($"longer than {Reading.Block.MaxLineBytes:N0} bytes");
    }

    private void Note(string problem)
    {
        if (Problems.Count < MaxProblems) Problems.Add((Lines, problem));
    }
}

/// <summary>What lines turned out to be.</summary>
public sealed class ScanCounts
{
    /// <summary>Read whole, and an event.</summary>
    public long Events { get; set; }

    /// <summary>Passed over by the canonical front alone; only where the order of keys is trusted.</summary>
    public long Passed { get; set; }

    /// <summary>Not one JSON object with distinct keys, too long, or without a readable time.</summary>
    public long Malformed { get; set; }

    /// <summary>Valid JSON that is no event.</summary>
    public long NotEvents { get; set; }

    /// <summary>All lines but empty ones.</summary>
    public long Read => Events + Passed + Malformed + NotEvents;

    internal void Add(ScanCounts other)
    {
        Events += other.Events;
        Passed += other.Passed;
        Malformed += other.Malformed;
        NotEvents += other.NotEvents;
    }
}
