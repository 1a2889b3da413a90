using System.Globalization;
using Firebreak.Cli.Demo;
using Firebreak.Cli.Rendering;
using Firebreak.Log;
using Firebreak.Log.Events;
using Firebreak.Log.Notes;
using Firebreak.Log.Proofs;
using Firebreak.Log.Reading;
using Firebreak.Log.Scoping;
using Firebreak.Log.Sealing;
using Firebreak.Log.Tiles;

namespace Firebreak.Cli;

/// <summary><c>firebreak demo</c>: makes a support tool's log, scopes it, seals it, proves an entry, and shows a change.</summary>
internal static class DemoCommand
{
    private const int DefaultCount = 125_000;
    private const long ProvenEntry = 4711;

    public static Verb Verb() => new(
        "demo",
        "[--keep DIR]",
        "Shows what Firebreak does, on a made-up support tool's log of 125,000 events. With --events it only makes such a log.",
        [
            new("--keep", "DIR", "leave the files there, to try things yourself"),
            new("--events", "FILE", "only make a log, in this file"),
            new("--count", "N", "how many events (125,000 unless said otherwise)"),
            new("--shape", "SHAPE", "own, okta or splunk (own unless said otherwise)"),
        ],
        Run);

    private static ExitCode Run(Arguments args)
    {
        if (args.Rest.Count > 0) throw CommandException.Usage($"demo takes no \"{args.Rest[0]}\".");
        var count = DefaultCount;
        if (args.One("--count") is { } text && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count) || count < 1))
            throw CommandException.Usage($"--count {text} is no number from 1.");
        if (!Enum.TryParse<Shape>(args.One("--shape") ?? "own", ignoreCase: true, out var shape)) throw CommandException.Usage("--shape is own, okta or splunk.");
        if (args.One("--events") is { } events)
        {
            Make(events, count, shape);
            return ExitCode.Ok;
        }

        var folder = args.One("--keep") ?? Path.Combine(Path.GetTempPath(), $"firebreak-demo-{Environment.ProcessId}");
        Directory.CreateDirectory(folder);
        try
        {
            Show(folder, count, shape);
            if (args.Has("--keep")) Console.Out.WriteLine($"\nThe files are in {folder}.");
        }
        finally
        {
            if (!args.Has("--keep")) Directory.Delete(folder, recursive: true);
        }

        return ExitCode.Ok;
    }

    private static void Show(string folder, int count, Shape shape)
    {
        var events = Path.Combine(folder, "support.ndjson");
        var log = Path.Combine(folder, "log");
        var seconds = Timed(() => Make(events, count, shape));
        Say("", $"A support tool's log, made up: {count:N0} events of {Cast.Orgs:N0} orgs in 20 days of January 2022, {new FileInfo(events).Length / 1e6:N0} MB.", seconds);

        var question = new Question
        {
            From = Instant.From(SupportLog.WindowFrom),
            To = Instant.From(SupportLog.WindowTo),
            Affiliations = [SupportLog.Affiliation],
        };
        ScanResult? result = null;
        seconds = Timed(() => result = Scan.Run([Inputs.Open(events)], question, new ScanOptions()));
        var total = result!.Answer.Total;
        Say("scope", $"{SupportLog.Affiliation}'s engineers, 16 to 20 January: {Printable.Count(total.Events, "event")} in {Printable.Count(result.Answer.Groups.Length, "org")}"
            + $", by {total.Actors.Length} engineers, on {total.Targets.Length:N0} users, apps and records. Every line was read whole.", seconds);

        var key = SigningKey.Generate("firebreak-demo");
        SignedCheckpoint? signed = null;
        seconds = Timed(() => signed = Seal(events, log, key));
        Say("seal", $"The log is sealed: a Merkle tree of {signed!.Checkpoint.Size:N0} entries, root {signed.Checkpoint.Root}, signed, safe on disk.", seconds);

        seconds = Timed(() => ScopeWithProof(log, key.Verifier, question, total.Events));
        Say("scope", "The same question to the sealed log, every entry hashed up to the signed root: the answer is proved complete.", seconds);

        var index = Math.Min(ProvenEntry, count - 1);
        seconds = Timed(() => Prove(log, folder, index, key.Verifier));
        Say("prove", $"Entry {index} and its proof, written to a bundle and checked with nothing but the verifier key.", seconds);

        var problem = "";
        Tamper(log, index);
        seconds = Timed(() => problem = FindChange(log));
        Say("verify", $"Then somebody changed one byte of that entry on the disk. {problem}", seconds);
        Tamper(log, index);
        Console.Out.WriteLine(
            $"""

            Try it on your own export:
              ./firebreak scope EXPORT.json --from 2022-01-16 --to 2022-01-21 --actor someone@example.com
              ./firebreak scope EXPORT.json --hunt factor-resets --by actor
              ./firebreak scope --help
            """);
    }

    private static SignedCheckpoint Seal(string events, string log, SigningKey key)
    {
        using var inputs = new SealInputs([events]);
        inputs.Check();
        using var sealer = Sealer.Open(log, key);
        inputs.ForEachLine(sealer.Append);
        return sealer.Finish();
    }

    private static void ScopeWithProof(string folder, VerifierKey key, Question question, long expected)
    {
        var log = LogReader.Open(new TileFolder(folder));
        if (!log.Signed.IsSignedBy(key)) throw new LogCorruptException("the demo's own log is not signed by its key");
        using var entries = new LogEntries(log, hitsOnly: false);
        var options = new ScanOptions { TrustedOrder = SealRecord.TryRead(log.Source, log.Checkpoint, out var record) && record.IsCanonical };
        var result = Scan.Run([entries], question, options);
        entries.CheckProofs(options.Threads);
        if (result.Answer.Total.Events != expected) throw new LogCorruptException("the sealed log answers otherwise than the file");
    }

    private static void Prove(string log, string folder, long index, VerifierKey key)
    {
        var file = Path.Combine(folder, "entry.bundle.json");
        using (var output = new FileStream(file, FileMode.Create, FileAccess.Write))
            ProofBundleJson.Write(output, new Prover(LogReader.Open(new TileFolder(log))).One(index));
        var bundle = ProofBundleJson.Read(File.ReadAllBytes(file), HuntCatalog.FromBundle);
        BundleCheck.Run(bundle);
        if (!bundle.Signed.IsSignedBy(key)) throw new LogCorruptException("the bundle is not signed by the demo's key");
    }

    // Flips the lowest bit of an entry's middle byte; a second time puts it back.
    private static void Tamper(string log, long index)
    {
        var path = Path.Combine(log, new Tile(Tile.Entries, index / Tile.FullWidth, Tile.FullWidth).Path);
        if (!File.Exists(path)) path = Directory.GetFiles(path + ".p").Single();
        var bytes = File.ReadAllBytes(path);
        var position = 0;
        var entry = default(Range);
        for (var i = 0; i <= index % Tile.FullWidth; i++) EntryBundle.TryNext(bytes, ref position, out entry);
        bytes[(entry.Start.Value + entry.End.Value) / 2] ^= 1;
        File.WriteAllBytes(path, bytes);
    }

    private static string FindChange(string log)
    {
        try
        {
            LogCheck.Check(LogReader.Open(new TileFolder(log)), Environment.ProcessorCount);
            throw new InvalidOperationException("a changed log was taken for whole");
        }
        catch (LogCorruptException error)
        {
            return $"verify finds it: {error.Message.Replace(log, "log", StringComparison.Ordinal)}";
        }
    }

    private static void Make(string file, int count, Shape shape)
    {
        using var output = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        SupportLog.Write(output, count, shape, CancellationToken.None);
    }

    private static double Timed(Action action)
    {
        var started = TimeProvider.System.GetTimestamp();
        action();
        return TimeProvider.System.GetElapsedTime(started).TotalSeconds;
    }

    private static void Say(string verb, string text, double seconds)
    {
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{verb,-8}{seconds,6:0.00} s  {text}"));
        Console.Out.Flush();
    }
}
