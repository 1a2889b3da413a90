using Firebreak.Log.Events;
using Firebreak.Log.Merkle;
using Firebreak.Log.Scoping;

namespace Firebreak.Log.Proofs;

/// <summary>What a bundle was found to prove, once its checkpoint is taken for true.</summary>
/// <param name="Entries">How many entries it proves.</param>
/// <param name="InWindow">How many of them lie in the window, its neighbours left out.</param>
/// <param name="Completeness">How far it proves that nothing is missing.</param>
public sealed record BundleFindings(int Entries, int InWindow, Completeness Completeness);

/// <summary>How far a bundle proves that nothing is missing from it.</summary>
public enum Completeness
{
    /// <summary>Each entry is in the log; that none is missing rests on the bundle's maker.</summary>
    NotClaimed,

    /// <summary>All entries from the first to the last; what matches outside of them only a pass over the log can tell.</summary>
    OfRange,

    /// <summary>All entries of the window, given that times never decrease, which a pass over the log proves.</summary>
    GivenOrder,
}

/// <summary>Checks a bundle by nothing but its own words; who signed its checkpoint is for the caller to establish.</summary>
public static class BundleCheck
{
    /// <summary>Checks every proof, the window and the answer.</summary>
    /// <exception cref="LogCorruptException">Something does not hold; the message says what.</exception>
    public static BundleFindings Run(ProofBundle bundle)
    {
        for (var i = 1; i < bundle.Entries.Length; i++)
        {
            if (bundle.Entries[i].Index <= bundle.Entries[i - 1].Index)
                throw new LogCorruptException($"entry {bundle.Entries[i].Index} stands behind entry {bundle.Entries[i - 1].Index}");
        }

        var findings = bundle.Window is { } window ? CheckWindow(bundle, window) : CheckEntries(bundle);
        if (bundle.Report is { } report) CheckAnswer(bundle, report);
        return findings;
    }

    private static BundleFindings CheckEntries(ProofBundle bundle)
    {
        var checkpoint = bundle.Signed.Checkpoint;
        foreach (var entry in bundle.Entries)
        {
            if (!Tree.IsIncluded(entry.Index, checkpoint.Size, Hash.OfLeaf(entry.Bytes.Span), entry.Proof, checkpoint.Root))
                throw new LogCorruptException($"entry {entry.Index} is not in the log of size {checkpoint.Size:N0}: its proof does not lead to the checkpoint's root");
        }

        return new BundleFindings(bundle.Entries.Length, 0, Completeness.NotClaimed);
    }

    private static BundleFindings CheckWindow(ProofBundle bundle, BundleWindow window)
    {
        var checkpoint = bundle.Signed.Checkpoint;
        var first = bundle.Entries.IsEmpty ? 0 : bundle.Entries[0].Index;
        for (var i = 0; i < bundle.Entries.Length; i++)
        {
            if (bundle.Entries[i].Index != first + i) throw new LogCorruptException($"entry {first + i} is missing between its neighbours");
        }

        var leaves = bundle.Entries.Select(entry => Hash.OfLeaf(entry.Bytes.Span)).ToList();
        if (!Tree.IsWindow(first, leaves, checkpoint.Size, window.Left, window.Right, checkpoint.Root))
            throw new LogCorruptException($"the entries {first} to {first + leaves.Count - 1} with what lies left and right of them do not make the checkpoint's root");
        if (!window.IsOrdered) return new BundleFindings(leaves.Count, CountMatches(bundle, window), Completeness.OfRange);
        return new BundleFindings(leaves.Count, CountInWindow(bundle, window, first), Completeness.GivenOrder);
    }

    private static int CountMatches(ProofBundle bundle, BundleWindow window)
    {
        var reader = new EventReader();
        return bundle.Entries.Count(entry => reader.Read(entry.Bytes.Span, out var read, out _) == LineKind.Event && Holds(window, read.Published));
    }

    private static bool Holds(BundleWindow window, Instant time) =>
        (window.From is not { } from || time >= from) && (window.To is not { } to || time < to);

    // The neighbours must lie outside: then, if times never decrease, so does all beyond them.
    private static int CountInWindow(ProofBundle bundle, BundleWindow window, long first)
    {
        var times = TimesOf(bundle);
        for (var i = 1; i < times.Count; i++)
        {
            if (times[i] < times[i - 1]) throw new LogCorruptException($"entry {first + i} is earlier than the one before it, in a log said to be ordered");
        }

        var end = first + times.Count;
        if (times.Count == 0 && bundle.Signed.Checkpoint.Size > 0) throw new LogCorruptException("the window has no entry and no neighbour");
        if (first > 0 && (window.From is not { } from || times[0] >= from)) throw new LogCorruptException($"entry {first}, the left neighbour, lies inside the window: those before it may be missing");
        if (end < bundle.Signed.Checkpoint.Size && (window.To is not { } to || times[^1] < to)) throw new LogCorruptException($"entry {end - 1}, the right neighbour, lies inside the window: those behind it may be missing");
        return times.Count(time => Holds(window, time));
    }

    private static List<Instant> TimesOf(ProofBundle bundle)
    {
        var reader = new EventReader();
        var times = new List<Instant>(bundle.Entries.Length);
        foreach (var entry in bundle.Entries)
        {
            if (reader.Read(entry.Bytes.Span, out var read, out var problem) != LineKind.Event)
                throw new LogCorruptException($"entry {entry.Index} has no time: {problem}");
            times.Add(read.Published);
        }

        return times;
    }

    // The answer must be exactly what the question selects from the entries, no entry more and none less.
    private static void CheckAnswer(ProofBundle bundle, BundleReport report)
    {
        var reader = new EventReader();
        var matcher = new QuestionMatcher(report.Question);
        var claimed = report.Matches.ToHashSet();
        if (claimed.Count < report.Matches.Length) throw new LogCorruptException("the answer names an entry twice");
        foreach (var entry in bundle.Entries)
        {
            var matches = false;
            if (reader.Read(entry.Bytes.Span, out var read, out _) == LineKind.Event)
            {
                matches = matcher.Matches(read);
                var org = read.Org.IsEmpty ? report.Question.OwnOrg : read.Org.ToString();
                if (org != report.Org) throw new LogCorruptException($"entry {entry.Index} belongs to org \"{org}\", not to \"{report.Org}\"");
            }

            if (matches != claimed.Remove(entry.Index))
                throw new LogCorruptException($"entry {entry.Index} {(matches ? "answers the question, but is not in the answer" : "is in the answer, but does not answer the question")}");
        }

        if (claimed.Count > 0) throw new LogCorruptException($"entry {claimed.Min()} is in the answer, but not in the bundle");
        if (bundle.Window is { } window && !Covers(window, report.Question))
            throw new LogCorruptException("the question's window reaches beyond the bundle's");
    }

    private static bool Covers(BundleWindow window, Question question) =>
        (window.From is not { } from || (question.From is { } asked && asked >= from))
        && (window.To is not { } to || (question.To is { } until && until <= to));
}
