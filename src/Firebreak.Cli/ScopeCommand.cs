using System.Net;
using System.Text;
using Firebreak.Cli.Rendering;
using Firebreak.Log.Events;
using Firebreak.Log.Notes;
using Firebreak.Log.Reading;
using Firebreak.Log.Scoping;
using Firebreak.Log.Sealing;
using Firebreak.Log.Tiles;

namespace Firebreak.Cli;

/// <summary><c>firebreak scope</c>: which orgs, users and actions a window touched.</summary>
internal static class ScopeCommand
{
    private const int DefaultRows = 20;

    public static Verb Verb() => new(
        "scope",
        "[FILE|DIR|-]...",
        "Asks an Okta System Log export who did what to whom. Reads lines of JSON, JSON arrays, gzip of either, folders of them, standard input; and the wrappers of Splunk, Elastic, Panther and others.",
        [
            new("--from", "T", "the window's beginning: RFC 3339, or a date for its 00:00 UTC"),
            new("--to", "T", "the moment after the window: 16 to 20 January is --from 2022-01-16 --to 2022-01-21"),
            new("--actor", "ID|LOGIN", "who did it", Repeats: true),
            new("--actors", "FILE", "the same, one a line", Repeats: true),
            new("--actor-domain", "DOMAIN", "whose login ends in @DOMAIN", Repeats: true),
            new("--affiliation", "NAME", "whose actor.detailEntry.affiliation this is", Repeats: true),
            new("--session", "ID", "in which session", Repeats: true),
            new("--ip", "CIDR", "from which network or address", Repeats: true),
            new("--device", "HASH", "from which device: device.id, dtHash or deviceFingerprint", Repeats: true),
            new("--event", "GLOB", "event types; * stands for any characters", Repeats: true),
            new("--outcome", "RESULT", "SUCCESS, FAILURE, ...", Repeats: true),
            new("--target", "ID|LOGIN", "to whom or what", Repeats: true),
            new("--hunt", "NAME|FILE", "a named question, or a Sigma rule", Repeats: true),
            new("--hunts", "", "list the named questions"),
            new("--org", "ID", "the org of events that name none"),
            new("--by", "WHAT", "org, actor, target, event, session, ip, country, hour or day (org unless said otherwise)"),
            new("--format", "FORM", "table, json, csv, ndjson or html (table unless said otherwise)"),
            new("--top", "N|all", "rows of the table (20 unless said otherwise)"),
            new("--out", "FILE", "write the answer there"),
            new("--events", "FILE", "write the matching events there, one a line"),
            new("--reports", "DIR", "make a report for each group there"),
            new("--log", "DIR", "read a sealed log, and prove that the answer is complete"),
            new("--proof", "all|hits", "with --log: hash every entry (the default), or prove the matches only"),
            .. Trust.Options,
            new("--trusted-order", "", "pass over lines by their beginning where it is Firebreak's own"),
            new("--strict", "", "fail if any line was skipped"),
        ],
        Run);

    private static ExitCode Run(Arguments args)
    {
        if (args.Has("--hunts")) return ListHunts();
        var question = QuestionOf(args);
        var by = Choice<GroupBy>(args, "--by", "org");
        var format = args.One("--format") ?? "table";
        if (format is not ("table" or "json" or "csv" or "ndjson" or "html")) throw CommandException.Usage($"--format is table, json, csv, ndjson or html, not {format}.");
        var rows = RowsOf(args);
        if (args.One("--reports") is { } folder && Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw CommandException.Usage($"--reports {folder}: the folder is not empty; reports go into a new one.");

        using var matches = MatchesOf(args);
        var started = TimeProvider.System.GetTimestamp();
        var scope = args.One("--log") is { } log ? ScanLog(args, log, question, by, matches) : ScanFiles(args, question, by, matches);
        scope = scope with { Elapsed = TimeProvider.System.GetElapsedTime(started) };

        Write(args.One("--out"), output => Show(output, scope, format, rows, args.Has("--out")));
        if (args.One("--reports") is { } reports) Reports.Write(reports, scope, matches!, args.One("--log"));
        return Judge(args, scope);
    }

    private static ScopeOutcome ScanFiles(Arguments args, Question question, GroupBy by, MatchFile? matches)
    {
        if (args.Has("--proof") || args.Has("--vkey") || args.Has("--witness")) throw CommandException.Usage("--proof, --vkey and --witness go with --log.");
        if (args.Rest.Count == 0 && !Console.IsInputRedirected) throw CommandException.Usage("name a file or folder to read, or - for standard input. See: firebreak scope --help");
        var leftOut = new List<string>();
        var paths = Inputs.Expand(args.Rest.Count == 0 ? ["-"] : args.Rest, leftOut.Add).ToList();
        if (leftOut.Count > 0) Warn($"left out, by their endings: {string.Join(", ", leftOut.Take(5))}{(leftOut.Count > 5 ? $" and {leftOut.Count - 5} more" : "")}");
        if (paths.Count == 0) throw new InputException($"{string.Join(", ", args.Rest)}: there is no .json, .ndjson, .jsonl, .log or .gz file.");

        var options = new ScanOptions { By = by, Matches = matches, TrustedOrder = args.Has("--trusted-order") };
        options.Progress.TotalBytes = LengthOf(paths);
        if (options.Progress.TotalBytes is > 0 and < 2 * Block.Size) options = options with { Threads = 1 };
        using var progress = new ProgressLine(options.Progress);
        var result = Scan.Run(paths.Select(Inputs.Open), question, options);
        return new ScopeOutcome(question, result, paths.Count == 1 ? paths[0] : Printable.Count(paths.Count, "file"), default, options.TrustedOrder, null);
    }

    // All files together; 0 where one has no length that says how much there is to read.
    private static long LengthOf(List<string> paths)
    {
        var all = 0L;
        foreach (var path in paths)
        {
            if (path == "-" || path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)) return 0;
            all += new FileInfo(path).Length;
        }

        return all;
    }

