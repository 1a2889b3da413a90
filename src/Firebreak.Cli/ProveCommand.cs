using System.Globalization;
using System.Text;
using Firebreak.Cli.Rendering;
using Firebreak.Log.Events;
using Firebreak.Log.Proofs;
using Firebreak.Log.Tiles;

namespace Firebreak.Cli;

/// <summary><c>firebreak prove</c>: a bundle that proves an entry, or a window of time.</summary>
internal static class ProveCommand
{
    public static Verb Verb() => new(
        "prove",
        "--log DIR --index N | --from T --to T",
        "Writes a bundle: one entry with its inclusion proof, or all entries of a window with what proves that none is missing.",
        [
            new("--log", "DIR", "the log's folder"),
            new("--index", "N", "the entry, from 0"),
            new("--from", "T", "the window's beginning: RFC 3339, or a date for its 00:00 UTC"),
            new("--to", "T", "the moment after the window"),
            new("--out", "FILE", "write the bundle there (standard output unless said otherwise)"),
        ],
        Run);

    private static ExitCode Run(Arguments args)
    {
        var folder = args.One("--log") ?? throw CommandException.Usage("prove needs --log DIR.");
        if (args.Rest.Count > 0) throw CommandException.Usage($"prove reads the log alone; \"{args.Rest[0]}\" is too much.");
        if (args.Has("--index") == (args.Has("--from") || args.Has("--to"))) throw CommandException.Usage("prove takes either --index N, or --from T and --to T.");
        var prover = new Prover(LogReader.Open(new TileFolder(folder)));
        var bundle = args.One("--index") is { } index ? prover.One(IndexOf(index)) : Window(prover, args);
        if (args.One("--out") is { } file)
        {
            using var output = new FileStream(file, FileMode.Create, FileAccess.Write);
            ProofBundleJson.Write(output, bundle);
            Console.Out.WriteLine($"{file}: {Say(bundle)}, under the checkpoint of size {bundle.Signed.Checkpoint.Size:N0}.");
        }
        else
        {
            using var output = Console.OpenStandardOutput();
            ProofBundleJson.Write(output, bundle);
        }

        return ExitCode.Ok;
    }

    private static ProofBundle Window(Prover prover, Arguments args)
    {
        var (from, to) = (TimeOf(args, "--from"), TimeOf(args, "--to"));
        if (from is { } start && to is { } end && start >= end) throw CommandException.Usage($"the window is empty: it ends ({end}) before it has begun ({start}).");
        return prover.Window(from, to);
    }

    private static string Say(ProofBundle bundle) => bundle.Window switch
    {
        null => $"entry {bundle.Entries[0].Index} and its inclusion proof",
        { IsOrdered: true } => $"{Printable.Count(bundle.Entries.Length, "entry")}: the window and its neighbours",
        _ => $"{Printable.Count(bundle.Entries.Length, "entry")}, the smallest run that holds every match; times in this log are not known never to decrease, so only a pass over all of it shows that none lies outside",
    };

    private static long IndexOf(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : throw CommandException.Usage($"--index {text} is no number from 0.");

    private static Instant? TimeOf(Arguments args, string option)
    {
        if (args.One(option) is not { } text) return null;
        return Instant.TryParse(Encoding.UTF8.GetBytes(text), out var time) ? time : throw CommandException.Usage($"{option} {text} is no time.");
    }
}
