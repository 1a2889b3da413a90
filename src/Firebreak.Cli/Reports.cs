using System.Collections.Immutable;
using System.Text;
using Firebreak.Cli.Rendering;
using Firebreak.Log.Events;
using Firebreak.Log.Proofs;
using Firebreak.Log.Scoping;
using Firebreak.Log.Tiles;

namespace Firebreak.Cli;

/// <summary>
/// A folder for each group of an answer, to be given away: a page, the events, and, from a sealed log, what proves
/// them. A report holds the group's own events and nobody else's.
/// </summary>
internal static class Reports
{
    /// <summary>Writes a report for each group, and a page that lists them.</summary>
    /// <param name="folder">Made; must be new or empty.</param>
    /// <param name="log">The log's folder, or null where plain files were read.</param>
    public static void Write(string folder, ScopeOutcome scope, MatchFile matches, string? log)
    {
        Directory.CreateDirectory(folder);
        var prover = log is null ? null : new Prover(LogReader.Open(new TileFolder(log)));
        var byGroup = matches.Matches.ToLookup(match => match.Group);
        var numbers = scope.Result.GroupNames.Select((name, number) => (name, number)).ToDictionary(group => group.name, group => group.number, StringComparer.Ordinal);
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var listed = new List<(AnswerGroup Group, string Folder)>();
        foreach (var group in scope.Result.Answer.Groups)
        {
            var name = NameOf(group, names);
            var events = byGroup[numbers[group.Name]].OrderBy(match => match.Published).ThenBy(match => match.Offset).ToList();
            WriteOne(Path.Combine(folder, name), scope, group, events, matches, prover);
            listed.Add((group, name));
        }

        using var index = new StreamWriter(Path.Combine(folder, "index.html"), append: false, new UTF8Encoding(false));
        ReportPages.WriteIndex(index, scope, listed);
    }

    private static void WriteOne(
        string folder, ScopeOutcome scope, AnswerGroup group, List<MatchFile.Match> events, MatchFile matches, Prover? prover)
    {
        Directory.CreateDirectory(folder);
        var lines = events.Select(match => matches.Read(match).ToArray()).ToList();
        using (var file = new FileStream(Path.Combine(folder, "events.ndjson"), FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16))
        {
            foreach (var line in lines)
            {
                file.Write(line);
                file.WriteByte((byte)'\n');
            }
        }

        var claim = "";
        if (prover is not null)
        {
            var bundle = BundleOf(scope, group, events, lines, prover);
            using var file = new FileStream(Path.Combine(folder, ProofBundle.FileName), FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
            ProofBundleJson.Write(file, bundle);
            claim = ClaimOf(bundle);
        }

        using var page = new StreamWriter(Path.Combine(folder, "index.html"), append: false, new UTF8Encoding(false));
        ReportPages.Write(page, scope, group, lines, claim);
    }

    // An org's own log gives its whole window, so that nothing can be missing; from a log of many orgs only its own entries may be shown.
    private static ProofBundle BundleOf(ScopeOutcome scope, AnswerGroup group, List<MatchFile.Match> events, List<byte[]> lines, Prover prover)
    {
        var signed = scope.Proof!.Signed;
        var indexes = events.Select(match => match.Index).Order().ToImmutableArray();
        var org = scope.Result.Answer.By == GroupBy.Org ? group.Name : null;
        if (org is not null && IsOwnLog(signed.Checkpoint.Origin, org))
        {
            var window = prover.Window(scope.Question.From, scope.Question.To);
            if (IsAllOf(org, window, scope.Question.OwnOrg)) return window with { Report = new BundleReport(org, scope.Question, indexes) };
        }

        var entries = events.Zip(lines).OrderBy(pair => pair.First.Index).Select(pair => prover.Prove(pair.First.Index, pair.Second));
        var report = org is null ? null : new BundleReport(org, scope.Question, indexes);
        return new ProofBundle(signed, [.. entries], Report: report);
    }

    // A log's origin is <name>/<org id> where it is one org's own; see "seal --split-by org".
    private static bool IsOwnLog(string origin, string org) => org.Length > 0 && origin.EndsWith("/" + org, StringComparison.Ordinal);

    // A log's name is its maker's word; what lies in it decides whether it may be handed out whole.
    private static bool IsAllOf(string org, ProofBundle window, string ownOrg)
    {
        var reader = new EventReader();
        foreach (var entry in window.Entries)
        {
            if (reader.Read(entry.Bytes.Span, out var read, out _) != LineKind.Event) return false;
            if ((read.Org.IsEmpty ? ownOrg : read.Org.ToString()) != org) return false;
        }

        return true;
    }

    private static string ClaimOf(ProofBundle bundle) => bundle.Window is { } window
        ? window.IsOrdered
            ? "This is your org's own log. The bundle holds every entry of the window and its two neighbours: given that times never decrease in the log, nothing is missing."
            : "This is your org's own log. The bundle holds every entry from the first match to the last; what else matches only a pass over the whole log can tell."
        : "These entries are in the log. The log is shared by many orgs: that none of yours is missing rests on its maker.";

    // Names that differ only in what no file name may hold, or in case, must not meet in one folder.
    private static string NameOf(AnswerGroup group, HashSet<string> taken)
    {
        var name = Printable.FileName(group.Name);
        var free = name;
        for (var i = 2; !taken.Add(free); i++) free = $"{name}-{i}";
        return free;
    }
}