    private static ScopeOutcome ScanLog(Arguments args, string folder, Question question, GroupBy by, MatchFile? matches)
    {
        if (args.Rest.Count > 0) throw CommandException.Usage("--log reads the log's own entries; name no other input beside it.");
        var hitsOnly = (args.One("--proof") ?? "all") switch
        {
            "all" => false,
            "hits" => true,
            var other => throw CommandException.Usage($"--proof is all or hits, not {other}."),
        };
        var log = LogReader.Open(new TileFolder(folder));
        var signer = Trust.Establish(log.Signed, Trust.Keys(args.All("--vkey")), Trust.Keys(args.All("--witness")));
        // Only a record of exactly this size and root says that every line was read whole and is in our own order.
        var isCanonical = SealRecord.TryRead(log.Source, log.Checkpoint, out var record) && record.IsCanonical;
        var options = new ScanOptions { By = by, Matches = matches, TrustedOrder = isCanonical || args.Has("--trusted-order") };
        using var progress = new ProgressLine(options.Progress);
        using var entries = new LogEntries(log, hitsOnly);
        var result = Scan.Run([entries], question, options);
        entries.CheckProofs(options.Threads);
        return new ScopeOutcome(question, result, $"the log {folder}", default, options.TrustedOrder, ProofOf(log.Signed, signer, hitsOnly, result));
    }

    private static ScopeProof ProofOf(SignedCheckpoint signed, VerifierKey? signer, bool hitsOnly, ScanResult result)
    {
        var checkpoint = signed.Checkpoint;
        var what = hitsOnly
            ? $"each of the {Printable.Count(result.Answer.Total.Events, "match")} is in the log; that no other entry matches is not proved"
            : $"complete: all {checkpoint.Size:N0} entries were read and hashed, and make the root";
        var who = signer is null ? "signer not established (give --vkey)" : $"signed by {Trust.Name(signer)}";
        return new ScopeProof(signed, signer, !hitsOnly, $"{what}; checkpoint {checkpoint.Origin}, size {checkpoint.Size:N0}, root {checkpoint.Root}, {who}");
    }

    private static ExitCode Judge(Arguments args, ScopeOutcome scope)
    {
        foreach (var note in scope.Result.Notes.Concat(scope.Result.Unread)) Warn(note);
        if (!scope.Result.Unread.IsEmpty) return ExitCode.Io;
        var skipped = scope.Result.Counts.Malformed + scope.Result.Counts.NotEvents;
        if (args.Has("--strict") && skipped > 0)
        {
            Warn($"{Printable.Count(skipped, "line")} skipped");
            return ExitCode.Failed;
        }

        return scope.Proof is { Signer: null } ? ExitCode.SignerNotEstablished : ExitCode.Ok;
    }

    private static void Show(Stream output, ScopeOutcome scope, string format, int rows, bool isFile)
    {
        if (format == "json")
        {
            AnswerJson.Write(output, scope);
            return;
        }

        if (format == "ndjson")
        {
            AnswerJson.WriteLines(output, scope.Result.Answer);
            return;
        }

        using var text = new StreamWriter(output, new UTF8Encoding(false), 1 << 16, leaveOpen: true);
        if (format == "csv") AnswerJson.WriteCsv(text, scope.Result.Answer);
        else if (format == "html") AnswerPage.Write(text, scope);
        else AnswerTable.Write(text, scope, isFile || Console.IsOutputRedirected ? 140 : Math.Max(60, Console.WindowWidth), rows);
    }

    private static void Write(string? file, Action<Stream> show)
    {
        using var output = file is null ? Console.OpenStandardOutput() : new FileStream(file, FileMode.Create, FileAccess.Write);
        using var buffered = new BufferedStream(output, 1 << 16);
        show(buffered);
    }

    private static MatchFile? MatchesOf(Arguments args) =>
        args.One("--events") is { } events ? MatchFile.Create(events, keepsPlaces: args.Has("--reports"))
        : args.Has("--reports") ? MatchFile.CreateTemporary()
        : null;

    private static Question QuestionOf(Arguments args)
    {
        var question = new Question
        {
            From = TimeOf(args, "--from"),
            To = TimeOf(args, "--to"),
            Actors = [.. args.All("--actor"), .. args.All("--actors").SelectMany(ReadList)],
            ActorDomains = [.. args.All("--actor-domain").Select(domain => domain.TrimStart('@'))],
            Affiliations = [.. args.All("--affiliation")],
            Sessions = [.. args.All("--session")],
            Addresses = [.. args.All("--ip").Select(NetworkOf)],
            Devices = [.. args.All("--device")],
            Events = [.. args.All("--event")],
            Outcomes = [.. args.All("--outcome")],
            Targets = [.. args.All("--target")],
            Hunts = [.. args.All("--hunt").Select(HuntCatalog.Find)],
            OwnOrg = args.One("--org") ?? "",
        };
        if (question is { From: { } from, To: { } to } && from >= to)
            throw CommandException.Usage($"the window is empty: it ends ({to}) before it has begun ({from}).");
        return question;
    }

    private static IReadOnlyList<string> ReadList(string file)
    {
        if (!File.Exists(file)) throw new InputException($"{file}: there is no such file.");
        var values = File.ReadLines(file).Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#').ToList();
        return values.Count == 0 ? throw CommandException.Usage($"--actors {file}: the file names nobody.") : values;
    }

    private static Instant? TimeOf(Arguments args, string option)
    {
        if (args.One(option) is not { } text) return null;
        return Instant.TryParse(Encoding.UTF8.GetBytes(text), out var time)
            ? time
            : throw CommandException.Usage($"{option} {text} is no time: give RFC 3339 (2022-01-16T08:00:00Z) or a date (2022-01-16).");
    }

    // An address alone is a network of one; bits behind the prefix do not count.
    private static IPNetwork NetworkOf(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (!IPAddress.TryParse(slash < 0 ? text : text[..slash], out var address)) throw CommandException.Usage($"--ip {text} is no address and no network.");
        var bytes = address.GetAddressBytes();
        var prefix = bytes.Length * 8;
        if (slash >= 0 && (!int.TryParse(text[(slash + 1)..], out prefix) || prefix < 0 || prefix > bytes.Length * 8))
            throw CommandException.Usage($"--ip {text}: the prefix is 0 to {bytes.Length * 8}.");
        for (var bit = prefix; bit < bytes.Length * 8; bit++) bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        return new IPNetwork(new IPAddress(bytes), prefix);
    }

    private static int RowsOf(Arguments args)
    {
        if (args.One("--top") is not { } text) return DefaultRows;
        if (text == "all") return int.MaxValue;
        return int.TryParse(text, out var rows) && rows > 0 ? rows : throw CommandException.Usage($"--top is a number from 1, or all; not {text}.");
    }

    private static T Choice<T>(Arguments args, string option, string otherwise)
        where T : struct, Enum
    {
        var text = args.One(option) ?? otherwise;
        var names = Enum.GetNames<T>().Select(name => name.ToLowerInvariant()).ToList();
        return names.Contains(text, StringComparer.Ordinal)
            ? Enum.Parse<T>(text, ignoreCase: true)
            : throw CommandException.Usage($"{option} is {string.Join(", ", names)}; not {text}.");
    }

    private static ExitCode ListHunts()
    {
        foreach (var name in HuntCatalog.Names)
        {
            var rule = HuntCatalog.RuleOf(name);
            Console.Out.WriteLine($"{name,-28}{rule.Title}");
        }

        return ExitCode.Ok;
    }

    private static void Warn(string message) => Console.Error.WriteLine($"firebreak: {Printable.Text(message)}");
}
